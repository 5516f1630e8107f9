"""How fast plans are recomputed over draws and the best one is found: ``python tests/benchmarks/plans.py``.

40 actions in 15 years and 10 000 draws for one invented institution with 24 activities. Recomputing a plan is compared with
bare numpy that multiplies as many factors on arrays of the same size, ``1 - level × effect`` for every action, year and draw,
and nothing else: no routes, no moves, no sums (wanted: within three times, and below half a second). Drawing the errors once
for all plans is told apart. Then the best plan of the same 40 actions with a start in any of the 15 years: the least cost for a
target, the least cost for a target in every year and the least emissions for a budget (wanted: below ten seconds, proven or
with its gap). Seconds are told as they pass and as the processor worked, which tells more on a busy machine.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parent.parent))

import plans_of

from hjj_lib import tables
from hjj_lib.scenarios import Possibilities
from hjj_lib.scenarios.best_plan import best_plan
from hjj_lib.scenarios.linear_program import Effort
from hjj_lib.scenarios.plan_choices import plan_choices
from hjj_lib.scenarios.plan_program import Question
from hjj_lib.scenarios.plans_over_draws import draw_possibilities, plan_totals
from hjj_lib.uncertainty import Assumptions

ACTIONS, DRAWS, SEED = 40, 10_000, 1
LEDGER_YEAR = plans_of.LEDGER_YEAR
YEARS = tuple(range(LEDGER_YEAR + 1, LEDGER_YEAR + 16))
EFFORT = Effort(gap=1e-4, nodes=20_000, seconds=8.0)


def world() -> Possibilities:
    """An institution like a real one: most actions save energy or change its source, some act on one purchase or trip each."""
    random = np.random.default_rng(SEED)
    kg = {"power": 60.0, "green_power": 1.0, "own_power": 5.0, "heat": 140.0, "green_heat": 10.0, "oil": 260.0, "chips": 20.0}
    kg |= {f"thing_{number}": float(random.integers(5, 300)) for number in range(17)}
    plans_of.KG_PER_UNIT.clear()
    plans_of.KG_PER_UNIT.update(kg)
    amounts = {"power": 3000.0, "heat": 4000.0, "oil": 500.0}
    amounts |= {f"thing_{number}": float(random.integers(50, 1500)) for number in range(17)}
    rows = [plans_of.action("green_power_contract", "share", "power", 100.0, to="green_power")]
    rows += [plans_of.action(f"panels_{number}", "share", "power", 5.0, to="own_power") for number in range(2)]
    rows += [plans_of.action("green_heat_contract", "share", "heat", 100.0, to="green_heat")]
    rows += [plans_of.action("heat_pump", "share", "heat", 40.0, to="power")]
    rows += [plans_of.action(f"oil_{to}", "share", "oil", 100.0, to=to) for to in ("chips", "power", "heat")]
    energy = ["power green_power", "heat green_heat", "power green_power heat green_heat"]
    rows += [plans_of.action(f"saving_{n}", "activity", energy[n % 3], float(random.integers(2, 15))) for n in range(15)]
    rows += [plans_of.action(f"less_{n}", "activity", f"thing_{n}", float(random.integers(5, 50))) for n in range(10)]
    rows += [
        plans_of.action(f"cleaner_{n}", "factor", f"thing_{n} thing_{n + 1}", float(random.integers(5, 30))) for n in range(5)
    ]
    rows += [plans_of.action(f"swap_{n}", "share", f"thing_{n}", 30.0, to=f"thing_{n + 10}") for n in range(7)]
    for row in rows:
        row |= {
            "ramp_years": int(random.integers(1, 4)),
            "uncertainty_95_pct": 30.0,
            "lifetime_years": int(random.integers(5, 26)),
        }
        row |= {
            "investment_eur_per_unit": float(random.integers(0, 400)),
            "yearly_cost_eur_per_unit": float(random.integers(-30, 15)),
        }
    rows[2] |= {"requires": "panels_0"}
    rows[6] |= {"excludes": "oil_chips"}
    rows[7] |= {"excludes": "oil_chips oil_power"}
    paths = pd.DataFrame({"factor_role": ["power", "power", "heat", "heat"], "year": [2025, 2040] * 2}).assign(
        multiplier=[1.0, 0.4, 1.0, 0.6], source_id="s"
    )
    return plans_of.possible(amounts, rows[:ACTIONS], paths, uncertainty_95_pct=10.0, factor_uncertainty_95_pct=20.0)


def bare(level: np.ndarray, effect: np.ndarray) -> float:
    """Seconds of work of the bare products: years × draws, one factor per action."""
    start = process_time()
    left = np.ones((len(level), effect.shape[1]))
    for number, one in enumerate(effect):
        left *= 1 - level[:, [number]] * one
    return process_time() - start


def over_draws(possible: Possibilities, rounds: int) -> None:
    """Print the seconds of drawing, of a plan and of the bare products, the best of some rounds that take turns."""
    plan = pd.DataFrame({"action_id": possible.actions["action_id"]})
    plan = plan[~plan["action_id"].isin(["oil_power", "oil_heat"])]
    plan = plan.assign(start_year=[YEARS[number % len(YEARS)] for number in range(len(plan))])
    plan.loc[plan["action_id"] == "panels_1", "start_year"] = YEARS[-1]
    begun = perf_counter()
    assumptions = Assumptions(tables.empty(tables.Pedigree))
    drawn = draw_possibilities(possible, assumptions, YEARS, view="market", boundary="core", draws=DRAWS, seed=SEED)
    drawing = perf_counter() - begun
    random = np.random.default_rng(SEED)
    level, effect = random.random((len(YEARS), ACTIONS)), random.random((ACTIONS, DRAWS)) / 10
    seconds: dict[str, list[float]] = {"bare": [], "ours": []}
    for _ in range(rounds):
        seconds["bare"].append(bare(level, effect))
        begun = process_time()
        plan_totals(drawn, plan)
        seconds["ours"].append(process_time() - begun)
    ours, theirs = min(seconds["ours"]), min(seconds["bare"])
    sys.stdout.write(f"{len(plan)} actions × {len(YEARS)} years × {DRAWS} draws: bare {theirs:.3f} s, plan {ours:.3f} s, ")
    sys.stdout.write(f"ratio {ours / theirs:.2f}; the errors, once for all plans, {drawing:.2f} s\n")


def best(possible: Possibilities) -> None:
    """Print the seconds and the gap of the best plan for each kind of question."""
    choices = plan_choices(possible, YEARS, last_year=YEARS[-1], discount_pct=3.0)
    present = float(
        possible.lines.loc[possible.lines["from_activity_id"] == possible.lines["to_activity_id"], "emissions_kg_co2e"].sum()
    )
    money = float(choices.drop_duplicates("action_id")["investment_eur"].sum())
    line = {year: present * (1 - 0.03 * (year - LEDGER_YEAR)) for year in YEARS}
    place = {"view": "market", "boundary": "core"}
    budget = {"yearly_eur": money / 15, "total_eur": money / 3}
    questions = {
        "least cost for a target in one year": Question(
            "least_cost", **place, years=YEARS[9:10], limits_kg={YEARS[9]: 0.6 * present}
        ),
        "the same with a yearly budget": Question(
            "least_cost", **place, years=YEARS[9:10], limits_kg={YEARS[9]: 0.6 * present}, yearly_eur=money / 10
        ),
        "least cost for a target in every year": Question("least_cost", **place, years=YEARS, limits_kg=line),
        "least emissions of one year for a budget": Question(
            "least_emissions", **place, years=YEARS[9:10], limits_kg={}, **budget
        ),
        "least emissions of 15 years for a budget": Question("least_emissions", **place, years=YEARS, limits_kg={}, **budget),
    }
    for name, question in questions.items():
        begun, worked = perf_counter(), process_time()
        answer = best_plan(possible, choices, question, EFFORT)
        seconds, work = perf_counter() - begun, process_time() - worked
        sys.stdout.write(
            f"{name}: {seconds:.2f} s ({work:.2f} s of work), {answer.status}, gap {answer.gap:.2%}, {len(answer.plan)} actions\n"
        )


def main() -> None:
    """Print all of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args()
    possible = world()
    over_draws(possible, asked.rounds)
    best(possible)


if __name__ == "__main__":
    main()
