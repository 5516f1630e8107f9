"""What changed from one version of the basis to the next: rows per table, and values of factors."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import pandas as pd

from hjj_lib.basis.read import FILES

_KEY_OF_VALUE = ["factor_id", "valid_from"]


def rows_by_version(frames: Mapping[str, pd.DataFrame], version: str) -> pd.DataFrame:
    """Rows added, ended and changed in each table, for every step between versions up to the given one.

    Parameters
    ----------
    frames
        Every row of every version: ``Content.frames`` of :func:`hjj_lib.basis.read.read_tables`.
    version
        The last version of interest.

    Returns
    -------
    ``earlier``, ``later``, ``table`` (file or folder of ``factors/``), ``added``, ``ended``, ``changed``; what did not change
    is left out. A row that ended and came back under the same key has changed; it counts there only.
    """
    found = []
    for earlier, later in _steps(frames["versions"], version):
        for name, frame in frames.items():
            if "since" not in frame:
                continue
            begun, ended = frame[frame["since"] == later], frame[frame["until"] == earlier]
            key = _key(name)
            changed = len(begun[key].drop_duplicates().merge(ended[key].drop_duplicates(), on=key, validate="one_to_one"))
            added, gone = len(begun) - changed, len(ended) - changed
            if added or gone or changed:
                place = FILES[name][0]
                found.append((earlier, later, place, added, gone, changed))
    return pd.DataFrame(found, columns=["earlier", "later", "table", "added", "ended", "changed"])


def changed_values(frames: Mapping[str, pd.DataFrame], version: str) -> pd.DataFrame:
    """Values of factors that another value replaced, for every step between versions up to the given one.

    Returns
    -------
    ``earlier``, ``later``, ``factor_id``, ``valid_from``, ``old`` and ``new`` in kg CO2e per unit, ``change`` as a share of the
    old value (unknown if that was zero), ``change_reason``.
    """
    factors = frames["emission_factors"]
    parts = []
    for earlier, later in _steps(frames["versions"], version):
        ended = factors.loc[factors["until"] == earlier, [*_KEY_OF_VALUE, "kg_co2e_per_unit"]]
        begun = factors.loc[factors["since"] == later, [*_KEY_OF_VALUE, "kg_co2e_per_unit", "change_reason"]]
        both = ended.rename(columns={"kg_co2e_per_unit": "old"}).merge(
            begun.rename(columns={"kg_co2e_per_unit": "new"}), on=_KEY_OF_VALUE, how="inner", validate="one_to_one"
        )
        parts.append(both[both["old"] != both["new"]].assign(earlier=earlier, later=later))
    names = ["earlier", "later", *_KEY_OF_VALUE, "old", "new", "change", "change_reason"]
    if not parts:
        return pd.DataFrame(columns=names)
    rows = pd.concat(parts, ignore_index=True)
    change = (rows["new"] / rows["old"].where(rows["old"] != 0) - 1).astype(float)
    return rows.assign(change=change)[names].sort_values(["later", *_KEY_OF_VALUE], kind="stable", ignore_index=True)


def _steps(versions: pd.DataFrame, version: str) -> list[tuple[str, str]]:
    """Pairs of neighbouring versions up to the given one."""
    ordered = list(versions.sort_values("position")["version"])
    return list(pairwise(ordered[: ordered.index(version) + 1]))


def _key(name: str) -> list[str]:
    """What names a row of a table whatever the version."""
    unique = FILES[name][1].to_schema().unique or []
    return [column for column in unique if column != "since"]
