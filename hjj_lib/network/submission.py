"""What a provider agrees to give the network about a year: sums, never entries, never a word that somebody typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd
import pandera.pandas as pa

from hjj_lib import tables
from hjj_lib.tables import network

#: What the provider agreed to, from least to most. With ``none`` there is no submission.
NETWORK_ONLY, PSEUDONYMOUS, NAMED = "network_only", "pseudonymous", "named"
CONSENTS = (NETWORK_ONLY, PSEUDONYMOUS, NAMED)
#: Calculated with this program from what was handed in, or taken over from elsewhere.
CALCULATED, IMPORTED = "calculated", "imported"
#: All of the ledger, as a boundary beside those of the basis.
INVENTORY = "inventory"

#: The tables of a submission by the name of their field.
TABLES: Mapping[str, type[pa.DataFrameModel]] = {
    "totals": network.SubmittedTotal,
    "categories": network.SubmittedCategory,
    "memo": network.SubmittedMemo,
    "denominators": network.SubmittedDenominator,
    "targets": network.SubmittedTarget,
    "actions": network.SubmittedAction,
    "lines": network.SubmittedLine,
}


@dataclass(frozen=True)
class Provider:
    """Who submits. ``regions`` are those of the sites; nothing else is said about sites."""

    institution_id: str
    names: Mapping[str, str]
    owner_type: str
    reporting_unit: str
    consolidation: str
    regions: tuple[str, ...]
    fictional: bool


@dataclass(frozen=True)
class Origin:
    """How the figures came about.

    Attributes
    ----------
    kind
        ``calculated`` or ``imported``.
    basis_version, basis_fingerprint, gwp_set
        Of the calculation basis. An imported result has no fingerprint, and its version is the name of its tool.
    inputs_sha256
        Of the files from which it was calculated, or of the file it was taken from.
    missing
        What an imported result lacks: words such as ``lines`` and ``location_view``.
    """

    kind: str
    basis_version: str
    basis_fingerprint: str
    gwp_set: str
    inputs_sha256: str
    missing: tuple[str, ...] = ()

    @property
    def basis(self) -> str:
        """What two results must share to rest on the same basis."""
        return f"{self.kind} {self.basis_version} {self.basis_fingerprint}".strip()


@dataclass(frozen=True)
class Submission:
    """One provider's year; the tables are declared in :mod:`hjj_lib.tables.network`.

    ``lines`` are empty in an imported result, which therefore cannot be recomputed.
    """

    provider: Provider
    year: int
    consent: str
    origin: Origin
    totals: pd.DataFrame
    categories: pd.DataFrame
    denominators: pd.DataFrame
    memo: pd.DataFrame = field(default_factory=lambda: tables.empty(network.SubmittedMemo))
    targets: pd.DataFrame = field(default_factory=lambda: tables.empty(network.SubmittedTarget))
    actions: pd.DataFrame = field(default_factory=lambda: tables.empty(network.SubmittedAction))
    lines: pd.DataFrame = field(default_factory=lambda: tables.empty(network.SubmittedLine))

    @property
    def key(self) -> tuple[str, int]:
        """Institution and year."""
        return self.provider.institution_id, self.year

    @property
    def file_name(self) -> str:
        """What the file is called in a folder of many."""
        return f"{self.provider.institution_id}_{self.year}.json"


def key_columns(model: type[pa.DataFrameModel]) -> list[str]:
    """The columns that name a row of a table of a submission."""
    schema = model.to_schema()
    return list(schema.unique or [name for name, column in schema.columns.items() if column.unique])


def in_order(rows: pd.DataFrame, model: type[pa.DataFrameModel]) -> pd.DataFrame:
    """The rows sorted by their key, so that equal content is equal bytes."""
    keys = key_columns(model)
    texts = rows[keys].astype(object).where(rows[keys].notna(), "").astype(str)
    return rows.loc[texts.sort_values(keys).index].reset_index(drop=True)
