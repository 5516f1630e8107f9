"""How fast a moved plan answers: ``python tests/benchmarks/live.py``.

The example provider with the most lines, its own plan and then as many actions as fit on the form, 10 000 draws. One move is
three things: the numbers (emissions with their interval, gap, probability, money), the path with its wedges, and the drawing of
the figure, which is told apart because it is by far the most. Wanted: the numbers within 0.2 seconds. The ratio is that of the
numbers to calculating the same plan anew with ``plan_draws``, without drawing the errors once. Seconds are told as they pass and
as the processor worked, which tells more on a busy machine.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time

import pandas as pd

from hjj_lib import decided_plan, demo, scenarios, workshop
from hjj_lib.basis import load_basis
from hjj_lib.language import Language
from hjj_lib.scenarios import Possibilities
from hjj_lib.study import Study, open_study
from hjj_lib.uncertainty import Assumptions
from hjj_lib.workshop.sliders import PlanSliders

YEAR, LAST_YEAR, DRAWS, SEED = 2025, 2035, 10_000, 1
ON_THE_FORM = 20


def largest(folder: Path) -> Study:
    """The example provider with the most lines in its ledger."""
    names = sorted(path.parent.name for path in (folder / "raw").glob("*/institution.toml"))
    return max((open_study(name, YEAR, data_dir=folder) for name in names), key=lambda study: len(study.inventory))


def seconds(rounds: int, work: Callable[[], object]) -> tuple[float, float]:
    """Seconds and seconds of work, each the best of some rounds."""
    passed, worked = [], []
    for _ in range(rounds):
        begun, before = perf_counter(), process_time()
        work()
        passed.append(perf_counter() - begun)
        worked.append(process_time() - before)
    return min(passed), min(worked)


def tell(live: workshop.LivePlan, possible: Possibilities, choice: pd.DataFrame, assumptions: Assumptions, rounds: int) -> None:
    """Print the seconds of one move."""
    target, plan = live.decided.target, choice[["action_id", "start_year"]]
    place = {"year": target.target_year, "view": target.view, "boundary": target.boundary}
    numbers = seconds(rounds, lambda: workshop.outcome(live, choice))
    anew = seconds(1, lambda: scenarios.plan_draws(possible, plan, assumptions, **place, draws=DRAWS, seed=SEED))
    path = seconds(rounds, lambda: workshop.wedges(live, choice))
    form = PlanSliders(live, Language("fi"))
    whole = seconds(rounds, lambda: form.picture(choice))
    sys.stdout.write(f"{len(choice)} actions: numbers {numbers[0]:.3f} s ({numbers[1]:.3f} s of work), ")
    sys.stdout.write(f"anew {anew[0]:.3f} s, ratio {numbers[1] / anew[1]:.2f}; path and wedges {path[0]:.3f} s, ")
    sys.stdout.write(f"with the figure {whole[0]:.3f} s ({whole[1]:.3f} s of work)\n")


def main() -> None:
    """Print all of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        demo.write(data / "raw", load_basis())
        study = largest(data)
        decided = decided_plan.decide(study, decided_plan.Asked(), data_dir=data)
    possible = scenarios.possibilities(study.inventory, study.basis.actions, study.institution.sites, study.basis)
    assumptions = Assumptions.of(study.basis)
    begun = perf_counter()
    conditions = workshop.Conditions(LAST_YEAR, decided.discount_pct, "with_ramp", 0.0, DRAWS, SEED)
    live = workshop.live_plan(decided, possible, assumptions, conditions)
    name = study.institution.institution_id
    sys.stdout.write(f"{name}: {len(possible.lines)} lines, {len(possible.actions)} actions that can be calculated; ")
    sys.stdout.write(f"the errors, once, {perf_counter() - begun:.2f} s\n")
    tell(live, possible, workshop.decided_choice(live), assumptions, asked.rounds)
    free = possible.actions[possible.actions["requires"].isna() & possible.actions["excludes"].isna()]["action_id"]
    offered = workshop.offers(live)
    many = offered[offered["action_id"].isin(free)].head(ON_THE_FORM).assign(strength_pct=50)
    tell(live, possible, many, assumptions, asked.rounds)


if __name__ == "__main__":
    main()
