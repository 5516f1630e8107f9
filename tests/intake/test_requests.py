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
from typer.testing import CliRunner

from hjj_lib.cli import app
from hjj_lib.intake.confirmations import key_cells, value_of
from hjj_lib.intake.decided import CONFIRMATIONS, CORRECTIONS, add_decided
from hjj_lib.intake.holders import holders
from hjj_lib.intake.layout import NAME_VERSION, denominator_kinds, word, words
from hjj_lib.intake.messages import Place
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


def two_forms(home, basis, first, second):
    """The same form returned twice with these answers about diesel."""
    for name, answer in (("a.xlsx", first), ("b.xlsx", second)):
        fill(form(home, basis, "fleet", year_folder(home) / name), {("diesel", None): answer})


def conflicts(intake):
    return [one for one in intake.problems if one.code == "duplicate_conflict"]


def states(intake, activity):
    return set(intake.entries.loc[intake.entries["activity_id"] == activity, "value_state"])


def test_two_forms_that_differ_in_a_row_are_an_error_with_both_figures_and_neither_counts(home, basis):
    two_forms(home, basis, ("amount", 200), ("amount", 300.5))
    intake = read(home, basis)
    (found,) = conflicts(intake)
    place = f"{found.sheet} {found.column}{found.row}"
    assert (found.severity, found.file) == ("error", "b.xlsx")
    assert found.values["figures"] == f"a.xlsx, {place}: 200 l; b.xlsx, {place}: 300,5 l"
    assert states(intake, "diesel") == {"unknown"}
    assert intake.entries.loc[intake.entries["activity_id"] == "diesel", "amount"].isna().all()


def test_zero_and_an_amount_in_two_forms_differ(home, basis):
    two_forms(home, basis, ("state", word("state", "zero", "fi")), ("amount", 300))
    intake = read(home, basis)
    assert "duplicate_state" not in {one.code for one in intake.problems}
    assert len(conflicts(intake)) == 1
    assert states(intake, "diesel") == {"unknown"}


def test_not_known_in_one_form_and_an_amount_in_the_other_is_the_amount(home, basis):
    two_forms(home, basis, ("state", word("state", "unknown", "fi")), ("amount", 300))
    intake = read(home, basis)
    assert reported(intake, "diesel") == [300]
    assert not conflicts(intake)


def decide(home, which, **cells):
    add_decided(
        home.folder, which, {"year": YEAR, "reason": "tarkistettu", "decided_by_role": "x", "decided_on": "2025-02-01", **cells}
    )


def test_a_correction_to_the_other_figure_settles_the_conflict(home, basis):
    two_forms(home, basis, ("amount", 200), ("amount", 300))
    (found,) = conflicts(read(home, basis))
    at = {"file": "a.xlsx", "sheet": found.sheet, "cell": f"{found.column}{found.row}"}
    decide(home, CORRECTIONS, **at, found="200", corrected="300")
    intake = read(home, basis)
    assert reported(intake, "diesel") == [300]
    assert not conflicts(intake)


def test_a_confirmed_conflict_is_two_consumptions_and_asks_again_when_a_figure_changes(home, basis):
    two_forms(home, basis, ("amount", 200), ("amount", 300))
    (found,) = conflicts(read(home, basis))
    figures = {("b.xlsx", found.sheet, f"{found.column}{found.row}"): "300 l"}
    decide(home, CONFIRMATIONS, code=found.code, **key_cells(found), value=value_of(found, figures))
    intake = read(home, basis)
    assert reported(intake, "diesel") == [200, 300]
    assert [one.severity for one in conflicts(intake)] == ["question"]
    fill(year_folder(home) / "a.xlsx", {("diesel", None): ("amount", 201)})
    assert states(read(home, basis), "diesel") == {"unknown"}


@given(figures=st.lists(st.integers(min_value=1, max_value=3), min_size=1, max_size=4))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_of_any_number_of_returned_forms_the_one_figure_counts_or_none(home, basis, figures):
    with tempfile.TemporaryDirectory() as made:
        own = replace(home, folder=Path(made))
        for number, figure in enumerate(figures):
            fill(form(own, basis, "fleet", year_folder(own) / f"{number}.xlsx"), {("diesel", None): ("amount", figure)})
        intake = read(own, basis)
        known = intake.entries.loc[intake.entries["activity_id"] == "diesel", "amount"].dropna().tolist()
        assert known == (figures[:1] if len(set(figures)) == 1 else [])


def test_two_sums_of_euros_are_no_conflict_when_a_ledger_takes_their_place(home, basis):
    for name, amount in (("a.xlsx", 100), ("b.xlsx", 150)):
        fill(form(home, basis, "finance", year_folder(home) / name), {("spend_ict", None): ("amount", amount)})
    assert len(conflicts(read(home, basis))) == 1
    home.csv("Tili;Tilin nimi;Summa ilman alv\n4711;ICT-palvelut;500,00\n")
    assert not conflicts(read(home, basis))


def test_two_different_denominators_are_an_error_and_not_known(home, basis):
    for name, value in (("a.xlsx", 900), ("b.xlsx", 950)):
        fill(form(home, basis, "kitchen", year_folder(home) / name), {("denominator.meals", None): ("amount", value)})
    intake = read(home, basis)
    meals = intake.denominators[intake.denominators["kind"].eq("meals") & intake.denominators["row"].notna()]
    assert meals["value_state"].tolist() == ["unknown"]
    assert "denominator_differs" in {one.code for one in intake.problems if one.severity == "error"}


def test_a_form_of_another_year_or_institution_is_refused(home, basis):
    old = Request(BY_ID["fleet"], YEAR - 1, DUE, "x")
    write_request(year_folder(home) / "a.xlsx", basis, "fi", home.institution, old, None)
    other = replace(home.institution, institution_id="example_other")
    write_request(year_folder(home) / "b.xlsx", basis, "fi", other, Request(BY_ID["fleet"], YEAR, DUE, "x"), None)
    for name in ("a.xlsx", "b.xlsx"):
        fill(year_folder(home) / name, {("diesel", None): ("amount", 200)})
    intake = read(home, basis)
    assert {(one.file, one.code) for one in intake.problems if one.severity == "error"} == {
        ("a.xlsx", "year_wrong"),
        ("b.xlsx", "institution_wrong"),
    }
    assert not intake.entries["amount"].notna().any()


def test_a_form_of_an_old_version_is_refused(home, basis):
    path = form(home, basis, "fleet", year_folder(home) / "a.xlsx")
    fill(path, {("diesel", None): ("amount", 200)})
    book = openpyxl.load_workbook(path)
    sheet, cell = next(iter(book.defined_names[NAME_VERSION].destinations))
    book[sheet][cell.replace("$", "")] = "0"
    book.save(path)
    intake = read(home, basis)
    assert [one.code for one in intake.problems if one.severity == "error"] == ["template_version"]
    assert not intake.entries["amount"].notna().any()


def test_an_answer_in_another_holders_form_is_counted_under_the_holder_of_the_row(home, basis):
    path = form(home, basis, "kitchen", year_folder(home) / "a.xlsx")
    book = openpyxl.load_workbook(path)
    page = book.worksheets[1]
    at = {cell.value: cell.column for cell in page[1] if cell.value}
    row = next(row for row in range(1, page.max_row + 1) if page.cell(row, 1).value == "spare")
    for key, value in (("activity", "Diesel"), ("amount", 200), ("unit", "l")):
        page.cell(row, at[key]).value = value
    book.save(path)
    remember_requests(home.folder, [asked("kitchen")])
    intake = read(home, basis)
    board = status_board(intake, basis, None)
    assert reported(intake, "diesel") == [200]
    assert state(board, "fleet", "fuels") == "checked"
    assert state(board, "kitchen", "student_meals") == "waiting"


def asked(holder, due="2025-02-28", sha256="0"):
    return Asked(str(YEAR), holder, "2025-01-10", due, f"{holder}.xlsx", sha256)


def board_of(home, basis, *requests, today=None):
    remember_requests(home.folder, requests)
    return status_board(read(home, basis), basis, today)


def state(board, holder, category):
    return board.set_index(["holder", "category_id"])["state"][holder, category]


def test_the_board_tells_who_was_asked_who_is_late_and_what_nobody_knows(home, basis):
    path = form(home, basis, "fleet", year_folder(home) / "a.xlsx")
    fill(path, {("diesel", None): ("state", word("state", "unknown", "fi"))})
    requests = [asked("fleet"), asked("facilities"), asked("finance", due="2025-04-01")]
    board = board_of(home, basis, *requests, today=datetime.date(2025, 3, 1))
    assert state(board, "fleet", "fuels") == "unknown"
    assert state(board, "facilities", "heat") == "overdue"
    assert state(board, "finance", "purchases") == "waiting"
    assert state(board, "kitchen", "student_meals") == "not_asked"


def test_a_board_without_a_day_knows_no_delay(home, basis):
    board = board_of(home, basis, asked("facilities", due="2001-01-01"))
    assert state(board, "facilities", "heat") == "waiting"


def test_the_latest_request_counts_and_one_of_another_year_does_not(home, basis):
    board = board_of(home, basis, asked("fleet"), asked("fleet", due="2025-05-05"), replace(asked("finance"), year="2023"))
    assert set(board.loc[board["holder"] == "fleet", "due"]) == {"2025-05-05"}
    assert set(board.loc[board["holder"] == "finance", "asked_on"]) == {""}


def test_a_form_that_came_back_as_it_was_sent_is_told(home, basis):
    path = form(home, basis, "fleet", year_folder(home) / "a.xlsx")
    assert state(board_of(home, basis, asked("fleet", sha256=digest(path))), "fleet", "fuels") == "blank"


def test_an_answer_without_open_questions_is_checked(home, basis):
    fill(form(home, basis, "fleet", year_folder(home) / "a.xlsx"), {("diesel", None): ("amount", 200)})
    board = board_of(home, basis, asked("fleet"))
    assert state(board, "fleet", "fuels") == "checked"
    assert set(board["state"]) <= set(STATES)


def test_figures_that_contradict_each_other_are_still_to_be_checked(home, basis):
    two_forms(home, basis, ("amount", 200), ("amount", 300))
    assert state(board_of(home, basis, asked("fleet")), "fleet", "fuels") == "received"


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_board_is_words_in_every_language(home, basis, language):
    board = board_of(home, basis, asked("fleet"))
    shown = shown_board(board, basis, Language(language))
    assert not shown.isna().any(axis=None)
    assert BY_ID["fleet"].names[language] in set(shown.iloc[:, 0])


def test_requests_are_remembered_once(tmp_path):
    path = remember_requests(tmp_path, [asked("fleet")])
    before = path.read_bytes()
    remember_requests(tmp_path, [asked("fleet")])
    assert path.read_bytes() == before
    assert read_requests(tmp_path, Place()) == ([asked("fleet")], [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("year,holder\n2024,fleet\n", [(None, "", "request_columns")]),
        (
            "year,holder,asked_on,due,file,sha256\n24,fleet,1.2.2025,,a,b\n2024,cook,2025-02-01,,,b\n",
            [
                (2, "year", "request_cell"),
                (2, "asked_on", "request_cell"),
                (3, "holder", "request_cell"),
                (3, "file", "request_cell"),
            ],
        ),
    ],
    ids=["columns", "cells"],
)
def test_a_faulty_list_of_requests_is_told_whole_and_not_written_over(home, basis, text, found):
    path = home.folder / "decisions" / "requests.csv"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        remember_requests(home.folder, [asked("fleet")])
    assert [(one.row, one.column, one.code) for one in caught.value.problems] == found
    assert path.read_text(encoding="utf-8") == text
    told = [one for one in read(home, basis).problems if one.file == "decisions/requests.csv"]
    assert [(one.row, one.column, one.code) for one in told] == found


@pytest.fixture
def command(home, tmp_path, monkeypatch):
    """Runs ``hjj request`` on the institution, in English and with no folder of forms yet."""
    data = tmp_path / "data"
    shutil.copytree(home.folder, data / "raw" / "example_test")
    monkeypatch.chdir(tmp_path)

    def run(*words):
        fixed = ["request", "-i", "example_test", "-y", str(YEAR), "--data", str(data), "-l", "en"]
        return CliRunner().invoke(app, [*fixed, *map(str, words)])

    return run


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "The folder for the request forms is missing."),
        (("--to", "data/raw/example_test/2024"), "belongs to what was handed in, which is never written."),
        (("--to", "forms", "--due", "28.2.2025"), "“28.2.2025” is not a day."),
    ],
    ids=["request_folder", "inside_raw", "request_due"],
)
def test_a_request_that_cannot_be_made_is_told_and_nothing_is_written(command, tmp_path, words, said):
    before = sorted(tmp_path.rglob("*"))
    done = command(*words)
    assert done.exit_code == 1
    assert said in " ".join(done.output.split())
    assert "Traceback" not in done.output
    assert sorted(tmp_path.rglob("*")) == before


def test_the_command_writes_the_forms_remembers_them_and_writes_none_over(command, tmp_path):
    assert command("--to", "forms", "--due", "2025-02-28").exit_code == 0
    requests, problems = read_requests(tmp_path / "data" / "raw" / "example_test", Place())
    forms = {path.name: digest(path) for path in (tmp_path / "forms").iterdir()}
    assert {one.file: one.sha256 for one in requests} == forms
    assert not problems
    assert command("--to", "forms").exit_code == 1
    assert {path.name: digest(path) for path in (tmp_path / "forms").iterdir()} == forms


def test_the_status_of_a_faulty_list_is_an_error(command, tmp_path):
    path = tmp_path / "data" / "raw" / "example_test" / "decisions" / "requests.csv"
    path.parent.mkdir()
    path.write_text("year,holder\n2024,fleet\n", encoding="utf-8")
    done = command("--status")
    assert done.exit_code == 1
    assert "These columns are missing" in done.output
