"""A recipe is proposed from what the file says; what it does not say is asked and never guessed."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recipes.conftest import INSTITUTION
from recipes.make import FILES

from hjj_lib.basis import load_basis
from hjj_lib.intake import read_institution
from hjj_lib.intake.cells import read_book
from hjj_lib.intake.csv_file import read_csv_rows
from hjj_lib.intake.grid import grid_of, grids_of
from hjj_lib.intake.messages import Place
from hjj_lib.intake.recipe_amounts import read_amounts
from hjj_lib.intake.recipe_file import ready_recipes
from hjj_lib.intake.recipe_propose import Answers, propose
from hjj_lib.intake.recipe_propose_answers import Said, answered, answers_of
from hjj_lib.intake.recipe_propose_file import open_about, recipe_id_of, tables_of
from hjj_lib.intake.recipe_propose_table import find_tables
from hjj_lib.intake.recipe_propose_text import as_recipe, recipe_text
from hjj_lib.intake.recipe_propose_trial import try_recipe
from hjj_lib.intake.recipe_propose_words import known_words, unit_in
from hjj_lib.intake.recognise import recognise
from hjj_lib.intake.vocabulary import key_of, vocabulary
from hjj_lib.language import LOCALES, Language
from hjj_lib.problems import DataError

EN, PLACE = Language("en"), Place(file="a.csv", institution_id="example_test", year=2024)
AMOUNTS = ["district_heat_months.csv", "fuel_cards.csv", "kitchen_food_kg.csv", "kitchen_meals.csv", "waste_fractions.csv"]


@cache
def every_word():
    """The ready recipes' words and those of the institution of the tests."""
    basis = load_basis()
    with tempfile.TemporaryDirectory() as made:
        home = Path(made) / "example_test"
        home.mkdir()
        (home / "institution.toml").write_text(INSTITUTION, encoding="utf-8")
        who = read_institution(home)
    return known_words(ready_recipes(), vocabulary(basis.activities, basis.categories, basis.evidence_rules, who))


@pytest.fixture
def words():
    return every_word()


def rows_of(text):
    return [line.split(";") for line in text.splitlines()]


def table_of(rows, decimal=""):
    return find_tables([grid_of(rows)], decimal)[0]


def confirmed(rows, answers, words):
    """The recipe that a proposal becomes, read back from its text."""
    proposal = propose(table_of(rows), answers, words)
    assert proposal.open == ()
    return as_recipe(recipe_text(proposal, "own", "Own", PLACE, words, EN), "own", words)


def entries(rows, recipe, words):
    found = recognise([grid_of(rows)], [recipe], PLACE)
    reading = read_amounts(found, PLACE, words.known, "fi")
    return {
        (row["activity_id"], row["site_id"] or ""): None if row["amount"] is None else round(row["amount"], 9)
        for row in reading.entries
    }


def questions(proposal):
    return [(question.code, question.subject) for question in proposal.open]


def test_the_headings_are_found_below_a_title_and_above_the_numbers():
    rows = [["Keksitty Jäte Oy"], ["Raportti", "2024"], [], ["Kohde", "Jätelaji", "Paino kg"], ["Halli", "Lasi", "5"]]
    table = table_of(rows)
    assert (table.row, table.rows) == (4, 1)
    assert [(column.heading, column.kind) for column in table.columns] == [
        ("Kohde", "text"),
        ("Jätelaji", "text"),
        ("Paino kg", "number"),
    ]


def test_a_file_without_a_column_of_numbers_has_no_table():
    with pytest.raises(DataError, match="recipe_no_table"):
        tables_of([grid_of([["Nimi", "Selite"], ["a", "b"]])], "", PLACE)


def test_rows_of_sums_say_nothing_about_a_column_and_are_named():
    table = table_of(rows_of("Jätelaji;Paino\nLasi;5\nLasi yhteensä;noin 5\nYhteensä:;5"))
    assert table.columns[1].kind == "number"
    assert table.sums == ("Lasi yhteensä", "Yhteensä:")


@pytest.mark.parametrize(
    ("numbers", "decimal", "thousands", "doubt"),
    [
        (["1,5", "2"], ",", "", ""),
        (["1.5", "2"], ".", "", ""),
        (["1.234,5", "2"], ",", ".", ""),
        (["1,234.5", "2"], ".", ",", ""),
        (["1 234,5", "2"], ",", "", ""),
        (["1", "2"], ",", "", ""),
        (["1.234", "1,5"], ",", ".", ""),
        (["1.234", "0.5"], ".", "", ""),
        (["1.234", "2"], ",", "", "1.234"),
        (["1,234", "2"], ",", "", "1,234"),
        (["1,5", "2.5"], ",", "", "2.5"),
    ],
)
def test_the_marks_of_numbers_are_found_by_evidence_or_are_in_doubt(numbers, decimal, thousands, doubt):
    marks = table_of([["Mikä", "Määrä"], *(["x", number] for number in numbers)]).marks
    assert (marks.decimal, marks.thousands, marks.doubt) == (decimal, thousands, doubt)


def test_a_mark_in_doubt_is_asked_and_the_answer_settles_it():
    rows = [["Mikä", "Määrä"], ["x", "1.234"]]
    question = open_about(find_tables([grid_of(rows)]), "")
    assert (question.code, question.subject) == ("decimal", "1.234")
    assert open_about(find_tables([grid_of(rows)], ","), "") is None
    assert table_of(rows, ",").marks.thousands == "."
    assert table_of(rows, ".").marks.thousands == ""


def test_days_say_nothing_about_the_decimal_mark():
    assert table_of(rows_of("Kausi;Määrä\n01.2024;1,5")).marks.decimal == ","


def test_two_sheets_with_a_table_are_asked_about():
    grids = [replace(grid_of([["Mikä", "Määrä"], ["x", "1"]]), name=name) for name in ("Tammi", "Helmi")]
    tables = find_tables(grids)
    assert open_about(tables, "").choices == ("Tammi", "Helmi")
    assert open_about(tables, "Helmi") is None


@pytest.mark.parametrize(
    ("heading", "bare", "unit"),
    [
        ("Määrä (kg)", "Määrä", "kg"),
        ("Kulutus, MWh", "Kulutus", "MWh"),
        ("kWh", "", "kWh"),
        ("Vesi m³", "Vesi", "m3"),
        ("Hinta €", "Hinta", "EUR"),
        ("Määrä", "Määrä", ""),
        ("Kulutus (arvio)", "Kulutus (arvio)", ""),
    ],
)
def test_the_unit_of_a_heading_is_found(heading, bare, unit):
    assert unit_in(heading) == (bare, unit)


def test_a_heading_that_is_only_like_a_known_one_is_asked_with_the_suggestion(words):
    proposal = propose(table_of(rows_of("Jätelaji;Paino kg;Kohde 1\nSekajäte;5;Halli")), Answers(), words)
    assert [(one.code, one.subject, one.suggestion) for one in proposal.open] == [("column", "Kohde 1", "site")]
    assert propose(proposal.table, Answers({key_of("Kohde 1"): "site"}), words).open == ()
    left = propose(proposal.table, Answers({key_of("Kohde 1"): "-"}), words)
    assert (left.open, [column.heading for column in left.unread]) == ((), ["Kohde 1"])


def test_a_heading_that_names_an_activity_and_its_unit_is_its_amount(words):
    proposal = propose(table_of(rows_of("Kuukausi;Kaukolämpö (kWh)\n01/2024;1500")), Answers(), words)
    (column,) = [one for one in proposal.columns if one.activity_id]
    assert (column.activity_id, column.unit, proposal.open) == ("district_heat", "kWh", ())


def test_two_columns_of_one_activity_are_both_read(words):
    rows = rows_of("Kuukausi;Sähkö A;Sähkö B\n01/2024;1;2")
    answers = Answers({"sähkö a": "electricity", "sähkö b": "electricity"}, units={"": "MWh"})
    assert entries(rows, confirmed(rows, answers, words), words) == {("electricity", ""): 3}


def test_a_word_that_nobody_knows_is_asked_with_how_many_rows_have_it(words):
    proposal = propose(table_of(rows_of("Jätelaji;Paino kg\nPoltettava;5\nPoltettava;6\nBiojäte;1")), Answers(), words)
    assert [(one.code, one.subject, one.count) for one in proposal.open] == [("word", "Poltettava", 2)]
    assert proposal.values == {"what": {"Biojäte": "waste_bio"}}


def test_a_known_word_is_asked_where_the_unit_cannot_measure_its_activity(words):
    assert questions(propose(table_of(rows_of("Tuote;Määrä MWh\nDiesel;5")), Answers(), words)) == [("word", "Diesel")]


def test_rows_of_a_word_can_be_left_out(words):
    rows = rows_of("Jätelaji;Paino kg\nVuokra;5\nBiojäte;1000")
    recipe = confirmed(rows, Answers(words={"vuokra": "-"}), words)
    assert entries(rows, recipe, words) == {("waste_bio", ""): 1}


def test_words_for_units_and_sites_are_asked_and_remembered(words):
    rows = rows_of("Jätelaji;Paino;Yksikkö;Kohde\nBiojäte;3;säkki;Piha")
    proposal = propose(table_of(rows), Answers(), words)
    assert questions(proposal) == [("unit_word", "säkki"), ("site_word", "Piha")]
    recipe = confirmed(rows, Answers(words={"säkki": "t", "piha": "hall"}), words)
    assert entries(rows, recipe, words) == {("waste_bio", "hall"): 3}


def test_days_that_fit_two_forms_are_asked_about(words):
    rows = rows_of("Tapahtumapäivä;Tuote;Määrä l\n01/02/2024;Diesel;5")
    proposal = propose(table_of(rows), Answers(), words)
    assert [(one.code, one.choices) for one in proposal.open] == [("form", ("%d/%m/%Y", "%m/%d/%Y"))]
    assert confirmed(rows, Answers(form="%m/%d/%Y"), words).dates == ("%m/%d/%Y",)
    assert propose(table_of(rows_of("Tapahtumapäivä;Tuote;Määrä l\n13/02/2024;Diesel;5")), Answers(), words).open == ()


def test_amounts_without_a_word_for_what_they_are_may_all_be_of_one_activity(words):
    rows = rows_of("Kuukausi;Kulutus\n01/2024;5\n02/2024;6")
    first = propose(table_of(rows), Answers(), words)
    assert questions(first) == [("key", "amount"), ("what", "")]
    second = answered(first.open[0], "1", Answers(), words)
    third = propose(table_of(rows), second, words).open
    assert [(one.code, one.subject) for one in third] == [("what", "Kulutus"), ("unit", "Kulutus")]
    answers = answered(third[0], "Kaukolämpö", second, words)
    answers = answered(propose(table_of(rows), answers, words).open[0], "MWh", answers, words)
    assert entries(rows, confirmed(rows, answers, words), words) == {("district_heat", ""): 11}


def test_an_answer_that_cannot_be_one_changes_nothing(words):
    proposal = propose(table_of(rows_of("Kuukausi;Kaukolämpö\n01/2024;5")), Answers(), words)
    (question,) = proposal.open
    assert (question.code, question.suggestion) == ("unit", "district_heat")
    assert [answered(question, text, Answers(), words) for text in ("kg", "liiteri", "")] == [None, None, None]
    assert answered(question, "kWh", Answers(), words).units == {"kaukolämpö": "kWh"}


def test_accounts_and_euros_make_a_ledger(words):
    rows = rows_of("Tili;Tilin nimi;Ostot (EUR);Pvm\n4711;ICT-palvelut;100,50;1.2.2024")
    proposal = propose(table_of(rows), Answers(), words)
    assert (proposal.kind, [(one.code, one.subject) for one in proposal.open]) == ("ledger", [("key", "amount_net_eur")])
    recipe = confirmed(rows, Answers({key_of("Ostot (EUR)"): "amount_net_eur"}), words)
    assert {column.key for column in recipe.columns if column.required} == {"account", "account_name", "amount_net_eur", "date"}


def test_a_supplier_is_in_no_recipe(words):
    rows = rows_of("Tili;Nettosumma;Toimittajan nimi;Viite\n4711;100,50;Keksitty Data Oy;Keksitty Data Oy 12")
    proposal = propose(table_of(rows), Answers(), words)
    assert "Keksitty Data" not in recipe_text(proposal, "own", "Own", PLACE, words, EN)


def test_options_that_name_nothing_are_told_all_at_once(words):
    table = table_of(rows_of("Jätelaji;Paino kg\nLasi;5"))
    said = Said(("site=Paikka", "väri=Jätelaji"), ("Lasi=lassi", "Puu=waste_bio"), ("liiteri",), "%d.%m.")
    with pytest.raises(DataError) as refused:
        answers_of(said, table, words, PLACE)
    assert [one.code for one in refused.value.problems] == [
        "recipe_no_heading",
        "recipe_option",
        "recipe_option",
        "recipe_no_word",
        "recipe_option",
        "recipe_option",
    ]


def test_options_say_what_the_questions_ask(words):
    rows = rows_of("Laji;Paino;Kohde=1\na=b;5;Piha")
    said = Said(("what=Laji", "site=Kohde=1"), ("a=b=waste_bio", "Piha=hall"), ("Paino=kg",))
    answers = answers_of(said, table_of(rows), words, PLACE)
    assert entries(rows, confirmed(rows, answers, words), words) == {("waste_bio", "hall"): 0.005}


@pytest.mark.parametrize("code", LOCALES)
def test_what_is_open_stands_in_the_recipe_as_a_comment_in_the_readers_language(words, code):
    proposal = propose(table_of(rows_of("Jätelaji;Paino kg\nPoltettava;5\nBiojäte;1")), Answers(), words)
    text = recipe_text(proposal, "own", "Oma", PLACE, words, Language(code))
    assert '# "Poltettava" = ""' in text
    recipe = as_recipe(text, "own", words)
    assert (recipe.values["what"], recipe.names[code]) == ({"Biojäte": "waste_bio"}, "Oma")


@given(st.text(min_size=1).filter(lambda text: text.strip() and any(letter.isalpha() for letter in text)))
def test_any_heading_and_word_survives_the_recipe(text):
    words = every_word()
    rows = [["Laji", text, "Paino kg"], [text, "x", "1"]]
    table = table_of(rows)
    if table.column("Laji") is None or key_of(text) in ("laji", "paino kg", "") or text in ("Laji", "Paino kg"):
        return
    heading = table.columns[1].heading
    answers = Answers({"laji": "what", key_of(heading): "site", "paino kg": "amount"}, {key_of(table.columns[0].heading): "-"})
    told = {key_of(word): "waste_bio" for word in table.columns[0].texts} | {"x": "hall"}
    recipe = as_recipe(
        recipe_text(propose(table, replace(answers, words=told), words), "own", text, PLACE, words, EN), "own", words
    )
    assert [column.headers[0] for column in recipe.columns if column.key == "site"] == [heading]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(AMOUNTS), st.permutations(range(6)), st.sets(st.integers(0, 5)))
def test_a_confirmed_proposal_reads_what_the_ready_recipe_reads(name, places, renamed):
    words = every_word()
    rows = read_csv_rows((FILES / name).read_bytes())
    first = next(place for place, row in enumerate(rows) if len(row) > 1)
    ready = next(recipe for recipe in ready_recipes() if f"{recipe.recipe_id}.csv" == name)
    wanted = entries(rows, ready, words)
    order = [place for place in places if place < len(rows[first])]
    # A row of sums is known by its first text, which stands where its column went.
    shuffled = [[row[place] for place in order] if len(row) > 1 else row for row in rows]
    keys = {key_of(header): column.activity_id or column.key for column in ready.columns for header in column.headers}
    units = {key_of(header): column.unit for column in ready.columns for header in column.headers}
    answers = Answers()
    for place in renamed:
        if place < len(order):
            old, new = shuffled[first][place], f"Sarake {'abcdef'[place]}"
            shuffled[first][place] = new
            columns = {**answers.columns, key_of(new): keys.get(key_of(old), "-")}
            answers = replace(answers, columns=columns, units={**answers.units, key_of(new): units.get(key_of(old), "")})
    assert entries(shuffled, confirmed(shuffled, answers, words), words) == wanted


def test_a_workbook_is_proposed_from_with_its_stored_numbers_and_days(words):
    (table,) = find_tables(grids_of(read_book((FILES / "water_months.xlsx").read_bytes())))
    proposal = propose(table, Answers(), words)
    assert [(column.key, column.unit) for column in proposal.columns] == [("site", ""), ("date", ""), ("water", "m3")]
    assert (proposal.open, proposal.dates, table.years()) == ((), (), {2024: 12})


def test_a_recipe_gets_an_id_of_plain_letters_that_no_other_has(tmp_path):
    assert recipe_id_of("Jätteet – Keksitty Oy 2024", tmp_path) == "jatteet_keksitty_oy_2024"
    for name, code in (("Ωμέγα", "recipe_name"), ("Fuel cards", "recipe_exists")):
        with pytest.raises(DataError, match=code):
            recipe_id_of(name, tmp_path)


def test_the_name_of_a_sheet_fits_only_itself(words):
    rows = rows_of("Jätelaji;Paino kg\nBiojäte;5")
    grid = replace(grid_of(rows), name="Jäte [1]")
    where = replace(PLACE, sheet="Jäte [1]")
    recipe = as_recipe(recipe_text(propose(table_of(rows), Answers(), words), "own", "Own", where, words, EN), "own", words)
    assert recognise([grid], [recipe], where).counted
    assert recognise([replace(grid, name="Jäte 1")], [recipe], where) is None


def test_a_recipe_that_does_not_fit_its_file_says_so(words, tmp_path):
    recipe = next(recipe for recipe in ready_recipes() if recipe.recipe_id == "fuel_cards")
    trial = try_recipe([grid_of(rows_of("Aine;Paino\nLasi;5"))], recipe, PLACE, tmp_path, words.known, load_basis(), "en")
    assert (trial.counted, [one.code for one in trial.problems]) == (False, ["recipe_fits_not"])
