"""Every mistake leads to its message: with file and place, and in every language."""

import csv
from pathlib import Path

import pytest
from mistakes import MISTAKES

from hjj_lib.intake.institution_form import EXPECTED
from hjj_lib.intake.messages import messages
from hjj_lib.language import LOCALES, Language, _catalogue

#: Messages about the whole year or the whole file of the institution have no row.
WITHOUT_ROW = {
    "activities_blank",
    "calculator_blank",
    "calculator_sheet",
    "calculator_used",
    "capital_difference",
    "csv_too_large",
    "csv_twice",
    "csv_unreadable",
    "decision_columns",
    "far_cells",
    "decision_encoding",
    "ledger_column_double",
    "ledger_column_missing",
    "ledger_difference",
    "statement_columns",
    "statement_missing",
    "allocation_category",
    "category_not_asked",
    "category_unanswered",
    "column_double",
    "column_hidden",
    "column_missing",
    "csv_encoding",
    "denominators_missing",
    "header_missing",
    "institution_file_missing",
    "negative_category",
    "no_files",
    "no_sites",
    "recipe_key",
    "recipe_sheets",
    "recipe_toml",
    "recipe_two",
    "recipe_twice",
    "request_columns",
    "sheet_hidden",
    "sheet_not_read",
    "survey_columns",
    "survey_empty",
    "survey_few",
    "survey_merged",
    "survey_no_assumption",
    "survey_population",
    "survey_silent",
    "survey_too_many",
    "survey_twice",
    "survey_years_not_heads",
    "toml_encoding",
}
WHOLE_FILES = {
    code
    for code in messages()
    if code.startswith(("workbook_", "archive_", "unknown_f", "file_", "not_template", "ghost_cells", "too_many_cells"))
}
WITHOUT_FILE = {
    "survey_no_assumption",
    "activities_blank",
    "statement_missing",
    "category_not_asked",
    "category_unanswered",
    "denominators_missing",
    "negative_category",
    "no_files",
}


def test_every_message_has_a_mistake_that_leads_to_it():
    assert set(MISTAKES) == set(messages())


@pytest.mark.parametrize("code", sorted(MISTAKES))
def test_the_mistake_is_named_with_its_place(home, code):
    MISTAKES[code](home)
    found = [problem for problem in home.problems() if problem.code == code]
    assert found, [problem.code for problem in home.problems()]
    problem = found[0]
    assert problem.severity == messages()[code].severity
    assert problem.institution_id == "example_test"
    assert bool(problem.file) == (code not in WITHOUT_FILE)
    assert (problem.row is None) == (code in WITHOUT_ROW | WHOLE_FILES), problem
    for language in LOCALES:
        text = Language(language).problem(problem)
        assert "{" not in text.replace("{}", "")


def _sentences():
    for message in messages().values():
        yield from filter(None, (message.found, message.expected, message.remedy, message.suggest))
    yield from EXPECTED.values()


@pytest.mark.parametrize("code", ["fi", "sv"])
def test_every_sentence_is_translated_with_its_fields(code):
    fields = __import__("string").Formatter().parse
    for english in _sentences():
        translation = _catalogue(code).get(english)
        assert translation, english
        assert {f for _, f, _, _ in fields(english)} == {f for _, f, _, _ in fields(translation)}, english


def test_the_table_of_messages_has_each_code_once():
    path = Path(__file__).parents[2] / "hjj_lib" / "intake" / "messages.csv"
    with path.open(encoding="utf-8", newline="") as file:
        codes = [row["code"] for row in csv.DictReader(file)]
    assert len(codes) == len(set(codes))


def test_every_error_says_how_to_mend_it():
    assert all(message.remedy for message in messages().values() if message.severity != "note")
