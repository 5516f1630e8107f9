"""With the calculation basis of the repository: every row of the template can be answered and is read back."""

import openpyxl
import pytest

from hjj_lib.basis import load_basis
from hjj_lib.intake import read_year, write_template
from hjj_lib.intake.layout import ROW_KEY, layout, word


@pytest.fixture(scope="module")
def real_basis():
    return load_basis()


def fill_every_row(path):
    """Write 1, 2, 3 … into the rows of figures, from top to bottom; returns how many."""
    book = openpyxl.load_workbook(path)
    count = 0
    for sheet in book:
        columns = {cell.value: cell.column for cell in sheet[1]}
        for row in range(2, sheet.max_row + 1) if ROW_KEY in columns else ():
            key = str(sheet.cell(row, columns[ROW_KEY]).value or "")
            if key and key not in ("header", "spare") and not key.startswith("category."):
                count += 1
                sheet.cell(row, columns["amount"]).value = count
    book.save(path)
    return count


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("quick", [False, True])
def test_every_row_of_the_template_is_read_without_an_error(home, real_basis, language, quick):
    path = home.year_folder / "t.xlsx"
    write_template(path, real_basis, language, quick=quick, institution=home.institution, year=2024)
    count = fill_every_row(path)
    intake = read_year(home.folder, 2024, home.institution, real_basis)
    assert not [p for p in intake.problems if p.severity == "error"]
    answered = intake.entries[intake.entries["value_state"] == "given"]
    given = intake.denominators[intake.denominators["file"] == "t.xlsx"]
    assert len(answered) + len(given) == count
    assert set(answered["amount"]) | set(given["value"]) == set(range(1, count + 1))


def test_the_quick_version_asks_a_small_part(real_basis):
    quick = real_basis.activities["quick"]
    assert 10 <= quick.sum() <= len(quick) / 4


def test_the_indicators_that_show_a_slip_are_in_the_table_of_plausibility(real_basis):
    assert {slip["indicator"] for slip in layout()["slip"]} <= set(real_basis.plausibility["indicator"])


def test_every_theme_and_requirement_of_the_tables_has_a_word(real_basis):
    for language in ("fi", "sv", "en"):
        assert all(word("theme", theme, language) for theme in real_basis.activities["theme"].unique())
        assert all(word("requirement", value, language) for value in real_basis.categories["requirement"].unique())
