"""What differs between two versions of the basis: rows, and the factors that serve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from hjj_lib.basis.fingerprint import is_telling
from hjj_lib.basis.load import NATION, Basis
from hjj_lib.basis.read import FILES
from hjj_lib.basis.resolve import resolve

_VALUE = "kg_co2e_per_unit"


@dataclass(frozen=True)
class Difference:
    """What differs from version ``before`` to version ``after``.

    Attributes
    ----------
    counts
        One row per table with any difference: ``table`` (file or folder of the basis), ``added``, ``ended``, ``changed``.
    values
        Factors whose value changed: ``factor_id``, ``valid_from``, ``before``, ``after`` in kg CO2e per unit, ``change_pct``
        (unknown where it was zero), ``change_reason``.
    served
        Where another factor or value serves the whole nation: ``factor_role``, ``year``, ``factor_before``, ``before``,
        ``factor_after``, ``after``, ``change_pct``, ``reason``. Unknown where no factor serves.
    """

    before: str
    after: str
    counts: pd.DataFrame
    values: pd.DataFrame
    served: pd.DataFrame


def difference(before: Basis, after: Basis) -> Difference:
    """Everything that differs between two versions of a basis, by the columns that give results."""
    counts = [row for name in FILES if (row := _counts(name, _table(before, name), _table(after, name)))]
    return Difference(
        before.version,
        after.version,
        pd.DataFrame(counts, columns=["table", "added", "ended", "changed"]),
        _values(before.stored_factors, after.stored_factors),
        _served(before, after),
    )


def key_of(table: str) -> list[str]:
    """The columns that name a row of a table whatever the version."""
    unique = FILES[table][1].to_schema().unique or []
    return [column for column in unique if column != "since"]


def _table(basis: Basis, name: str) -> pd.DataFrame:
    frame: pd.DataFrame = basis.stored_factors if name == "emission_factors" else getattr(basis, name)
    return frame


def _counts(name: str, before: pd.DataFrame, after: pd.DataFrame) -> tuple[str, int, int, int] | None:
    if "since" not in before:
        return None
    key = key_of(name)
    old, new = _by_key(before, key), _by_key(after, key)
    added, ended = len(new.keys() - old.keys()), len(old.keys() - new.keys())
    changed = sum(old[one] != new[one] for one in old.keys() & new.keys())
    return (FILES[name][0], added, ended, changed) if added or ended or changed else None


def _by_key(frame: pd.DataFrame, key: list[str]) -> Mapping[tuple[Any, ...], tuple[Any, ...]]:
    """Key → what gives results; an empty cell is the same as another empty cell."""
    results = [name for name in frame if not is_telling(str(name)) and name not in key]
    plain = frame.astype(object).where(frame.notna(), None)
    keys = plain[key].itertuples(index=False, name=None)
    return dict(zip(keys, plain[results].itertuples(index=False, name=None), strict=True))


def _values(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    key = key_of("emission_factors")
    both = before[[*key, _VALUE]].merge(
        after[[*key, _VALUE, "change_reason"]], on=key, how="inner", suffixes=("_before", "_after"), validate="one_to_one"
    )
    both = both.rename(columns={f"{_VALUE}_before": "before", f"{_VALUE}_after": "after"})
    changed = both[both["before"] != both["after"]]
    columns = [*key, "before", "after", "change_pct", "change_reason"]
    return changed.assign(change_pct=_change(changed)).sort_values(key, ignore_index=True)[columns]


def _served(before: Basis, after: Basis) -> pd.DataFrame:
    """Roles of both versions in all activity years, at the national place."""
    roles = pd.concat([before.emission_lines["factor_role"], after.emission_lines["factor_role"]]).drop_duplicates()
    choices = pd.concat([before.factor_choices, after.factor_choices])
    years = range(choices["year_from"].min(), choices["year_to"].max() + 1)
    needs = pd.MultiIndex.from_product([roles, years], names=["factor_role", "year"]).to_frame(index=False)
    needs = needs.assign(places=NATION)
    columns = ["factor_role", "year", "factor_id", _VALUE]
    old = resolve(needs, before)[columns].rename(columns={"factor_id": "factor_before", _VALUE: "before"})
    new = resolve(needs, after)[[*columns, "reason"]].rename(columns={"factor_id": "factor_after", _VALUE: "after"})
    both = old.merge(new, on=["factor_role", "year"], how="inner", validate="one_to_one")
    same_factor = both["factor_before"].fillna("") == both["factor_after"].fillna("")
    same_value = (both["before"] == both["after"]) | (both["before"].isna() & both["after"].isna())
    changed = both[~(same_factor & same_value)]
    order = ["factor_role", "year", "factor_before", "before", "factor_after", "after", "change_pct", "reason"]
    return changed.assign(change_pct=_change(changed)).sort_values(["factor_role", "year"], ignore_index=True)[order]


def _change(rows: pd.DataFrame) -> pd.Series:
    """The change in percent; unknown where the earlier value was zero or unknown."""
    return ((rows["after"] / rows["before"].where(rows["before"] != 0) - 1) * 100).astype(float)
