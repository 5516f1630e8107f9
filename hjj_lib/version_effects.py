"""What another version of the basis does to an institution's own result, category by category."""

from __future__ import annotations

import pandas as pd

from hjj_lib.basis import Basis, with_own_factors
from hjj_lib.inventory import VIEWS, calculate, summarise
from hjj_lib.study import Study


def effect(study: Study, before: Basis, *, boundary: str) -> pd.DataFrame:
    """The study's year calculated with an earlier version beside the study's own.

    Parameters
    ----------
    study
        Calculated with the later version; its entries are calculated again as they are.
    before
        The earlier version.
    boundary
        ``inventory`` or a comparison boundary of the basis.

    Returns
    -------
    One row per view and category, and one per view with an empty ``category_id`` for the total: ``view``, ``category_id``,
    ``before_kg``, ``after_kg``, ``change_kg``, ``change_pct`` (unknown where it was zero), ``unknown_before`` and
    ``unknown_after`` (rows without known emissions). What a version has no factor or no line for is missing from its sum.
    """
    own = with_own_factors(before, study.own_factors, study.institution.institution_id)
    earlier = calculate(study.entries, study.institution.sites, own).inventory
    parts = [_side_by_side(earlier, study.inventory, view, boundary, by) for view in VIEWS for by in (["category_id"], [])]
    return pd.concat(parts, ignore_index=True)


def _side_by_side(before: pd.DataFrame, after: pd.DataFrame, view: str, boundary: str, by: list[str]) -> pd.DataFrame:
    sums = {}
    for name, inventory in (("before", before), ("after", after)):
        rows = summarise(inventory.assign(view_=view), [*by, "view_"], view=view, boundary=boundary)
        rows = rows.rename(columns={"view_": "view", "known_kg": f"{name}_kg", "unknown_count": f"unknown_{name}"})
        sums[name] = rows.drop(columns="complete")
    both = sums["before"].merge(sums["after"], on=[*by, "view"], how="outer", validate="one_to_one")
    both = both.fillna({name: 0 for name in both if str(name).endswith(("_kg", "_before", "_after"))})
    change = both["after_kg"] - both["before_kg"]
    percent = change / both["before_kg"].where(both["before_kg"] != 0) * 100
    both = both.assign(change_kg=change, change_pct=percent, category_id=both["category_id"] if by else "")
    return both[
        ["view", "category_id", "before_kg", "after_kg", "change_kg", "change_pct", "unknown_before", "unknown_after"]
    ].astype({"unknown_before": int, "unknown_after": int})
