"""The commands about recipes: asked or by options, nothing is kept before it has been tried on the file."""

from __future__ import annotations

import hashlib

import openpyxl
import pytest
from recipes.conftest import INSTITUTION
from recipes.make import FILES
from typer.testing import CliRunner

from hjj_lib.cli import app

WASTE = """Keksitty Jäte Oy

Kohteen nimi;Jätteen laji;Noutokuukausi;Massa (kg);Hinta EUR
Päärakennus;Sekajäte;01/2024;1 500,5;200
Päärakennus;Poltettava jäte;02/2024;300;20
Hallin piha;Biojäte;02/2024;800;90
Yhteensä;;;2 600,5;310
"""
COLUMNS = ["site=Kohteen nimi", "what=Jätteen laji", "date=Noutokuukausi", "amount=Massa (kg)"]
OPTIONS = [part for one in COLUMNS for part in ("--column", one)]
WORDS = ["--word", "Poltettava jäte=waste_energy", "--word", "Hallin piha=Halli"]
NAMED = ["--name", "Keksityn jätteet"]


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data" / "raw" / "example_test" / "2024"
    folder.mkdir(parents=True)
    (folder.parent / "institution.toml").write_text(INSTITUTION, encoding="utf-8")
    (folder / "jate.csv").write_text(WASTE, encoding="utf-8")
    return tmp_path / "data"


def hjj(data, *words, typed=""):
    return CliRunner().invoke(app, ["recipe", *map(str, words), "--data", str(data), "-l", "en"], input=typed)


def new(data, *words, file="jate.csv", typed=""):
    path = data / "raw" / "example_test" / "2024" / file
    return hjj(data, "new", path, "-i", "example_test", *words, typed=typed)


def kept(data):
    return sorted(path.name for path in (data / "raw" / "example_test").rglob("decisions/recipes/*"))


def test_with_options_for_everything_that_is_open_nothing_is_asked_and_the_file_is_read_from_then_on(data):
    file = data / "raw" / "example_test" / "2024" / "jate.csv"
    before = hashlib.sha256(file.read_bytes()).hexdigest()
    done = new(data, *OPTIONS, *WORDS, *NAMED)
    assert done.exit_code == 0, done.output
    assert kept(data) == ["keksityn_jatteet.toml"]
    assert "3 rows. Left out: 1 rows of sums" in done.output
    assert [word for word in ("1.50", "0.30", "0.80") if word not in done.output] == []
    assert hashlib.sha256(file.read_bytes()).hexdigest() == before
    again = new(data)
    assert (again.exit_code, "The recipe keksityn_jatteet reads this file already" in again.output) == (0, True)


def test_everything_that_is_open_is_one_list_and_nothing_is_written(data):
    done = new(data, *NAMED)
    assert done.exit_code == 1
    for told in ("site=Kohteen nimi", "what=Jätteen laji", "amount=Massa (kg)", "Poltettava jäte=ACTIVITY", "Hallin piha=SITE"):
        assert told in done.output
    assert "Traceback" not in done.output
    assert kept(data) == []


def test_what_is_typed_becomes_the_recipe_and_the_last_question_decides(data):
    typed = "\n\n\n\n\nliiteri\nwaste_energy\nHalli\nJätteet\n"
    refused = new(data, typed=typed + "\n")
    assert (refused.exit_code, kept(data)) == (1, [])
    assert "“liiteri” is not known here." in refused.output
    done = new(data, typed=typed + "k\n")
    assert (done.exit_code, kept(data)) == (0, ["jatteet.toml"]), done.output


def test_a_word_may_stay_open_and_is_then_told_as_not_counted(data):
    done = new(data, typed="\n\n\n\n\n\nHalli\nJätteet\ny\n")
    assert done.exit_code == 0
    assert "The recipe does not know Poltettava jäte (1 rows). They were not counted." in done.output
    text = (data / "raw" / "example_test" / "decisions" / "recipes" / "jatteet.toml").read_text(encoding="utf-8")
    assert '# "Poltettava jäte" = ""' in text


def test_a_column_can_be_corrected_before_anything_is_asked(data):
    done = new(data, typed="1\n-\n\n\n\n\n-\nJätteet\ny\n")
    assert done.exit_code == 0, done.output
    assert "columns.site" not in done.output


def test_q_ends_the_questions_and_nothing_is_written(data):
    assert (new(data, typed="\nq\n").exit_code, kept(data)) == (1, [])


def test_print_only_shows_the_recipe(data):
    done = new(data, "--print", *OPTIONS, *WORDS)
    assert (done.exit_code, kept(data)) == (0, [])
    assert '"Poltettava jäte" = "waste_energy"' in done.output


def test_a_name_that_is_taken_is_refused(data):
    new(data, *OPTIONS, *WORDS, *NAMED)
    other = data / "raw" / "example_test" / "2024" / "muu.csv"
    other.write_text(WASTE.replace("Massa", "Paljous"), encoding="utf-8")
    done = new(data, *(word.replace("Massa", "Paljous") for word in (*OPTIONS, *WORDS)), *NAMED, file="muu.csv")
    assert (done.exit_code, "There is already a recipe keksityn_jatteet." in done.output) == (1, True)


def test_a_file_that_a_ready_recipe_reads_needs_none(data):
    file = FILES / "fuel_cards.csv"
    done = hjj(data, "new", file, "-i", "example_test")
    assert (done.exit_code, "The recipe fuel_cards reads this file already" in done.output) == (0, True)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.pdf", b"x", "a.pdf"),
        ("a.xlsx", b"x", "a.xlsx"),
        ("a.csv", b'"a;b\n"c', "a.csv"),
        ("a.csv", b"Nimi;Selite\na;b\n", "no row of headings"),
        ("missing.csv", None, "missing.csv"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_without_a_traceback(data, name, content, told):
    if content is not None:
        (data / "raw" / "example_test" / "2024" / name).write_bytes(content)
    done = new(data, file=name)
    assert (done.exit_code, told in done.output, "Traceback" in done.output) == (1, True, False)
    assert isinstance(done.exception, SystemExit)


@pytest.mark.parametrize(
    "words",
    [
        ["--column", "site=Paikka"],
        ["--column", "nothing"],
        ["--word", "x"],
        ["--unit", "säkki"],
        ["--decimal", "x"],
        ["--sheet", "A"],
    ],
)
def test_an_option_that_says_nothing_is_told_and_nothing_is_written(data, words):
    done = new(data, *NAMED, *words)
    assert (done.exit_code, kept(data)) == (1, [])
    assert isinstance(done.exception, SystemExit)


def test_an_unknown_institution_is_told(data):
    done = hjj(data, "new", FILES / "fuel_cards.csv", "-i", "nobody")
    assert (done.exit_code, "institution.toml" in done.output) == (1, True)


def test_of_two_sheets_the_one_that_is_chosen_is_named_in_the_recipe(data):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in ("Tammi", "Helmi"):
        sheet = book.create_sheet(name)
        sheet.append(["Aine", "Paljon kg"])
        sheet.append(["Biojäte", 5])
    book.save(data / "raw" / "example_test" / "2024" / "jate.xlsx")
    options = ["--column", "what=Aine", "--column", "amount=Paljon kg", *NAMED]
    assert "Several sheets hold a table" in new(data, *options, file="jate.xlsx").output
    done = new(data, *options, "--sheet", "Tammi", file="jate.xlsx")
    assert (done.exit_code, kept(data)) == (0, ["keksityn_jatteet.toml"]), done.output
    asked = new(data, file="jate.xlsx")
    assert "reads this file already" in asked.output


def test_a_ledger_is_tried_with_its_accounts(data):
    text = "Tili;Tilin nimi;Ostot\n4711;ICT-palvelut;1000,50\n4520;Kirjallisuus;99,50\n"
    (data / "raw" / "example_test" / "2024" / "ostot.csv").write_text(text, encoding="utf-8")
    done = new(data, "--column", "amount_net_eur=Ostot", "--name", "Ostot", file="ostot.csv")
    assert (done.exit_code, kept(data)) == (0, ["ostot.toml"]), done.output
    assert "2 rows" in done.output


def test_the_list_has_the_ready_recipes_and_before_them_ones_own(data):
    new(data, *OPTIONS, *WORDS, *NAMED)
    lines = hjj(data, "list", "-i", "example_test").output.splitlines()
    assert "keksityn_jatteet" in lines[2]
    assert "own" in lines[2]
    assert any("fuel_cards" in line and "ready" in line for line in lines)
    assert "keksityn_jatteet" not in hjj(data, "list").output


def test_a_broken_recipe_is_told_with_the_list(data):
    folder = data / "raw" / "example_test" / "decisions" / "recipes"
    folder.mkdir(parents=True)
    (folder / "rikki.toml").write_text("recipe_id = rikki", encoding="utf-8")
    done = hjj(data, "list", "-i", "example_test")
    assert (done.exit_code, "rikki.toml" in done.output, "fuel_cards" in done.output) == (1, True, True)
    assert new(data, *OPTIONS, *WORDS, *NAMED).exit_code == 1


def test_a_mark_and_a_sheet_that_are_open_are_asked_by_number(data):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in ("Tammi", "Helmi"):
        sheet = book.create_sheet(name)
        sheet.append(["Jätelaji", "Paljon kg"])
        sheet.append(["Biojäte", "1.500"])
    book.save(data / "raw" / "example_test" / "2024" / "jate.xlsx")
    typed = "7\n2\n1\n\n\nJätteet\ny\n"
    done = new(data, file="jate.xlsx", typed=typed)
    assert (done.exit_code, kept(data)) == (0, ["jatteet.toml"]), done.output
    assert "1.50" in done.output
    text = (data / "raw" / "example_test" / "decisions" / "recipes" / "jatteet.toml").read_text(encoding="utf-8")
    assert 'sheets = ["Helmi"]' in text
    assert 'thousands = "."' in text


def test_the_list_tells_by_which_text_an_old_calculator_is_known(data):
    lines = hjj(data, "list").output.splitlines()
    assert any("old_calculator_example" in line and "Keksitty hiilijalanjälkilaskuri" in line for line in lines)
