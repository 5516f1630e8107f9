"""An action that is done only in part."""

from __future__ import annotations

import pandas as pd


def at_strength(actions: pd.DataFrame, choice: pd.DataFrame) -> pd.DataFrame:
    """Actions of which only a part is done: both the effect and the money shrink to that part.

    Parameters
    ----------
    actions
        ``tables.Action``.
    choice
        ``action_id`` and ``strength_pct``, above 0 and at most 100; actions it does not name stay whole.

    Returns
    -------
    ``actions``. Money is told per unit affected, so with a lesser effect it shrinks by itself; an action on a factor affects
    every unit whatever its effect, so there the money of each unit shrinks.
    """
    strength = actions["action_id"].map(choice.set_index("action_id")["strength_pct"]).fillna(100) / 100
    per_unit = strength.where(actions["acts_on"] == "factor", 1.0)
    return actions.assign(
        effect_pct=actions["effect_pct"] * strength,
        investment_eur_per_unit=actions["investment_eur_per_unit"] * per_unit,
        yearly_cost_eur_per_unit=actions["yearly_cost_eur_per_unit"] * per_unit,
    )
