"""The library of actions: each row does something, says what is an example, and plans keep to its conditions."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables_of import entries, sites

from hjj_lib import tables
from hjj_lib.basis import FOLDER, check_basis, load_basis
from hjj_lib.inventory import calculate
from hjj_lib.language import Language
from hjj_lib.problems import DataError
from hjj_lib.scenarios import Possibilities, evaluate_plan, library_words, plan_problems, possibilities, read_plan, routes

BASIS = load_basis()
LIBRARY = BASIS.actions
FI = Language("fi")
#: Actions that change no result with the factors of the basis, and why they are there.
WITHOUT_EFFECT = {"waste_sorting": "the factors of mixed waste and energy waste hold the same transport"}


@pytest.fixture(scope="module")
def everything() -> Possibilities:
    """A thousand units of every activity that an action acts on."""
    acted_on = sorted({activity for cell in LIBRARY["activity_id"] for activity in cell.split()})
    units = BASIS.activities.set_index("activity_id")["unit"]
    rows = [{"activity_id": name, "amount": 1000, "unit": units[name], "year": 2025, "site_id": "main"} for name in acted_on]
    places = sites({"site_id": "main"})
    return possibilities(calculate(entries(*rows), places, BASIS).inventory, LIBRARY, places, BASIS)


def test_the_library_is_large_and_acts_in_all_three_ways() -> None:
    assert len(LIBRARY) >= 40
    assert set(LIBRARY["acts_on"]) == {"activity", "share", "factor"}
    assert len(routes(LIBRARY).routes) >= len(LIBRARY)


def test_every_action_can_be_calculated_and_reduces_in_some_view(everything: Possibilities) -> None:
    assert everything.not_calculated.empty
    assert everything.without_amount == ()
    alone = replace(everything, all_actions=LIBRARY.assign(requires=None, excludes=None))
    plan = pd.DataFrame({"action_id": LIBRARY["action_id"], "start_year": 2026})
    result = evaluate_plan(alone, plan, [2045], boundary="inventory")
    best = result.contributions.groupby("action_id")["alone_kg"].max()
    assert set(best.index[best <= 0]) == set(WITHOUT_EFFECT)


@pytest.mark.parametrize("action_id", list(LIBRARY["action_id"]))
def test_figures_without_a_source_say_that_they_are_examples(action_id: str) -> None:
    row = LIBRARY.set_index("action_id").loc[action_id]
    if row["cost_status"] != "sourced":
        assert "simerk" in row["note_fi"]
        assert "xempel" in row["note_sv"]
        assert "xample" in row["note_en"]


def test_names_differ_in_every_language() -> None:
    for language in tables.LANGUAGES:
        assert LIBRARY[f"name_{language}"].is_unique


def codes(text: str) -> list[str]:
    with pytest.raises(DataError) as error:
        read_plan(text, LIBRARY, start_year=2026)
    return [problem.code for problem in error.value.problems]


def test_an_action_needs_what_it_requires_in_the_plan_and_no_later() -> None:
    assert codes("solar_battery") == ["action_missing"]
    assert codes("solar_battery solar_panels:2028") == ["action_too_early"]
    assert len(read_plan("solar_battery solar_panels", LIBRARY, start_year=2026)) == 2


def test_actions_that_rule_each_other_out_are_told_once_for_each_pair() -> None:
    assert codes("oil_to_pellets oil_to_wood_chips oil_to_heat_pump") == ["actions_apart"] * 3
    assert codes("nothing refrigerant_change co2_refrigeration solar_battery") == [
        "unknown_action",
        "action_missing",
        "actions_apart",
    ]


def test_the_conditions_are_told_in_words_with_a_remedy() -> None:
    with pytest.raises(DataError) as error:
        read_plan("solar_battery", LIBRARY, start_year=2026)
    told = FI.problem(error.value.problems[0])
    assert "Toimenpide ”solar_battery” tarvitsee toimenpiteen ”solar_panels”" in told
    assert "Lisää suunnitelmaan solar_panels tai jätä solar_battery pois." in told


def test_a_plan_made_elsewhere_is_held_to_the_same_conditions(everything: Possibilities) -> None:
    plan = pd.DataFrame({"action_id": ["solar_battery"], "start_year": [2026]})
    with pytest.raises(DataError, match="action_missing"):
        evaluate_plan(everything, plan, [2030], boundary="core")


@given(st.lists(st.sampled_from(sorted(LIBRARY["action_id"])), unique=True, max_size=12))
def test_the_order_of_a_plan_never_changes_what_is_wrong_with_it(names: list[str]) -> None:
    def wrong(order: list[str]) -> set[tuple[str, str, str]]:
        plan = pd.DataFrame({"action_id": order, "start_year": 2026})
        return {(one.code, one.values["action"], one.values["other"]) for one in plan_problems(plan, LIBRARY)}

    assert wrong(names) == wrong(names[::-1])


def test_the_table_of_the_library_shows_own_figures_first_and_both_sides_of_a_condition(everything: Possibilities) -> None:
    shown = library_words.library_table(everything, FI, ["led_lighting"]).set_index("action_id")["note"]
    assert shown.index[0] == "led_lighting"
    assert shown["led_lighting"].startswith("Omat luvut: Gradian")
    assert shown["solar_battery"].endswith(" Vaatii ensin: solar_panels.")
    assert shown["refrigerant_change"].endswith(" Ei samaan suunnitelmaan: co2_refrigeration.")
    assert library_words.idle_sentence(everything, FI) == ""


def test_actions_on_nothing_here_are_named_below_the_table(everything: Possibilities) -> None:
    idle = replace(everything, without_amount=("led_lighting",))
    assert "led_lighting" not in set(library_words.library_table(idle, FI)["action_id"])
    assert library_words.idle_sentence(idle, FI).endswith("ei ole: LED-valaistus (led_lighting).")


def mistakes_in_basis(tmp_path: Path, old: str, new: str) -> list[tuple[str, str]]:
    folder = tmp_path / "factors"
    shutil.copytree(FOLDER, folder)
    path = folder / "actions.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return [(problem.code, problem.file) for problem in check_basis(folder)]


def test_the_check_of_the_basis_looks_at_the_conditions(tmp_path: Path) -> None:
    found = mistakes_in_basis(tmp_path, ",electricity,solar_panels,,", ",electricity,solar_battery,solar_roof,")
    assert found == [
        ("unknown_reference", "actions.csv"),
        ("action_requires_itself", "actions.csv"),
    ]
