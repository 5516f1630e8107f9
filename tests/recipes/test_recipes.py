"""The files of other programs are read as they come, and nothing in them is guessed."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recipes.make import FILES, make

from hjj_lib.basis import FOLDER
from hjj_lib.intake.messages import Place
from hjj_lib.intake.recipe_check import check_recipes
from hjj_lib.intake.recipe_file import read_recipes, ready_recipes
from hjj_lib.intake.recipe_values import read_day, read_number, written
from hjj_lib.intake.recognise import Grid, grid_of, recognise

RECIPE = next(recipe for recipe in ready_recipes() if recipe.recipe_id == "fuel_cards")
OWN = """
recipe_id = "oma"
kind = "amounts"
name_fi = "Oma"
name_sv = "Egen"
name_en = "Own"

[columns.what]
headers = ["Aine"]
required = true

[columns.amount]
headers = ["Litraa"]
required = true
unit = "l"

[values.what]
"Keltainen" = "diesel"
"""


def codes(intake):
    return [problem.code for problem in intake.problems]


def said(intake, code):
    return next(problem for problem in intake.problems if problem.code == code)


def purchases(intake):
    return intake.purchases[["row", "account_name", "net_cents", "date"]].values.tolist()


def test_the_ready_recipes_are_in_order():
    assert check_recipes(FOLDER) == []
    assert len(ready_recipes()) == len(list((FOLDER / "recipes").glob("*.toml")))


def test_a_ledger_by_responsibility_area_is_read_with_its_credit_note_and_without_its_sum(home):
    intake = home.put("ledger_responsibility_area.csv").read()
    assert purchases(intake) == [
        [2, "ICT-palvelut", 120050, "2024-01-15"],
        [3, "ICT-palvelut", -20050, "2024-01-20"],
        [4, "Kirjallisuus", 30000, "2024-02-01"],
    ]


def test_a_ledger_says_beside_its_recipe_what_any_ledger_may_say(home):
    text = (home.put("ledger_responsibility_area.csv").folder / "2024" / "ledger_responsibility_area.csv").read_text(
        encoding="utf-8"
    )
    (home.folder / "2024" / "ledger_responsibility_area.csv").unlink()
    first, second, *_ = text.splitlines()
    intake = home.csv(f"{first};Investointi;Toimipaikka\n{second};kyllä;Halli\n").read()
    assert intake.purchases[["capitalised", "site_id"]].values.tolist() == [[True, "hall"]]


def test_the_test_files_are_as_the_script_makes_them(tmp_path):
    make(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        path.name: path.read_bytes() for path in FILES.iterdir()
    }


def test_a_ledger_by_jhs_account_is_read(home):
    intake = home.put("ledger_jhs_accounts.csv").read()
    assert purchases(intake) == [[2, "ICT-palvelut", 100000, "2024-03-12"], [3, "Kirjallisuus", 5025, "2024-03-13"]]


@pytest.mark.parametrize("name", ["ledger_events.xlsx", "ledger_events_later.xlsx"])
def test_a_list_of_events_is_read_below_its_title_whatever_its_headings_are_called_that_year(home, name):
    intake = home.put(name).read()
    assert purchases(intake) == [
        [5, "ICT-palvelut", 10010, "2024-01-15"],
        [6, "Kirjallisuus", 5000, "2024-02-15"],
        [7, "ICT-palvelut", -10, "2024-03-15"],
    ]
    used = said(intake, "recipe_used")
    assert (used.file, used.sheet, used.row, used.values["count"], used.values["sums"]) == (name, "Tapahtumat", 4, 3, 1)
    assert (said(intake, "recipe_hidden_rows").row, said(intake, "recipe_hidden_rows").values["count"]) == (6, 1)


@pytest.mark.parametrize("name", ["ledger_responsibility_area.csv", "ledger_jhs_accounts.csv", "ledger_events.xlsx"])
def test_a_supplier_is_in_no_table_and_no_message(home, name):
    intake = home.put(name).read()
    kept = intake.purchases.to_csv() + intake.entries.to_csv() + str([problem.values for problem in intake.problems])
    assert "Keksitty Data" not in kept


@pytest.mark.parametrize(
    ("name", "amounts"),
    [
        ("district_heat_months.csv", {("district_heat", "main"): 126}),
        ("water_months.xlsx", {("water", "main"): 246}),
        ("fuel_cards.csv", {("diesel", ""): 80, ("petrol", ""): 30}),
        ("waste_fractions.csv", {("waste_mixed", "main"): 2, ("waste_bio", "main"): 0.8, ("waste_metal", "hall"): 2}),
        ("kitchen_meals.csv", {("meals_mixed", "main"): 10000, ("meals_vegetarian", "main"): 2000}),
        ("kitchen_food_kg.csv", {("food_beef", ""): 120.5, ("food_fish", ""): 80}),
        ("long_form.csv", {("diesel", ""): 100, ("district_heat", "main"): 250}),
    ],
)
def test_amounts_become_entries_in_the_unit_of_their_activity(home, name, amounts):
    assert home.put(name).amounts() == amounts
    assert not [code for code in codes(home.read()) if code.startswith("recipe_") and code not in ("recipe_used",)]


def test_an_entry_says_where_its_rows_stand(home):
    row = home.put("district_heat_months.csv").read().entries.set_index("activity_id").loc["district_heat"]
    assert (row["file"], row["row"], row["column"]) == ("district_heat_months.csv", 4, "C")
    assert row["comment"] == "Tiedoston rivejä laskettu yhteen: 12, ensimmäinen 4, viimeinen 15"
    assert row["entry_id"] == "example_test/2024/district_heat_months.csv/district_heat_months/district_heat/main"


def test_rows_that_the_recipe_leaves_out_are_counted(home):
    used = said(home.put("fuel_cards.csv").read(), "recipe_used")
    assert (used.values["count"], used.values["sums"], used.values["filtered"]) == (3, 1, 1)


def test_a_sum_with_a_missing_month_is_not_known(home):
    assert home.csv("Kuukausi;Kaukolämpö MWh\n01/2024;10\n02/2024;\n").amounts() == {("district_heat", ""): None}


def test_a_sum_with_a_row_of_an_unknown_site_is_not_known_and_the_others_are(home):
    text = "Mikä;Määrä;Yksikkö;Kausi;Toimipaikka\nDiesel;1;l;2024;Hali\nDiesel;2;l;2024;Halli\n"
    assert home.csv(text).amounts() == {("diesel", ""): None, ("diesel", "hall"): 2}


def test_a_word_that_the_recipe_does_not_know_is_in_no_entry(home):
    home.csv("Tapahtumapäivä;Tuote;Määrä l\n1.2.2024;Kevytdiesel;10\n1.2.2024;Diesel;5\n")
    assert home.amounts() == {("diesel", ""): 5}
    assert said(home.read(), "recipe_word").values["found"] == "Kevytdiesel"


def test_reading_twice_gives_the_same_and_changes_no_file(home):
    home.put("waste_fractions.csv").put("ledger_events.xlsx")
    paths = sorted((home.folder / "2024").iterdir())
    before = [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]
    first, second = home.read(), home.read()
    assert first.entries.equals(second.entries)
    assert [hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted((home.folder / "2024").iterdir())] == before


def test_the_same_amount_in_two_months_is_counted_twice(home):
    text = "Kuukausi;Kaukolämpö MWh\n" + "".join(f"{month:02}/2024;1\n" for month in range(1, 13))
    assert home.csv(text).amounts() == {("district_heat", ""): 12}


def test_a_recipe_of_the_institution_is_used_and_comes_before_the_ready_ones(home):
    home.recipe("oma", OWN).csv("Aine;Litraa\nKELTAINEN;7,5\n")
    assert home.amounts() == {("diesel", ""): 7.5}
    other = OWN.replace('["Aine"]', '["Tuote"]').replace('["Litraa"]', '["Määrä l"]').replace("Keltainen", "95 E10")
    assert home.recipe("oma", other).csv("Tapahtumapäivä;Tuote;Määrä l\n1.2.2024;95 E10;3\n").amounts() == {("diesel", ""): 3}


def test_a_recipe_that_names_an_unknown_activity_is_told(home):
    found = said(home.recipe("oma", OWN.replace('"diesel"', '"dieesel"')).read(), "recipe_key")
    assert (found.file, found.values) == ("decisions/recipes/oma.toml", {"key": "values.what", "found": "dieesel"})


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('"oma"', '"muu"', "recipe_id"),
        ('"amounts"', '"weather"', "kind"),
        ('name_fi = "Oma"', "", "name_fi"),
        ("required = true", "", "columns"),
        ('unit = "l"', "", "columns.amount.unit"),
        ('unit = "l"', 'unit = "liiteri"', "columns.amount.unit"),
        ('["Aine"]', '"Aine"', "columns.what.headers"),
        ('kind = "amounts"', 'kind = "amounts"\norigin = "guessed"', "origin"),
        ("[values.what]", '[numbers]\ndecimal = ";"\n[values.what]', "numbers.decimal"),
        ("[values.what]", '[numbers]\nthousands = ","\n[values.what]', "numbers.thousands"),
        ("[values.what]", '[dates]\nformats = ["%d.%m."]\n[values.what]', "dates.formats"),
        ("[values.what]", '[[filter]]\ncolumn = "muu"\n[values.what]', "filter.column"),
    ],
)
def test_what_is_wrong_in_a_recipe_is_named_and_the_recipe_not_used(tmp_path, old, new, key):
    (tmp_path / "oma.toml").write_text(OWN.replace(old, new), encoding="utf-8")
    recipes, problems = read_recipes(tmp_path)
    assert recipes == []
    assert key in [problem.values["key"] for problem in problems]


@pytest.mark.parametrize(("name", "origin"), [("fuel_cards.csv", "measured"), ("expense_claims.csv", "calculated")])
def test_amounts_have_the_origin_that_their_recipe_states(home, name, origin):
    entries = home.put(name).read().entries
    given = entries[(entries["file"] == name) & (entries["value_state"] == "given")]
    assert set(given["origin"]) == {origin}


def test_what_nobody_said_about_the_origin_stays_unsaid(home):
    entries = home.csv("Mikä;Määrä;Yksikkö;Kausi\nDiesel;10;l;2024\n").read().entries
    assert entries.loc[entries["activity_id"] == "diesel", "origin"].isna().all()


def test_a_page_that_repeats_its_headings_is_read_through():
    rows = [["Tapahtumapäivä", "Tuote", "Määrä l"], ["1.2.2024", "Diesel", "1"]] * 2
    found = recognise([grid_of(rows)], [RECIPE], Place(file="a.csv"))
    assert found is not None
    assert found.cells["row"].tolist() == [2, 4]


def test_headings_below_the_topmost_rows_are_not_looked_for():
    rows = [["x"]] * 30 + [["Tapahtumapäivä", "Tuote", "Määrä l"]]
    assert recognise([grid_of(rows)], [RECIPE], Place(file="a.csv")) is None
    assert recognise([grid_of(rows[1:])], [RECIPE], Place(file="a.csv")) is not None


def test_a_sheet_whose_name_does_not_fit_is_left_alone():
    grid = Grid("Luonnos", grid_of([["Tapahtumapäivä", "Tuote", "Määrä l"]]).rows)
    assert recognise([grid], [replace(RECIPE, sheets=("Raportti*",))], Place(file="a.xlsx")) is None
    assert (
        recognise([replace(grid, name="RAPORTTI 1")], [replace(RECIPE, sheets=("Raportti*",))], Place(file="a.xlsx")) is not None
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 234,5", 1234.5),
        ("1\u00a0234,5", 1234.5),
        ("1234,567", 1234.567),
        ("\u22125", -5),
        ("5-", -5),
        ("(5)", -5),
        ("1.234", None),
        ("1.234,5", None),
        ("12 34", None),
        ("n. 5", None),
        ("5 l", None),
        ("--5", None),
        ("1-5", None),
        ("5(1)", None),
        ("0000000-0", None),
        ("", None),
    ],
)
def test_a_number_is_read_as_the_recipe_says_or_not_at_all(text, value):
    assert read_number(text, RECIPE) == value


def test_a_recipe_may_name_a_mark_between_thousands():
    assert read_number("1.234,5", replace(RECIPE, thousands=".")) == 1234.5
    assert read_number("1,234.5", replace(RECIPE, decimal=".", thousands=",")) == 1234.5
    assert read_number("12,34.5", replace(RECIPE, decimal=".", thousands=",")) is None


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15), st.sampled_from([",", "."]))
def test_a_number_of_a_workbook_is_read_back(number, decimal):
    recipe = replace(RECIPE, decimal=decimal)
    assert read_number(written(number, recipe), recipe) == pytest.approx(number, abs=1e-6)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31.1.2024", datetime.date(2024, 1, 31)),
        ("2024-01-31", datetime.date(2024, 1, 31)),
        ("31.1.2024 12:30", datetime.date(2024, 1, 31)),
        ("1/31/2024", None),
        ("31.2.2024", None),
    ],
)
def test_a_day_is_read_as_the_recipe_says_or_not_at_all(text, day):
    assert read_day(text, RECIPE) == day
