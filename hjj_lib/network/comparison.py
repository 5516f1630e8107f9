"""A provider and its peers with everything that is uncertain drawn together, so that shared errors cancel.

A comparison is made for one provider. It holds figures of others and is no publication: only what the functions of
:mod:`hjj_lib.network.standing` and :mod:`hjj_lib.network.better` give may be shown, and to the provider only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from hjj_lib.basis import Basis
from hjj_lib.network.intensities import AMOUNTS, KEY, Quantity, amount_lines, factor_views, intensities, quantities
from hjj_lib.network.peers import PeerGroup
from hjj_lib.network.recompute import ledger_of
from hjj_lib.network.submission import INVENTORY, NAMED, Submission
from hjj_lib.uncertainty import Assumptions, Simulation, simulate
from hjj_lib.uncertainty.distribution import Floats

_WHO = "institution_id"
FEW_COMPARABLE = "few_comparable"


@dataclass(frozen=True)
class Comparison:
    """The ranked quantities of a provider and its peers.

    Attributes
    ----------
    provider
        Its institution.
    group
        Its peers.
    submissions
        Of the provider and its peers.
    rows
        As :func:`hjj_lib.network.intensities.intensities`, of all of them; none without a group.
    draws
        Key of a quantity → draws × those without reasons, in the order of ``rows``, per unit of the denominator.
    """

    provider: str
    group: PeerGroup
    submissions: tuple[Submission, ...]
    rows: pd.DataFrame
    draws: Mapping[tuple[str, ...], Floats]

    @property
    def at_least(self) -> int:
        """Fewest others among whom a standing is told, and of whom a mean is shown."""
        return self.group.at_least

    @property
    def named(self) -> frozenset[str]:
        """The peers who agreed to be named."""
        return frozenset(one.provider.institution_id for one in self.submissions if one.consent == NAMED) - {self.provider}

    def quantity_keys(self) -> list[tuple[str, ...]]:
        """The quantities, in order."""
        return list(self.rows[KEY].drop_duplicates().itertuples(index=False, name=None))

    def of(self, key: tuple[str, ...]) -> pd.DataFrame:
        """The rows of one quantity."""
        return self.rows[(self.rows[KEY] == list(key)).all(axis=1)].reset_index(drop=True)

    def ranked(self, key: tuple[str, ...]) -> pd.DataFrame:
        """The rows of one quantity that may be ranked; they belong to the columns of its draws."""
        rows = self.of(key)
        return rows[(rows["reasons"] == "") & rows["value"].notna()].reset_index(drop=True)

    def refusal(self, key: tuple[str, ...]) -> str:
        """Why the provider gets no standing in a quantity: words, empty if it gets one."""
        mine = self.of(key).set_index(_WHO)["reasons"].get(self.provider, "")
        others = len(self.ranked(key)) - 1
        return str(mine) or (FEW_COMPARABLE if others < self.at_least else "")


def compared(
    submissions: Sequence[Submission],
    group: PeerGroup,
    basis: Basis,
    *,
    boundary: str,
    view: str,
    draws: int,
    seed: int,
) -> Comparison:
    """A provider among its peers.

    Parameters
    ----------
    submissions
        Of the network; those of other years and of providers outside the group are left out.
    boundary, view
        Of the emissions.
    draws, seed
        Of the simulation; the same seed gives the same digits.
    """
    inside = {group.institution_id, *group.members} if group.formed else set[str]()
    mine = tuple(sorted((one for one in submissions if one.key[0] in inside and one.year == group.year), key=lambda one: one.key))
    rows = intensities(mine, basis, boundary=boundary, view=view) if mine else pd.DataFrame(columns=[*KEY, _WHO, "reasons"])
    bare = Comparison(group.institution_id, group, mine, rows, {})
    if not mine:
        return bare
    simulations = {
        one.factors: _drawn(
            [ledger_of(item, basis) for item in one.submissions], basis, boundary=boundary, view=view, draws=draws, seed=seed
        )
        for one in factor_views(mine, basis)
    }
    by_key = {(one.quantity_id, one.category_id, one.per): one for one in quantities(basis)}
    made = {}
    for key in bare.quantity_keys():
        quantity = by_key[key[0], key[1], key[2]]
        if key[3:] == (AMOUNTS,):
            of_amounts = [_amount_ledger(quantity, item, basis) for item in mine]
            simulation = _drawn(of_amounts, basis, boundary=INVENTORY, view=view, draws=draws, seed=seed)
        else:
            simulation = simulations[key[3]]
        made[key] = _per_denominator(bare.ranked(key), simulation, quantity)
    return replace(bare, draws=made)


def _drawn(ledgers: Sequence[pd.DataFrame], basis: Basis, **asked: Any) -> Simulation:
    ledger = pd.concat(ledgers, ignore_index=True)
    return simulate(ledger, Assumptions.of(basis), by=(_WHO, "category_id"), **asked)


def _amount_ledger(quantity: Quantity, submission: Submission, basis: Basis) -> pd.DataFrame:
    """A ledger whose emissions are the amounts, without a factor: only the errors of the amounts are left."""
    lines = amount_lines(quantity, submission)
    plain = lines.assign(
        kg_co2e=lines["amount"],
        factor_id=None,
        valid_from=None,
        factor_level=None,
        factor_spread_95_pct=0.0,
        view="both",
        scope=lines["scope"].where(lines["scope"] != "memo", "1"),
        category_id="",
    )
    return ledger_of(replace(submission, lines=plain), basis)


def _per_denominator(ranked: pd.DataFrame, simulation: Simulation, quantity: Quantity) -> Floats:
    """Draws × those that are ranked; who has no lines in the categories has nothing in every draw."""
    groups = simulation.groups
    inside = np.ones(len(groups), dtype=bool) if quantity.activities else groups["category_id"].isin(quantity.categories)
    columns = [
        simulation.draws_kg[:, ((groups[_WHO] == institution) & inside).to_numpy(dtype=bool)].sum(axis=1) / denominator
        for institution, denominator in ranked[[_WHO, "denominator"]].itertuples(index=False, name=None)
    ]
    return np.column_stack(columns) if columns else np.empty((simulation.draws, 0))
