"""What a plan says, in the reader's language: sentences with produced numbers, and the headings of its tables."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from hjj_lib.basis import NATION, Basis
from hjj_lib.language import Language
from hjj_lib.scenarios.possibilities import Possibilities
from hjj_lib.uncertainty import Probability
from hjj_lib.uncertainty.words import probability_words

PLAN_HEADINGS = {
    "name": "Action",
    "start_year": "From year",
    "alone_kg": "Alone",
    "added_kg": "On top of the others",
    "share_kg": "Part of the whole",
}
PATH_HEADINGS = {
    "year": "Year",
    "baseline_kg": "Without actions",
    "plan_kg": "Plan",
    "target_kg": "Target",
    "gap_kg": "Gap",
    "cumulative_gap_kg": "Gap, cumulative",
}
COST_HEADINGS = {
    "name": "Action",
    "amount": "Affected amount a year",
    "investment_eur": "Investment, €",
    "yearly_eur": "Running cost, € a year",
    "reduction_kg": "Reduction",
    "price": "€ per t CO₂e",
    "cost_basis": "Costs are",
}
FACTOR_PATH_HEADINGS = {"name": "Factor", "year": "Year", "multiplier": "Index", "source": "Source"}
#: How the columns of all these tables are shown.
FORMATS = {
    **dict.fromkeys(["alone_kg", "added_kg", "share_kg", "baseline_kg", "plan_kg", "target_kg", "gap_kg"], "tonnes"),
    **dict.fromkeys(["cumulative_gap_kg", "reduction_kg"], "tonnes"),
    **dict.fromkeys(["start_year", "year"], "text"),
    **dict.fromkeys(["investment_eur", "yearly_eur"], "0"),
    "effect_pct": "1",
    "multiplier": "2",
}


def with_names(table: pd.DataFrame, actions: pd.DataFrame, language: Language) -> pd.DataFrame:
    """A table that has ``action_id`` with the column ``name``."""
    return table.assign(name=table["action_id"].map(actions.set_index("action_id")[language.column("name")]))


def plan_sentence(path: pd.DataFrame, language: Language, *, view: str, target_year: int) -> str:
    """The plan in the target year beside the present emissions; ``path`` as from ``pathway``, its first row the present."""
    first, row = path.iloc[0], path[path["year"] == target_year].iloc[0]
    present = first["plan_kg"]
    change = 1 - row["plan_kg"] / present if present else np.nan
    english = (
        "With the plan, emissions are {plan} in {year} ({view}): {change} more than the {present} of {first}."
        if change < 0
        else "With the plan, emissions are {plan} in {year} ({view}): {change} less than the {present} of {first}."
    )
    return language.sentence(
        english,
        plan=language.tonnes(row["plan_kg"]),
        year=target_year,
        view=language.sentence("market-based") if view == "market" else language.sentence("location-based"),
        change=language.percent(abs(change)),
        present=language.tonnes(present),
        first=int(first["year"]),
    )


def target_sentence(path: pd.DataFrame, probability: Probability, language: Language, *, target_year: int) -> str:
    """Whether the target is met, by how much, and how probably."""
    row = path[path["year"] == target_year].iloc[0]
    met = row["gap_kg"] <= 0
    english = (
        "The target of {target} is met with {gap} to spare; the probability of meeting it is {probability}."
        if met
        else "The target of {target} is missed by {gap}; the probability of meeting it is {probability}."
    )
    return language.sentence(
        english,
        target=language.tonnes(row["target_kg"]),
        gap=language.tonnes(abs(row["gap_kg"])),
        probability=probability_words(probability, language),
    )


def outside_sentence(path: pd.DataFrame, language: Language, *, target_year: int) -> str:
    """What changes without any action, because factors develop: it is not the institution's own doing."""
    row = path[path["year"] == target_year].iloc[0]
    if np.isclose(row["constant_kg"], row["baseline_kg"]):
        return language.sentence("No factor of these emissions is expected to change, so the factors are kept as they are now.")
    return language.sentence(
        "Without any action emissions would be {baseline} in {year}: "
        "the expected change of energy production accounts for {outside}.",
        baseline=language.tonnes(row["baseline_kg"]),
        year=target_year,
        outside=language.tonnes(row["constant_kg"] - row["baseline_kg"]),
    )


def cumulative_sentence(path: pd.DataFrame, language: Language, *, target_year: int) -> str:
    """The sum of the years against the sum that the path allows."""
    row = path[path["year"] == target_year].iloc[0]
    english = (
        "Over {first}–{last} the plan emits {plan} in all, {gap} more than the path allows."
        if row["cumulative_gap_kg"] > 0
        else "Over {first}–{last} the plan emits {plan} in all, {gap} less than the path allows."
    )
    return language.sentence(
        english,
        first=int(path["year"].iloc[0]),
        last=target_year,
        plan=language.tonnes(row["cumulative_plan_kg"]),
        gap=language.tonnes(abs(row["cumulative_gap_kg"])),
    )


def overlap_sentence(contributions: pd.DataFrame, language: Language, *, year: int, view: str) -> str:
    """How much less the actions do together than each alone; ``contributions`` as in ``PlanResult``."""
    here = contributions[(contributions["year"] == year) & (contributions["view"] == view)]
    alone, together = here["alone_kg"].sum(), here["share_kg"].sum()
    return language.sentence(
        "Each action alone would take away {alone} in all, together they take away {together}: "
        "they partly act on the same amounts.",
        alone=language.tonnes(alone),
        together=language.tonnes(together),
    )


def contract_sentences(contracts: Iterable[str], actions: pd.DataFrame, language: Language) -> list[str]:
    """Actions that change the market-based result only; nothing when there are none."""
    names = actions.set_index("action_id")[language.column("name")]
    listed = "; ".join(str(names[action]) for action in contracts)
    if not listed:
        return []
    sentence = language.sentence(
        "Contracts, not savings: {names}. They change the market-based result only; the same energy is used and the "
        "location-based result stays. After them, saving electricity or heat takes away few or no market-based tonnes, but it "
        "still saves energy, money and location-based tonnes.",
        names=listed,
    )
    return [sentence]


def cost_sentence(costs: pd.DataFrame, language: Language) -> str:
    """What the plan costs a year, and whether the figures are examples; ``costs`` as from ``abatement_costs``."""
    examples = int((costs["cost_status"] != "sourced").sum())
    annual = costs["annual_eur"].sum()
    english = (
        "The plan needs {investment} € of investment; with its savings it brings in {annual} € a year."
        if annual < 0
        else "The plan needs {investment} € of investment; with it and running costs it costs {annual} € a year."
    )
    total = language.sentence(
        english, investment=language.number(costs["investment_eur"].sum()), annual=language.number(abs(annual))
    )
    note = language.sentence(
        "{examples} of {count} actions have example costs: replace them before deciding.",
        examples=language.number(examples),
        count=language.number(len(costs)),
    )
    return f"{total} {note}" if examples else total


def left_out_sentences(possible: Possibilities, plan: pd.DataFrame, language: Language) -> list[str]:
    """Actions of the plan that do nothing here, cannot be calculated or only in part, with the reason."""
    names = with_names(possible.all_actions, possible.all_actions, language).set_index("action_id")["name"]
    planned = set(plan["action_id"])
    idle = [str(names[action]) for action in possible.without_amount if action in planned]
    missing = [str(names[action]) for action in dict.fromkeys(possible.not_calculated["action_id"]) if action in planned]
    partly = [str(names[action]) for action in dict.fromkeys(possible.kept_parts["action_id"]) if action in planned]
    sentences = []
    if idle:
        sentences.append(
            language.sentence("No effect here, because the ledger has no such amounts: {names}.", names="; ".join(idle))
        )
    if missing:
        sentences.append(
            language.sentence(
                "Left out, because a factor is missing where the amount would go: {names}.", names="; ".join(missing)
            )
        )
    if partly:
        sentence = language.sentence(
            "A part of the emissions is kept, mostly that of the supply chain, because what takes over has no factor for it: "
            "{names}.",
            names="; ".join(partly),
        )
        sentences.append(sentence)
    return sentences


def plan_table(contributions: pd.DataFrame, plan: pd.DataFrame, *, year: int, view: str) -> pd.DataFrame:
    """What each action does in one year and view, the largest part first; ``contributions`` with names."""
    here = contributions[(contributions["year"] == year) & (contributions["view"] == view)]
    here = here.merge(plan, on="action_id", how="left", validate="one_to_one")
    return here.sort_values(["share_kg", "action_id"], ascending=[False, True]).reset_index(drop=True)


def cost_table(costs: pd.DataFrame, language: Language) -> pd.DataFrame:
    """The costs in words where a number would mislead: ``amount`` with unit, ``price`` or why there is none, ``cost_basis``."""
    verdicts = {
        "none": language.sentence("reduces nothing in this view"),
        "increases": language.sentence("increases emissions in this view"),
    }
    rows = costs.to_dict("records")
    return costs.assign(
        amount=[f"{language.number(row['affected_amount'], 1)} {language.sentence(str(row['unit']))}" for row in rows],
        price=[verdicts.get(row["verdict"], language.number(row["eur_per_t"])) for row in rows],
        cost_basis=[
            language.sentence("from a source" if row["cost_status"] == "sourced" else "example – replace") for row in rows
        ],
    )


def path_table(basis: Basis, language: Language) -> pd.DataFrame:
    """The expected development of factors: ``name`` of the role's first national factor, ``year``, ``multiplier``, ``source``.

    A role that no national factor serves has nothing that could develop, and no row.
    """
    national = basis.factor_choices[basis.factor_choices["place"] == NATION]
    first = national.sort_values("rank", ascending=False, kind="stable").drop_duplicates("factor_role", keep="last")
    factors = basis.emission_factors.drop_duplicates("factor_id", keep="last").set_index("factor_id")
    name = first.set_index("factor_role")["factor_id"].map(factors[language.column("name")])
    titles = basis.sources.set_index("source_id")["title"]
    paths = basis.factor_paths[basis.factor_paths["factor_role"].isin(name.dropna().index)].reset_index(drop=True)
    return paths.assign(name=paths["factor_role"].map(name), source=paths["source_id"].map(titles))


def roles_without_path(possible: Possibilities) -> int:
    """How many factor roles of the ledger have no expected development, so that their factors stay as they are."""
    return len(set(possible.lines["factor_role"].dropna()) - set(possible.factor_paths["factor_role"]))
