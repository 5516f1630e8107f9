"""A choice as lines to copy into an institution's files. Nothing is written: a plan is decided by people."""

from __future__ import annotations

from typing import Any

import pandas as pd

from hjj_lib import tables
from hjj_lib.workshop.live_plan import LivePlan
from hjj_lib.workshop.strength import at_strength

_ACTING = "decided"
_LEFT_OUT = "dropped"


def plan_lines(live: LivePlan, choice: pd.DataFrame) -> str:
    """The file ``decisions/plan.csv`` as it would hold the choice.

    Rows of the present file stay with their roles, days and notes; an acting one that is not chosen is ``dropped``. A chosen one
    that did not act, and every new one, is ``decided``. New rows name no role: it has to be written by those who decide.

    Parameters
    ----------
    choice
        As for :func:`hjj_lib.workshop.live_plan.outcome`.
    """
    start = choice.loc[choice["strength_pct"] > 0].set_index("action_id")["start_year"]
    rows = live.decided.rows
    chosen, acting = rows["action_id"].isin(start.index), rows["status"].isin(tables.ACTING_STATUSES)
    movable = rows["action_id"].isin(live.possible.actions["action_id"])
    kept = rows.assign(
        start_year=rows["action_id"].map(start).fillna(rows["start_year"]).astype(int),
        status=rows["status"].mask(chosen & ~acting, _ACTING).mask(acting & movable & ~chosen, _LEFT_OUT),
    )
    new = start[~start.index.isin(rows["action_id"])].reset_index().assign(status=_ACTING)
    columns = list(tables.columns(tables.PlannedAction))
    written = [*_cells(kept, columns), *_cells(new, columns)]
    return _text(pd.DataFrame(written, columns=columns))


def action_lines(live: LivePlan, choice: pd.DataFrame) -> str:
    """The file ``decisions/actions.csv`` for what is done only in part, each row in place of the library's; else empty."""
    part = choice[(choice["strength_pct"] > 0) & (choice["strength_pct"] < 100)]
    if part.empty:
        return ""
    actions = live.possible.actions
    weaker = at_strength(actions[actions["action_id"].isin(part["action_id"])], part)
    columns = [name for name in tables.columns(tables.OwnAction) if name in weaker]
    return _text(pd.DataFrame(_cells(weaker, columns), columns=columns))


def _cells(table: pd.DataFrame, columns: list[str]) -> list[list[Any]]:
    """Cells as people write them: whole numbers without a decimal point, unknown as an empty cell."""
    return [[_cell(value) for value in row] for row in table.reindex(columns=columns).to_numpy(dtype=object)]


def _cell(value: Any) -> Any:
    if pd.isna(value):
        return ""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _text(table: pd.DataFrame) -> str:
    return table.to_csv(index=False, lineterminator="\n")
