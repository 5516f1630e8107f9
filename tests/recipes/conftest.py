"""An institution with two sites, read with the project's own calculation basis."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from hjj_lib.basis import Basis, load_basis
from hjj_lib.intake import Intake, read_institution, read_year

FILES = Path(__file__).parent / "files"
INSTITUTION = """
[institution]
id = "example_test"
name_fi = "Esimerkki"
name_sv = "Exempel"
name_en = "Example"
fictional = true
owner_type = "foundation"
reporting_unit = "vocational_only"
consolidation = "operational_control"
languages = ["fi"]
approver_role = "rehtori"
publication_consent = "none"

[[site]]
id = "main"
name = "Päärakennus"
municipality = "oulu"
region = "north_ostrobothnia"
tenure = "owned"

[[site]]
id = "hall"
name = "Halli"
municipality = "kemi"
region = "lapland"
tenure = "owned"
"""


@dataclass(frozen=True)
class Home:
    """An institution's folder with the year 2024."""

    folder: Path
    basis: Basis

    def put(self, name: str) -> Home:
        """One of the test files into the folder of the year."""
        shutil.copy(FILES / name, self.folder / "2024" / name)
        return self

    def csv(self, text: str, name: str = "raportti.csv") -> Home:
        """A file of text into the folder of the year."""
        (self.folder / "2024" / name).write_text(text, encoding="utf-8")
        return self

    def recipe(self, name: str, text: str) -> Home:
        """A recipe of the institution."""
        folder = self.folder / "decisions" / "recipes"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
        return self

    def read(self) -> Intake:
        """The year as intake reads it."""
        return read_year(self.folder, 2024, read_institution(self.folder), self.basis)

    def amounts(self) -> dict[tuple[str, str], float | None]:
        """Activity and site → amount of the entries that stand in files; nothing where it is not known."""
        rows = self.read().entries
        rows = rows[rows["value_state"].eq("given") | rows["row"].notna()]
        told = zip(rows["activity_id"], rows["site_id"].fillna(""), rows["amount"], strict=True)
        return {(activity, site): None if pd.isna(amount) else round(amount, 6) for activity, site, amount in told}


@pytest.fixture(scope="session")
def basis() -> Basis:
    return load_basis()


@pytest.fixture
def home(tmp_path: Path, basis: Basis) -> Home:
    folder = tmp_path / "example_test"
    (folder / "2024").mkdir(parents=True)
    (folder / "institution.toml").write_text(INSTITUTION, encoding="utf-8")
    return Home(folder, basis)
