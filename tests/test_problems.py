"""Problems are collected, keep their place, and never become exceptions one at a time."""

from __future__ import annotations

import dataclasses

import pytest

from hjj_lib.problems import SEVERITIES, DataError, Problem, blocking


def _problem(code: str, severity: str, **more: object) -> Problem:
    return Problem(code=code, severity=severity, found="Found {value}.", **more)


def test_severities_go_from_most_to_least_serious():
    assert SEVERITIES == ("error", "question", "note")


def test_only_errors_block_a_calculation():
    problems = [_problem("a", "note"), _problem("b", "error"), _problem("c", "question"), _problem("d", "error")]
    assert [problem.code for problem in blocking(problems)] == ["b", "d"]


def test_the_error_carries_every_problem_not_only_the_first():
    error = DataError(iter([_problem("first", "error", file="a.xlsx", row=14), _problem("second", "error", file="b.xlsx")]))
    assert [problem.code for problem in error.problems] == ["first", "second"]
    assert "first a.xlsx" in str(error)
    assert "second b.xlsx" in str(error)


def test_a_row_of_the_problem_table_holds_every_attribute_and_the_values_as_text():
    row = _problem("unit", "error", row=3, column="C", year=2024, values={"value": "MWhh", "suggestion": "MWh"}).as_row()
    assert row["values"] == "value=MWhh; suggestion=MWh"
    assert set(row) == {field.name for field in dataclasses.fields(Problem)}
    assert (row["row"], row["column"], row["year"]) == (3, "C", 2024)


def test_a_problem_cannot_be_changed_after_it_was_found():
    problem = _problem("a", "note")
    with pytest.raises(dataclasses.FrozenInstanceError):
        problem.severity = "error"


def test_the_text_of_the_error_fills_the_fields_it_knows() -> None:
    found = Problem("odd", "error", "“{value}” is not {other}.", file="a.csv", row=3, values={"value": "x"})
    assert str(DataError([found])) == "odd a.csv  3 “x” is not {other}."
