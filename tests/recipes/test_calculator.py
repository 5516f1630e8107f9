"""An old calculator is read by its mapping; where workbook and mapping disagree, nothing is guessed."""

from __future__ import annotations

import json
import re
import tomllib

import openpyxl
import pytest
from recipes.conftest import INSTITUTION
from recipes.make import FILES
from typer.testing import CliRunner

from hjj_lib.basis import FOLDER
from hjj_lib.calculator_findings import old_results, old_results_sentence
from hjj_lib.cli import app
from hjj_lib.intake.calculator_mapping import wrong_calculator
from hjj_lib.intake.recipe_file import read_recipes
from hjj_lib.language import Language
from hjj_lib.study import open_study

NAME = "old_calculator.xlsx"
MAPPING = (FOLDER / "recipes" / "old_calculator_example.toml").read_text(encoding="utf-8")
#: A mapping that needs only the example's first sheets: each test adds one figure to it.
SMALL = """
recipe_id = "laskuri"
kind = "calculator"
name_fi = "Laskuri"
name_sv = "Kalkylator"
name_en = "Calculator"

[[known_by]]
sheet = "Etusivu"
cell = "A1"
text = "Keksitty hiilijalanjälkilaskuri"

[year]
sheet = "Etusivu"
cell = "B4"
"""
DIESEL = """
[[input]]
sheet = "Polttoaineet"
label = "Diesel, omat ajoneuvot"
heading = "Määrä"
activity = "diesel"
unit = "l"
"""
FUELS = """
[[result]]
sheet = "Yhteenveto"
label = "Suorat päästöt, fossiiliset polttoaineet"
heading = "t CO2e"
unit = "t"
category = "fuels"
activity = "stated_fuels"
"""


def codes(intake):
    return [problem.code for problem in intake.problems if problem.code.startswith("calculator") or problem.code == "recipe_key"]


def said(intake, code):
    return next(problem for problem in intake.problems if problem.code == code)


@pytest.fixture
def changed(home):
    """Put the example workbook with changes into the folder of the year: (sheet, what to do with it)."""

    def put(sheet, change, *more):
        book = openpyxl.load_workbook(FILES / NAME)
        change(book[sheet])
        for other, another in more:
            another(book[other])
        book.save(home.folder / "2024" / NAME)
        return home

    return put


def test_inputs_become_entries_in_the_unit_of_their_activity_and_rows_of_one_activity_are_added(home):
    amounts = home.put(NAME).amounts()
    assert amounts == {
        ("diesel", ""): 5000,
        ("machine_fuel_oil", ""): 4000,
        ("district_heat", ""): 1000,
        ("electricity", ""): 500,
        ("spend_goods", ""): 200000,
        ("spend_services", ""): 100000,
        ("waste_mixed", ""): 10,
        ("water", ""): 2000,
        ("stated_business_travel", ""): 12,
        ("stated_scope_3", ""): 50,
    }


def test_a_result_counts_only_where_its_inputs_are_empty_and_is_then_asked_about(home):
    intake = home.put(NAME).read()
    counted = {one.category_id: one.kg_co2e for one in intake.old_results if one.counted}
    assert counted == {"student_meals": 50000, "business_travel": 12000}
    asked = [problem.values["found"] for problem in intake.problems if problem.code == "calculator_stated"]
    assert asked == [50, 12]
    assert said(intake, "calculator_stated").severity == "question"


def test_fuel_upstream_is_compared_where_the_litres_are_known_although_it_has_no_input_of_its_own(home):
    results = {one.category_id: one.counted for one in home.put(NAME).read().old_results}
    assert (results["fuel_upstream"], results["energy_upstream"]) == (False, False)


def test_an_entry_says_which_cells_it_holds(home):
    row = home.put(NAME).read().entries.set_index("activity_id").loc["diesel"]
    assert (row["file"], row["sheet"], row["row"], row["column"]) == (NAME, "Polttoaineet", 5, "B")
    assert row["comment"] == "Vanhasta laskurista: Diesel, omat ajoneuvot (B5), Diesel, kuljettajakoulutus (B6)"


def test_an_empty_input_is_neither_zero_nor_unknown_and_is_named(home):
    intake = home.put(NAME).read()
    assert said(intake, "calculator_blank").values["names"] == "R410A, Annokset, Oman auton käyttö"
    assert "refrigerant_r410a" not in set(intake.entries["activity_id"])


def test_a_typed_zero_is_zero(changed):
    entries = changed("Kylmäaineet", lambda sheet: sheet.__setitem__("B5", 0)).read().entries.set_index("activity_id")
    assert entries.loc["refrigerant_r410a", "value_state"] == "zero"


def test_a_typed_state_is_kept(changed):
    entries = changed("Kylmäaineet", lambda sheet: sheet.__setitem__("B5", "ei tiedossa")).read().entries.set_index("activity_id")
    assert entries.loc["refrigerant_r410a", "value_state"] == "unknown"


def test_a_sum_of_which_one_cell_cannot_be_read_is_not_known(changed):
    home = changed("Polttoaineet", lambda sheet: sheet.__setitem__("B6", "noin 2000"))
    assert home.amounts()[("diesel", "")] is None
    assert said(home.read(), "number_approximate").row == 6


def test_a_formula_without_a_value_is_told_and_nothing_counts_for_it(changed):
    home = changed("Polttoaineet", lambda sheet: sheet.__setitem__("B7", "=B5+B6"))
    found = said(home.read(), "formula_no_value")
    assert (found.sheet, found.row, found.column) == ("Polttoaineet", 7, "B")
    assert home.amounts()[("machine_fuel_oil", "")] is None


def test_an_amount_below_zero_is_told(changed):
    home = changed("Jätteet", lambda sheet: sheet.__setitem__("B5", -1))
    assert (said(home.read(), "negative_amount").sheet, home.amounts()[("waste_mixed", "")]) == ("Jätteet", None)


def test_of_another_year_nothing_is_counted(changed):
    home = changed("Etusivu", lambda sheet: sheet.__setitem__("B4", 2023))
    found = said(home.read(), "calculator_year")
    assert (found.sheet, found.row, found.column, found.values["found"]) == ("Etusivu", 4, "B", "2023")
    assert home.amounts() == {}


def test_a_moved_row_is_noticed_where_the_mapping_names_its_cell(changed):
    home = changed("Polttoaineet", lambda sheet: sheet.insert_rows(5))
    found = said(home.read(), "calculator_moved")
    assert (found.values["cell"], found.values["found"], home.amounts()[("diesel", "")]) == ("B5", "B6", None)


def test_a_moved_row_is_followed_where_the_mapping_names_no_cell(changed):
    home = changed("Polttoaineet", lambda sheet: sheet.insert_rows(7))
    assert home.amounts()[("machine_fuel_oil", "")] == 4000


def test_a_changed_label_is_named_with_the_one_that_is_most_like_it(changed):
    home = changed("Vesi", lambda sheet: sheet.__setitem__("A5", "Vesi- ja jätevesi"))
    found = said(home.read(), "calculator_label")
    assert (found.sheet, found.values["suggestion"], home.amounts()[("water", "")]) == ("Vesi", "Vesi- ja jätevesi", None)


def test_a_label_that_stands_twice_is_asked_about_and_below_a_title_it_is_one(changed):
    home = changed("Vesi", lambda sheet: sheet.__setitem__("A7", "Vesi ja jätevesi"))
    assert said(home.read(), "calculator_label_twice").values["cells"] == "A5, A7"
    again = changed("Energia", lambda sheet: sheet.__setitem__("A5", "Muu talo"))
    assert said(again.read(), "calculator_label").values["label"] == "Kaukolämpö"


def test_a_heading_that_is_gone_is_named(changed):
    home = changed("Matkat", lambda sheet: sheet.__setitem__("B4", "Kilometrit"))
    assert said(home.read(), "calculator_heading").values["cells"] == "–"


def test_a_sheet_that_is_gone_is_named_once_for_each_figure(changed):
    home = changed("Vesi", lambda sheet: setattr(sheet, "title", "Vesi 2024"))
    found = said(home.read(), "calculator_sheet")
    assert (found.sheet, found.values["suggestion"]) == ("Vesi", "Vesi 2024")


def test_a_merged_cell_over_several_rows_belongs_to_none(changed):
    home = changed("Polttoaineet", lambda sheet: sheet.merge_cells("B5:B6"))
    assert said(home.read(), "calculator_merged").values["range"] == "B5:B6"
    assert home.amounts()[("diesel", "")] is None


def test_a_workbook_with_another_text_in_its_title_is_not_taken_for_the_calculator(changed):
    home = changed("Etusivu", lambda sheet: sheet.__setitem__("A1", "Muu laskuri"))
    assert codes(home.read()) == []
    assert ("diesel", "") not in home.amounts()


def test_a_result_is_only_compared_where_another_file_tells_of_its_category(home):
    home.put(NAME).csv("Mikä;Määrä;Yksikkö;Kausi\nSekaruoka-ateria;1000;ateria;2024\n", "ruoka.csv")
    words = home.basis.activities.set_index("activity_id").loc["meals_mixed", "name_fi"]
    home.csv(f"Mikä;Määrä;Yksikkö;Kausi\n{words};1000;ateria;2024\n", "ruoka.csv")
    amounts = home.amounts()
    assert (amounts[("meals_mixed", "")], ("stated_scope_3", "") in amounts) == (1000, False)
    assert not {one.category_id: one.counted for one in home.read().old_results}["student_meals"]


def test_the_same_calculator_twice_is_counted_once(home):
    home.put(NAME)
    (home.folder / "2024" / "kopio.xlsx").write_bytes((FILES / NAME).read_bytes())
    intake = home.read()
    assert (said(intake, "recipe_twice").values["other"], home.amounts()[("diesel", "")]) == ("kopio.xlsx", 5000)


def test_an_own_mapping_comes_before_the_ready_one_and_can_name_a_site(home):
    home.recipe("laskuri", SMALL + DIESEL + 'site = "hall"\n' + FUELS).put(NAME)
    assert home.amounts() == {("diesel", "hall"): 3000}
    assert [one.counted for one in home.read().old_results] == [False]


def test_a_result_in_kilograms_is_read_as_such(home):
    home.recipe("laskuri", SMALL + FUELS.replace('unit = "t"', 'unit = "kg"')).put(NAME)
    assert home.amounts() == {("stated_fuels", ""): 0.024}


def test_a_faulty_result_leaves_the_stated_tonnes_not_known(home, changed):
    home.recipe("laskuri", SMALL + FUELS)
    home = changed("Yhteenveto", lambda sheet: sheet.__setitem__("B5", "#REF!"))
    assert home.amounts() == {("stated_fuels", ""): None}


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('site = "hall"', 'site = "attic"', "input 1: site"),
        ('category = "fuels"', 'category = "fules"', "result 1: category"),
        ('activity = "diesel"', 'activity = "dieesel"', "input 1: activity"),
        ('unit = "l"', 'unit = "kg"', "input 1: unit"),
        ('activity = "stated_fuels"', 'activity = "diesel"', "result 1: unit"),
        ('unit = "l"', 'unit = "liiteri"', "input 1: unit"),
        ('unit = "t"', 'unit = "t CO2"', "result 1: unit"),
        ('heading = "Määrä"', "", "input 1: cell"),
        ('heading = "Määrä"', 'cell = "5B"', "input 1: cell"),
        ('heading = "Määrä"', 'otsikko = "Määrä"', "input 1: otsikko"),
        ('sheet = "Polttoaineet"', "", "input 1: sheet"),
        ('cell = "B4"', "", "year: cell"),
        ('text = "Keksitty hiilijalanjälkilaskuri"', "", "known_by 1: text"),
        ('cell = "A1"', 'cell = "first"', "known_by 1: cell"),
        ('category = "fuels"', 'category = "fuels"\nview = "both"', "result 1: view"),
        ('category = "fuels"', 'category = "fuels"\ninputs = "fuels"', "result 1: inputs"),
    ],
)
def test_what_is_wrong_in_a_mapping_is_named_and_nothing_is_read_with_it(home, old, new, key):
    text = SMALL + DIESEL + 'site = "hall"\n' + FUELS
    assert old in text
    intake = home.recipe("laskuri", text.replace(old, new, 1)).put(NAME).read()
    assert key in [one.values["key"] for one in intake.problems if one.code == "recipe_key"]
    assert ("diesel", "hall") not in home.amounts()


@pytest.mark.parametrize("table", ["known_by", "input", "result", "year"])
def test_a_part_that_is_no_table_is_named(table):
    content = tomllib.loads(SMALL + DIESEL) | {table: "x"}
    assert table in [key for key, _ in wrong_calculator(content)]


def test_a_mapping_without_figures_or_texts_to_know_it_by_is_named():
    assert [key for key, _ in wrong_calculator({"year": {"sheet": "a", "cell": "A1"}})] == ["known_by", "input"]


def test_two_mappings_that_fit_are_told(home):
    home.recipe("laskuri", SMALL + DIESEL).recipe("toinen", (SMALL + DIESEL).replace('"laskuri"', '"toinen"')).put(NAME)
    assert said(home.read(), "recipe_two").values["recipes"] == "laskuri, toinen"
    assert home.amounts() == {}


def test_the_ready_example_says_that_it_is_invented(tmp_path):
    (recipe,) = [one for one in read_recipes(FOLDER / "recipes")[0] if one.kind == "calculator"]
    assert re.search("keksitty", recipe.names["fi"])
    assert "invented" in MAPPING.splitlines()[0]
    assert len(recipe.calculator.results) == 12


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data" / "raw" / "example_test"
    (folder / "2024").mkdir(parents=True)
    (folder / "institution.toml").write_text(INSTITUTION, encoding="utf-8")
    (folder / "2024" / NAME).write_bytes((FILES / NAME).read_bytes())
    return tmp_path / "data"


def test_old_and_our_results_stand_side_by_side_by_category(data):
    study = open_study("example_test", 2024, data_dir=data, gaps="unknown")
    rows = old_results(study, Language("en")).set_index("name")
    inventory = study.inventory
    # Business travel is stated: 12 t of the calculator are our 12 t.
    travel = rows.loc["Business travel"]
    assert (travel["old_kg"], travel["ours_kg"], travel["difference"], travel["counted"]) == (12000, 12000, 0, "yes")
    fuels = inventory[inventory["category_id"].eq("fuels") & inventory["view"].isin(["market", "both"])]
    assert rows.loc["Fuels", "ours_kg"] == pytest.approx(fuels["emissions_kg_co2e"].sum())
    assert rows.loc["Fuels", "difference"] == pytest.approx(fuels["emissions_kg_co2e"].sum() / 24000 - 1)
    assert rows["ours_kg"].isna()["Student meals"]
    assert "2 of 11 groups" in old_results_sentence(study, Language("en"))


def test_the_command_shows_the_comparison(data):
    done = CliRunner().invoke(app, ["check", "-i", "example_test", "-y", "2024", "--data", str(data), "-l", "en"])
    assert "Old calculator beside ours:" in done.output
    assert "Old calculator, t CO₂e" in done.output


def test_without_a_calculator_there_is_nothing_to_compare(data):
    (data / "raw" / "example_test" / "2024" / NAME).unlink()
    study = open_study("example_test", 2024, data_dir=data, gaps="unknown")
    assert old_results_sentence(study, Language("en")) == "No old calculator was handed in."
    assert old_results(study, Language("en")).empty


def test_a_cell_of_the_calculator_can_be_corrected_without_changing_the_file(data):
    place = ["-i", "example_test", "-y", "2024", "--data", str(data), "--file", NAME, "--sheet", "Polttoaineet", "--cell", "B5"]
    done = CliRunner().invoke(app, ["correct", *place, "--value", "3500", "--reason", "typo", "--role", "controller"])
    assert done.exit_code == 0, done.output
    entries = open_study("example_test", 2024, data_dir=data, gaps="unknown").entries.set_index("activity_id")
    assert entries.loc["diesel", "amount"] == 5500


def test_only_figures_that_could_be_read_are_counted_as_read(changed):
    assert said(changed("Vesi", lambda sheet: None).read(), "calculator_used").values["count"] == 10
    home = changed("Vesi", lambda sheet: sheet.__setitem__("B5", "noin 5"))
    assert said(home.read(), "calculator_used").values["count"] == 9


def test_programs_are_told_the_old_results_in_kilograms(data):
    done = CliRunner().invoke(app, ["check", "-i", "example_test", "-y", "2024", "--data", str(data), "--json", "-"])
    told = {one["category_id"]: one for one in json.loads(done.output)["years"][0]["old_results"]}
    assert (told["fuels"]["kg_co2e"], told["fuels"]["counted"], told["fuels"]["cell"]) == (24000, False, "B5")
