"""A ledger opened for deciding, and decisions about its accounts: written to the institution's own file, then read again."""

from __future__ import annotations

import glob
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from hjj_lib.basis import Basis, load_basis
from hjj_lib.intake import Institution, purchases_with_suppliers, read_institution
from hjj_lib.intake.decisions import remember
from hjj_lib.intake.messages import Place
from hjj_lib.intake.vocabulary import vocabulary
from hjj_lib.language import Language
from hjj_lib.study import DATA

TREATMENT_NAMES = {
    "covered_by_activity": "Covered: its amounts are asked elsewhere (kilowatt-hours, meals, …)",
    "excluded": "Excluded: it buys nothing (wages, depreciation, internal invoices)",
    "pass_through": "Excluded: a grant passed on to others",
}


@dataclass(frozen=True)
class OpenLedger:
    """An institution's ledgers of a year with what became of each line; ``purchases`` have the ``supplier``, in memory only."""

    home: Path
    year: int
    institution: Institution
    basis: Basis
    purchases: pd.DataFrame


@dataclass(frozen=True)
class Choice:
    """One thing that may become of an account: a treatment, its activity when mapped, and its name for the reader."""

    treatment: str
    activity_id: str
    label: str


@dataclass(frozen=True)
class Decision:
    """What somebody decided about an account.

    Attributes
    ----------
    scheme, pattern
        What it is about, as :func:`hjj_lib.mapper.open_accounts` gives it; ``*`` stands for any letters.
    activity_id
        Class when ``treatment`` is ``mapped``, else empty.
    why, role, decided_on
        The reason, whose decision it is (a role, not a person), the day as YYYY-MM-DD. None may be empty.
    supplier
        If given, the decision is about this supplier on the account only.
    """

    scheme: str
    pattern: str
    treatment: str
    activity_id: str
    why: str
    role: str
    decided_on: str
    supplier: str = ""

    def cells(self) -> dict[str, str]:
        """The decision as a row of ``tables.MappingOverride``."""
        account = self.pattern if self.scheme == "account" else "*"
        by_supplier = ("supplier", f"{account}/{glob.escape(self.supplier)}")
        scheme, pattern = by_supplier if self.supplier else (self.scheme, self.pattern)
        return {
            "scheme": scheme,
            "pattern": pattern,
            "treatment": self.treatment,
            "activity_id": self.activity_id,
            "why": self.why.strip(),
            "decided_by_role": self.role.strip(),
            "decided_on": self.decided_on,
        }


def open_ledger(institution: str, year: int, *, data_dir: str | Path = "", basis_dir: str | Path = "") -> OpenLedger:
    """Read an institution's ledgers of a year.

    Raises
    ------
    DataError
        If ``institution.toml`` or the basis has errors.
    """
    home = (Path(data_dir) if data_dir else DATA) / "raw" / institution
    basis, who = load_basis(Path(basis_dir) if basis_dir else None), read_institution(home)
    return OpenLedger(home, year, who, basis, purchases_with_suppliers(home, year, who, basis))


def choices(basis: Basis, language: Language) -> list[Choice]:
    """Everything that may become of an account: classes of purchases by name, then the treatments without a class."""
    activities = basis.activities[basis.activities["dimension"].eq("money")]
    names = activities[language.column("name")]
    classes = [Choice("mapped", str(key), str(name)) for key, name in zip(activities["activity_id"], names, strict=True)]
    others = [Choice(treatment, "", language.sentence(name)) for treatment, name in TREATMENT_NAMES.items()]
    return [*sorted(classes, key=lambda choice: choice.label.casefold()), *others]


def decide(ledger: OpenLedger, decision: Decision) -> OpenLedger:
    """Write one decision and read the ledger again.

    Raises
    ------
    DataError
        If anything is missing or unknown; nothing is written then.
    """
    basis, who = ledger.basis, ledger.institution
    known = vocabulary(basis.activities, basis.categories, basis.evidence_rules, who)
    remember(ledger.home, decision.cells(), Place(institution_id=who.institution_id, year=ledger.year), known)
    return replace(ledger, purchases=purchases_with_suppliers(ledger.home, ledger.year, who, basis))


def today() -> str:
    """The day on the user's own calendar, as YYYY-MM-DD."""
    return datetime.now(UTC).astimezone().date().isoformat()


def progress(ledger: OpenLedger, language: Language) -> str:
    """How many accounts have no class and how many of the euros they are."""
    known = ledger.purchases.dropna(subset=["net_cents"])
    total = int(known["net_cents"].abs().sum())
    lines = known[known["treatment"].eq("unmapped")]
    return language.sentence(
        "Accounts without a class: {accounts}; they hold {amount} euros, {share} of the ledger.",
        accounts=len(lines[["account", "account_name"]].drop_duplicates()),
        amount=language.number(float(lines["net_cents"].sum()) / 100),
        share=language.percent(float(lines["net_cents"].abs().sum()) / total if total else None, 1),
    )
