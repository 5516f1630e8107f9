"""The template is made from the tables and can be filled by hand."""

import openpyxl
import pytest

from hjj_lib import units
from hjj_lib.intake import write_template
from hjj_lib.intake.layout import denominator_kinds, layout, unit_label
from hjj_lib.language import Language
from hjj_lib.tables import DENOMINATORS


@pytest.fixture(params=["fi", "sv", "en"])
def language(request):
    return request.param


def opened(path, basis, language, **options):
    write_template(path, basis, language, **options)
    return openpyxl.load_workbook(path)


def keys(book):
    return [str(cell.value) for sheet in book for cell in sheet["A"] if cell.value]


def test_every_activity_and_denominator_has_a_row(tmp_path, basis, language):
    found = keys(opened(tmp_path / "t.xlsx", basis, language))
    assert set(basis.activities["activity_id"]) <= set(found)
    assert {f"denominator.{kind}" for kind in DENOMINATORS} <= set(found)


def test_the_named_cells_say_whose_and_which_year(home, basis, language):
    book = opened(home.folder / "t.xlsx", basis, language, institution=home.institution, year=2024)
    values = {}
    for name in ("hjj_template_version", "hjj_institution_id", "hjj_year", "hjj_language", "hjj_level"):
        ((sheet, address),) = book.defined_names[name].destinations
        values[name] = book[sheet][address.replace("$", "")].value
    assert values["hjj_institution_id"] == "example_test"
    assert (values["hjj_year"], values["hjj_language"]) == (2024, language)
    assert values["hjj_template_version"] == layout()["template"]["version"]


def test_what_is_known_by_site_has_a_row_for_each_site(home, basis):
    book = opened(home.folder / "t.xlsx", basis, "fi", institution=home.institution)
    rows = [row for row in book["Energia"].iter_rows(values_only=True) if row[0] == "district_heat"]
    assert [row[2] for row in rows] == ["Päärakennus", "Halli"]


def test_the_quick_template_is_one_sheet_with_about_ten_figures(home, basis, language):
    book = opened(home.folder / "t.xlsx", basis, language, quick=True, institution=home.institution)
    # instructions, figures, evidence
    assert len([sheet for sheet in book if sheet.sheet_state == "visible"]) == 3
    figures = [key for key in keys(book) if key in set(basis.activities["activity_id"]) or key.startswith("denominator.")]
    assert len(figures) == basis.activities["quick"].sum() + len(DENOMINATORS)


def test_cells_to_choose_in_have_drop_downs_from_named_lists(home, basis):
    book = opened(home.folder / "t.xlsx", basis, "fi", institution=home.institution)
    sheet = book["Energia"]
    formulas = {v.formula1: v.sqref for v in sheet.data_validations.dataValidation if v.type == "list"}
    assert set(formulas) == {"hjj_list_state", "hjj_list_origin", "hjj_list_site", "hjj_list_activity_energy"}
    for name in formulas:
        ((lists, area),) = book.defined_names[name].destinations
        assert all(cell.value for row in book[lists][area.replace("$", "")] for cell in row)


def test_every_sheet_prints_on_a_page_width_with_its_headings(home, basis):
    book = opened(home.folder / "t.xlsx", basis, "fi", institution=home.institution)
    for sheet in book:
        if sheet.sheet_state == "visible":
            assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 0)
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert book["Energia"].freeze_panes == "C6"
    assert book["Energia"].print_title_rows == "$5:$5"


def test_amount_cells_keep_the_general_format_so_that_dates_show(home, basis):
    # In a cell with a number format Excel hides that it made a date of 1.5.
    sheet = opened(home.folder / "t.xlsx", basis, "fi", institution=home.institution)["Energia"]
    assert {sheet.cell(row, 4).number_format for row in range(6, sheet.max_row + 1)} == {"General"}


def test_every_shown_unit_is_a_unit_that_is_read(basis, language):
    for unit in basis.activities["unit"]:
        assert units.spelling(unit_label(unit, language)) == unit
    for unit, labels in layout()["unit_label"].items():
        assert units.spelling(labels[language]) == unit
    assert [kind.id for kind in denominator_kinds()] == list(DENOMINATORS)


def test_text_that_looks_like_a_formula_is_written_as_text(home, basis):
    home.rewrite('name = "Halli"', 'name = "=1+1"')
    from hjj_lib.intake import read_institution

    book = opened(home.folder / "t.xlsx", basis, "fi", institution=read_institution(home.folder))
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_colours_have_enough_contrast():
    colours = layout()["colours"]

    def luminance(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def contrast(one, other):
        high, low = sorted((luminance(one), luminance(other)), reverse=True)
        return (high + 0.05) / (low + 0.05)

    for text, background in (("heading_text", "heading"), ("text", "input"), ("text", "fixed"), ("soft_text", "section")):
        assert contrast(colours[text], colours[background]) >= 7
    assert contrast(colours["input_border"], colours["input"]) >= 3


def _template_sentences():
    import ast
    from pathlib import Path

    import hjj_lib.intake as intake

    for path in Path(intake.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "sentence":
                yield from (part.value for part in node.args[:1] if isinstance(part, ast.Constant))


@pytest.mark.parametrize("code", ["fi", "sv"])
def test_every_sentence_of_the_template_is_translated(code):
    for english in _template_sentences():
        assert Language(code).translation(english) != english
