"""What following the years says, in the reader's language: sentences with produced numbers, and the headings of its tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from hjj_lib.charts.waterfall import step_name
from hjj_lib.inventory import VIEWS, total
from hjj_lib.language import Language
from hjj_lib.monitoring.certainty import probability_of
from hjj_lib.monitoring.years import Followed
from hjj_lib.report import named
from hjj_lib.trends import PUBLISHED_FILE, Causes, Weather, corrected, exceptional_years, last_published, waterfall
from hjj_lib.uncertainty.forms import likelihood_word
from hjj_lib.uncertainty.words import probability_words

SERIES_HEADINGS = {
    "year": "Year",
    "market_kg": "Market-based",
    "location_kg": "Location-based",
    "published_kg": "As published, market-based",
    "per_student_kg": "kg CO₂e per student-year, market-based",
    "unknown_count": "Unknown rows",
    "basis_version": "Calculation basis",
}
CERTAINTY_HEADINGS = {
    "since": "Since",
    "view_name": "View",
    "change_kg": "Change",
    "low_kg": "At least",
    "high_kg": "At most",
    "fallen": "Probability of a fall",
}
STEP_HEADINGS = {"name": "Step", "kind_name": "Kind", "change_kg": "Change or total", "to_kg": "Then"}
CATEGORY_HEADINGS = {"name": "Category", "before_kg": "Before", "now_kg": "Now", "change_kg": "Change"}
PUBLISHED_HEADINGS = {
    "year": "Year",
    "view_name": "View",
    "published_on": "Published on",
    "basis_version": "Calculation basis",
    "published_kg": "As published",
    "today_kg": "Calculated today",
    "difference_pct": "Difference, %",
    "reason": "Reason",
}
RESTATEMENT_HEADINGS = {
    "view_name": "View",
    "before_kg": "In use until now",
    "recalculated_kg": "Calculated today",
    "cumulative_pct": "Changes together, %",
    "gross_pct": "Without cancelling, %",
    "in_use_kg": "In use from now on",
}
WEATHER_HEADINGS = {
    "name": "Heating",
    "year": "Year",
    "measured_kg": "As measured",
    "corrected_kg": "In usual weather",
    "period": "Reference period",
    "why": "Why not corrected",
}
FORMATS = {
    **dict.fromkeys(["market_kg", "location_kg", "published_kg", "before_kg", "now_kg", "change_kg", "low_kg"], "tonnes"),
    **dict.fromkeys(["high_kg", "to_kg", "today_kg", "recalculated_kg", "in_use_kg", "measured_kg", "corrected_kg"], "tonnes"),
    **dict.fromkeys(["year", "since"], "text"),
    **dict.fromkeys(["difference_pct", "cumulative_pct", "gross_pct"], "1"),
    "per_student_kg": "0",
    "unknown_count": "0",
    "fallen": "percent",
}
VIEW_NAMES = {"market": "market-based", "location": "location-based"}
SERIES_NAMES = {"one_version": "all years with basis {version}", "own_versions": "each year with its own basis ({versions})"}
_KIND_NAMES = {"total": "Total", "restatement": "Restatement", "real": "Real change", "known_once": "Known in one year only"}
_UNCORRECTED = {
    "no_share": "the part that follows the weather is not known",
    "no_place": "no degree days of its place",
    "no_degree_days": "no degree days of the year",
    "no_reference": "no degree days of the reference period",
}


def with_views(table: pd.DataFrame, language: Language) -> pd.DataFrame:
    """A table that has ``view`` with the column ``view_name``."""
    return table.assign(view_name=[language.sentence(VIEW_NAMES[str(view)]) for view in table["view"]])


def versions_words(table: pd.DataFrame, language: Language, *, series: str) -> str:
    """What the years of a series were calculated with."""
    versions = ", ".join(dict.fromkeys(str(version) for version in table["basis_version"]))
    return language.sentence(SERIES_NAMES[series], version=versions, versions=versions)


def headlines(followed: Followed, certainty: pd.DataFrame, totals: pd.DataFrame, language: Language) -> list[str]:
    """The line to set large: what became of the market-based total, or that there is nothing to compare yet.

    Parameters
    ----------
    certainty, totals
        As :func:`hjj_lib.monitoring.change_certainty` and :func:`hjj_lib.monitoring.totals_by_year` give them.
    """
    mine = certainty[certainty["view"] == VIEWS[0]]
    if mine.empty:
        return [
            language.sentence(
                "There is nothing to compare yet: {year} is the first year with figures. From the second year on this report "
                "says what changed, why, and whether the change is real.",
                year=followed.study.year,
            )
        ]
    return [change_headline(mine.iloc[0], int(totals["unknown_count"].iloc[-1]), followed.study.year, language)]


def bottom_lines(
    followed: Followed, certainty: pd.DataFrame, causes: Mapping[int, Causes], language: Language, *, boundary: str
) -> list[str]:
    """Whether the changes are real, the largest cause since the year before, and how much of it is restatement."""
    view, now = VIEWS[0], followed.study.year
    mine = certainty[certainty["view"] == view]
    lines = [certainty_sentence(row, language) for _, row in mine.iterrows()]
    for before, found in list(causes.items())[:1]:
        lines.append(cause_sentence(followed, found, language, view=view, before=before, now=now))
        lines.append(restated_sentence(followed, found, language, view=view, before=before, boundary=boundary))
    return lines


def empty_sentences(followed: Followed, language: Language) -> list[str]:
    """Years whose folder holds no figures."""
    english = "The folder of {year} holds no figures, so the year is not in the series."
    return [language.sentence(english, year=year) for year in followed.empty]


def change_headline(row: pd.Series, unknown_count: int, year: int, language: Language) -> str:
    """What became of the market-based total; ``row`` of :func:`hjj_lib.monitoring.change_certainty`."""
    english = (
        "The emissions of {year} are {now}: {change} ({pct} %) more than in {before}."
        if row["change_kg"] > 0
        else "The emissions of {year} are {now}: {change} ({pct} %) less than in {before}."
    )
    told = language.sentence(
        english,
        year=year,
        now=language.tonnes(row["now_kg"]),
        change=language.tonnes(abs(row["change_kg"])),
        pct=language.number(abs(row["change_pct"]), 1),
        before=int(row["since"]),
    )
    if not unknown_count:
        return told
    lacking = language.sentence("Rows without known emissions: {count}.", count=language.number(unknown_count))
    return f"{told} {lacking}"


def certainty_sentence(row: pd.Series, language: Language) -> str:
    """Whether the change is real."""
    chance = probability_of(row)
    return language.sentence(
        "Since {year} the total has changed by {change}, with 95 % probability by {low} – {high}. "
        "That emissions have fallen is {word}: {probability}.",
        year=str(int(row["since"])),
        change=signed(row["change_kg"], language),
        low=signed(row["low_kg"], language),
        high=signed(row["high_kg"], language),
        word=likelihood_word(chance, language),
        probability=probability_words(chance, language),
    )


def cause_sentence(followed: Followed, causes: Causes, language: Language, *, view: str, before: int, now: int) -> str:
    """The largest cause of the real change, and the category that it moved most."""
    mine = causes.effects[(causes.effects["view"] == view) & (causes.effects["kind"] == "real")]
    sums = mine.groupby("cause")["change_kg"].sum()
    if sums.empty or not sums.abs().max():
        return language.sentence("Nothing has really changed since {before}.", before=before)
    cause = str(sums.abs().idxmax())
    change = float(sums[cause])
    by_category = pd.DataFrame(mine[mine["cause"] == cause].groupby("category_id")["change_kg"].sum()).reset_index()
    # Of the categories that went the same way as the whole, the one that went furthest.
    furthest = by_category.loc[[(by_category["change_kg"] * change).idxmax()]]
    first = named(furthest, followed.study.basis.categories, "category_id", language).iloc[0]
    return language.sentence(
        "The largest cause of the real change since {before}: {cause}, {change}; in the category “{category}” alone {part}.",
        before=before,
        cause=step_name(cause, "real", language, before=before, now=now),
        change=signed(change, language),
        category=first["name"],
        part=signed(float(first["change_kg"]), language),
    )


def restated_sentence(followed: Followed, causes: Causes, language: Language, *, view: str, before: int, boundary: str) -> str:
    """How much of the difference to the published figure is no change of what was done."""
    if last_published(followed.published, before, boundary).empty:
        return language.sentence(
            "No published total of {before} is kept in {file}, so {before} is compared as it is calculated today; a restatement "
            "cannot be told apart.",
            before=before,
            file=PUBLISHED_FILE,
        )
    mine = causes.effects[(causes.effects["view"] == view) & (causes.effects["kind"] == "restatement")]
    return language.sentence(
        "Of the difference to the published figure of {before}, {change} is restatement: it comes from data, method, factors, "
        "boundary or structure, not from what was done.",
        before=before,
        change=signed(float(mine["change_kg"].sum()), language),
    )


def change_remarks(
    followed: Followed, causes: Causes, language: Language, *, view: str, before: int, now: int, boundary: str
) -> list[str]:
    """What a waterfall means: restatement, the largest real cause, what is known once, and rows that came or went."""
    published = len(last_published(followed.published, before, boundary)) > 0
    told = restated_sentence(followed, causes, language, view=view, before=before, boundary=boundary)
    lines = [*([told] if published else []), cause_sentence(followed, causes, language, view=view, before=before, now=now)]
    mine = causes.effects[causes.effects["view"] == view]
    once = mine.loc[mine["kind"] == "known_once", "change_kg"]
    if once.abs().sum():
        english = "Known in one of the years only: {change}. Nobody can say whether that is a change, so it stands apart."
        lines.append(language.sentence(english, change=signed(float(once.sum()), language)))
    real = mine[mine["kind"] == "real"]
    new, gone = int(real["appeared"].sum()), int(real["disappeared"].sum())
    if new + gone:
        english = "Rows that are new: {new}, rows that are gone: {gone}; their emissions count in full as change."
        lines.append(language.sentence(english, new=language.number(new), gone=language.number(gone)))
    return lines


def step_rows(
    followed: Followed, causes: Causes, language: Language, *, view: str, before: int, now: int, boundary: str
) -> pd.DataFrame:
    """The steps of a waterfall with ``name`` and ``kind_name`` in words.

    Nothing is called published that was not: without a published total the change begins with the year as it is calculated
    today or, where providers have merged, with the institution's own figures.
    """
    steps = waterfall(causes, view=view)
    if last_published(followed.published, before, boundary).empty:
        merged = steps["kind"].eq("restatement").any()
        first = steps["step"] == "published"
        steps = steps.assign(step=steps["step"].mask(first, "alone")) if merged else steps[~first]
    steps = steps.reset_index(drop=True)
    pairs = list(zip(steps["step"], steps["kind"], strict=True))
    return steps.assign(
        name=[step_name(step, kind, language, before=before, now=now) for step, kind in pairs],
        kind_name=[language.sentence(_KIND_NAMES[kind]) for _, kind in pairs],
    )


def exceptional_sentences(years: Sequence[int], language: Language) -> list[str]:
    """The exceptional years among these, with the reason."""
    rows = exceptional_years()
    rows = rows[rows["year"].isin(years)]
    return [f"{row['year']}: {row[language.column('reason')]}." for row in rows.to_dict("records")]


def base_year_sentence(followed: Followed, base: int | None, wanted: int, language: Language) -> str:
    """Which year is the base year."""
    if base is None:
        return language.sentence("There is no earlier year that could be a base year.")
    if wanted and wanted not in (base, followed.study.year):
        return language.sentence(
            "The base year {wanted} has no figures here, so {base} stands in its place.", wanted=wanted, base=base
        )
    return language.sentence("The base year is {base}.", base=base)


def restatement_sentence(followed: Followed, table: pd.DataFrame, base: int, language: Language, *, boundary: str) -> str:
    """Whether the base year is restated; ``table`` of :func:`hjj_lib.monitoring.base_year_restatement`."""
    if last_published(followed.published, base, boundary).empty:
        return language.sentence(
            "No published total of the base year {base} is kept in {file}: it is shown as calculated today, and there is nothing "
            "to restate.",
            base=base,
            file=PUBLISHED_FILE,
        )
    if table.empty:
        return language.sentence("The published total of the base year {base} is the same today.", base=base)
    english = (
        "The base year {base} is restated: the changes of data, method, factors, boundary and structure are together more than "
        "the limit of {limit} % in one of the views. Both totals are kept."
        if bool(table["restated"].iloc[0])
        else "The base year {base} is not restated: the changes of data, method, factors, boundary and structure are together "
        "within the limit of {limit} % in both views. They count towards the next time."
    )
    limit = float(followed.study.basis.settings["restatement_pct"])
    return language.sentence(english, base=base, limit=language.significant(limit, digits=2))


def restatement_causes(table: pd.DataFrame, language: Language) -> list[str]:
    """The causes of all changes of the base year in one line; none where nothing changed."""
    causes = dict.fromkeys(cause for cell in table["causes"] for cause in str(cell).split())
    names = ", ".join(step_name(cause, "restatement", language, before=0, now=0) for cause in causes)
    return [language.sentence("Causes: {names}.", names=names)] if names else []


def published_lines(followed: Followed, boundary: str) -> list[str]:
    """The lines with which this year's result is kept in ``decisions/published.csv``, the day left open."""
    study = followed.study
    return [
        f"{study.year},{view},{boundary},{total(study.inventory, view=view, boundary=boundary).known_kg:.3f},"
        f"{study.basis.version},{study.basis.gwp_set},____-__-__,"
        for view in VIEWS
    ]


def weather_rows(followed: Followed, language: Language, *, period: str, boundary: str) -> pd.DataFrame:
    """Space heating by activity and year, market-based, as measured and as in usual weather.

    Returns
    -------
    ``name``, ``year``, ``measured_kg``, ``corrected_kg`` (unknown where any part cannot be corrected), ``period``, ``why``.
    """
    weather: Weather = followed.weather.weather
    ledgers = pd.concat([one.whole for one in followed.years], ignore_index=True)
    rows = corrected(ledgers, weather, period=period, boundary=boundary)
    rows = rows[rows["view"] == VIEWS[0]]
    grouped = rows.groupby(["activity_id", "year"], as_index=False, sort=True)
    sums = grouped.agg(
        measured_kg=("measured_kg", "sum"),
        corrected_kg=("corrected_kg", lambda kg: kg.sum(skipna=False)),
        why=("uncorrected", "max"),
    )
    names = named(sums, followed.study.basis.activities, "activity_id", language)
    told = [language.sentence(_UNCORRECTED[why]) if why else "" for why in names["why"]]
    return names.assign(period=period, why=told)


def succession_lines(followed: Followed) -> Iterator[str]:
    """The mergers and splits that concern the institution, as they stand in the table."""
    who = followed.study.institution.institution_id
    table = followed.successions
    mine = table[(table["from_id"] == who) | (table["to_id"] == who)]
    for row in mine.to_dict("records"):
        yield f"{row['date']:%Y-%m-%d}: {row['from_id']} → {row['to_id']}, {row['share']:g}; {row['reason']}"


def succession_sentences(followed: Followed, language: Language) -> list[str]:
    """Whether the earlier years hold other providers, and whose figures are missing."""
    lines = list(succession_lines(followed))
    if not lines:
        return [language.sentence("No merger or split concerns this institution.")]
    english = "The figures of {provider} for {year} are not here, so that year is not complete."
    missing = [language.sentence(english, provider=name, year=one.year) for one in followed.years for name in one.missing]
    return [*lines, *missing]


def signed(kg: float, language: Language) -> str:
    """Tonnes with a plus or a minus."""
    sign = "+" if kg > 0 else "−" if kg < 0 else ""
    return f"{sign}{language.tonnes(abs(kg))}"
