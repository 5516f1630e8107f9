"""``decisions/plan.csv``: an institution's plan as Excel people write it, with every mistake named at its cell."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from hjj_lib import tables
from hjj_lib.basis import load_basis
from hjj_lib.language import Language
from hjj_lib.problems import DataError, Problem
from hjj_lib.scenarios import PLAN_FILE, acting_plan, read_plan_file
from hjj_lib.scenarios.plan_messages import messages

ACTIONS = load_basis().actions
HEADER = "action_id,start_year,status,owner_role,deadline,planned_reduction_kg,planned_with,note\n"
LED = "led_lighting,2027,decided,property manager,2027-12-31,2500.5,2026.1,\n"
FLIGHTS = "fewer_flights,2026,under_way,rector,,,,\n"
IDEA = "heat_pump,2030,idea,property manager,,,,offers are asked for\n"
#: Codes of messages about the plan that a test of this file leads to.
TESTED = {"plan_action_unknown", "plan_person", "plan_day", "plan_action_missing", "plan_action_too_early", "plan_actions_apart"}


def read(tmp_path: Path, *rows: str, header: str = HEADER) -> pd.DataFrame:
    (tmp_path / PLAN_FILE).parent.mkdir(exist_ok=True)
    (tmp_path / PLAN_FILE).write_text(header + "".join(rows), encoding="utf-8")
    return read_plan_file(tmp_path, ACTIONS, "school")


def refused(tmp_path: Path, *rows: str, header: str = HEADER) -> list[Problem]:
    with pytest.raises(DataError) as error:
        read(tmp_path, *rows, header=header)
    for code in ("fi", "sv", "en"):
        assert all("{" not in Language(code).problem(problem) for problem in error.value.problems)
    assert {(problem.file, problem.institution_id) for problem in error.value.problems} == {(f"school/{PLAN_FILE}", "school")}
    return list(error.value.problems)


def places(tmp_path: Path, *rows: str, header: str = HEADER) -> list[tuple[str, int | None, str]]:
    return [(problem.code, problem.row, problem.column) for problem in refused(tmp_path, *rows, header=header)]


def test_without_a_file_there_are_no_rows(tmp_path: Path) -> None:
    rows = read_plan_file(tmp_path, ACTIONS, "school")
    assert rows.empty
    assert list(rows) == tables.columns(tables.PlannedAction)


def test_what_is_decided_under_way_or_done_is_the_plan(tmp_path: Path) -> None:
    rows = read(tmp_path, LED, FLIGHTS, IDEA, IDEA.replace("heat_pump", "solar_panels").replace("idea", "dropped"))
    assert len(rows) == 4
    assert acting_plan(rows).to_dict("list") == {"action_id": ["led_lighting", "fewer_flights"], "start_year": [2027, 2026]}


def test_what_was_expected_is_unknown_where_nobody_wrote_it(tmp_path: Path) -> None:
    rows = read(tmp_path, LED, FLIGHTS).set_index("action_id")
    assert rows.loc["led_lighting", "planned_reduction_kg"] == 2500.5
    assert pd.isna(rows.loc["fewer_flights", "planned_reduction_kg"])


def test_excels_semicolons_commas_days_and_empty_rows_are_read(tmp_path: Path) -> None:
    cells = LED.replace(",", ";").replace("2500.5", "2500,5").replace("2027-12-31", "31.12.2027")
    rows = read(tmp_path, cells, ";;;;;;;\n;;;;;;;\n", header=HEADER.replace(",", ";"))
    assert rows[["deadline", "planned_reduction_kg"]].to_numpy().tolist() == [["2027-12-31", 2500.5]]


def test_columns_that_may_be_empty_may_be_left_out(tmp_path: Path) -> None:
    rows = read(tmp_path, "led_lighting,2027,decided,rector\n", header="action_id,start_year,status,owner_role\n")
    assert rows["note"].isna().all()


def test_every_cell_that_does_not_fit_is_told_at_once(tmp_path: Path) -> None:
    wrong = LED.replace("2027,", "soon,").replace("decided", "agreed")
    assert places(tmp_path, FLIGHTS, wrong, LED.replace("property manager", "")) == [
        ("row_twice", 4, "action_id"),
        ("not_a_whole_number", 3, "start_year"),
        ("not_in_list", 3, "status"),
        ("cell_empty", 4, "owner_role"),
    ]


def test_an_action_that_is_not_known_is_told_with_the_nearest(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, LED.replace("led_lighting", "led_lightning"))
    assert (problem.code, problem.row, problem.column) == ("plan_action_unknown", 2, "action_id")
    assert "led_lighting" in Language("en").problem(problem)
    (strange,) = refused(tmp_path, LED.replace("led_lighting", "=cmd|x"))
    assert "decisions/actions.csv" in Language("en").problem(strange)


@pytest.mark.parametrize("cell", ["maija.meikalainen@school.example", "rector (x@y.example)"])
def test_a_person_in_place_of_a_role_is_refused(tmp_path: Path, cell: str) -> None:
    assert places(tmp_path, LED.replace("property manager", cell)) == [("plan_person", 2, "owner_role")]
    assert places(tmp_path, IDEA.replace("offers", cell)) == [("plan_person", 2, "note")]


def test_a_person_is_told_even_where_other_cells_do_not_fit(tmp_path: Path) -> None:
    found = places(tmp_path, LED.replace("decided,property manager", "soon,x@y.example"))
    assert found == [("not_in_list", 2, "status"), ("plan_person", 2, "owner_role")]


def test_a_day_that_no_calendar_has_is_told(tmp_path: Path) -> None:
    assert places(tmp_path, LED.replace("2027-12-31", "30.2.2027")) == [("plan_day", 2, "deadline")]


def test_an_action_needs_what_it_requires_and_an_idea_is_not_enough(tmp_path: Path) -> None:
    battery, panels = LED.replace("led_lighting", "solar_battery"), LED.replace("led_lighting", "solar_panels")
    assert places(tmp_path, battery) == [("plan_action_missing", 2, "action_id")]
    assert places(tmp_path, panels.replace("decided", "idea"), battery) == [("plan_action_missing", 3, "action_id")]
    assert places(tmp_path, panels.replace("2027,", "2029,"), battery) == [("plan_action_too_early", 3, "start_year")]
    assert len(read(tmp_path, panels, battery)) == 2


def test_actions_that_exclude_each_other_are_told_unless_one_is_only_an_idea(tmp_path: Path) -> None:
    pellets, chips = LED.replace("led_lighting", "oil_to_pellets"), LED.replace("led_lighting", "oil_to_wood_chips")
    assert places(tmp_path, pellets, chips) == [("plan_actions_apart", 2, "action_id")]
    assert len(read(tmp_path, pellets, chips.replace("decided", "idea"))) == 2


def test_a_file_in_another_encoding_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "decisions").mkdir()
    (tmp_path / PLAN_FILE).write_bytes((HEADER + LED.replace("rector", "x")).encode() + "vyöhyke".encode("latin-1"))
    with pytest.raises(DataError, match="file_unreadable"):
        read_plan_file(tmp_path, ACTIONS, "school")


def test_every_message_about_the_plan_has_a_test() -> None:
    assert {code for code in messages() if code.startswith("plan_")} == TESTED
