"""What report 04 says of the best plan: which one it is, how it compares with the report's own, and how sure that is."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from hjj_lib.decided_plan import DecidedPlan
from hjj_lib.language import Language
from hjj_lib.scenarios import Possibilities, milestone_table, words
from hjj_lib.scenarios.best_plan import BestPlan, best_plan
from hjj_lib.scenarios.greedy_plan import greedy_plan
from hjj_lib.scenarios.linear_program import Effort
from hjj_lib.scenarios.plan import yearly_emissions
from hjj_lib.scenarios.plan_choices import partners, plan_choices, plan_money
from hjj_lib.scenarios.plan_program import Question
from hjj_lib.scenarios.plans_over_draws import compare_over_draws, draw_possibilities, without_each
from hjj_lib.uncertainty import Assumptions, simulate

#: How near the best a plan must be proven to be, and how long it is sought; no clock, so that two runs give the same report.
_EFFORT = Effort(gap=1 / 1000 / 1000, nodes=1000)
PLAN_HEADINGS = {
    "name": "Plan",
    "count": "Actions",
    "investment_eur": "Investment, €",
    "cost_eur": "Present value of costs, €",
    "kg": "Emissions in the target year",
    "over_kg": "Above what is allowed",
    "meets_share": "Reaches the target",
    "best_share": "Is the best",
}
ACTION_HEADINGS = {
    "name": "Action",
    "best_words": "For the target",
    "money_words": "For the same money",
    "own_words": "In the report's plan",
    "investment_eur": "Investment, €",
    "cost_eur": "Present value of costs, €",
}
FORMATS = {
    **dict.fromkeys(["kg", "over_kg"], "tonnes"),
    **dict.fromkeys(["meets_share", "best_share"], "percent"),
    **dict.fromkeys(["count", "investment_eur", "cost_eur"], "0"),
}


@dataclass(frozen=True)
class Wishes:
    """What the best plan is sought with.

    Attributes
    ----------
    last_year, discount_pct
        Money is counted to this year, at this discount rate.
    budget_eur
        The most that may be invested in all; 0: as the institution decided, or any sum.
    draws, seed
        Of the comparison under uncertainty.
    """

    last_year: int
    discount_pct: float
    budget_eur: float
    draws: int
    seed: int


@dataclass(frozen=True)
class BestPlans:
    """The best plans beside the report's own.

    Attributes
    ----------
    for_target
        The cheapest plan that reaches the target.
    for_money
        The plan that emits least in the years in which the target asks something, all together, and invests no more in all than
        the report's own.
    own
        The report's plan with its money, as from ``plan_money``.
    plans
        The plans side by side: ``plan_id`` (``best``, ``money``, ``greedy``, ``own``), the columns of ``PLAN_HEADINGS`` but the
        name; how often each reaches the target, and how often it is the best of these and of the best without each of its
        actions.
    compared
        How many plans were compared.
    most_often, most_often_share
        Which of them is the best in the most draws, as ``plan_id``, or ``without`` and an action that the first plan then lacks.
    last_year
        The last year whose money counts.
    """

    for_target: BestPlan
    for_money: BestPlan
    own: pd.DataFrame
    plans: pd.DataFrame
    compared: int
    most_often: tuple[str, str]
    most_often_share: float
    last_year: int


def best_plans(decided: DecidedPlan, possible: Possibilities, assumptions: Assumptions, wishes: Wishes) -> BestPlans:
    """The best plans for the target of a report, in the target's view and boundary.

    Parameters
    ----------
    decided
        The report's plan and target; what it began by the year of the figures is kept in every plan.
    possible
        What the actions can choose among.
    assumptions
        For the draws.
    wishes
        Money and draws.
    """
    target = decided.target
    last_year = max(wishes.last_year, target.target_year)
    starts = range(max(decided.first_year, decided.year + 1), target.target_year + 1)
    rate = wishes.discount_pct
    choices = plan_choices(possible, starts, last_year=last_year, discount_pct=rate, begun=decided.plan)
    own = plan_money(possible, decided.plan, last_year=last_year, discount_pct=rate)
    question = Question(
        "least_cost",
        view=target.view,
        boundary=target.boundary,
        years=tuple(_limits(decided)),
        limits_kg=_limits(decided),
        yearly_eur=decided.budget.yearly_eur,
        total_eur=wishes.budget_eur or decided.budget.total_eur,
    )
    spending = replace(
        question, objective="least_emissions", limits_kg={}, yearly_eur=None, total_eur=float(own["investment_eur"].sum())
    )
    for_target, for_money = (best_plan(possible, choices, one, _EFFORT) for one in (question, spending))
    plans = {"best": for_target.plan, "money": for_money.plan, "greedy": greedy_plan(possible, choices, question), "own": own}
    fewer = without_each(for_target.plan, partners(possible.all_actions, "requires"))
    table = _side_by_side(decided, possible, assumptions, wishes, question, (plans, fewer))
    most = table.iloc[[int(np.argmax(table["best_share"]))]].iloc[0]
    return BestPlans(
        for_target=for_target,
        for_money=for_money,
        own=own,
        plans=table[table["without"] == ""].drop(columns="without").reset_index(drop=True),
        compared=len(table),
        most_often=(str(most["plan_id"]), str(most["without"])),
        most_often_share=float(table["best_share"].max()),
        last_year=last_year,
    )


def _limits(decided: DecidedPlan) -> dict[int, float]:
    """Year → what the target allows in the years in which something must be met."""
    target = decided.target
    table = milestone_table(
        pd.DataFrame({"year": [], "plan_kg": []}),
        target,
        base_kg=decided.base_kg(target)[target.view],
        denominator=decided.denominators.get(target.per, {}),
        reported={},
    )
    coming = table[table["year"] > decided.year]
    return {int(year): float(kg) for year, kg in zip(coming["year"], coming["allowed_kg"], strict=True)}


def _side_by_side(
    decided: DecidedPlan,
    possible: Possibilities,
    assumptions: Assumptions,
    wishes: Wishes,
    question: Question,
    plans: tuple[Mapping[str, pd.DataFrame], Mapping[str, pd.DataFrame]],
) -> pd.DataFrame:
    """All plans with their money and emissions, and how often each is the best; ``without``: what the second ones lack."""
    told, others = plans
    target, years = decided.target, question.all_years()
    place = {"view": target.view, "boundary": target.boundary}
    drawn = draw_possibilities(possible, assumptions, years, **place, draws=wishes.draws, seed=wishes.seed)
    base = simulate(decided.base[target.base_year], assumptions, **place, draws=wishes.draws, seed=wishes.seed)
    known = decided.base_kg(target)[target.view]
    allowed = {year: base.total_draws_kg * (limit / known if known else 0.0) for year, limit in question.limits_kg.items()}
    keys = [*((name, "") for name in told), *(("best", lost) for lost in others)]
    everything: dict[Hashable, pd.DataFrame] = dict(zip(keys, [*told.values(), *others.values()], strict=True))
    costs: dict[Hashable, float] = {key: float(plan["cost_eur"].sum()) for key, plan in everything.items()}
    often = compare_over_draws(drawn, everything, costs, question, allowed)
    kg = np.array([yearly_emissions(possible, plan, years, **place) for plan in everything.values()])
    limit = np.array([question.limits_kg.get(year, np.inf) for year in years])
    return often.drop(columns=["name", "mean_kg"]).assign(
        plan_id=[name for name, _ in keys],
        without=[lost for _, lost in keys],
        count=[len(plan) for plan in everything.values()],
        investment_eur=[float(plan["investment_eur"].sum()) for plan in everything.values()],
        kg=kg[:, years.index(target.target_year)],
        over_kg=np.maximum(kg - limit, 0.0).sum(axis=1),
    )


def best_sentence(best: BestPlans, language: Language) -> str:
    """What the cheapest plan that reaches the target is, or how far the target is out of reach."""
    answer = best.for_target
    if answer.status == "not_found":
        return language.sentence("The search ended without a plan that reaches the target.")
    if answer.status == "out_of_reach":
        return _out_of_reach(answer, language)
    values = {
        "count": language.number(len(answer.plan)),
        "investment": language.number(answer.investment_eur),
        "last": best.last_year,
        "cost": language.number(abs(answer.cost_eur)),
    }
    if answer.cost_eur < 0:
        return language.sentence(
            "The cheapest plan that reaches the target has {count} actions. It needs {investment} € of investment and saves "
            "{cost} € more than it costs by {last}, in today's money.",
            **values,
        )
    return language.sentence(
        "The cheapest plan that reaches the target has {count} actions. It needs {investment} € of investment and costs {cost} € "
        "by {last}, in today's money.",
        **values,
    )


def _out_of_reach(answer: BestPlan, language: Language) -> str:
    over = language.tonnes(answer.over_kg)
    freed = answer.over_without_budget_kg
    if freed is None:
        return language.sentence(
            "No plan of these actions reaches the target: even the nearest one is {over} above it. It is shown below.", over=over
        )
    if freed > answer.over_kg / 1000:
        return language.sentence(
            "No plan within this money reaches the target: the nearest one is {over} above it. It is shown below. Even with any "
            "sum of money {freed} would be left.",
            over=over,
            freed=language.tonnes(freed),
        )
    return language.sentence(
        "No plan within this money reaches the target: the nearest one is {over} above it. It is shown below. With more money "
        "the target could be reached.",
        over=over,
    )


def proof_sentences(best: BestPlans, language: Language) -> list[str]:
    """Whether anything better can exist, what was calculated exactly, and what was chosen among."""
    answer = best.for_target
    said = [_proof(answer, language)] if answer.status in ("optimal", "within_gap") else []
    if answer.question.total_eur is not None or answer.question.yearly_eur is not None:
        said.append(_money_limit(answer, language))
    said.append(
        language.sentence(
            "Emissions are not approximated: actions that act on the same amounts are calculated together, and every plan is "
            "recomputed from the ledger. Costs are those of each action as if it were the only one; where savings overlap, the "
            "sum is a little too favourable."
        )
    )
    said.append(
        language.sentence(
            "Chosen from: all actions of the library that do something here, beginning in any year up to the target year. An "
            "action that is not possible at your sites is taken out by a row of your own in {file}.",
            file="decisions/actions.csv",
        )
    )
    return said


def _proof(answer: BestPlan, language: Language) -> str:
    if answer.status == "optimal":
        return language.sentence("It is proven that no other choice of these actions and years reaches the target for less.")
    if not np.isfinite(answer.best_possible):
        return language.sentence("The search ended before anything was proven: there may be a much better plan.")
    return language.sentence(
        "The search ended before it was proven that nothing is cheaper: a cheaper plan could save at most {euros} €.",
        euros=language.number(max(answer.cost_eur - answer.best_possible, 0.0)),
    )


def _money_limit(answer: BestPlan, language: Language) -> str:
    yearly, total = answer.question.yearly_eur, answer.question.total_eur
    values = {"yearly": language.number(yearly), "total": language.number(total)}
    if yearly is None:
        return language.sentence(
            "Investments may be at most {total} € in all; renewals are no part of it.", total=values["total"]
        )
    if total is None:
        return language.sentence(
            "Investments may be at most {yearly} € a year; renewals are no part of it.", yearly=values["yearly"]
        )
    return language.sentence(
        "Investments may be at most {yearly} € a year and {total} € in all; renewals are no part of it.", **values
    )


def money_sentence(best: BestPlans, language: Language) -> str:
    """What the same investments as in the report's plan could do at most."""
    own, money = (_row(best, name) for name in ("own", "money"))
    less = own["kg"] - money["kg"]
    if best.for_money.status == "not_found" or less <= 0:
        return language.sentence("No plan was found that emits less in the target year for the investments of the report's plan.")
    said = language.sentence(
        "For no more investment than in the report's plan ({investment} €), another plan would emit {less} less in {year}.",
        investment=language.number(own["investment_eur"]),
        less=language.tonnes(less),
        year=max(best.for_money.question.years),
    )
    if best.for_money.status == "optimal":
        return said
    if not np.isfinite(best.for_money.best_possible):
        return said + " " + language.sentence("The search ended before anything was proven: there may be a much better plan.")
    further = max(float(best.for_money.emissions["ledger_kg"].sum()) - best.for_money.best_possible, 0.0)
    more = language.sentence(
        "It is not proven to be the best; at most {more} could still be gained.", more=language.tonnes(further)
    )
    return f"{said} {more}"


def _row(best: BestPlans, plan_id: str) -> dict[str, float]:
    """The figures of one plan."""
    row = best.plans.set_index("plan_id").loc[[plan_id]].iloc[0]
    return {str(column): float(value) for column, value in row.items()}


def often_sentence(best: BestPlans, actions: pd.DataFrame, language: Language) -> str:
    """How sure the best plan is to reach the target, and to be the best, when everything is uncertain."""
    row = _row(best, "best")
    said = language.sentence(
        "When amounts, factors and effects are drawn within their uncertainty, the first plan reaches the target in {meets} of "
        "the draws. In {best} of them it is the best of {count} plans: those of the table, and itself without each of its "
        "actions. Best is the cheapest that reaches the target or, where none does, the one nearest to it.",
        meets=language.percent(row["meets_share"]),
        best=language.percent(row["best_share"]),
        count=language.number(best.compared),
    )
    return " ".join([said, *_more_often(best, actions, language)])


def _more_often(best: BestPlans, actions: pd.DataFrame, language: Language) -> list[str]:
    """Which other plan is the best in more draws; nothing if none is."""
    plan_id, lost = best.most_often
    share = language.percent(best.most_often_share)
    if lost:
        name = actions.set_index("action_id")[language.column("name")][lost]
        english = "More often, in {share} of the draws, it is best without this action: {name}."
        return [language.sentence(english, share=share, name=name)]
    if plan_id == "best":
        return []
    name = plan_rows(best, language).set_index("plan_id")["name"][plan_id]
    return [language.sentence("More often, in {share} of the draws, another one is the best: {name}.", share=share, name=name)]


def plan_rows(best: BestPlans, language: Language) -> pd.DataFrame:
    """The plans side by side, with the columns of ``PLAN_HEADINGS``."""
    nearest = best.for_target.status == "out_of_reach"
    names = {
        "best": language.sentence("Nearest to the target" if nearest else "Cheapest for the target"),
        "money": language.sentence("Least emissions for the money of the report's plan"),
        "greedy": language.sentence("Rule of thumb: the cheapest tonne first"),
        "own": language.sentence("The report's plan"),
    }
    return best.plans.assign(name=best.plans["plan_id"].map(names))


def action_rows(best: BestPlans, actions: pd.DataFrame, language: Language) -> pd.DataFrame:
    """When each action begins in the best plans and in the report's, with the columns of ``ACTION_HEADINGS``.

    The money is that of the first plan that has the action.
    """
    tables = {"best_words": best.for_target.plan, "money_words": best.for_money.plan, "own_words": best.own}
    everything = pd.concat(tables.values(), ignore_index=True).drop_duplicates("action_id").reset_index(drop=True)
    for column, plan in tables.items():
        start = everything["action_id"].map(plan.set_index("action_id")["start_year"])
        everything = everything.assign(**{column: ["" if np.isnan(year) else str(int(year)) for year in start.astype(float)]})
    return words.with_names(everything, actions, language)
