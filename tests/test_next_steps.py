"""The first page: the most serious first, one step for one kind, each with who holds it and where."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pandas as pd
import pytest

from hjj_lib import demo
from hjj_lib.basis import load_basis
from hjj_lib.language import LOCALES, Language
from hjj_lib.next_steps import missing_sentence, next_steps
from hjj_lib.problems import Problem
from hjj_lib.request_findings import board_headings, board_rows, has_board, requests_sentence
from hjj_lib.study import Study, open_study

EN = Language("en")


@pytest.fixture(scope="module")
def study(tmp_path_factory) -> Study:
    folder = tmp_path_factory.mktemp("data")
    demo.write(folder / "raw", load_basis())
    return open_study("example_riverside", 2025, data_dir=folder)


@pytest.fixture(scope="module")
def coast(tmp_path_factory) -> Study:
    folder = tmp_path_factory.mktemp("data")
    demo.write(folder / "raw", load_basis())
    return open_study("example_coast", 2025, data_dir=folder)


def with_problems(study: Study, *problems: Problem) -> Study:
    return replace(study, intake=replace(study.intake, problems=tuple(problems)), found=())


def odd(code="odd", severity="question", **other) -> Problem:
    return Problem(code, severity, found="Something of {name} is odd.", **{"values": {"name": code}, **other})


def test_a_question_about_the_ledger_is_the_finance_offices_and_says_where(study):
    first = next_steps(study, EN).iloc[0]
    assert (first["who"], first["where"]) == ("Finance office", "ostot_2025.csv:27")
    assert "4890" in first["what"]


def test_what_nobody_knows_of_a_required_category_is_a_step_with_its_cell(study):
    steps = next_steps(study, EN).set_index("where")
    assert "“Waste”: Hazardous waste" in steps.loc["lahtotiedot_2025.xlsx, Jätteet ja vesi!D31", "what"]
    assert missing_sentence(study, EN) == "Missing, wholly or in part: Refrigerants, Waste."


def test_errors_come_before_questions_and_notes_are_no_steps(study):
    steps = next_steps(with_problems(study, odd("a"), odd("b", "note"), odd("c", "error")), EN)
    assert steps["what"].iloc[:2].tolist() == ["Something of c is odd.", "Something of a is odd."]
    assert not steps["what"].str.contains("of b is odd").any()


def test_problems_of_one_kind_in_one_file_are_one_step(study):
    steps = next_steps(with_problems(study, *(odd(file="a.xlsx", row=row) for row in (3, 4, 5)), odd(file="b.xlsx")), EN)
    assert steps["what"].iloc[0] == "Something of odd is odd. And 2 more like it."
    assert steps["where"].iloc[:2].tolist() == ["a.xlsx:3", "b.xlsx"]


def test_a_confirmed_question_is_no_step(study):
    steps = next_steps(with_problems(study, replace(odd(), confirmed="so it was")), EN)
    assert not steps["what"].str.contains("is odd").any()


def test_there_are_never_more_than_fit_on_the_page(study):
    assert len(next_steps(with_problems(study, *(odd(f"kind_{number}") for number in range(30))), EN)) == 10


@pytest.mark.parametrize(
    ("place", "who"),
    [
        ({"sheet": "Ruokapalvelu"}, "Catering, or the meal supplier"),
        ({"sheet": "Fordon och maskiner"}, "Whoever runs the fleet"),
        ({"activity_id": "district_heat"}, "Property services, or the energy company's report"),
        ({"values": {"name": "x", "category": "Jätteet"}}, "Property services"),
        ({"file": "income_statement.csv"}, "Finance office"),
        ({"file": "readings.csv"}, "Property services, or the energy company's report"),
        ({"file": "institution.toml"}, "Sustainability coordinator or finance manager"),
    ],
    ids=["sheet", "Swedish sheet", "activity", "category", "accounts", "meters", "nothing says"],
)
def test_who_holds_it_is_the_role_of_the_sheet(study, place, who):
    meter = pd.DataFrame([{"file": "readings.csv", "kind": "meter_readings"}])
    study = replace(study, intake=replace(study.intake, files=pd.concat([study.intake.files, meter], ignore_index=True)))
    assert next_steps(with_problems(study, odd(**place)), EN)["who"].iloc[0] == who


def test_a_category_that_a_question_is_about_is_not_named_twice(study):
    asked = odd(values={"name": "x", "category": "Jätteet"})
    assert next_steps(with_problems(study, asked), EN)["what"].str.contains("Waste").sum() == 0


@pytest.mark.parametrize("code", LOCALES)
def test_every_language_has_its_words(study, code):
    assert len(next_steps(study, Language(code))) == 3


def without_requests(study: Study) -> Study:
    return replace(study, intake=replace(study.intake, requests=study.intake.requests.head(0)))


def with_requests(study: Study, **cells: str | None) -> Study:
    return replace(study, intake=replace(study.intake, requests=study.intake.requests.assign(**cells)))


def test_whoever_was_asked_and_has_not_answered_is_a_step_in_place_of_the_question(coast):
    steps = next_steps(coast, EN)
    assert steps.iloc[0].tolist() == [
        "Nothing has come about: Water (asked on 12 January 2026, due: 13 February 2026).",
        "Whoever runs waste and water",
        "–",
    ]
    assert steps["what"].str.contains("Water").sum() == 1


def test_a_request_without_a_day_says_so(coast):
    assert "due: no day set)" in next_steps(with_requests(coast, due=None), EN)["what"].iloc[0]


def test_without_a_request_the_question_stays(coast):
    steps = next_steps(without_requests(coast), EN)
    assert steps["what"].str.contains("Vatten").sum() == 1
    assert not steps["what"].str.contains("Nothing has come").any()


def test_the_board_has_one_row_for_each_holder_with_categories_by_how_far_they_are(coast):
    rows = board_rows(coast, EN).set_index("holder")
    waste = rows.loc["Whoever runs waste and water"]
    assert waste.to_dict() == {"checked": "Waste", "unknown": "–", "missing": "Water"}
    assert rows.loc["Property services", "unknown"] == "Refrigerants"
    assert rows.index.is_unique
    assert list(board_headings(board_rows(coast, EN))) == ["holder", "checked", "unknown", "missing"]


def test_the_board_is_shown_when_somebody_was_asked_or_something_is_missing(study, coast):
    assert [has_board(one) for one in (study, coast, without_requests(coast))] == [False, True, True]


def test_the_sentence_names_who_has_not_answered(coast):
    first = "(on 12 January 2026; due: 13 February 2026)."
    said = requests_sentence(coast, EN)
    assert said == f"Data holders who were asked: 9 {first} Not everything has come from: Whoever runs waste and water."
    kitchen = coast.intake.requests[coast.intake.requests["holder"] == "kitchen"]
    answered = replace(coast, intake=replace(coast.intake, requests=kitchen))
    assert requests_sentence(answered, EN) == f"Data holders who were asked: 1 {first} Every category was answered."
    assert requests_sentence(without_requests(coast), EN).startswith("No request is on record")


@pytest.mark.parametrize("code", LOCALES)
def test_the_board_is_text_in_every_language(coast, code):
    rows = board_rows(coast, Language(code))
    assert rows.map(lambda cell: isinstance(cell, str) and bool(cell)).all(axis=None)
    assert Language(code).date(datetime.date(2026, 1, 12)) in requests_sentence(coast, Language(code))
