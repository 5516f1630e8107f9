"""A request form asks one holder, comes back as a part of the template, and the board says who has answered."""

import datetime
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hjj_lib.intake.holders import holders
from hjj_lib.intake.layout import denominator_kinds, word, words
from hjj_lib.intake.request_board import STATES, shown_board, status_board
from hjj_lib.intake.request_form import LastYear, Request, write_request
from hjj_lib.intake.request_log import Asked, digest, read_requests, remember_requests
from hjj_lib.intake.year import read_year
from hjj_lib.language import Language
from hjj_lib.problems import DataError

YEAR = 2024
DUE = datetime.date(2025, 2, 28)
BY_ID = {holder.id: holder for holder in holders()}


def form(home, basis, holder, path, last=None, language="fi"):
    request = Request(BY_ID[holder], YEAR, DUE, "kestävyyskoordinaattori")
    assert write_request(path, basis, language, home.institution, request, last)
    return path


def fill(path, answers, sheet=None):
    """Write (key, site) → (column key, value) into the form as a person would."""
    book = openpyxl.load_workbook(path)
    for page in book:
        at = {cell.value: cell.column for cell in page[1] if cell.value}
        for row in range(1, page.max_row + 1):
            found = answers.get((page.cell(row, 1).value, page.cell(row, at.get("site", 1)).value))
            if found is not None:
                page.cell(row, at[found[0]]).value = found[1]
    book.save(path)


def year_folder(home):
    folder = home.folder / str(YEAR)
    folder.mkdir(exist_ok=True)
    return folder


def read(home, basis):
    return read_year(home.folder, YEAR, home.institution, basis)


def reported(intake, activity):
    rows = intake.entries[(intake.entries["activity_id"] == activity) & (intake.entries["file"] != "")]
    return sorted(rows["amount"])


def test_every_theme_and_denominator_has_one_holder():
    themes = [theme for holder in holders() for theme in holder.themes]
    kinds = [kind for holder in holders() for kind in holder.denominators]
    asked = {theme.id for theme in words("theme")} - {"quick", "instructions", "spare", "lists", "denominators"}
    assert sorted(themes) == sorted(asked)
    assert sorted(kinds) == sorted(kind.id for kind in denominator_kinds())


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_form_holds_only_its_holders_rows_and_says_what_why_and_until_when(home, basis, language):
    book = openpyxl.load_workbook(form(home, basis, "fleet", home.folder / "f.xlsx", language=language))
    keys = {str(cell.value) for sheet in book for cell in sheet["A"]}
    assert "diesel" in keys
    assert not {"district_heat", "spend_ict", "denominator.meals"} & keys
    texts = [str(cell.value) for cell in book.worksheets[0]["B"]]
    assert BY_ID["fleet"].names[language] in texts
    assert Language(language).date(DUE) in texts
    assert "kestävyyskoordinaattori" in texts


def test_a_holder_of_whom_nothing_is_asked_gets_no_form(home, basis):
    path = home.folder / "farm.xlsx"
    assert not write_request(path, basis, "fi", home.institution, Request(BY_ID["farm"], YEAR, None, "x"), None)
    assert not path.exists()


def test_last_years_figure_stands_beside_the_cell_and_is_not_read(home, basis):
    fill(form(home, basis, "fleet", year_folder(home) / "a.xlsx"), {("diesel", None): ("amount", 200)})
    before = read(home, basis)
    shutil.rmtree(year_folder(home))
    path = form(home, basis, "fleet", year_folder(home) / "b.xlsx", LastYear(before.entries, before.denominators))
    sheet = openpyxl.load_workbook(path).worksheets[1]
    at = {cell.value: cell.column for cell in sheet[1]}
    assert [sheet.cell(row, at["last_year"]).value for row in range(1, 30) if sheet.cell(row, 1).value == "diesel"] == ["200 l"]
    after = read(home, basis)
    assert reported(after, "diesel") == []
    assert not {"column_extra", "stray_cells", "header_renamed"} & {found.code for found in after.problems}


@given(amount=st.integers(min_value=1, max_value=900), hall=st.none() | st.integers(min_value=1, max_value=900))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_filled_in_is_what_is_read(home, basis, amount, hall):
    with tempfile.TemporaryDirectory() as made:
        own = replace(home, folder=Path(made))
        answers = {("district_heat", "Päärakennus"): ("amount", amount), ("district_heat", "Halli"): ("amount", hall)}
        fill(form(own, basis, "facilities", year_folder(own) / "f.xlsx"), answers)
        assert reported(read(own, basis), "district_heat") == sorted(value for value in (amount, hall) if value is not None)


def test_forms_of_several_holders_are_put_together(home, basis):
    fill(form(home, basis, "fleet", year_folder(home) / "a.xlsx"), {("diesel", None): ("amount", 200)})
    fill(form(home, basis, "kitchen", year_folder(home) / "b.xlsx"), {("denominator.meals", None): ("amount", 900)})
    intake = read(home, basis)
    meals = intake.denominators[(intake.denominators["kind"] == "meals") & intake.denominators["row"].notna()]
    assert reported(intake, "diesel") == [200]
    assert list(meals["value"]) == [900]


def test_the_same_form_twice_counts_once(home, basis):
    path = form(home, basis, "fleet", year_folder(home) / "a.xlsx")
    fill(path, {("diesel", None): ("amount", 200)})
    shutil.copy(path, path.with_name("b.xlsx"))
    assert reported(read(home, basis), "diesel") == [200]


def test_two_values_for_one_row_are_asked_about_with_both_places(home, basis):
    for name, amount in (("a.xlsx", 200), ("b.xlsx", 300)):
        fill(form(home, basis, "fleet", year_folder(home) / name), {("diesel", None): ("amount", amount)})
    found = [one for one in read(home, basis).problems if one.code == "duplicate_differs"]
    assert len(found) == 1
    assert found[0].severity == "question"
    assert {str(found[0].values[key]).split(",")[0] for key in ("first", "second")} == {"a.xlsx", "b.xlsx"}


def asked(holder, due="2025-02-28", sha256="0"):
    return Asked(str(YEAR), holder, "2025-01-10", due, f"{holder}.xlsx", sha256)


def state(board, holder, category):
    return board.set_index(["holder", "category_id"])["state"][holder, category]


def test_the_board_tells_who_was_asked_who_is_late_and_what_nobody_knows(home, basis):
    path = form(home, basis, "fleet", year_folder(home) / "a.xlsx")
    fill(path, {("diesel", None): ("state", word("state", "unknown", "fi"))})
    requests = [asked("fleet"), asked("facilities"), asked("finance", due="2025-04-01")]
    board = status_board(requests, read(home, basis), basis, YEAR, datetime.date(2025, 3, 1))
    assert state(board, "fleet", "fuels") == "unknown"
    assert state(board, "facilities", "heat") == "overdue"
    assert state(board, "finance", "purchases") == "waiting"
    assert state(board, "kitchen", "student_meals") == "not_asked"


def test_a_form_that_came_back_as_it_was_sent_is_told(home, basis):
    path = form(home, basis, "fleet", year_folder(home) / "a.xlsx")
    board = status_board([asked("fleet", sha256=digest(path))], read(home, basis), basis, YEAR, DUE)
    assert state(board, "fleet", "fuels") == "blank"


def test_an_answer_without_open_questions_is_checked(home, basis):
    fill(form(home, basis, "fleet", year_folder(home) / "a.xlsx"), {("diesel", None): ("amount", 200)})
    board = status_board([asked("fleet")], read(home, basis), basis, YEAR, DUE)
    assert state(board, "fleet", "fuels") == "checked"
    assert set(board["state"]) <= set(STATES)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_board_is_words_in_every_language(home, basis, language):
    board = status_board([asked("fleet")], read(home, basis), basis, YEAR, DUE)
    shown = shown_board(board, basis, Language(language))
    assert not shown.isna().any(axis=None)
    assert BY_ID["fleet"].names[language] in set(shown.iloc[:, 0])


def test_requests_are_remembered_once(tmp_path):
    path = remember_requests(tmp_path, [asked("fleet")])
    before = path.read_bytes()
    remember_requests(tmp_path, [asked("fleet")])
    assert path.read_bytes() == before
    assert read_requests(tmp_path) == (asked("fleet"),)


@pytest.mark.parametrize(
    "text", ["year,holder\n2024,fleet\n", "year,holder,asked_on,due,file,sha256\n2024,fleet,1.2.2025,,a,b\n"]
)
def test_a_faulty_list_of_requests_is_told_and_not_written_over(tmp_path, text):
    path = tmp_path / "decisions" / "requests.csv"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        remember_requests(tmp_path, [asked("fleet")])
    assert [found.code for found in caught.value.problems] == ["requests_file"]
    assert path.read_text(encoding="utf-8") == text
