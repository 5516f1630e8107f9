"""What makes the difference to the peers, and what those with lower figures do."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd

from hjj_lib.basis import Basis
from hjj_lib.network.comparison import Comparison
from hjj_lib.network.intensities import quantities
from hjj_lib.network.standing import middle_members
from hjj_lib.network.submission import NAMED, PSEUDONYMOUS
from hjj_lib.uncertainty.distribution import HALF

_WHO = "institution_id"
#: States in which an action is done, not thought about.
_DONE = ("decided", "under_way", "done")
_AGREED = (NAMED, PSEUDONYMOUS)


def gap_by_category(comparison: Comparison, *, quantity_id: str, per: str, factors: str) -> pd.DataFrame:
    """How each category takes part in the gap between the provider and the middle of its peers.

    Only categories count in which the provider and enough others may be ranked, and only the others that may be in all of them.
    The middle is that of the sums over these categories; it is the same members in every category, so the gaps add up.

    Parameters
    ----------
    quantity_id, per, factors
        Of a quantity with a row for each category, such as ``kg_per_student_year``.

    Returns
    -------
    ``category_id``, ``value``, ``middle``, ``gap`` (value − middle, in kilograms per unit), ``share`` of the sum of the gaps
    (unknown where that is zero) and ``main``: the one category whose gap goes farthest the way of the sum. The widest gap comes
    first. No rows where fewer others than the smallest group are left.
    """
    columns = ["category_id", "value", "middle", "gap", "share", "main"]
    table = _by_category(comparison, (quantity_id, per, factors))
    others = table.drop(index=comparison.provider, errors="ignore")
    nearest = middle_members(others.sum(axis=1), comparison.at_least, comparison.named)
    if not len(table.columns) or not len(nearest):
        return pd.DataFrame(columns=columns)
    made = pd.DataFrame({"value": table.loc[comparison.provider], "middle": others.loc[nearest].mean()})
    made = made.assign(gap=made["value"] - made["middle"])
    whole = float(made["gap"].sum())
    made = made.assign(share=made["gap"] / (whole or float("nan")))
    made = made.iloc[np.argsort(-made["gap"].abs().to_numpy(), kind="stable")].rename_axis("category_id").reset_index()
    farthest = (made["gap"] * np.sign(whole)).idxmax() if whole else None
    return made.assign(main=made.index == farthest)[columns]


def better_peers(comparison: Comparison, key: tuple[str, ...]) -> list[str]:
    """The peers whose figure is more likely lower than the provider's than not; for calculating, not for showing."""
    if comparison.refusal(key):
        return []
    names = comparison.ranked(key)[_WHO].tolist()
    draws = comparison.draws[key]
    own = draws[:, [names.index(comparison.provider)]]
    lower = (draws < own).mean(axis=0) + (draws == own).mean(axis=0) * HALF
    return [name for name, share in zip(names, lower, strict=True) if share > HALF and name != comparison.provider]


def actions_of_better(comparison: Comparison, key: tuple[str, ...], basis: Basis) -> pd.DataFrame:
    """What those with lower figures have decided, begun or done that acts on the quantity, as far as they agreed to tell.

    Parameters
    ----------
    key
        Of a quantity; see :meth:`hjj_lib.network.comparison.Comparison.quantity_keys`.

    Returns
    -------
    ``action_id``; ``named``: who of those that agreed to be named has it (words); ``count``: how many have it that agreed to be
    counted, unknown where fewer than the smallest group do; ``ours``: whether the provider has it too. Actions that nobody may
    be told of are left out, and so are those of providers that agreed to neither.
    """
    better = set(better_peers(comparison, key))
    acting = _acting(key, basis)
    names: dict[str, list[str]] = {}
    counts: Counter[str] = Counter()
    ours: set[str] = set()
    for one in comparison.submissions:
        done = set(one.actions.loc[one.actions["status"].isin(_DONE), "action_id"]) & acting
        if one.provider.institution_id == comparison.provider:
            ours = done
        elif one.provider.institution_id in better and one.consent in _AGREED:
            counts.update(done)
            for action in done if one.consent == NAMED else ():
                names.setdefault(action, []).append(one.provider.institution_id)
    shown = sorted(action for action in counts if action in names or counts[action] >= comparison.at_least)
    return pd.DataFrame(
        {
            "action_id": shown,
            "named": [" ".join(sorted(names.get(action, []))) for action in shown],
            "count": pd.array([_hidden_below(counts[action], comparison.at_least) for action in shown], dtype="Int64"),
            "ours": [action in ours for action in shown],
        }
    )


def _hidden_below(count: int, least: int) -> int | None:
    return count if count >= least else None


def _by_category(comparison: Comparison, wanted: tuple[str, str, str]) -> pd.DataFrame:
    """Institutions × categories: those in which the provider has a standing, and who may be ranked in all of them."""
    keys = [key for key in comparison.quantity_keys() if (key[0], key[2], key[3]) == wanted and key[1]]
    found = {key[1]: comparison.ranked(key).set_index(_WHO)["value"].astype(float) for key in keys if not comparison.refusal(key)}
    return pd.DataFrame(found).dropna()


def _acting(key: tuple[str, ...], basis: Basis) -> set[str]:
    """Actions on activities that make the quantity."""
    quantity = next(one for one in quantities(basis) if (one.quantity_id, one.category_id, one.per) == key[:3])
    made = basis.emission_lines
    of_categories = set(made.loc[made["category_id"].isin(quantity.categories), "activity_id"])
    wanted = set(quantity.activities) or of_categories
    touched = basis.actions[["activity_id", "to_activity_id"]].fillna("").agg(" ".join, axis=1)
    return {str(action) for action, words in zip(basis.actions["action_id"], touched, strict=True) if wanted & set(words.split())}
