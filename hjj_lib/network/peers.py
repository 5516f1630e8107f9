"""With whom a provider is fairly compared: the others that may be compared with it and are like it in the declared features.

``peer_features.csv`` says which features there are, how alike two providers must be in each, and which is given up first when
fewer than the smallest group are left. A feature is given up for all at once, so the group depends neither on the order of the
members nor on a choice between equals. What a provider has not stated of itself cannot narrow its group; another provider that
has not stated a feature joins only when the feature is given up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from hjj_lib import tables
from hjj_lib.network.comparability import NOT_COMPARABLE, standings, verdicts
from hjj_lib.network.submission import Submission
from hjj_lib.tables.peers import PeerFeature

_FILE = Path(__file__).with_name("peer_features.csv")
_SIZE_KIND = "student_years_unweighted"
_Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class PeerGroup:
    """A provider's peers, or why it has none.

    Attributes
    ----------
    members
        The others, in the order of the alphabet; empty where fewer than ``at_least`` may be compared with it.
    relaxed
        Features given up to find enough of them, in this order.
    unknown
        Features that the provider has not stated.
    comparable_count
        Other providers that may be compared with it at all, whatever they are like.
    reasons
        Why the rest may not be compared, with how many it concerns; codes of :mod:`hjj_lib.network.words`.
    """

    institution_id: str
    year: int
    members: tuple[str, ...]
    relaxed: tuple[str, ...]
    unknown: tuple[str, ...]
    comparable_count: int
    reasons: Mapping[str, int]
    at_least: int

    @property
    def formed(self) -> bool:
        """Whether there is a group."""
        return bool(self.members)


@cache
def peer_features() -> pd.DataFrame:
    """The features (``tables.peers.PeerFeature``), those first that are given up first."""
    return tables.read_csv(_FILE, PeerFeature).sort_values("kept").reset_index(drop=True)


def features_of(submissions: Sequence[Submission], stated: pd.DataFrame) -> pd.DataFrame:
    """The features of providers: what they stated, and owner and size from their submissions.

    Parameters
    ----------
    stated
        ``institution_id`` and the other features by their names; ``yes_no`` as true or false, a profile as one column of shares
        for each field, ``field_profile_<field>``. Columns and cells may be missing.

    Raises
    ------
    ValueError
        If a column is no declared feature, or an institution stands twice.
    """
    names = peer_features()["feature_id"].tolist()
    strange = [name for name in stated.columns if name != "institution_id" and _feature_of(str(name), names) is None]
    if strange:
        raise ValueError(f"no declared features: {', '.join(map(str, strange))}")
    ids = [one.provider.institution_id for one in submissions]
    found = pd.DataFrame(
        {
            "institution_id": ids,
            "owner": [one.provider.owner_type for one in submissions],
            "size": [_size(one) for one in submissions],
        }
    )
    others = stated.drop(columns=["owner", "size"], errors="ignore")
    return found.drop_duplicates("institution_id").merge(others, on="institution_id", how="left", validate="one_to_one")


def peer_group(
    submissions: Sequence[Submission],
    provider: tuple[str, int],
    features: pd.DataFrame,
    *,
    boundary: str,
    view: str,
    at_least: int,
) -> PeerGroup:
    """The peers of a provider.

    Parameters
    ----------
    submissions
        Of the network, the provider's among them.
    provider
        Institution and year.
    features
        As :func:`features_of` gives.
    at_least
        Fewest peers, ``disclosure`` of the basis's settings.

    Returns
    -------
    All others that may be compared with it, wholly or in some categories, and agree in every feature that was not given up; a
    group without members where there are fewer than ``at_least`` even when all features are.
    """
    others, reasons = _comparable(submissions, provider, boundary=boundary, view=view)
    table = features.set_index("institution_id")
    declared = peer_features()
    mine = table.loc[[provider[0]]].iloc[0]
    unknown = tuple(name for name in declared["feature_id"] if not _stated(mine, name))
    candidates = table.reindex(others)
    agreed = {
        str(row["feature_id"]): _alike(candidates, mine, row)
        for row in declared.to_dict("records")
        if row["feature_id"] not in unknown
    }
    relaxed, members = _until_enough(agreed, others, at_least)
    return PeerGroup(*provider, members, relaxed, unknown, len(others), reasons, at_least)


def _until_enough(agreed: Mapping[str, _Flags], others: Sequence[str], at_least: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Features given up and who is left, from all features on until enough are."""
    names = list(agreed)
    for count in range(len(names) + 1):
        kept = np.all([agreed[name] for name in names[count:]], axis=0) if names[count:] else np.ones(len(others), dtype=bool)
        if kept.sum() >= at_least:
            return tuple(names[:count]), tuple(name for name, inside in zip(others, kept, strict=True) if inside)
    return tuple(names), ()


def _comparable(
    submissions: Sequence[Submission], provider: tuple[str, int], *, boundary: str, view: str
) -> tuple[list[str], dict[str, int]]:
    """Other institutions that may be compared with the provider, and why the rest may not."""
    same_year = [one for one in submissions if one.year == provider[1]]
    pairs = verdicts(standings(same_year, boundary=boundary), view=view).pairs
    left, right = (pairs[f"{side}_id"] == provider[0] for side in ("left", "right"))
    mine = pairs[left | right]
    mine = mine.assign(other=mine["right_id"].where(left, mine["left_id"]))
    refused = mine[mine["verdict"] == NOT_COMPARABLE]
    counts = Counter(word for words in refused["reasons"] for word in words.split())
    return sorted(mine.loc[mine["verdict"] != NOT_COMPARABLE, "other"]), dict(sorted(counts.items()))


def _alike(candidates: pd.DataFrame, mine: pd.Series, feature: Mapping[Hashable, Any]) -> _Flags:
    """Which candidates are like the provider in a feature; one that has not stated it is not."""
    name, kind, within = str(feature["feature_id"]), feature["kind"], feature["within"]
    if kind == "profile":
        columns = _profile(mine.index, name)
        # A field that somebody has not stated is a field that it does not teach, if it has stated any.
        shares = candidates[columns].astype(float)
        apart = (shares.fillna(0) - mine[columns].astype(float).fillna(0)).abs().sum(axis=1) / 2
        return np.asarray((apart <= within) & shares.notna().any(axis=1), dtype=bool)
    values = candidates[name]
    if kind == "ratio":
        ratio = values.astype(float) / float(mine[name])
        return np.asarray((ratio <= within) & (ratio >= 1 / within), dtype=bool)
    if kind == "share":
        return np.asarray((values.astype(float) - float(mine[name])).abs() <= within, dtype=bool)
    return np.asarray((values == mine[name]) & values.notna(), dtype=bool)


def _stated(mine: pd.Series, name: str) -> bool:
    columns = _profile(mine.index, name) or [name]
    known = [column for column in columns if column in mine.index and pd.notna(mine[column])]
    return bool(known)


def _profile(columns: pd.Index, name: str) -> list[str]:
    return [str(column) for column in columns if str(column).startswith(f"{name}_")]


def _feature_of(column: str, names: Sequence[str]) -> str | None:
    """The feature that a column belongs to."""
    return next((name for name in names if column == name or (name == "field_profile" and column.startswith(f"{name}_"))), None)


def _size(submission: Submission) -> float:
    values = submission.denominators.loc[submission.denominators["kind"] == _SIZE_KIND, "value"].dropna()
    return float(values.iloc[0]) if len(values) else float("nan")
