"""A small calculation basis and two institutions whose figures can be multiplied in the head."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from hjj_lib.intake import Institution, Intake, read_institution, read_year, write_template
from hjj_lib.intake.layout import ROW_KEY, column_keys
from hjj_lib.problems import DataError, Problem

sys.path.insert(0, str(Path(__file__).parents[1] / "bad"))

YEAR = 2024

# activity, category, unit, dimension, theme, exclusive group, quick, by site
_ACTIVITIES = """
district_heat heat MWh energy energy - 1 1 Kaukolämpö Fjärrvärme District_heat
heating_oil heat l volume energy - 0 1 Lämmitysöljy Eldningsolja Heating_oil
electricity electricity MWh energy energy - 1 1 Sähkö El Electricity
refrigerants_other refrigerants kg mass energy - 0 0 Kylmäaineet Köldmedier Refrigerants
diesel fuels l volume fleet - 1 0 Diesel Diesel Diesel
spend_ict purchases EUR money finance - 0 0 ICT-palvelut IKT-tjänster ICT_services
spend_goods purchases EUR money finance - 1 0 Tavarat Varor Goods
meals_mixed student_meals meal count kitchen food 1 0 Ateriat Måltider Meals
meals_vegetarian student_meals meal count kitchen food 0 0 Kasvisateriat Vegetariska_måltider Vegetarian_meals
food_spend student_meals EUR money kitchen food 0 0 Ruoka_euroina Mat_i_euro Food_spend
stated_heat heat t_co2e co2e stated - 0 0 Lämmön_päästöt Värmens_utsläpp Stated_heat
"""

_CATEGORIES = """
fuels required Polttoaineet Bränslen Fuels
refrigerants required Kylmäaineet Köldmedier Refrigerants
heat required Lämpö Värme Heat
electricity required Sähkö El Electricity
purchases recommended Hankinnat Anskaffningar Purchases
student_meals required Ruokailu Måltider Meals
"""

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

[allocation]
default = "floor_area_m2"
student_meals = "meals"

[[site]]
id = "main"
name = "Päärakennus"
municipality = "oulu"
region = "north_ostrobothnia"
heat_network = "oulun_energia"
tenure = "owned"
floor_area_m2 = 1000

[[site]]
id = "hall"
name = "Halli"
municipality = "kemi"
region = "lapland"
tenure = "shared"
share_pct = 40
floor_area_m2 = 500
"""


@dataclass(frozen=True)
class SmallBasis:
    """The parts of a basis that intake needs."""

    activities: pd.DataFrame
    categories: pd.DataFrame
    plausibility: pd.DataFrame


def small_basis() -> SmallBasis:
    """Eleven activities in six categories."""
    activities = []
    for position, line in enumerate(_ACTIVITIES.strip().splitlines()):
        key, category, unit, dimension, theme, group, quick, by_site, *names = line.split()
        row = {
            "activity_id": key,
            "category_id": category,
            "unit": unit,
            "dimension": dimension,
            "theme": theme,
            "position": position,
        }
        row |= {f"name_{code}": name.replace("_", " ") for code, name in zip(("fi", "sv", "en"), names, strict=True)}
        row |= {f"help_{code}": f"{name} ({code})" for code, name in zip(("fi", "sv", "en"), names, strict=True)}
        row |= {"exclusive_group": None if group == "-" else group, "quick": quick == "1", "by_site": by_site == "1"}
        activities.append(row)
    categories = []
    for position, line in enumerate(_CATEGORIES.strip().splitlines()):
        key, requirement, *names = line.split()
        row = {"category_id": key, "requirement": requirement, "position": position}
        row |= {f"name_{code}": name for code, name in zip(("fi", "sv", "en"), names, strict=True)}
        row |= {f"definition_{code}": f"{name}." for code, name in zip(("fi", "sv", "en"), names, strict=True)}
        categories.append(row)
    plausibility = pd.DataFrame(
        [
            {"indicator": "heat_kwh_per_m2", "low": 60.0, "high": 220.0},
            {"indicator": "electricity_kwh_per_m2", "low": 30.0, "high": 140.0},
        ]
    )
    return SmallBasis(pd.DataFrame(activities), pd.DataFrame(categories), plausibility)


class Workbook:
    """A template that a test fills by the keys of rows and columns."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book = openpyxl.load_workbook(path)

    def find(self, key: str, at: str | None = None):
        """Sheet, row and columns of the row of a figure; ``at`` is the site of one of several."""
        for sheet in self.book.worksheets:
            columns = {cell.value: cell.column for cell in sheet[1] if cell.value in column_keys()}
            if ROW_KEY not in columns:
                continue
            for row in range(2, sheet.max_row + 1):
                text = sheet.cell(row, columns["row_key"]).value
                if text == key and (at is None or (sheet.cell(row, columns["site"]).value or "") == at):
                    return sheet, row, columns
        raise KeyError((key, at))

    def fill(self, key: str, at: str | None = None, **cells: object) -> Workbook:
        """Write cells of the row of a figure."""
        sheet, row, columns = self.find(key, at)
        for name, value in cells.items():
            sheet.cell(row, columns[name]).value = value
        return self

    def cell(self, key: str, column: str, at: str | None = None):
        """The openpyxl cell of a figure."""
        sheet, row, columns = self.find(key, at)
        return sheet.cell(row, columns[column])

    def spare(self, sheet_title: str, **cells: object) -> Workbook:
        """Write the first empty spare row of a sheet."""
        sheet = self.book[sheet_title]
        columns = {cell.value: cell.column for cell in sheet[1]}
        row = next(
            r
            for r in range(2, sheet.max_row + 1)
            if sheet.cell(r, 1).value == "spare" and not sheet.cell(r, columns["amount"]).value
        )
        for name, value in cells.items():
            sheet.cell(row, columns[name]).value = value
        return self

    def save(self) -> None:
        """Write the file."""
        self.book.save(self.path)


@pytest.fixture(scope="session")
def basis() -> SmallBasis:
    return small_basis()


#: Blank templates by language and extent, so that they are written once.
_TEMPLATES: dict[tuple[str, bool], bytes] = {}


@dataclass(frozen=True)
class Home:
    """An institution's folder with a year."""

    folder: Path
    institution: Institution
    basis: SmallBasis

    @property
    def year_folder(self) -> Path:
        return self.folder / str(YEAR)

    def workbook(self, name: str = "tiedot.xlsx", language: str = "fi", *, quick: bool = False) -> Workbook:
        """A new template in the year's folder."""
        path = self.year_folder / name
        if (language, quick) not in _TEMPLATES:
            write_template(path, self.basis, language, quick=quick, institution=self.institution, year=YEAR)  # type: ignore[arg-type]
            _TEMPLATES[language, quick] = path.read_bytes()
        path.write_bytes(_TEMPLATES[language, quick])
        return Workbook(path)

    def rewrite(self, old: str, new: str) -> None:
        """Replace a text in institution.toml."""
        path = self.folder / "institution.toml"
        text = path.read_text(encoding="utf-8")
        if old not in text:
            raise ValueError(old)
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def read(self) -> Intake:
        """Read the institution and the year."""
        return read_year(self.folder, YEAR, read_institution(self.folder), self.basis)  # type: ignore[arg-type]

    def problems(self) -> list[Problem]:
        """Every problem of the institution's file and its year."""
        try:
            return list(self.read().problems)
        except DataError as error:
            return list(error.problems)


@pytest.fixture
def home(tmp_path: Path, basis: SmallBasis) -> Home:
    folder = tmp_path / "example_test"
    (folder / str(YEAR)).mkdir(parents=True)
    (folder / "institution.toml").write_text(INSTITUTION, encoding="utf-8")
    return Home(folder, read_institution(folder), basis)
