"""A hidden value is found however it is written."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from networks_of import RULES, members, published, rows

from hjj_lib.language import LOCALES, Language
from hjj_lib.network.disclosure import hidden_values, leaks, protect, released, shown_values

HIDDEN = pd.DataFrame({"table_id": ["t"], "cell": ["2024 · a"], "value": [12345.678]})


def found(text, hidden=HIDDEN, **more):
    return [problem.values["number"] for problem in leaks({"page": text}, hidden, RULES, **more)]


@pytest.mark.parametrize(
    "text",
    [
        "päästöt 12 346 kg",
        "päästöt 12\u00a0346",
        "päästöt 12\u202f346",
        "päästöt 12\u2009346",
        "emissions 12,346 kg",
        "12.345,7 kg",
        "12&nbsp;346",
        "12&#8239;345,68",
        '{"y": 12345.678}',
        '{"label": "12\\u00a0346"}',
        '{"y": 1.2345678e4}',
        "12,3 t CO₂e",
        "12\u00a0t",
        "(12.3457)",
        '<circle data-value="12345.678"/>',
    ],
)
def test_every_form_of_a_number_is_found(text):
    assert len(found(text)) == 1


@pytest.mark.parametrize("text", ["", "12", "vuonna 2024", "12 347 kg", "12,4 t", "112 346", "12 346 789", "A12346", "0,12346"])
def test_other_numbers_are_not(text):
    assert found(text) == []


def test_a_number_that_is_meant_to_be_seen_is_not_told():
    assert found("12,3 t", harmless=[12340.0]) == []
    assert found("12,35 t", harmless=[12340.0]) == ["12,35"]


def test_each_text_and_cell_is_told_once_in_the_readers_language():
    problems = leaks({"fig.svg": "12,3 t ja 12,3 t", "page.html": "12,35 t", "fine.csv": "1"}, HIDDEN, RULES)
    assert [problem.file for problem in problems] == ["fig.svg", "page.html"]
    told = Language("fi").problem(problems[0])
    assert told.startswith("fig.svg: ”12,3” kohdassa fig.svg on taulukon t piilotetun solun 2024 · a arvo.")


@given(st.floats(100_000, 1e9), st.sampled_from(sorted(LOCALES)), st.integers(0, 2))
def test_what_the_program_itself_would_print_is_found(value, code, decimals):
    hidden = HIDDEN.assign(value=[value])
    language = Language(code)
    for text in (language.number(value, decimals), language.tonnes(value), language.tonnes(value, 1), json.dumps({"v": value})):
        assert found(f"x {text} y", hidden), text


def test_released_tables_tell_no_hidden_value_and_the_whole_publication_does():
    regions = [row for name, amount in zip("abcd", (1111, 2222, 3333, 4444), strict=True) for row in members(name, *[amount] * 6)]
    publication = published(rows(*regions, *members("e", 5555, 6666)))
    plan = protect(publication, RULES)
    hidden, harmless = hidden_values(publication, plan.shown), shown_values(publication, plan.shown)
    out = {name: table.to_csv() for name, table in released(publication, plan.shown, RULES).items()}
    assert leaks(out, hidden, RULES, harmless=harmless) == []
    problems = leaks({"all.csv": publication.cells.to_csv()}, hidden, RULES, harmless=harmless)
    assert {problem.values["cell"] for problem in problems} == set(publication.cells.loc[~plan.shown, "cell"])
    assert "2024 · e" in {problem.values["cell"] for problem in problems}
