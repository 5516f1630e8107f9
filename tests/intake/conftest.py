"""A small calculation basis and two institutions whose figures can be multiplied in the head."""

from __future__ import annotations

import datetime
import sys
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from purchases_of import capital_activities, mapping, rates

from hjj_lib.intake import Institution, Intake, read_institution, read_year, write_template
from hjj_lib.intake.layout import EVIDENCE_KEY, ROW_KEY, column_keys
from hjj_lib.problems import DataError, Problem
from hjj_lib.tables import CABINS

sys.path.insert(0, str(Path(__file__).parents[1] / "bad"))

YEAR = 2024

# activity, category, unit, dimension, theme, exclusive group, quick, by site
_ACTIVITIES = """
district_heat heat MWh energy energy - 1 1 Kaukolämpö Fjärrvärme District_heat
heating_oil heat l volume energy - 0 1 Lämmitysöljy Eldningsolja Heating_oil
electricity electricity MWh energy energy - 1 1 Sähkö El Electricity
electricity_certified electricity MWh energy energy - 0 0 Sertifioitu_sähkö Certifierad_el Certified_electricity
electricity_own_solar_sold electricity MWh energy energy - 0 0 Myyty_aurinko Såld_sol Sold_solar
refrigerants_other refrigerants kg mass energy - 0 0 Kylmäaineet Köldmedier Refrigerants
diesel fuels l volume fleet - 1 0 Diesel Diesel Diesel
spend_ict purchases EUR money finance - 0 0 ICT-palvelut IKT-tjänster ICT_services
spend_goods purchases EUR money finance - 1 0 Tavarat Varor Goods
meals_mixed student_meals meal count kitchen food 1 0 Ateriat Måltider Meals
meals_vegetarian student_meals meal count kitchen food 0 0 Kasvisateriat Vegetariska_måltider Vegetarian_meals
food_spend student_meals EUR money kitchen food 0 0 Ruoka_euroina Mat_i_euro Food_spend
food_beef student_meals kg mass kitchen food 0 0 Naudanliha Nötkött Beef
food_rice student_meals kg mass kitchen food 0 0 Riisi Ris Rice
staff_car_km staff_commuting km distance commuting - 0 0 Henkilöstö:_auto Personal:_bil Staff:_car
staff_bus_km staff_commuting pkm distance commuting - 0 0 Henkilöstö:_bussi Personal:_buss Staff:_bus
student_car_km student_commuting km distance commuting - 0 0 Opiskelijat:_auto Studerande:_bil Students:_car
stated_heat heat t_co2e co2e stated - 0 0 Lämmön_päästöt Värmens_utsläpp Stated_heat
"""

_CATEGORIES = """
fuels required Polttoaineet Bränslen Fuels
refrigerants required Kylmäaineet Köldmedier Refrigerants
heat required Lämpö Värme Heat
electricity required Sähkö El Electricity
purchases recommended Hankinnat Anskaffningar Purchases
student_meals required Ruokailu Måltider Meals
staff_commuting optional Työmatkat Arbetsresor Staff_commuting
student_commuting optional Koulumatkat Skolresor Student_commuting
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
    evidence_rules: pd.DataFrame
    spend_mapping: pd.DataFrame = field(
        default_factory=lambda: mapping(
            ("account_group", None, "ICT-palvelut", "spend_ict", "mapped"),
            ("account_group", None, "Muut tavarat", "spend_goods", "mapped"),
            ("account_group", None, "Lämmitys", None, "covered_by_activity"),
            ("account_group", None, "Palkat", None, "excluded"),
        )
    )
    jhs_accounts: pd.DataFrame = field(default_factory=mapping)
    capital_activities: pd.DataFrame = field(default_factory=capital_activities)
    vat_rates: pd.DataFrame = field(default_factory=lambda: rates(("general", "2013-01-01", 24.0)))
    emission_lines: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame({"activity_id": ["spend_ict"], "ghg_category": pd.array([1], "Int64")})
    )
    survey_assumptions: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(
            [
                ("distance_km", "2_5", 4.0, 0.0),
                ("distance_km", "10_20", 10.0, 0.0),
                ("days_per_year", "staff", 200.0, 0.0),
                ("days_per_year", "student", 200.0, 0.0),
            ],
            columns=["kind", "key", "value", "uncertainty_95_pct"],
        )
    )
    airports: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(
            [
                ("HEL", "Helsinki Vantaa", "Helsinki", "FI", 60.0, 25.0, True),
                ("OUL", "Oulu", "Oulu", "FI", 65.0, 25.0, True),
                ("LHR", "Heathrow", "London", "GB", 51.5, -0.5, True),
                ("LGW", "Gatwick", "London", "GB", 51.0, 0.0, True),
            ],
            columns=["iata_code", "name", "city", "country", "latitude_deg", "longitude_deg", "scheduled"],
        )
    )
    flight_activities: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(
            [("staff_car_km" if cabin == "first" else "staff_bus_km", cabin, None, 0.0, float("nan")) for cabin in CABINS],
            columns=["activity_id", "cabin", "country", "above_km", "up_to_km"],
        )
    )
    settings: dict[str, object] = field(default_factory=lambda: {"disclosure": 5})


def small_basis() -> SmallBasis:
    """Some activities in eight categories; evidence is asked of two of them."""
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
    evidence_rules = pd.DataFrame(
        {"activity_id": ["electricity_certified", "electricity_own_solar_sold"], "effect": ["limits", "moves"]}
    )
    return SmallBasis(pd.DataFrame(activities), pd.DataFrame(categories), plausibility, evidence_rules)


#: A row of evidence that lacks nothing.
COMPLETE = {
    "activity": "Sertifioitu sähkö",
    "instrument": "peruutettu alkuperätakuu",
    "product": "tuulivoima",
    "period_from": datetime.date(YEAR, 1, 1),
    "period_to": datetime.date(YEAR, 12, 31),
    "amount_mwh": 100,
    "beneficiary": "tämä oppilaitos",
    "document": "Todistus 1",
}


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

    def evidence(self, **cells: object) -> Workbook:
        """Write the first empty row of the sheet of evidence; what is not said is complete."""
        sheet = next(sheet for sheet in self.book.worksheets if sheet["A1"].value == EVIDENCE_KEY)
        columns = {cell.value: cell.column for cell in sheet[1]}
        row = next(r for r in range(8, 100) if all(sheet.cell(r, column).value is None for column in columns.values()))
        for name, value in (COMPLETE | cells).items():
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

    def earlier_year(self) -> Workbook:
        """A new template in the folder of the year before."""
        path = self.folder / str(YEAR - 1) / "edellinen.xlsx"
        path.parent.mkdir(exist_ok=True)
        write_template(path, self.basis, "fi", institution=self.institution, year=YEAR - 1)  # type: ignore[arg-type]
        return Workbook(path)

    def csv(self, text: str, name: str = "ostot.csv", encoding: str = "utf-8") -> None:
        """A CSV file in the year's folder."""
        (self.year_folder / name).write_bytes(text.encode(encoding))

    def decisions(self, *rows: str, header: str = "") -> None:
        """The institution's decisions about accounts: scheme, pattern, treatment, activity, why, role, day."""
        folder = self.folder / "decisions"
        folder.mkdir(exist_ok=True)
        head = header or "scheme,pattern,treatment,activity_id,why,decided_by_role,decided_on"
        (folder / "spend_mapping.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")

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
