"""What a plan's money says, in the reader's language: when it pays itself back, and what a saving saves beside tonnes."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from hjj_lib.inventory import VIEWS
from hjj_lib.language import Language
from hjj_lib.scenarios.cash import cash_values
from hjj_lib.scenarios.cost import full_costs

CASH_HEADINGS = {
    "name": "Action",
    "invested_eur": "Investment and renewal, €",
    "npv_eur": "Present value, €",
    "residual_npv_eur": "of which what is left at the end, €",
    "payback": "Pays itself back",
    "discounted_payback": "With the discount rate",
}
YEAR_HEADINGS = {
    "year": "Year",
    "investment_eur": "Investment, €",
    "renewal_eur": "Renewal, €",
    "running_eur": "Running cost, € a year",
    "cash_eur": "Comes in, €",
    "cumulative_eur": "Cumulative, €",
}
SAVING_HEADINGS = {
    "name": "Action",
    "amount": "Less a year",
    "saved_eur": "Saved, € a year",
    "location_kg": "Location-based, on top of the others",
    "market_kg": "Market-based, on top of the others",
}
#: How the columns of these tables are shown.
FORMATS = {
    **dict.fromkeys(["invested_eur", "npv_eur", "residual_npv_eur", "saved_eur"], "0"),
    **dict.fromkeys(["investment_eur", "renewal_eur", "running_eur", "cash_eur", "cumulative_eur"], "0"),
    **dict.fromkeys(["location_kg", "market_kg"], "tonnes"),
    "year": "text",
}
#: Below this part of its location-based tonnes a saving takes away next to nothing market-based.
_NEXT_TO_NOTHING = 1 / 100


def cash_sentence(yearly: pd.DataFrame, language: Language, *, discount_pct: float) -> str:
    """The present value of the plan's money and when it has paid itself back; ``yearly`` as from ``yearly_cash``."""
    if yearly.empty:
        return language.sentence("The plan has no action that would cost or save money.")
    values = cash_values(yearly, discount_pct=discount_pct)
    npv = values["npv_eur"] or 0.0
    english = (
        "Over {first}–{last} the plan is worth {npv} € today, at a discount rate of {rate}."
        if npv >= 0
        else "Over {first}–{last} the plan costs {npv} € in today's money, at a discount rate of {rate}."
    )
    worth = language.sentence(
        english,
        first=int(yearly["year"].min()),
        last=int(yearly["year"].max()),
        npv=language.number(abs(npv)),
        rate=language.percent(discount_pct / 100, 1),
    )
    left = _residual_sentence(yearly, values["residual_npv_eur"] or 0.0, language)
    return " ".join(filter(None, [worth, left, _payback_sentence(yearly, values["payback_years"], language)]))


def _residual_sentence(yearly: pd.DataFrame, residual: float, language: Language) -> str:
    if round(residual) == 0:
        return ""
    return language.sentence(
        "In that, what is not worn out at the end of {last} counts for {residual} €.",
        last=int(yearly["year"].max()),
        residual=language.number(residual),
    )


def _payback_sentence(yearly: pd.DataFrame, years: float | None, language: Language) -> str:
    last = int(yearly["year"].max())
    if years is None:
        return language.sentence("It has not paid itself back by the end of {last}.", last=last)
    if years == 0:
        return language.sentence("At no time has it taken more than it has brought in, so there is nothing to pay back.")
    first = int(yearly.loc[(yearly[["investment_eur", "renewal_eur", "running_eur"]] != 0).any(axis=1), "year"].min())
    return language.sentence(
        "It has paid itself back in {year}: {years} years after the first expense.",
        year=first + int(np.ceil(years)) - 1,
        years=language.number(years, 1),
    )


def growth_sentence(costs: pd.DataFrame, yearly: pd.DataFrame, language: Language, *, discount_pct: float) -> str:
    """Why the years cost money although the plan saves it in the target year, or the other way round; empty if they agree.

    Parameters
    ----------
    costs
        As from ``abatement_costs``: the target year.
    yearly
        As from ``yearly_cash``: the years as the actions grow.
    """
    saves_then = bool(costs["annual_eur"].sum() < 0)
    saves_over_years = bool((cash_values(yearly, discount_pct=discount_pct)["npv_eur"] or 0.0) > 0)
    if saves_then == saves_over_years:
        return ""
    return language.sentence(
        "In the target year the plan brings in money, but these years together do not: savings grow slowly, while costs begin "
        "at once."
        if saves_then
        else "In the target year the plan costs money, but these years together bring it in: the costly actions begin late or "
        "grow slowly."
    )


def assumption_sentences(language: Language, *, phasing: str, energy_price_change_pct: float) -> list[str]:
    """The choices behind the money, each named: phasing, renewal and residual value, prices, what overlaps."""
    when = (
        language.sentence("All of an investment is paid at the beginning of the action's first year.")
        if phasing == "whole"
        else language.sentence("An investment is paid as the action grows: each year as much as is taken into use.")
    )
    price = (
        language.sentence("The price of electricity and heat stays as it is now; other prices too.")
        if energy_price_change_pct == 0
        else language.sentence(
            "The price of electricity and heat changes by {change} a year beyond inflation, as chosen for this report; "
            "other prices stay.",
            change=language.percent(energy_price_change_pct / 100, 1),
        )
    )
    return [
        when,
        language.sentence(
            "What wears out is renewed at the same price when its lifetime ends. What is left of a lifetime after the last "
            "year counts in the present value, but pays nothing back."
        ),
        price,
        language.sentence(
            "Money is in today's prices without VAT. Each action costs and saves as if it were the only one; where savings "
            "overlap, the sum is a little too favourable."
        ),
    ]


def cash_table(by_action: pd.DataFrame, language: Language, *, last: int) -> pd.DataFrame:
    """The money of each action with paybacks in words; ``by_action`` as from ``cash_by_action``."""
    words = {
        column: [
            _payback_words(row[f"{column}_years"], row["invested_eur"], language, last) for row in by_action.to_dict("records")
        ]
        for column in ("payback", "discounted_payback")
    }
    return by_action.assign(**words)


def _payback_words(years: float, invested: float, language: Language, last: int) -> str:
    if pd.isna(years):
        if invested == 0:
            return language.sentence("costs every year")
        return language.sentence("not by the end of {last}", last=last)
    if years == 0:
        return language.sentence("at once")
    return language.sentence("{years} years", years=language.number(years, 1))


def negative_cost_sentence(costs: pd.DataFrame, language: Language) -> str:
    """How to read tonnes that cost less than nothing; empty if there are none. ``costs`` as from ``abatement_costs``."""
    if not (costs["eur_per_t"] < 0).any():
        return ""
    return language.sentence(
        "Below zero, the price of a tonne says only that the action saves money: the fewer tonnes it takes away, the lower the "
        "price. Compare such actions by their euros and their tonnes, not by their price."
    )


def free_saving_sentences(costs: pd.DataFrame, language: Language) -> list[str]:
    """Actions that save money and reduce nothing in this view, so that no tonne has a price; ``costs`` with names."""
    idle = costs[(costs["verdict"] == "none") & (costs["annual_eur"] < 0)]
    return [
        language.sentence(
            "{name} brings in {eur} € a year although it reduces nothing in this view: there is no tonne to have a price.",
            name=row["name"],
            eur=language.number(-row["annual_eur"]),
        )
        for row in idle.to_dict("records")
    ]


def savings_beside(
    actions: pd.DataFrame,
    amounts: pd.DataFrame,
    contributions: pd.DataFrame,
    language: Language,
    *,
    year: int,
    level: pd.Series[float] | None = None,
) -> pd.DataFrame:
    """What the savings of a plan save beside tonnes: energy, money, and the tonnes of both views.

    Parameters
    ----------
    actions, amounts
        As in ``Possibilities``; savings are the actions on an activity: less of it is used.
    contributions
        As in ``PlanResult``: the tonnes are ``added_kg``, on top of the others, so that what a contract has taken away is no
        longer there to save.
    year
        The year of the tonnes.
    level
        How far each action is in force in the year, as from ``reached_effect``; None: in full.

    Returns
    -------
    One row per saving of the plan that saves something by then: ``action_id``, ``saved_amount`` and ``unit`` (were it the
    only action), ``amount`` (the same in words), ``saved_eur`` a year, ``location_kg`` and ``market_kg`` taken away.
    """
    here = contributions[contributions["year"] == year]
    tonnes = here.pivot(index="action_id", columns="view", values="added_kg").reindex(columns=list(VIEWS))
    savings = actions[(actions["acts_on"] == "activity") & actions["action_id"].isin(tonnes.index)]
    costs = full_costs(savings, amounts, level)
    table = pd.DataFrame(
        {
            "action_id": costs["action_id"],
            "saved_amount": costs["affected_amount"],
            "unit": costs["unit"],
            "amount": [
                f"{language.number(amount, 1)} {language.sentence(str(unit))}"
                for amount, unit in zip(costs["affected_amount"], costs["unit"], strict=True)
            ],
            "saved_eur": -costs["yearly_eur"],
            "location_kg": costs["action_id"].map(tonnes["location"]),
            "market_kg": costs["action_id"].map(tonnes["market"]),
        }
    )
    return table[table["saved_amount"] > 0].reset_index(drop=True)


def contract_saving_sentences(savings: pd.DataFrame, contracts: Iterable[str], language: Language, *, year: int) -> list[str]:
    """What each saving still saves where a contract has left it next to no market-based tonnes; empty without contracts.

    Parameters
    ----------
    savings
        As from :func:`savings_beside`, with names.
    contracts
        Ids of the contract switches of the plan.
    """
    if not list(contracts):
        return []
    left = savings[savings["market_kg"] < _NEXT_TO_NOTHING * savings["location_kg"]]
    return [
        language.sentence(
            "{name} saves {amount} and {eur} € a year, and location-based {location} in {year}. Market-based it takes away "
            "{market}, because the contracts have taken those tonnes already.",
            name=row["name"],
            amount=row["amount"],
            eur=language.number(row["saved_eur"]),
            location=language.tonnes(row["location_kg"]),
            year=year,
            market=language.tonnes(row["market_kg"]),
        )
        for row in left.to_dict("records")
    ]
