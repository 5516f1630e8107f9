"""What the tables of a study say: the rows and sentences that the notebooks on intake and calculation show."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from hjj_lib.basis import gaps_of
from hjj_lib.evidence import as_reported
from hjj_lib.gaps import shares_by_origin, shares_by_quality
from hjj_lib.indicators import intensities
from hjj_lib.inventory import VIEWS, completeness, memo, select, summarise, total
from hjj_lib.language import Language
from hjj_lib.problems import by_group
from hjj_lib.quality import plausibility
from hjj_lib.report import named
from hjj_lib.study import Study

BOUNDARIES = ("inventory", "core", "extended", "operational")
BOUNDARY_NAMES: Mapping[str, str] = {
    "inventory": "whole inventory",
    "core": "core boundary",
    "extended": "extended boundary",
    "operational": "operational boundary",
}
DENOMINATOR_NAMES: Mapping[str, str] = {
    "student_years": "student-year",
    "student_heads": "student",
    "staff_years": "staff-year",
    "floor_area_m2": "gross floor area, m²",
    "meals": "meal",
    "turnover_eur": "euro of turnover",
}
ORIGIN_NAMES: Mapping[str, str] = {
    "measured": "measured",
    "calculated": "calculated",
    "estimated": "estimated",
    "default": "filled from a default",
    "stated": "stated as tonnes",
}
QUALITY_NAMES: Mapping[str, str] = {
    "verified": "seen in the source",
    "derived": "derived from seen figures",
    "secondary": "seen second-hand",
    "unverified": "unverified",
}
STATE_NAMES: Mapping[str, str] = {
    "given": "given",
    "zero": "zero",
    "not_applicable": "not applicable",
    "partly_unknown": "partly not known",
    "unknown": "not known",
    "not_asked": "not answered",
}
PART_NAMES: Mapping[str, str] = {
    "direct": "emission itself",
    "upstream": "supply chain",
    "losses": "network losses",
    "biogenic": "biogenic CO₂",
    "radiative_forcing": "flight altitude effect",
}
VALUE_STATE_NAMES: Mapping[str, str] = {
    "given": "given",
    "zero": "zero",
    "not_applicable": "not applicable",
    "unknown": "not known",
}
VIEW_NAMES: Mapping[str, str] = {"market": "Market-based", "location": "Location-based"}
TENURE_NAMES: Mapping[str, str] = {
    "owned": "owned",
    "leased_controlled": "leased, own energy contracts",
    "energy_in_rent": "leased, energy in the rent",
    "shared": "shared",
    "let_out": "let out",
}
INDICATOR_NAMES: Mapping[str, str] = {
    "core_t_per_student_year": "core total, t CO₂e per student-year",
    "scope_1_share": "scope 1, % of the core total",
    "scope_2_share_location": "scope 2, % of the core total (location-based)",
    "scope_3_share": "scope 3, % of the core total",
    "heat_kwh_per_m2": "district heat, kWh per m²",
    "electricity_kwh_per_m2": "electricity, kWh per m²",
    "spend_kg_per_eur": "purchases, kg CO₂e per euro",
    "meals_per_student_year": "meals per student-year",
    "floor_area_per_student_year": "floor area, m² per student-year",
}
VERDICT_NAMES: Mapping[str, str] = {
    "usual": "usual",
    "low": "lower than usual",
    "high": "higher than usual",
    "unknown": "not known",
}
_TOP = 3
_WEAK = ("secondary", "unverified")
_NOT_SAID = "not stated"


def totals(study: Study, language: Language) -> pd.DataFrame:
    """Every boundary's totals: ``boundary``, ``market_kg``, ``location_kg``, ``unknown_count``."""
    rows = []
    for boundary in BOUNDARIES:
        sums = {view: total(study.inventory, view=view, boundary=boundary) for view in VIEWS}
        rows.append(
            {
                "boundary": language.sentence(BOUNDARY_NAMES[boundary]),
                **{f"{view}_kg": sums[view].known_kg for view in VIEWS},
                "unknown_count": max(part.unknown_count for part in sums.values()),
            }
        )
    return pd.DataFrame(rows)


def by_scope(study: Study, *, boundary: str) -> pd.DataFrame:
    """``view``, ``scope``, ``known_kg`` with the share of the view's total."""
    parts = [summarise(study.inventory, ["scope"], view=view, boundary=boundary).assign(view=view) for view in VIEWS]
    rows = pd.concat(parts, ignore_index=True)
    return rows.assign(share=rows["known_kg"] / rows.groupby("view")["known_kg"].transform("sum"))


def by_category(study: Study, language: Language, *, boundary: str) -> pd.DataFrame:
    """``category_id``, ``name``, ``market_kg``, ``location_kg``, ``share`` of the market total; largest first."""
    frames = [
        summarise(study.inventory, ["category_id"], view=view, boundary=boundary)
        .set_index("category_id")["known_kg"]
        .rename(f"{view}_kg")
        for view in VIEWS
    ]
    rows = pd.concat(frames, axis=1).fillna(0.0).reset_index()
    rows = named(rows, study.basis.categories, "category_id", language)
    rows = rows[rows[["market_kg", "location_kg"]].sum(axis=1) > 0].sort_values("market_kg", ascending=False, ignore_index=True)
    return rows.assign(share=rows["market_kg"] / rows["market_kg"].sum())


def by_site(study: Study, language: Language, *, boundary: str, allocated: pd.DataFrame) -> pd.DataFrame:
    """``name`` of the site, ``market_kg``, ``location_kg``; what belongs to no site is named so."""
    frames = [
        summarise(allocated, ["site_id"], view=view, boundary=boundary).set_index("site_id")["known_kg"].rename(f"{view}_kg")
        for view in VIEWS
    ]
    rows = pd.concat(frames, axis=1).fillna(0.0).reset_index()
    names = study.institution.sites.set_index("site_id")["name"]
    whole = language.sentence("the whole institution")
    return rows.assign(name=rows["site_id"].map(names).fillna(whole)).sort_values("market_kg", ascending=False, ignore_index=True)


def per_unit(study: Study, language: Language, *, boundary: str) -> pd.DataFrame:
    """``name`` of the denominator, ``value``, kilograms per unit in both views; only what is known."""
    rows = intensities(study.inventory, study.denominators, boundary=boundary).dropna(subset=["market_kg_co2e"])
    return rows.assign(name=rows["kind"].map(lambda kind: language.sentence(DENOMINATOR_NAMES[kind])))


def unknown_rows(study: Study, language: Language, *, boundary: str) -> pd.DataFrame:
    """What the total leaves out: ``name`` of the activity, ``part``, ``why``, one row each."""
    rows = pd.concat([select(study.inventory, view=view, boundary=boundary) for view in VIEWS]).drop_duplicates(
        ["entry_id", "line_id"]
    )
    rows = rows[rows["emissions_kg_co2e"].isna()].drop_duplicates(["activity_id", "part", "value_state"])
    gaps = gaps_of(study.basis, study.year).set_index("factor_role")[language.column("reason")]
    no_factor = language.sentence("no emission factor serves it")
    amount_unknown = language.sentence("the amount is not known")
    choices = study.basis.factor_choices
    left_out = choices[choices["factor_id"].isin(study.basis.left_out)]
    files = dict(zip(left_out["factor_role"], left_out["factor_id"].map(study.basis.left_out), strict=True))
    left = {role: language.sentence("the file {file} with its factor was left out", file=file) for role, file in files.items()}
    why = (
        rows["factor_role"]
        .map({**gaps.to_dict(), **left})
        .fillna(no_factor)
        .mask(rows["value_state"] == "unknown", amount_unknown)
    )
    parts = rows["part"].map(lambda part: language.sentence(PART_NAMES[part]))
    return named(rows.assign(why=why, part=parts), study.basis.activities, "activity_id", language)[["name", "part", "why"]]


def origins(study: Study, language: Language, *, boundary: str) -> pd.DataFrame:
    """How the amounts were had: ``name``, ``known_kg``, ``share``."""
    rows = shares_by_origin(study.inventory, view="market", boundary=boundary)
    return rows.assign(name=[language.sentence(ORIGIN_NAMES.get(str(origin), _NOT_SAID)) for origin in rows["origin"]])


def qualities(study: Study, language: Language, *, boundary: str) -> pd.DataFrame:
    """How good the factors are: ``name``, ``known_kg``, ``share``."""
    rows = shares_by_quality(study.inventory, view="market", boundary=boundary)
    return rows.assign(
        name=[language.sentence(QUALITY_NAMES.get(str(quality), "no factor needed")) for quality in rows["quality"]]
    )


def weak_share(study: Study, *, boundary: str) -> float:
    """Share of the market total that rests on factors seen second-hand or unverified."""
    rows = shares_by_quality(study.inventory, view="market", boundary=boundary)
    return float(rows.loc[rows["quality"].isin(_WEAK), "share"].sum())


def default_share(study: Study, *, boundary: str) -> float:
    """Share of the market total whose amounts were filled from defaults."""
    rows = shares_by_origin(study.inventory, view="market", boundary=boundary)
    return float(rows.loc[rows["origin"] == "default", "share"].sum())


def memo_items(study: Study, language: Language) -> pd.DataFrame:
    """Memo items: ``name``, ``known_kg``, ``unknown_count``."""
    return named(memo(study.inventory, ["category_id"]), study.basis.categories, "category_id", language)


def largest_lines(study: Study, language: Language, *, boundary: str, rows: int) -> pd.DataFrame:
    """The largest lines of the market view with everything one needs to check them by hand."""
    lines = select(study.inventory, view="market", boundary=boundary).nlargest(rows, "emissions_kg_co2e")
    lines = named(lines, study.basis.activities, "activity_id", language)
    parts = lines["part"].map(lambda part: language.sentence(PART_NAMES[part]))
    words = lines["quality"].map(lambda quality: language.sentence(QUALITY_NAMES.get(str(quality), "no factor needed")))
    return lines.assign(
        part=parts, quality=words, place=_place(lines), factor=lines["factor_id"] + " " + lines["valid_from"].astype("str")
    )


def answers(study: Study, language: Language) -> pd.DataFrame:
    """How every category was answered: ``name``, ``state``, ``unknown_count``, ``default_count``."""
    rows = named(completeness(as_reported(study.entries), study.basis), study.basis.categories, "category_id", language)
    return rows.assign(state=rows["state"].map(lambda state: language.sentence(STATE_NAMES[state])))


def received(study: Study, language: Language) -> pd.DataFrame:
    """What came in: every answered row with amount, unit, state, origin and place in the file; a correction is its origin."""
    rows = named(study.intake.entries, study.basis.activities, "activity_id", language)
    corrected = language.sentence("corrected")
    fixed = study.intake.corrections
    cells = set(fixed["file"] + "/" + fixed["sheet"] + "/" + fixed["cell"].str.upper())
    at = rows["file"] + "/" + rows["sheet"].fillna("") + "/" + rows["column"].fillna("") + rows["row"].astype("str")
    origin = rows["origin"].map(lambda origin: language.sentence(ORIGIN_NAMES.get(str(origin), _NOT_SAID)))
    sites_by_id = study.institution.sites.set_index("site_id")["name"]
    return rows.assign(
        place=_place(rows),
        site=rows["site_id"].map(sites_by_id).fillna(language.sentence("the whole institution")),
        state=rows["value_state"].map(lambda state: language.sentence(VALUE_STATE_NAMES[state])),
        origin=origin.mask(at.isin(cells), corrected),
    )


def _place(rows: pd.DataFrame) -> pd.Series:
    """Sheet and cell as the spreadsheet program shows them, ``Energia!D14``; of a file without sheets, file and row.

    What many rows of a file make together, such as the answers of a survey, has the file alone.
    """
    row = rows["row"].astype("str").replace("<NA>", "").fillna("")
    cell = rows["sheet"].fillna("") + "!" + rows["column"].fillna("") + row
    return cell.where(rows["sheet"].notna(), rows["file"] + (":" + row).where(row != "", ""))


def names_listed(names: pd.Series, shares: pd.Series, language: Language) -> str:
    """``Heat (41 %), Purchases (30 %)``: names with their shares."""
    return ", ".join(f"{name} ({language.percent(share)})" for name, share in zip(names, shares, strict=True))


def total_sentence(study: Study, name: str, language: Language, *, boundary: str) -> str:
    """The bottom line: both totals of a boundary."""
    market, location = (total(study.inventory, view=view, boundary=boundary).known_kg for view in VIEWS)
    return language.sentence(
        "The carbon footprint of {name} in {year} is {market} market-based and {location} location-based ({boundary}).",
        name=name,
        year=study.year,
        market=language.tonnes(market),
        location=language.tonnes(location),
        boundary=language.sentence(BOUNDARY_NAMES[boundary]),
    )


def largest_sentence(categories: pd.DataFrame, language: Language) -> str:
    """Which three categories make most of it."""
    top = categories.head(_TOP)
    return language.sentence(
        "Most of it comes from: {names}. Together they make {share} of the market-based total.",
        names=names_listed(top["name"], top["share"], language),
        share=language.percent(float(top["share"].sum())),
    )


def per_student_year_sentence(study: Study, language: Language, *, boundary: str) -> str:
    """Kilograms per student-year, or why they cannot be given."""
    rows = intensities(study.inventory, study.denominators, boundary=boundary).set_index("kind")
    if pd.isna(rows["market_kg_co2e"].loc["student_years"]):
        return language.sentence("Emissions per student-year cannot be given: the number of student-years is not known.")
    return language.sentence(
        "That is {market} kg CO₂e per student-year market-based and {location} kg location-based.",
        market=language.number(float(rows["market_kg_co2e"].loc["student_years"])),
        location=language.number(float(rows["location_kg_co2e"].loc["student_years"])),
    )


def unknown_sentence(study: Study, language: Language, *, boundary: str) -> str:
    """What the total leaves out, by name."""
    rows = unknown_rows(study, language, boundary=boundary)
    if rows.empty:
        return language.sentence("Nothing that belongs to the boundary is unknown.")
    names = sorted({f"{row.name_} ({row.part})" for row in rows.rename(columns={"name": "name_"}).itertuples()})
    return language.sentence("Not known, and therefore missing from the total: {names}.", names=", ".join(names))


def quality_sentence(study: Study, language: Language, *, boundary: str) -> str:
    """How much of the total rests on weak factors and on defaults."""
    return language.sentence(
        "Factors seen second-hand or unverified carry {weak} of the market-based total, "
        "and amounts filled from defaults {filled}.",
        weak=language.percent(weak_share(study, boundary=boundary)),
        filled=language.percent(default_share(study, boundary=boundary)),
    )


def plausible(study: Study, language: Language) -> pd.DataFrame:
    """Key figures with their usual range: ``name``, ``value``, ``low``, ``high``, ``verdict`` in words."""
    rows = plausibility(study.inventory, study.denominators, study.basis)
    return rows.assign(
        name=[language.sentence(INDICATOR_NAMES[indicator]) for indicator in rows["indicator"]],
        verdict=[language.sentence(VERDICT_NAMES[verdict]) for verdict in rows["verdict"]],
    )


def plausibility_sentence(study: Study, language: Language) -> str:
    """Which key figures lie outside their usual range."""
    rows = plausibility(study.inventory, study.denominators, study.basis)
    odd = rows[rows["verdict"].isin(["low", "high"])]
    if odd.empty:
        return language.sentence("Every key figure that is known lies within its usual range.")
    names = ", ".join(language.sentence(INDICATOR_NAMES[indicator]) for indicator in odd["indicator"])
    return language.sentence("Outside the usual range, so a reason is asked for: {names}.", names=names)


def scopes_named(scopes: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Scopes with the name of the view, ``view_name``."""
    return scopes.assign(view_name=[language.sentence(VIEW_NAMES[view]) for view in scopes["view"]])


def intake_headline(study: Study, name: str, language: Language) -> str:
    """How many numbers came in and how many categories are open."""
    answered = completeness(study.intake.entries, study.basis)
    required = answered[answered["requirement"] == "required"]
    open_count = int(required["state"].isin(["unknown", "not_asked"]).sum())
    return language.sentence(
        "{name}, {year}: {rows} rows were read from {files} files; "
        "{open} of {required} required categories are still without a number.",
        name=name,
        year=study.year,
        rows=language.number(len(study.intake.entries)),
        files=language.number(len(study.intake.files)),
        open=language.number(open_count),
        required=language.number(len(required)),
    )


def intake_next_step(study: Study, language: Language) -> str:
    """What to do next: mend errors first, then answer questions."""
    counts = {group: len(found) for group, found in by_group(study.problems).items()}
    if counts["error"]:
        return language.sentence(
            "Next: mend the {count} errors below; their rows are not counted.", count=language.number(counts["error"])
        )
    if counts["question"]:
        return language.sentence(
            "Next: answer the {count} questions below; the calculation can be read meanwhile.",
            count=language.number(counts["question"]),
        )
    rows = completeness(study.intake.entries, study.basis)
    if (rows["requirement"].eq("required") & rows["state"].isin(["unknown", "partly_unknown", "not_asked"])).any():
        return language.sentence("Nothing needs mending, but what is missing must be found out before the total is complete.")
    return language.sentence("Nothing needs mending: the calculation can be used.")


def problem_counts(study: Study, language: Language) -> str:
    """Errors, open questions and notes by number, and how many questions were confirmed."""
    counts = {group: len(found) for group, found in by_group(study.problems).items()}
    values = {"errors": counts["error"], "questions": counts["question"], "notes": counts["note"]}
    sentence = language.sentence("Errors: {errors}. Questions: {questions}. Notes: {notes}.", **values)
    if not counts["confirmed"]:
        return sentence
    return f"{sentence} {language.sentence('Questions confirmed with a reason: {count}.', count=counts['confirmed'])}"


def denominators(study: Study, language: Language) -> pd.DataFrame:
    """The denominators with names: ``name``, ``site``, ``value``, ``state``."""
    rows = study.denominators
    sites_by_id = study.institution.sites.set_index("site_id")["name"]
    return rows.assign(
        name=[language.sentence(DENOMINATOR_NAMES[kind]) for kind in rows["kind"]],
        site=rows["site_id"].map(sites_by_id).fillna(language.sentence("the whole institution")),
        state=[language.sentence(VALUE_STATE_NAMES[state]) for state in rows["value_state"]],
    )


def sites(study: Study, language: Language) -> pd.DataFrame:
    """The sites with their tenure in words, ``tenure_name``."""
    rows = study.institution.sites
    return rows.assign(tenure_name=[language.sentence(TENURE_NAMES[tenure]) for tenure in rows["tenure"]])


def fictional_note(study: Study, language: Language) -> str:
    """A reminder when the institution is an invented example; else who approves the figures."""
    if study.institution.fictional:
        return language.sentence("This is a fictional example provider: every number is invented.")
    return language.sentence("The figures are approved by: {role}.", role=study.institution.approver_role)
