"""Small worlds of actions for tests: a few activities with round factors, and actions written as short rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from hjj_lib import tables
from hjj_lib.scenarios import Possibilities, possible_lines

LEDGER_YEAR = 2025
#: kg per unit of the activities that may be used or become used.
KG_PER_UNIT = {"a": 100.0, "b": 40.0, "c": 10.0, "d": 1.0}
ACTIVITIES = tuple(KG_PER_UNIT)


def ledger(amounts: Mapping[str, float], **more: object) -> pd.DataFrame:
    """A ledger of one line per activity; ``more`` is the same for all rows."""
    rows = []
    for activity, amount in amounts.items():
        row: dict[str, Any] = dict.fromkeys(tables.columns(tables.Inventory))
        row |= {"entry_id": activity, "institution_id": "x", "year": LEDGER_YEAR, "site_id": "s", "activity_id": activity}
        row |= {
            "line_id": "direct",
            "category_id": activity,
            "part": "direct",
            "scope": "2",
            "view": "both",
            "boundaries": "core",
        }
        row |= {"origin": "measured", "uncertainty_95_pct": 0.0, "factor_uncertainty_95_pct": 0.0, "shared_between_years": 1.0}
        row |= {"unit": "MWh", "amount": amount, "share": 1.0, "amount_in_factor_unit": amount, "factor_id": activity}
        row |= {"factor_role": activity, "kg_co2e_per_unit": KG_PER_UNIT[activity], "file": "f"}
        row |= {"emissions_kg_co2e": KG_PER_UNIT[activity] * amount}
        rows.append({**row, **more})
    return pd.DataFrame(rows)


def action(name: str, kind: str, acts_on: str, effect_pct: float, **more: object) -> dict[str, object]:
    """One action; in full force in its first year and for twenty, unless ``more`` says otherwise.

    A move ends at the activity ``to`` with as many units.
    """
    usual = {
        "action_id": name,
        "acts_on": kind,
        "activity_id": acts_on,
        "to_activity_id": more.pop("to", None),
        "to_amount_per_amount": 1.0 if kind == "share" else None,
        "effect_pct": effect_pct,
        "uncertainty_95_pct": 0.0,
        "ramp_years": 1,
        "lifetime_years": 20,
        "investment_eur_per_unit": 0.0,
        "yearly_cost_eur_per_unit": 0.0,
        "cost_status": "example – replace",
        "requires": None,
        "excludes": None,
    }
    return {**usual, **more}


def possible(
    amounts: Mapping[str, float], actions: Sequence[Mapping[str, object]], paths: pd.DataFrame | None = None, **more: object
) -> Possibilities:
    """What the actions can choose among."""
    unit = ledger(dict.fromkeys(KG_PER_UNIT, 1.0)).assign(entry_id="unit")
    known = tables.empty(tables.FactorPath) if paths is None else paths
    return possible_lines(ledger(amounts, **more), pd.DataFrame(actions), unit, unit.iloc[:0], known)


@st.composite
def action_sets(draw: st.DrawFn, *, most: int, ramps: int = 1) -> list[dict[str, object]]:
    """Some actions that overlap, compete, need and exclude each other; moves go from earlier to later activities."""
    made: list[dict[str, object]] = []
    for number in range(draw(st.integers(2, most))):
        kind = draw(st.sampled_from(["activity", "share", "factor"]))
        effect = draw(st.sampled_from([10.0, 20.0, 50.0, 100.0]))
        first = draw(st.integers(0, len(ACTIVITIES) - 2 if kind == "share" else len(ACTIVITIES) - 1))
        more: dict[str, object] = {
            "investment_eur_per_unit": float(draw(st.integers(0, 9))),
            "yearly_cost_eur_per_unit": float(draw(st.integers(-3, 3))),
            "ramp_years": draw(st.integers(1, ramps)),
        }
        if kind == "share":
            acts_on, more["to"] = ACTIVITIES[first], draw(st.sampled_from(ACTIVITIES[first + 1 :]))
        else:
            acts_on = " ".join(ACTIVITIES[first : draw(st.integers(first + 1, len(ACTIVITIES)))])
        if made and draw(st.integers(0, 3)) == 0:
            more[draw(st.sampled_from(["requires", "excludes"]))] = draw(st.sampled_from([one["action_id"] for one in made]))
        made.append(action(f"n{number}", kind, acts_on, effect, **more))
    return made
