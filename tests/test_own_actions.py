"""An institution's own actions: in place of the library's or beside them, checked like everything that is handed in."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from hjj_lib import tables
from hjj_lib.basis import OWN_ACTIONS_FILE, OWN_FILE, load_basis, read_own_actions, with_own_actions
from hjj_lib.language import Language
from hjj_lib.problems import DataError
from hjj_lib.study import DATA, open_study

BASIS = load_basis()
HEADER = (
    "action_id,name_fi,name_sv,acts_on,activity_id,to_activity_id,to_amount_per_amount,effect_pct,uncertainty_95_pct,"
    "ramp_years,lifetime_years,investment_eur_per_unit,yearly_cost_eur_per_unit,requires,excludes,cost_status,source_id\n"
)
LED = "led_lighting,LED-valot,,activity,electricity,,,12.5,20,2,15,650,-105,,,sourced,offer of 3.3.2026\n"
BOILER = "new_boiler,,Ny panna,share,heating_oil,wood_chips,0.00998,100,10,1,20,2,0,led_lighting,oil_to_pellets,,action_example\n"


def own(tmp_path: Path, *rows: str, header: str = HEADER) -> pd.DataFrame:
    (tmp_path / OWN_ACTIONS_FILE).parent.mkdir(exist_ok=True)
    (tmp_path / OWN_ACTIONS_FILE).write_text(header + "".join(rows), encoding="utf-8")
    return read_own_actions(tmp_path, BASIS, "school")


def problems(tmp_path: Path, *rows: str) -> list[tuple[str, int | None, str]]:
    with pytest.raises(DataError) as error:
        own(tmp_path, *rows)
    for code in ("fi", "sv", "en"):
        assert all("{" not in Language(code).problem(problem) for problem in error.value.problems)
    return [(problem.code, problem.row, problem.column) for problem in error.value.problems]


def test_without_a_file_there_are_none_and_the_basis_is_the_same(tmp_path: Path) -> None:
    rows = read_own_actions(tmp_path, BASIS, "school")
    assert rows.empty
    assert with_own_actions(BASIS, rows, "school") is BASIS


def test_a_row_replaces_the_librarys_and_another_is_added(tmp_path: Path) -> None:
    basis = with_own_actions(BASIS, own(tmp_path, LED, BOILER), "school")
    library = basis.actions.set_index("action_id")
    assert len(library) == len(BASIS.actions) + 1
    assert (library.loc["led_lighting", "effect_pct"], library.loc["led_lighting", "activity_id"]) == (12.5, "electricity")
    assert library.loc["new_boiler", "requires"] == "led_lighting"


def test_a_name_in_one_language_is_shown_in_all_and_a_note_is_the_source(tmp_path: Path) -> None:
    rows = own(tmp_path, LED, BOILER).set_index("action_id")
    assert rows["name_en"].tolist() == ["LED-valot", "Ny panna"]
    assert rows["note_sv"].tolist() == ["offer of 3.3.2026", "action_example"]
    assert rows["cost_status"].tolist() == ["sourced", "example – replace"]


def test_own_actions_are_no_part_of_the_version_and_their_source_is_listed(tmp_path: Path) -> None:
    basis = with_own_actions(BASIS, own(tmp_path, LED, BOILER), "school")
    assert basis.fingerprint == BASIS.fingerprint
    said = basis.sources.set_index("source_id").loc["offer of 3.3.2026"]
    assert (said["publisher"], said["licence"]) == ("school", "not stated")
    assert len(basis.sources) == len(BASIS.sources) + 1


def test_excels_semicolons_and_decimal_commas_are_read(tmp_path: Path) -> None:
    cells = LED.replace(",", ";").replace("12.5", "12,5")
    assert own(tmp_path, cells, header=HEADER.replace(",", ";"))["effect_pct"].tolist() == [12.5]


def test_the_columns_of_the_library_itself_are_read(tmp_path: Path) -> None:
    path = Path(__file__).parents[1] / "factors" / "actions.csv"
    header, first = path.read_text(encoding="utf-8").splitlines(keepends=True)[:2]
    assert own(tmp_path, first, header=header)["action_id"].tolist() == ["green_electricity"]
    assert set(tables.columns(tables.OwnAction)) == set(tables.columns(tables.Action))


def test_cells_that_do_not_fit_are_all_told_with_row_and_column(tmp_path: Path) -> None:
    wrong = LED.replace("12.5", "much").replace("activity,electricity", "less,electricity").replace("sourced", "guessed")
    assert problems(tmp_path, BOILER, wrong) == [
        ("not_in_list", 3, "acts_on"),
        ("not_a_number", 3, "effect_pct"),
        ("not_in_list", 3, "cost_status"),
    ]


def test_unknown_words_and_a_missing_name_are_told_together(tmp_path: Path) -> None:
    unnamed = BOILER.replace("Ny panna", "").replace("wood_chips", "wood_chip")
    unknown = LED.replace("-105,,", "-105,nothing,led_lights")
    assert problems(tmp_path, unnamed, unknown) == [
        ("own_action_reference", 2, "to_activity_id"),
        ("own_action_reference", 3, "requires"),
        ("own_action_reference", 3, "excludes"),
        ("own_action_name", 2, "name_fi"),
    ]


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        (LED.replace("electricity,,", "electricity heating_oil,,"), "action_units", "activity_id"),
        (BOILER.replace("wood_chips", ""), "action_without_target", "to_activity_id"),
        (LED.replace("electricity,,", "electricity,,1"), "action_with_target", "to_amount_per_amount"),
        (LED.replace("-105,,", "-105,led_lighting,"), "action_requires_itself", "requires"),
        (BOILER.replace("oil_to_pellets", "led_lighting"), "action_never", "requires"),
        (BOILER.replace("heating_oil,wood_chips", "electricity_certified,electricity"), "action_circle", "to_activity_id"),
    ],
)
def test_the_rules_of_the_library_hold_for_own_actions(tmp_path: Path, row: str, code: str, column: str) -> None:
    assert (code, 2, column) in problems(tmp_path, row)


def test_a_rule_that_breaks_at_an_action_of_the_library_has_no_row(tmp_path: Path) -> None:
    # the library's battery needs solar panels, which here need the battery
    panels = LED.replace("led_lighting", "solar_panels").replace("-105,,", "-105,solar_battery,")
    assert problems(tmp_path, panels) == [
        ("action_requires_itself", 2, "requires"),
        ("action_requires_itself", None, "requires"),
    ]


def test_a_study_holds_them_and_tells_what_is_wrong_in_both_own_files_together(tmp_path: Path) -> None:
    home = tmp_path / "raw" / "example_riverside"
    shutil.copytree(DATA / "raw" / "example_riverside", home)
    own(home, LED)
    study = open_study("example_riverside", 2025, data_dir=tmp_path)
    assert study.own_actions["action_id"].tolist() == ["led_lighting"]
    assert study.basis.actions.set_index("action_id").loc["led_lighting", "effect_pct"] == 12.5
    assert study.basis.fingerprint == BASIS.fingerprint
    (home / OWN_ACTIONS_FILE).write_text(HEADER + LED.replace("12.5", "much"), encoding="utf-8")
    (home / OWN_FILE).write_text("factor\n", encoding="utf-8")
    with pytest.raises(DataError) as error:
        open_study("example_riverside", 2025, data_dir=tmp_path)
    assert {problem.file for problem in error.value.problems} == {
        "example_riverside/own_factors.csv",
        "example_riverside/decisions/actions.csv",
    }
