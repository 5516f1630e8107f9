"""The first page: the most serious first, one step for one kind, each with who holds it and where."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hjj_lib import demo
from hjj_lib.basis import load_basis
from hjj_lib.language import LOCALES, Language
from hjj_lib.next_steps import missing_sentence, next_steps
from hjj_lib.problems import Problem
from hjj_lib.study import Study, open_study

EN = Language("en")


@pytest.fixture(scope="module")
def study(tmp_path_factory) -> Study:
    folder = tmp_path_factory.mktemp("data")
    demo.write(folder / "raw", load_basis())
    return open_study("example_riverside", 2025, data_dir=folder)


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
        ({"file": "institution.toml"}, "Sustainability coordinator or finance manager"),
    ],
    ids=["sheet", "Swedish sheet", "activity", "category", "accounts", "nothing says"],
)
def test_who_holds_it_is_the_role_of_the_sheet(study, place, who):
    assert next_steps(with_problems(study, odd(**place)), EN)["who"].iloc[0] == who


def test_a_category_that_a_question_is_about_is_not_named_twice(study):
    asked = odd(values={"name": "x", "category": "Jätteet"})
    assert next_steps(with_problems(study, asked), EN)["what"].str.contains("Waste").sum() == 0


@pytest.mark.parametrize("code", LOCALES)
def test_every_language_has_its_words(study, code):
    assert len(next_steps(study, Language(code))) == 3
