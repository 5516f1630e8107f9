"""A year is read as it was written: amounts, states, sites, units, provenance; unknown is not zero."""

import hashlib
import random
import unicodedata
import zipfile

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hjj_lib.intake.layout import word, words
from hjj_lib.tables import DENOMINATORS, Denominator, Entry, checked


def codes(intake):
    return [problem.code for problem in intake.problems]


def entry(intake, activity_id):
    """The only row of an activity."""
    rows = intake.entries[intake.entries["activity_id"] == activity_id]
    assert len(rows) == 1
    return rows.iloc[0]


def test_an_amount_comes_with_its_cell_unit_and_evidence(home):
    home.workbook().fill("diesel", amount=250, origin="mitattu", uncertainty=5, evidence="korttiraportti", comment="hyvä").save()
    row = entry(home.read(), "diesel")
    assert (row["value_state"], row["amount"], row["unit"], row["origin"]) == ("given", 250, "l", "measured")
    assert (row["uncertainty_95_pct"], row["evidence"], row["comment"]) == (5, "korttiraportti", "hyvä")
    assert (row["file"], row["sheet"], row["row"], row["column"]) == ("tiedot.xlsx", "Ajoneuvot ja koneet", 7, "D")
    assert row["entry_id"] == "example_test/2024/tiedot.xlsx/Ajoneuvot ja koneet/D7"


def test_the_tables_are_as_declared(home):
    home.workbook().fill("diesel", amount=1).save()
    intake = home.read()
    checked(intake.entries, Entry, file="")
    checked(intake.denominators, Denominator, file="")


@pytest.mark.parametrize(
    ("amount", "state", "expected"),
    [
        (5, None, "given"),
        (5, "arvo", "given"),
        (0, None, "zero"),
        (0, "arvo", "zero"),
        (None, "nolla", "zero"),
        (None, "ei koske", "not_applicable"),
        (None, "EI  TIEDOSSA", "unknown"),
        ("ei tietoa", None, "unknown"),
        ("ei koske", None, "not_applicable"),
        ("-", "nolla", "zero"),
    ],
)
def test_the_four_states_are_kept_apart(home, amount, state, expected):
    home.workbook().fill("diesel", amount=amount, state=state).save()
    intake = home.read()
    row = entry(intake, "diesel")
    assert row["value_state"] == expected
    assert pd.isna(row["amount"]) == (expected in ("not_applicable", "unknown"))
    assert not [p for p in intake.problems if p.row is not None and p.severity == "error"]


@pytest.mark.parametrize(("amount", "state"), [(5, "nolla"), (5, "ei tiedossa"), (0, "ei koske"), ("ei koske", "nolla")])
def test_an_amount_against_its_state_is_an_error_and_not_counted(home, amount, state):
    home.workbook().fill("diesel", amount=amount, state=state).save()
    intake = home.read()
    assert "state_contradicts" in codes(intake)
    assert entry(intake, "diesel")["value_state"] == "unknown"


def test_another_unit_of_the_same_kind_is_accepted_as_it_stands(home):
    home.workbook().fill("electricity", "Halli", amount=5000, unit="kW·h").fill("meals_mixed", amount=3, unit="Annosta").save()
    intake = home.read()
    assert tuple(entry(intake, "electricity")[["amount", "unit", "site_id"]]) == (5000, "kWh", "hall")
    assert entry(intake, "meals_mixed")["unit"] == "meal"


def test_a_likely_unit_is_offered(home):
    home.workbook().fill("electricity", "Halli", amount=1, unit="MWhh").save()
    problem = next(p for p in home.read().problems if p.code == "unknown_unit")
    assert (problem.values["suggestion"], problem.column, problem.sheet) == ("MWh", "E", "Energia")
    assert problem.remedy == "Did you mean “{suggestion}”?"


def test_a_site_is_known_by_name_or_id_whatever_its_letters(home):
    home.workbook().fill("diesel", amount=1, site=unicodedata.normalize("NFD", " päärakennus ")).save()
    assert entry(home.read(), "diesel")["site_id"] == "main"


def test_an_amount_of_an_unknown_site_is_not_counted_for_the_whole(home):
    home.workbook().fill("diesel", amount=1, site="Navetta").save()
    row = entry(home.read(), "diesel")
    assert (row["value_state"], pd.isna(row["amount"])) == ("unknown", True)


def test_stated_tonnes_are_flagged_as_stated(home):
    home.workbook().fill("stated_heat", amount=12, origin="laskettu").save()
    assert tuple(entry(home.read(), "stated_heat")[["origin", "unit"]]) == ("stated", "t_co2e")


def test_a_credit_note_is_counted_and_asked_about(home):
    home.workbook().fill("spend_ict", amount=-100).fill("spend_goods", amount=500).save()
    intake = home.read()
    assert entry(intake, "spend_ict")["amount"] == -100
    assert "negative_spend" in codes(intake)
    assert "negative_category" not in codes(intake)


def test_a_required_category_without_answers_is_unknown_not_zero(home):
    home.workbook().fill("diesel", amount=1).save()
    row = entry(home.read(), "refrigerants_other")
    assert (row["value_state"], pd.isna(row["amount"]), row["file"]) == ("unknown", True, "")


def test_a_recommended_category_without_answers_gets_no_row(home):
    home.workbook().fill("diesel", amount=1).save()
    assert not set(home.read().entries["activity_id"]) & {"spend_ict", "spend_goods"}


def test_empty_rows_of_an_answered_category_are_listed_once(home):
    home.workbook().fill("electricity", "Halli", amount=5).save()
    notes = [p for p in home.read().problems if p.code == "activities_blank"]
    assert [p.values["activities"] for p in notes] == ["Sähkö (Päärakennus), Sertifioitu sähkö, Myyty aurinko"]


def test_rows_of_an_exclusive_group_are_not_asked_when_another_was_answered(home):
    home.workbook().fill("food_spend", amount=5).save()
    assert "activities_blank" not in codes(home.read())


def test_foods_by_weight_complete_each_other_and_stand_for_the_meals(home):
    home.workbook().fill("food_beef", amount=10).save()
    read = home.read()
    assert "exclusive_group" not in codes(read)
    assert [p.values["activities"] for p in read.problems if p.code == "activities_blank"] == ["Riisi"]


def test_mixed_and_vegetarian_meals_complete_each_other(home):
    home.workbook().fill("meals_mixed", amount=10).fill("meals_vegetarian", amount=5).save()
    assert "exclusive_group" not in codes(home.read())


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("spend_goods", "spend_ict"),
        ("stated_heat", "heating_oil"),
        ("food_spend", "meals_vegetarian"),
        ("food_beef", "meals_mixed"),
        ("food_beef", "food_spend"),
    ],
)
def test_alternatives_of_one_thing_are_asked_about(home, first, second):
    # a sum of the quick version beside one of the full; finished tonnes beside an amount; euros, kilograms and meals
    home.workbook().fill(first, amount=10).fill(second, amount=5).save()
    assert "exclusive_group" in codes(home.read())


def test_an_alternative_that_does_not_concern_leaves_the_other_open(home):
    home.workbook().fill("food_spend", state="ei koske").save()
    note = next(p for p in home.read().problems if p.code == "activities_blank")
    assert note.values["activities"] == "Ateriat, Kasvisateriat, Naudanliha, Riisi"


def test_both_names_stand_in_a_double_counting_question(home):
    home.workbook().fill("meals_mixed", amount=10).fill("food_spend", amount=5).save()
    problem = next(p for p in home.read().problems if p.code == "exclusive_group")
    assert problem.values["activities"] == "“Ateriat”, “Ruoka euroina”"


def test_the_same_amount_in_two_files_is_counted_once_even_in_another_unit(home):
    home.workbook("a.xlsx").fill("electricity", "Halli", amount=5).save()
    home.workbook("b.xlsx").fill("electricity", "Halli", amount=5000, unit="kWh").save()
    intake = home.read()
    assert tuple(entry(intake, "electricity")[["amount", "unit", "file"]]) == (5, "MWh", "a.xlsx")
    problem = next(p for p in intake.problems if p.code == "duplicate_amount")
    assert (problem.values["first"], problem.values["second"]) == ("a.xlsx, Energia D15", "b.xlsx, Energia D15")


def test_a_row_for_the_whole_is_not_blank_when_its_sites_are_given(home):
    home.workbook().spare("Ajoneuvot ja koneet", activity="Diesel", site="Halli", amount=7, unit="l").save()
    blank = [found.values["activities"] for found in home.read().problems if found.code == "activities_blank"]
    assert not any("Diesel" in names or "()" in names for names in blank)


def test_two_amounts_of_one_activity_on_a_sheet_are_both_counted(home):
    home.workbook().fill("diesel", amount=5).spare("Ajoneuvot ja koneet", activity="Diesel", amount=7, unit="l").save()
    intake = home.read()
    assert sorted(intake.entries.loc[intake.entries["activity_id"] == "diesel", "amount"]) == [5, 7]
    assert not {"duplicate_amount", "duplicate_differs"} & set(codes(intake))


def test_an_empty_and_a_filled_workbook_make_one_year(home):
    home.workbook("tyhja.xlsx").save()
    home.workbook("taysi.xlsx").fill("diesel", amount=5).save()
    assert entry(home.read(), "diesel")["amount"] == 5


def test_a_formula_with_a_stored_result_is_read(home):
    from mistakes import _store

    home.workbook().fill("diesel", amount="=2*3").save()
    _store(home, "diesel", None, "6")
    assert entry(home.read(), "diesel")["amount"] == 6


def test_an_uncertainty_may_be_written_in_several_ways(home):
    workbook = home.workbook().fill("diesel", amount=1, uncertainty="±10 %").fill("meals_mixed", amount=1, uncertainty=0.1)
    workbook.cell("meals_mixed", "uncertainty").number_format = "0%"
    workbook.save()
    intake = home.read()
    assert [entry(intake, key)["uncertainty_95_pct"] for key in ("diesel", "meals_mixed")] == [10, 10]


def test_floor_areas_come_from_the_institutions_file_when_no_workbook_gives_them(home):
    home.workbook().fill("denominator.floor_area_m2", "Halli", amount=None).save()
    areas = home.read().denominators.query("kind == 'floor_area_m2'").set_index("site_id")
    assert tuple(areas.loc["hall", ["value", "file"]]) == (500, "institution.toml")
    assert tuple(areas.loc["main", ["value", "file"]]) == (1000, "tiedot.xlsx")


def test_every_denominator_has_an_answer_for_the_whole(home):
    home.workbook().fill("denominator.student_years", amount="1 200,5", evidence="tilasto").save()
    whole = home.read().denominators
    whole = whole[whole["site_id"].isna()].set_index("kind")
    assert set(whole.index) == set(DENOMINATORS)
    assert tuple(whole.loc["student_years", ["value_state", "value", "source"]]) == ("given", 1200.5, "tilasto")
    assert whole.loc["meals", "value_state"] == "unknown"


def test_a_thousandfold_slip_names_the_site_and_both_figures(home):
    home.workbook().fill("district_heat", "Päärakennus", amount=100_000).fill("district_heat", "Halli", amount=50).save()
    slips = [p for p in home.read().problems if p.code == "unit_slip"]
    assert [(p.values["site"], p.values["value"]) for p in slips] == [(" (Päärakennus)", 100_000)]


def test_usual_heat_gives_no_question(home):
    home.workbook().fill("district_heat", "Päärakennus", amount=100).fill("district_heat", "Halli", amount=50).save()
    assert "unit_slip" not in codes(home.read())


def test_a_refused_file_is_not_counted_and_nothing_is_asked_about_it(home):
    from mistakes import MISTAKES

    MISTAKES["year_wrong"](home)
    intake = home.read()
    assert set(intake.entries["value_state"]) == {"unknown"}
    assert codes(intake) == ["year_wrong"]


def test_every_file_has_a_row(home):
    home.workbook().fill("diesel", amount=1).save()
    for name in ("lasku.pdf", "~$tiedot.xlsx", "Thumbs.db"):
        (home.year_folder / name).write_bytes(b"x")
    files = home.read().files.set_index("file")
    assert files["kind"].to_dict() == {
        "tiedot.xlsx": "template",
        "lasku.pdf": "unknown",
        "~$tiedot.xlsx": "ignored",
        "Thumbs.db": "ignored",
    }
    assert files.loc["tiedot.xlsx", "rows"] == 3  # one amount, two floor areas filled in by the template
    assert files.loc["lasku.pdf", "note"] == "unknown_file"


def test_problems_come_with_the_most_serious_first(home):
    home.workbook().fill("diesel", amount="n. 5").fill("meals_mixed", amount=1, origin="mitatu").save()
    severities = [problem.severity for problem in home.read().problems]
    assert severities == sorted(severities, key=["error", "question", "note"].index)


def test_nothing_in_the_raw_folder_changes(home):
    home.workbook().fill("diesel", amount="n. 5").save()
    (home.year_folder / "muu.csv").write_text("a;b", encoding="utf-8")

    def hashes():
        files = sorted(path for path in home.folder.rglob("*") if path.is_file())
        return {path: (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns) for path in files}

    before = hashes()
    home.read()
    assert hashes() == before


def test_the_folder_of_the_year_may_be_given_itself(home):
    from hjj_lib.intake import read_year

    home.workbook().fill("diesel", amount=5).save()
    assert entry(read_year(home.year_folder, 2024, home.institution, home.basis), "diesel")["amount"] == 5


def test_a_broken_workbook_never_raises(home):
    home.workbook().fill("diesel", amount=5).save()
    path = home.year_folder / "tiedot.xlsx"
    whole, dice = path.read_bytes(), random.Random(0)
    for _ in range(25):
        broken = bytearray(whole)
        for _ in range(20):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        path.write_bytes(bytes(broken))
        assert home.read().files.loc[0, "kind"] in ("template", "unreadable", "other_workbook")


def test_broken_xml_inside_a_whole_archive_never_raises(home):
    home.workbook().fill("diesel", amount=5).save()
    path, dice = home.year_folder / "tiedot.xlsx", random.Random(0)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(25):
        name = dice.choice([name for name in parts if name.endswith(".xml")])
        part = bytearray(parts[name])
        position = dice.randrange(len(part))
        part[position : position + dice.randrange(30)] = b"<>9\xff"[: dice.randrange(5)]
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for other, content in parts.items():
                archive.writestr(other, bytes(part) if other == name else content)
        home.read()


AMOUNTS = st.one_of(st.none(), st.integers(0, 10**9), st.floats(0, 1e9, allow_nan=False).map(lambda x: round(x, 3)))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(st.sampled_from(["diesel", "spend_ict", "meals_mixed", "refrigerants_other"]), AMOUNTS, min_size=1),
    st.sampled_from(["fi", "sv", "en"]),
    st.booleans(),
)
def test_what_is_written_in_any_language_is_read_back(home, amounts, language, as_text):
    workbook = home.workbook(language=language)
    for key, amount in amounts.items():
        if amount is None:
            workbook.fill(key, state=word("state", "not_applicable", language))
        else:
            text = f"{amount:,}".replace(",", "\u00a0").replace(".", ",") if isinstance(amount, int) else amount
            workbook.fill(key, amount=text if as_text else amount, origin=word("origin", "estimated", language))
    workbook.save()
    intake = home.read()
    for key, amount in amounts.items():
        row = entry(intake, key)
        assert row["value_state"] == ("not_applicable" if amount is None else "given" if amount else "zero")
        assert pd.isna(row["amount"]) if amount is None else row["amount"] == amount
        assert amount is None or row["origin"] == "estimated"


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("state", [w.id for w in words("state") if w.id != "given"])
def test_each_state_is_read_in_each_language(home, language, state):
    home.workbook(language=language).fill("diesel", state=word("state", state, language)).save()
    assert entry(home.read(), "diesel")["value_state"] == state
