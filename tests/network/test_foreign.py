"""Results from elsewhere: an invented collection sheet, a mapping, and everything that can be wrong with either."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from hjj_lib.basis import Basis, load_basis
from hjj_lib.network.comparability import standings, verdicts
from hjj_lib.network.document import read_submission, text_of
from hjj_lib.network.foreign import import_results
from hjj_lib.network.mapping import read_mapping
from hjj_lib.network.meaning import meaning_problems
from hjj_lib.network.recompute import recomputed
from hjj_lib.network.submission import Submission
from hjj_lib.problems import DataError

MAPPING = """
[tool]
name = "Collection sheet 2023"

[table]
sheet = "Koonti"
heading_row = 2
institution = "Oppilaitos"
year = "Vuosi"

[provider]
reporting_unit = "vocational_only"
consolidation = "operational_control"
owner_type = "foundation"

[institutions]
"Esimerkkilän ammattiopisto" = "example_town"

[[result]]
heading = "Lämpö (t)"
category = "heat"
view = "both"
boundaries = ["core"]
unit = "t"
coverage = "full"

[[result]]
heading = "Sähkö (t)"
category = "electricity"
view = "market"
boundaries = ["core"]
unit = "t"

[[denominator]]
heading = "Opiskelijavuodet"
kind = "student_years"
"""
HEADINGS = ["Oppilaitos", "Vuosi", "Lämpö (t)", "Sähkö (t)", "Opiskelijavuodet"]
ROWS = [["Esimerkkilän ammattiopisto", 2023, "1,5", 2.25, 100], ["other_school", 2023, 3, None, None]]


@pytest.fixture(scope="module")
def basis() -> Basis:
    return load_basis()


def _sheet(tmp_path: Path, rows: list[list[object]], headings: list[str] = HEADINGS) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Koonti"
    for row in (["Koontitiedosto"], headings, *rows):
        sheet.append(row)
    path = tmp_path / "koonti.xlsx"
    book.save(path)
    return path


def _mapping(tmp_path: Path, text: str = MAPPING) -> Path:
    path = tmp_path / "koonti.toml"
    path.write_text(text, encoding="utf-8")
    return path


def _imported(tmp_path: Path, basis: Basis, rows: list[list[object]] = ROWS, text: str = MAPPING) -> list[Submission]:
    return import_results(_sheet(tmp_path, rows), read_mapping(_mapping(tmp_path, text), basis), basis)


def _codes(caught: pytest.ExceptionInfo[DataError]) -> list[str]:
    return [problem.code for problem in caught.value.problems]


def test_a_row_becomes_a_submission_in_kilograms(tmp_path, basis):
    town = next(one for one in _imported(tmp_path, basis) if one.key == ("example_town", 2023))
    kg = town.categories.set_index("category_id")
    assert kg.loc["heat", ["market_kg", "location_kg", "coverage"]].tolist() == [1500.0, 1500.0, "full"]
    assert kg.loc["electricity", ["market_kg", "coverage"]].tolist() == [2250.0, "partial"]
    totals = town.totals.set_index(["boundary_id", "view"])["known_kg"].to_dict()
    assert totals == {("core", "market"): 3750.0, ("core", "location"): 1500.0}
    assert town.denominators.set_index("kind").loc["student_years", "value"] == 100.0
    assert town.provider.names["fi"] == "Esimerkkilän ammattiopisto"


def test_it_is_flagged_and_says_what_it_lacks(tmp_path, basis):
    town = next(one for one in _imported(tmp_path, basis) if one.key[0] == "example_town")
    assert (town.origin.kind, town.origin.basis_version) == ("imported", "Collection sheet 2023")
    assert {"lines", "memo", "purchases", "waste"} <= set(town.origin.missing)
    assert not {"heat", "electricity"} & set(town.origin.missing)


def test_an_empty_cell_is_unknown_and_not_zero(tmp_path, basis):
    other = next(one for one in _imported(tmp_path, basis) if one.key[0] == "other_school")
    row = other.categories.set_index("category_id").loc["electricity"]
    assert (row["coverage"], row["unknown_count"]) == ("not", 1)
    assert "electricity" in other.origin.missing


def test_it_cannot_be_recomputed(tmp_path, basis):
    with pytest.raises(DataError) as caught:
        recomputed(_imported(tmp_path, basis)[0], basis)
    assert _codes(caught) == ["no_lines"]


def test_it_is_written_and_read_again_and_compares_with_results_of_its_own_tool_only(tmp_path, basis):
    those = _imported(tmp_path, basis)
    for one in those:
        (tmp_path / one.file_name).write_text(text_of(one), encoding="utf-8")
    again = [read_submission(tmp_path / one.file_name) for one in those]
    assert [text_of(one) for one in again] == [text_of(one) for one in those]
    assert [meaning_problems(one, "x", basis) for one in again] == [[], []]
    found = verdicts(standings(again, boundary="core"), view="market").categories.set_index("category_id")
    assert found.loc["heat", "verdict"] == "comparable"
    assert found.loc["electricity", "reasons"] == "one_side_missing"


def test_a_csv_file_with_semicolons_and_decimal_commas_reads_the_same(tmp_path, basis):
    path = tmp_path / "koonti.csv"
    lines = ["Koontitiedosto;;;;", ";".join(HEADINGS), "Esimerkkilän ammattiopisto;2023;1,5;2,25;100"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    mapping = read_mapping(_mapping(tmp_path, MAPPING.replace('sheet = "Koonti"\n', "")), basis)
    (town,) = import_results(path, mapping, basis)
    assert town.totals["known_kg"].tolist() == [3750.0, 1500.0]


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        ([["Nimetön koulu", 2023, 1, 1, 1]], ["import_name"]),
        ([["other_school", "viime vuosi", 1, 1, 1]], ["import_number", "import_year"]),
        ([["other_school", 23, 1, 1, 1]], ["import_year"]),
        ([["other_school", 2023, "noin 5", -1, "x"]], ["import_number"] * 3),
        ([["other_school", 2023, 1, 1, 1], ["other_school", 2023, 2, 2, 2]], ["import_twice"]),
        ([], ["import_nothing"]),
        ([["</script>", 2023, 1, 1, 1], ['=cmd|"/c calc"!A1', 2023, 1, 1, 1]], ["import_name", "import_name"]),
    ],
)
def test_everything_wrong_in_the_table_is_told_at_once(tmp_path, basis, rows, codes):
    with pytest.raises(DataError) as caught:
        _imported(tmp_path, basis, rows)
    assert _codes(caught) == codes


def test_a_sheet_or_heading_that_is_not_there_is_told_with_those_that_are(tmp_path, basis):
    path = _sheet(tmp_path, ROWS, [*HEADINGS[:2], "Lämpö", "Sähkö", HEADINGS[4]])
    with pytest.raises(DataError) as caught:
        import_results(path, read_mapping(_mapping(tmp_path), basis), basis)
    assert _codes(caught) == ["import_heading", "import_heading"]
    with pytest.raises(DataError) as caught:
        import_results(path, read_mapping(_mapping(tmp_path, MAPPING.replace('"Koonti"', '"Summat"')), basis), basis)
    assert _codes(caught) == ["import_sheet"]


@pytest.mark.parametrize(
    ("name", "data"), [("koonti.xlsx", b"PK\x03\x04broken"), ("koonti.xlsx", b""), ("koonti.csv", b"\xff\x00")]
)
def test_a_broken_file_is_told_in_words(tmp_path, basis, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(DataError):
        import_results(path, read_mapping(_mapping(tmp_path), basis), basis)


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ("[tool]", "[tool", ["mapping_broken"]),
        ("[tool]", "[tools]", ["mapping_key", "mapping_missing"]),
        ('unit = "t"\ncoverage', 'unti = "t"\ncoverage', ["mapping_missing", "mapping_key"]),
        ("heading_row = 2", 'heading_row = "2"', ["mapping_value"]),
        ('category = "heat"', 'category = "heating"', ["mapping_word"]),
        ('view = "market"', 'view = "mixed"', ["mapping_word"]),
        ('boundaries = ["core"]', 'boundaries = "core"', ["mapping_value", "mapping_value"]),
        ('kind = "student_years"', 'kind = "students"', ["mapping_word"]),
    ],
)
def test_everything_wrong_in_the_mapping_is_told_at_once(tmp_path, basis, old, new, codes):
    with pytest.raises(DataError) as caught:
        read_mapping(_mapping(tmp_path, MAPPING.replace(old, new)), basis)
    assert _codes(caught) == codes


def test_a_mapping_without_any_result_is_refused(tmp_path, basis):
    text = MAPPING[: MAPPING.index("[[result]]")]
    with pytest.raises(DataError) as caught:
        read_mapping(_mapping(tmp_path, text), basis)
    assert _codes(caught) == ["mapping_missing"]
