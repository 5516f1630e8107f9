"""The fictional providers: plausible, with a few honest flaws, and the same bytes every time."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tables_of import content

from hjj_lib import demo
from hjj_lib.basis import Basis, load_basis
from hjj_lib.demo_readings import write_readings
from hjj_lib.intake import Institution, Intake, read_institution, read_year
from hjj_lib.intake.request_board import status_board
from hjj_lib.inventory import Ledger, calculate, total
from hjj_lib.problems import blocking

RAW = Path(__file__).parent.parent / "data" / "raw"
PROVIDERS = ("example_coast", "example_riverside", "example_lakeland", "example_forest")
#: More than any provider uses at one site: kilowatt-hours typed as megawatt-hours.
SLIPPED_MWH = 1_000_000
YEARS = (2023, 2024, 2025)
LATEST = [(provider, 2025) for provider in PROVIDERS]


@dataclass(frozen=True)
class Year:
    institution: Institution
    intake: Intake
    ledger: Ledger

    def tonnes(self, view, scopes=("1", "2", "3"), boundary="core"):
        rows = self.ledger.inventory
        return total(rows[rows["scope"].isin(scopes)], view=view, boundary=boundary).known_kg / 1000

    def denominator(self, kind):
        rows = self.intake.denominators
        return rows[(rows["kind"] == kind) & rows["site_id"].isna()]["value"].iloc[0]

    def codes(self, severity):
        return {problem.code for problem in self.intake.problems if problem.severity == severity}


@pytest.fixture(scope="module")
def basis() -> Basis:
    return load_basis()


@pytest.fixture(scope="module")
def written(basis, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("raw")
    demo.write(folder, basis)
    return folder


@pytest.fixture(scope="module")
def years(basis, written) -> dict[tuple[str, int], Year]:
    found = {}
    for provider in PROVIDERS:
        institution = read_institution(written / provider)
        for year in YEARS:
            intake = read_year(written / provider / str(year), year, institution, basis)
            found[provider, year] = Year(institution, intake, calculate(intake.entries, institution.sites, basis))
    return found


def test_every_provider_says_in_every_language_that_it_is_fictional(years):
    for provider in PROVIDERS:
        institution = years[provider, 2025].institution
        assert institution.fictional
        assert "fiktiivinen" in institution.names["fi"]
        assert "fiktiv" in institution.names["sv"]
        assert "fictional" in institution.names["en"]


def test_only_the_unit_slip_of_one_year_waits_for_its_reason(years):
    stopped = {(*key, problem.code) for key, year in years.items() for problem in blocking(year.intake.problems)}
    assert stopped == {("example_riverside", 2023, "unit_slip")}


def test_every_amount_of_the_tables_is_read_back_from_the_workbooks(years):
    columns = ["institution_id", "year", "site_id", "activity_id", "amount"]
    entries = pd.concat([year.intake.entries for year in years.values()])
    typed = entries[entries["sheet"].notna()]
    read = typed.dropna(subset=["amount"])[columns].fillna({"site_id": ""})
    stated = demo.read_set().amounts.dropna(subset=["amount"])[columns]
    slipped = (stated["activity_id"] == "district_heat") & (
        stated["amount"] > SLIPPED_MWH
    )  # read, but not counted until somebody corrects or confirms it
    assert slipped.sum() == 1
    stated = stated[~slipped]
    pd.testing.assert_frame_equal(
        read.sort_values(columns[:4], ignore_index=True).astype(stated.dtypes),
        stated.sort_values(columns[:4], ignore_index=True),
    )


def test_the_student_years_are_those_of_the_four_kinds_of_provider(years):
    found = [round(years[provider, 2025].denominator("student_years")) for provider in PROVIDERS]
    assert found == [256, 1521, 7080, 796]


def test_the_committed_workbooks_are_the_ones_that_the_tables_make(written):
    for path in sorted(path for path in written.rglob("*") if path.is_file()):
        same = content(RAW / path.relative_to(written)) == content(path)
        assert same, path.name


@pytest.mark.parametrize("view", ["market", "location"])
@pytest.mark.parametrize("key", LATEST)
def test_core_tonnes_per_student_year_are_plausible(years, key, view):
    year = years[key]
    assert 0.25 < year.tonnes(view) / year.denominator("student_years") < 2.5


@pytest.mark.parametrize("key", LATEST)
def test_shares_of_scopes_are_plausible(years, key):
    year = years[key]
    one, two, three = (year.tonnes("location", (scope,)) / year.tonnes("location") for scope in ("1", "2", "3"))
    assert one < (0.40 if key[0] == "example_forest" else 0.25)
    assert 0.10 < two < 0.65 or key[0] == "example_forest"
    assert 0.30 < three < 0.90


def test_the_forestry_provider_has_the_large_direct_share_of_its_field(years):
    for year in YEARS:
        found = years["example_forest", year]
        assert 0.15 < found.tonnes("location", ("1",)) / found.tonnes("location") < 0.40


def test_energy_per_floor_area_is_plausible_in_the_latest_year(years):
    heat, electricity = (
        ["district_heat", "wood_chips", "wood_pellets"],
        ["electricity", "electricity_certified", "electricity_own_solar"],
    )
    for key in LATEST:
        entries, area = years[key].intake.entries, years[key].denominator("floor_area_m2")
        for activities, low, high in ((heat, 60, 220), (electricity, 30, 140)):
            megawatt_hours = entries[entries["activity_id"].isin(activities)]["amount"].sum()
            assert low < 1000 * megawatt_hours / area < high, key


def test_the_quick_year_leaves_most_unknown_but_gives_a_first_estimate(years):
    quick = years["example_coast", 2023]
    assert len(quick.intake.entries.dropna(subset=["amount"])) <= 12
    assert quick.tonnes("location") > 0
    assert not total(quick.ledger.inventory, view="location", boundary="core").complete


@pytest.mark.parametrize("provider", ["example_coast", "example_riverside"])
def test_refrigerants_of_two_providers_are_unknown(years, provider):
    entries = years[provider, 2025].intake.entries
    assert set(entries[entries["activity_id"].str.startswith("refrigerant")]["value_state"]) == {"unknown"}


def test_the_unit_slip_of_2023_is_asked_about_and_the_later_years_are_clean(years):
    assert "unit_slip" in years["example_riverside", 2023].codes("error")
    assert not {"unit_slip", "slip_last_year"} & set(years["example_riverside", 2024].codes("error"))
    assert not {"unit_slip", "slip_last_year"} & set(years["example_riverside", 2025].codes("error"))


def test_the_double_counted_energy_spend_is_said_in_its_comment(years):
    entries = years["example_lakeland", 2025].intake.entries.set_index("activity_id")
    assert "kaukolämpölaskut" in entries.loc["spend_building_maintenance", "comment"]


def test_every_kind_of_tenure_occurs_at_the_large_provider(years):
    tenures = set(years["example_lakeland", 2025].institution.sites["tenure"])
    assert tenures == {"owned", "leased_controlled", "energy_in_rent", "shared", "let_out"}


def test_a_figure_for_which_the_template_has_no_row_is_refused(basis, tmp_path):
    source = tmp_path / "set"
    source.mkdir()
    for path in filter(Path.is_file, demo.SET.iterdir()):
        (source / path.name).write_bytes(path.read_bytes())
    amounts = pd.read_csv(source / "amounts.csv", dtype=str, keep_default_na=False)
    unknown_site = amounts.head(1).assign(site_id="nowhere")
    unknown_site.to_csv(source / "amounts.csv", index=False)
    with pytest.raises(KeyError, match="nowhere"):
        demo.write(tmp_path / "raw", basis, source)


FOREIGN = {
    ("example_coast", "avfall_2025.csv"): "foreign_file",
    ("example_coast", "portioner_2025.csv"): "foreign_file",
    ("example_forest", "lampolaitos_2025.csv"): "foreign_file",
    ("example_forest", "polttoainekortit_2025.csv"): "foreign_file",
    ("example_lakeland", "datahub_2025_1.csv"): "meter_readings",
    ("example_lakeland", "datahub_2025_2.csv"): "meter_readings",
    ("example_lakeland", "kaukolampo_2025.csv"): "foreign_file",
    ("example_lakeland", "vesi_2025.csv"): "foreign_file",
    ("example_riverside", "commute_survey.csv"): "commute_survey",
    ("example_riverside", "income_statement.csv"): "income_statement",
    ("example_riverside", "ostot_2025.csv"): "purchase_ledger",
}


def test_files_of_other_programs_are_read_beside_the_workbooks(years):
    found = {}
    for provider in PROVIDERS:
        rows = years[provider, 2025].intake.files
        found |= {(provider, row["file"]): row["kind"] for row in rows[rows["kind"] != "template"].to_dict("records")}
    assert found == FOREIGN


@pytest.mark.parametrize(
    ("provider", "activity", "site", "amount"),
    [
        ("example_coast", "meals_vegetarian", "main_building", 4176),
        ("example_coast", "waste_cardboard_paper", "main_building", 2.7),
        ("example_coast", "waste_metal", "boat_hall", 3.8),
        ("example_forest", "diesel", None, 72981),
        ("example_forest", "heating_oil", "machine_village", 6203),
        ("example_lakeland", "district_heat", "central_campus", 4550.2),
        ("example_lakeland", "electricity", "garden_campus", 335.4),
        ("example_lakeland", "water", "kuopio_campus", 4250),
    ],
)
def test_a_figure_of_another_program_takes_the_place_of_the_workbooks(years, provider, activity, site, amount):
    entries = years[provider, 2025].intake.entries
    mine = entries[(entries["activity_id"] == activity) & (entries["site_id"].eq(site) if site else entries["site_id"].isna())]
    assert mine["amount"].sum() == pytest.approx(amount)
    assert set(mine["file"].str.endswith(".csv")) == {True}
    codes = {problem.code for problem in years[provider, 2025].intake.problems}
    assert not codes & {"duplicate_amount", "duplicate_differs", "duplicate_conflict", "typed_and_metered", "site_and_whole"}


def test_the_hours_that_the_meter_lacks_are_asked_about_and_every_month_is_known(years):
    intake = years["example_lakeland", 2025].intake
    (gaps,) = [problem for problem in intake.problems if problem.code == "meter_gaps"]
    assert gaps.values["count"] == 5
    metered = intake.entries[intake.entries["file"].str.startswith("datahub")]
    assert metered["amount"].round(6).tolist() == [38.2, 34.1, 31.6, 26.4, 21.8, 16.9, 14.7, 19.8, 25.3, 31.9, 36.2, 38.5]


def test_no_file_that_is_handed_in_is_large(written):
    assert max(path.stat().st_size for path in written.rglob("*") if path.is_file()) < 400_000


def test_the_board_of_one_provider_waits_for_the_water_report(years, basis):
    board = status_board(years["example_coast", 2025].intake, basis, None).set_index("category_id")
    assert board.loc["water", ["holder", "state", "asked_on"]].tolist() == ["waste", "waiting", "2026-01-12"]
    assert set(board["state"]) == {"checked", "unknown", "waiting"}


@given(
    kwh=st.integers(min_value=0, max_value=10**6).map(lambda hundredths: hundredths / 100),
    month=st.integers(min_value=1, max_value=12),
    loads=st.lists(st.integers(min_value=1, max_value=9), min_size=7, max_size=7),
)
@settings(max_examples=12, deadline=None)
def test_hourly_readings_add_up_to_their_month(kwh, month, loads):
    days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    weekly = pd.DataFrame({"hour": range(24), **dict(zip(days, loads, strict=True))})
    asked = {"file": "a.csv", "meter": "643", "year": 2025, "month": month, "kwh": kwh, "failed_at": "", "failed_hours": ""}
    with tempfile.TemporaryDirectory() as folder:
        (path,) = write_readings(Path(folder), pd.DataFrame([asked]), weekly)
        rows = pd.read_csv(path, sep=";", decimal=",")
    starts = pd.to_datetime(rows["Alkuaika"]).dt.tz_convert("Europe/Helsinki")
    assert rows["Määrä"].sum() == pytest.approx(kwh)
    assert rows["Määrä"].min() >= 0
    assert set(starts.dt.month) == {month}
    assert starts.diff().dropna().eq(pd.Timedelta("1h")).all()
