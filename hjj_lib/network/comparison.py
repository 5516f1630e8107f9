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
from hjj_lib.network.intensities import AMOUNTS, KEY, OWN, Quantity, amount_lines, factor_views, intensities_of, quantities
from hjj_lib.network.peers import PeerGroup
from hjj_lib.network.recompute import ledger_of
from hjj_lib.network.submission import INVENTORY, NAMED, Submission
from hjj_lib.uncertainty import Assumptions, Simulation, simulate
from hjj_lib.uncertainty.distribution import Floats

_WHO = "institution_id"
_QUANTITY = "quantity"
#: Any scope but that of memo items, which are never drawn.
_COUNTED = "1"
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
    if not mine:
        return Comparison(group.institution_id, group, (), pd.DataFrame(columns=[*KEY, _WHO, "reasons"]), {})
    views = factor_views(mine, basis)
    bare = Comparison(group.institution_id, group, mine, intensities_of(views, basis, boundary=boundary, view=view), {})
    by_key = {(one.quantity_id, one.category_id, one.per): one for one in quantities(basis)}
    wanted = {key: by_key[key[0], key[1], key[2]] for key in bare.quantity_keys()}
    ledgers = {one.factors: [ledger_of(item, basis) for item in one.submissions] for one in views}
    how: dict[str, Any] = {"view": view, "draws": draws, "seed": seed}
    simulations = {name: _drawn(those, "category_id", basis, boundary=boundary, **how) for name, those in ledgers.items()}
    of_amounts = [
        _amount_ledger(quantity, item, ledger)
        for quantity in dict.fromkeys(one for one in wanted.values() if one.activities)
        for item, ledger in zip(mine, ledgers[OWN], strict=True)
    ]
    if of_amounts:
        simulations[AMOUNTS] = _drawn(of_amounts, _QUANTITY, basis, boundary=INVENTORY, **how)
    return replace(bare, draws={key: _per_denominator(bare.ranked(key), simulations[key[3]], one) for key, one in wanted.items()})


def _drawn(ledgers: Sequence[pd.DataFrame], by: str, basis: Basis, **asked: Any) -> Simulation:
    return simulate(pd.concat(ledgers, ignore_index=True), Assumptions.of(basis), by=(_WHO, by), **asked)


def _amount_ledger(quantity: Quantity, submission: Submission, ledger: pd.DataFrame) -> pd.DataFrame:
    """Rows of a ledger whose emissions are the amounts, without a factor: only the errors of the amounts are left."""
    lines = amount_lines(quantity, submission.lines.reset_index(drop=True))
    return ledger.iloc[lines.index].assign(
        emissions_kg_co2e=lines["amount"].to_numpy(),
        factor_id="",
        factor_uncertainty_95_pct=0.0,
        view="both",
        scope=_COUNTED,
        **{_QUANTITY: _name(quantity)},
    )


def _name(quantity: Quantity) -> str:
    return f"{quantity.quantity_id} {quantity.per}"


def _per_denominator(ranked: pd.DataFrame, simulation: Simulation, quantity: Quantity) -> Floats:
    """Draws × those that are ranked; who has no lines in the categories has nothing in every draw."""
    groups = simulation.groups
    inside = groups[_QUANTITY] == _name(quantity) if quantity.activities else groups["category_id"].isin(quantity.categories)
    columns = [
        simulation.draws_kg[:, ((groups[_WHO] == institution) & inside).to_numpy(dtype=bool)].sum(axis=1) / denominator
        for institution, denominator in ranked[[_WHO, "denominator"]].itertuples(index=False, name=None)
    ]
    return np.column_stack(columns) if columns else np.empty((simulation.draws, 0))
