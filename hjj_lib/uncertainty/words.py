"""What the uncertainty says, in the reader's language: sentences with produced numbers, and the headings of its tables."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from hjj_lib.language import Language
from hjj_lib.uncertainty.difference import Probability
from hjj_lib.uncertainty.simulation import Simulation

TOTAL_HEADINGS = {
    "known_kg": "Calculated",
    "low_kg": "Low end",
    "median_kg": "Middle of the draws",
    "high_kg": "High end",
    "unknown_count": "Unknown rows",
}
INTERVAL_HEADINGS = {
    "name": "Category",
    "known_kg": "Calculated",
    "low_kg": "Low end",
    "high_kg": "High end",
    "unknown_count": "Unknown rows",
}
DRIVER_HEADINGS = {
    "name": "Input",
    "uncertainty_95_pct": "Uncertainty of the input, ± %",
    "low_kg": "Total at its low end",
    "high_kg": "Total at its high end",
    "variance_share": "Share of variance",
}
#: How the columns of all these tables are shown.
FORMATS = {
    **dict.fromkeys(["known_kg", "low_kg", "median_kg", "high_kg"], "tonnes"),
    **dict.fromkeys(["uncertainty_95_pct", "unknown_count"], "0"),
    "variance_share": "percent",
}


def named_inputs(table: pd.DataFrame, activities: pd.DataFrame, factors: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Inputs with the column ``name`` a reader understands.

    Parameters
    ----------
    table
        ``kind`` and ``input_id``, as in ``one_at_a_time`` and ``measure_next``.
    activities, factors
        ``tables.Activity`` and ``tables.EmissionFactor``.
    """
    column = language.column("name")
    activity_names = activities.drop_duplicates("activity_id", keep="last").set_index("activity_id")[column]
    factor_names = factors.drop_duplicates("factor_id", keep="last").set_index("factor_id")[column]
    names = []
    for kind, key in zip(table["kind"], table["input_id"], strict=True):
        if kind == "amount":
            names.append(language.sentence("{name} (amount)", name=activity_names.get(key, key)))
        elif kind == "factor":
            names.append(language.sentence("{name} (factor)", name=factor_names.get(key, key)))
        else:
            names.append(language.sentence("amounts and factors together"))
    return table.assign(name=names)


def _named(table: pd.DataFrame, key: str, names: pd.DataFrame, language: Language) -> pd.DataFrame:
    """A table with the column ``name`` from a table of names with the same key; a key without a name stays as it is."""
    known = names.drop_duplicates(key, keep="last").set_index(key)[language.column("name")]
    return table.assign(name=table[key].map(known).fillna(table[key]))


def total_sentence(simulation: Simulation, language: Language) -> str:
    """The calculated total and its interval."""
    row = simulation.total.iloc[0]
    return language.sentence(
        "The calculated total is {known} ({view}), and with 95 % probability it is between {low} and {high}.",
        known=language.tonnes(row["known_kg"]),
        view=_view(simulation.view, language),
        low=language.tonnes(row["low_kg"]),
        high=language.tonnes(row["high_kg"]),
    )


def unknown_sentence(simulation: Simulation, activities: pd.DataFrame, language: Language) -> str:
    """What is not known, by name: it is outside the total and its interval."""
    unknown = _named(simulation.inputs.unknown.drop_duplicates("activity_id"), "activity_id", activities, language)
    if unknown.empty:
        return language.sentence("No line of the ledger is unknown.")
    return language.sentence(
        "Not known, and outside the total and its interval: {names}.", names=_listed(unknown["name"].drop_duplicates())
    )


def unstated_sentences(simulation: Simulation, activities: pd.DataFrame, language: Language) -> list[str]:
    """Known emissions whose amount or factor has no stated uncertainty; none when all have one."""
    unstated = simulation.inputs.unstated
    if unstated.empty:
        return []
    names = _named(unstated.drop_duplicates("activity_id"), "activity_id", activities, language)["name"]
    sentence = language.sentence(
        "For {kg} no uncertainty is stated, so they are counted as exact: {names}.",
        kg=language.tonnes(unstated["emissions_kg_co2e"].sum()),
        names=_listed(names.drop_duplicates()),
    )
    return [sentence]


def check_sentence(approach: pd.DataFrame, simulation: Simulation, language: Language) -> str:
    """Error propagation beside the simulation, and whether the formula is to be trusted here."""
    first, row = approach.iloc[0], simulation.total.iloc[0]
    known = abs(row["known_kg"]) or float("nan")
    compared = language.sentence(
        "Error propagation (IPCC approach 1) gives ±{formula}; the simulation gives −{low} and +{high}.",
        formula=language.percent(first["half_width_pct"] / 100),
        low=language.percent((row["known_kg"] - row["low_kg"]) / known),
        high=language.percent((row["high_kg"] - row["known_kg"]) / known),
    )
    verdict = (
        language.sentence("The inputs are narrow enough for the formula.")
        if first["applies"]
        else language.sentence(
            "The formula is only a rough guide here, because the widest input is ±{largest}; use the simulation.",
            largest=language.percent(first["largest_input_pct"] / 100),
        )
    )
    return f"{compared} {verdict}"


def draws_sentence(simulation: Simulation, language: Language) -> str:
    """How many draws, from which seed, and how exact the printed figures are."""
    row = simulation.total.iloc[0]
    return language.sentence(
        "{draws} draws, seed {seed}. Standard errors of the simulation: mean {mean}, low end {low}, high end {high}.",
        draws=language.number(simulation.draws),
        seed=str(simulation.seed),
        mean=language.tonnes(row["standard_error_kg"]),
        low=language.tonnes(row["low_error_kg"]),
        high=language.tonnes(row["high_error_kg"]),
    )


def probability_words(probability: Probability, language: Language) -> str:
    """A probability as a reader trusts it: never 0 % or 100 % from a finite number of draws."""
    if probability.share > 1 - 1 / 100:
        return language.sentence("over {share}", share=language.percent(1 - 1 / 100))
    if probability.share < 1 / 100:
        return language.sentence("under {share}", share=language.percent(1 / 100))
    return language.percent(probability.share)


def _view(view: str, language: Language) -> str:
    return language.sentence("market-based") if view == "market" else language.sentence("location-based")


def _listed(names: Iterable[object]) -> str:
    return "; ".join(str(name) for name in names)
