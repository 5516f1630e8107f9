"""What the report on uncertainty says of one institution's year: the bottom line, whose data drives it, what to measure next."""

from __future__ import annotations

import numpy as np
import pandas as pd

from hjj_lib.indicators import institution_value
from hjj_lib.intake.holders import holders
from hjj_lib.inventory import select
from hjj_lib.language import Language
from hjj_lib.study import Study
from hjj_lib.uncertainty import (
    Assumptions,
    Simulation,
    approach_1_trend,
    difference_interval,
    measure_next,
    per_hour,
    probability_lower,
    simulate,
    trend_sources,
    trend_summary,
    uncertain_lines,
    unknown_inputs,
)
from hjj_lib.uncertainty.distribution import HALF
from hjj_lib.uncertainty.forms import likelihood_word
from hjj_lib.uncertainty.measure import UNKNOWN
from hjj_lib.uncertainty.words import named_inputs, probability_words

HOLDER_HEADINGS = {"name": "Data holder", "known_kg": "Calculated", "variance_share": "Share of variance"}
CATEGORY_HEADINGS = {"name": "Category", "known_kg": "Calculated", "variance_share": "Share of variance"}
MEASURE_HEADINGS = {
    "name": "Input",
    "uncertainty_95_pct": "Uncertainty now, ± %",
    "narrowing_kg": "Narrower by",
    "hours": "Hours of work",
    "narrowing_kg_per_hour": "Narrower by, per hour",
    "work_text": "What to do",
}
UNKNOWN_HEADINGS = {"name": "Category", "low_kg": "At least", "high_kg": "At most", "share": "At most, share of the total"}
FORMATS = {
    **dict.fromkeys(["known_kg", "narrowing_kg", "low_kg", "high_kg", "narrowing_kg_per_hour"], "tonnes"),
    **dict.fromkeys(["uncertainty_95_pct", "hours"], "0"),
    **dict.fromkeys(["variance_share", "share"], "percent"),
}


def half_width(simulation: Simulation) -> float:
    """Half of the width of the total's 95 % interval, kg."""
    row = simulation.total.iloc[0]
    return float(row["high_kg"] - row["low_kg"]) * HALF


def bottom_line(simulation: Simulation, categories: pd.DataFrame, unknown: pd.DataFrame, language: Language) -> str:
    """The result in one line: how large, between what, what is least sure, what is not known at all.

    Parameters
    ----------
    categories
        ``name`` and ``variance_share``, the largest first.
    unknown
        Categories of which nothing is known, as from :func:`unknown_categories`.
    """
    row = simulation.total.iloc[0]
    parts = [
        language.sentence(
            "The result is {known}, with 95 % probability {low} – {high}.",
            known=language.tonnes(row["known_kg"]),
            low=language.tonnes(row["low_kg"]),
            high=language.tonnes(row["high_kg"]),
        )
    ]
    if len(categories) and categories["variance_share"].iloc[0] > 0:
        parts.append(language.sentence("Least sure: {name}.", name=categories["name"].iloc[0]))
    if len(unknown):
        parts.append(language.sentence("Not known at all: {names}.", names="; ".join(unknown["name"])))
    return " ".join(parts)


def by_holder(study: Study, contributions: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Whose data the variance comes from.

    Parameters
    ----------
    contributions
        ``activity_id``, ``known_kg``, ``variance_share``, as in :func:`hjj_lib.uncertainty.contributions`.

    Returns
    -------
    ``name`` of the data holder, ``known_kg``, ``variance_share``, the largest first. The error of a factor counts for whoever
    gives the amount that it multiplies.
    """
    themes = {theme: holder.names[language.code] for holder in holders() for theme in holder.themes}
    activities = study.basis.activities.drop_duplicates("activity_id", keep="last").set_index("activity_id")["theme"]
    names = contributions["activity_id"].map(activities).map(themes)
    table = contributions.assign(name=names.fillna(language.sentence("others")))
    summed = table.groupby("name", as_index=False)[["known_kg", "variance_share"]].sum()
    return summed.sort_values(["variance_share", "name"], ascending=[False, True]).reset_index(drop=True)


def unknown_categories(study: Study, language: Language, *, view: str, boundary: str) -> pd.DataFrame:
    """Categories that somebody has to answer for and of which nothing is known.

    Returns
    -------
    ``category_id``, ``name``, ``low_kg`` and ``high_kg``: between what they may lie, from ``possible_emissions.csv`` and the
    year's denominators (missing where either is), and ``share``: the high end over the known total.
    """
    rows = select(study.inventory, view=view, boundary=boundary)
    known = rows.groupby("category_id")["emissions_kg_co2e"].agg(lambda kg: bool(kg.notna().any()))
    asked = study.basis.categories.drop_duplicates("category_id", keep="last")
    asked = asked[(asked["requirement"] == "required") & asked["category_id"].isin(known.index[~known])]
    told = asked.merge(
        study.basis.possible_emissions[["category_id", "denominator", "low_kg", "high_kg"]],
        on="category_id",
        how="left",
        validate="one_to_one",
    )
    units = [institution_value(study.denominators, str(kind)) if pd.notna(kind) else np.nan for kind in told["denominator"]]
    whole = rows["emissions_kg_co2e"].sum()
    high = told["high_kg"].astype(float) * units
    return pd.DataFrame(
        {
            "category_id": told["category_id"],
            "name": told[language.column("name")],
            "low_kg": told["low_kg"].astype(float) * units,
            "high_kg": high,
            "share": high / whole if whole else np.nan,
        }
    )


def measures(
    study: Study,
    assumptions: Assumptions,
    unknown: pd.DataFrame,
    language: Language,
    *,
    view: str,
    boundary: str,
    half_width_kg: float,
) -> pd.DataFrame:
    """What to find out next, most narrowing per hour of work first.

    Parameters
    ----------
    unknown
        As from :func:`unknown_categories`.
    half_width_kg
        Of the total now.

    Returns
    -------
    As :func:`hjj_lib.uncertainty.per_hour`, with ``name`` and ``work_text``.
    """
    known = measure_next(study.inventory, assumptions, view=view, boundary=boundary)
    missing = unknown_inputs(half_width_kg, unknown.rename(columns={"category_id": "input_id"}))
    parts = [part for part in (known, missing) if len(part)]
    table = per_hour(pd.concat(parts, ignore_index=True) if parts else known, study.basis.effort)
    names = dict(zip(unknown["category_id"], unknown["name"], strict=True))
    table = named_inputs(table, study.basis.activities, study.basis.emission_factors, language)
    of_unknown = table["kind"] == UNKNOWN
    work = study.basis.effort[language.column("work")].reset_index(drop=True)
    return table.assign(
        name=table["name"].mask(of_unknown, table["input_id"].map(names)),
        work_text=table["work"].astype("float").map(work).fillna("–"),
    )


def measures_sentence(table: pd.DataFrame, language: Language) -> str:
    """What to find out first."""
    useful = table[table["narrowing_kg"] > 0]
    if useful.empty:
        return language.sentence("No known input can be bettered by measuring; the unknown ones come first.")
    first = useful.iloc[0]
    return language.sentence(
        "Find out first: {name}. {work} The uncertainty of the total would go from ±{now} to ±{then}.",
        name=first["name"],
        work=first["work_text"],
        now=language.tonnes(first["half_width_kg"]),
        then=language.tonnes(first["then_half_width_kg"]),
    )


def change_sentence(
    study: Study, before: Study, assumptions: Assumptions, language: Language, *, view: str, boundary: str, draws: int, seed: int
) -> str:
    """Whether the change since an earlier year is real: both years drawn together, so that what they share cancels.

    Parameters
    ----------
    before
        The earlier year, calculated with the same version of the basis.
    """
    both = pd.concat([before.inventory, study.inventory], ignore_index=True)
    drawn = simulate(both, assumptions, view=view, boundary=boundary, draws=draws, seed=seed, by=["year"])
    year = drawn.groups["year"].to_numpy()
    earlier, later = (drawn.draws_kg[:, int(np.flatnonzero(year == one.year)[0])] for one in (before, study))
    known = drawn.summary.set_index("year")["known_kg"]
    change = float(known.loc[study.year] - known.loc[before.year])
    row = difference_interval(earlier, later).iloc[0]
    lower = probability_lower(later, earlier)
    return language.sentence(
        "Since {year} the total has changed by {change}, with 95 % probability by {low} – {high}. "
        "That emissions have fallen is {word}: {probability}.",
        year=str(before.year),
        change=_signed(change, language),
        low=_signed(float(row["low_kg"]), language),
        high=_signed(float(row["high_kg"]), language),
        word=likelihood_word(lower, language),
        probability=probability_words(lower, language),
    )


def trend_check_sentence(
    study: Study, before: Study, assumptions: Assumptions, language: Language, *, view: str, boundary: str
) -> str:
    """The change and its uncertainty by error propagation, beside the simulation."""
    base, now = (uncertain_lines(one.inventory, assumptions, view=view, boundary=boundary).lines for one in (before, study))
    row = trend_summary(approach_1_trend(trend_sources(base, now))).iloc[0]
    return language.sentence(
        "Error propagation (IPCC approach 1) gives a change of {change} % ± {half} percentage points; there purchase factors err "
        "independently of each other, and every factor the same way in both years.",
        change=language.number(row["change_pct"], 1).replace("-", "−"),
        half=language.number(row["trend_half_width_points"], 1),
    )


def _signed(kg: float, language: Language) -> str:
    sign = "+" if kg > 0 else "−" if kg < 0 else ""
    return f"{sign}{language.tonnes(abs(kg))}"
