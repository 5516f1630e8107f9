"""Answers of the commuting survey become entries for everybody; nothing about a person is kept or said."""

import json
import math

import openpyxl
import pandas as pd
import pytest

from hjj_lib.intake.survey_form import write_form
from hjj_lib.tables import Entry, SurveyStratum, checked

YEAR = 2024

HEAD = "role,campus,year,distance,days_car,days_bus,remote_days\n"
NEAR, FAR = "staff,main,2024,2_5,5,0,0\n", "staff,hall,2024,10_20,5,0,0\n"
#: Whatever of this is found anywhere was kept.
CANARIES = ("Maija Meikäläinen", "maija@example.org", "Kotikatu 5", "010203-123A", "haluaisin lisää pyöräkatoksia")


def codes(intake):
    return [problem.code for problem in intake.problems]


def entry(intake, activity_id="staff_car_km"):
    rows = intake.entries[intake.entries["activity_id"] == activity_id]
    assert len(rows) == 1
    return rows.iloc[0]


def with_staff(home, years=20):
    home.workbook().fill("denominator.staff_years", amount=years).save()


def with_students(home, main=60, hall=40):
    book = home.workbook()
    for site, years in (("Päärakennus", main), ("Halli", hall), ("", main + hall)):
        book.fill("denominator.student_years", site, amount=years)
    book.save()


def everything(intake):
    """All that intake hands on, as text."""
    frames = (intake.entries, intake.denominators, intake.files, intake.purchases, intake.survey.strata, intake.survey.counts)
    told = [json.dumps(problem.as_row(), ensure_ascii=False, default=str) for problem in intake.problems]
    return "".join([*(frame.to_csv() for frame in frames), *told, repr(intake.survey)])


def test_everybody_travels_like_those_who_answered(home):
    with_staff(home)
    home.csv(HEAD + NEAR * 5 + FAR * 5, "commute_survey.csv")
    intake = home.read()
    row = entry(intake)
    # 20 people × mean of 4 and 10 km × 2 × 200 days
    assert row["amount"] == pytest.approx(56000)
    assert (row["unit"], row["origin"], row["file"]) == ("km", "estimated", "commute_survey.csv")
    assert row["entry_id"] == "example_test/2024/commute_survey/staff_car_km"
    assert (
        row["comment"] == "Liikkumiskysely: 10 vastausta, henkilötyövuodet 20, vastausosuus 50\u00a0%, laajennettuja ryhmiä: 1."
    )
    checked(intake.entries, Entry, file="")


def test_the_interval_is_that_of_the_sample(home):
    with_staff(home)
    home.csv(HEAD + NEAR * 5 + FAR * 5, "commute_survey.csv")
    # 20 × s / √10 × √(1 − 10/20) with s = 1200 × √(10/9) around a total of 20 × 2800
    half = 1.959964 * 20 * 1200 * math.sqrt(10 / 9) / math.sqrt(10) * math.sqrt(0.5)
    assert entry(home.read())["uncertainty_95_pct"] == pytest.approx(100 * half / 56000, rel=1e-5)


def test_who_comes_two_days_and_is_remote_three_travels_two_days(home):
    with_staff(home, 10)
    home.csv(HEAD + "staff,main,2024,10_20,0,2,3\n" * 5, "commute_survey.csv")
    intake = home.read()
    # 10 people × 10 km × 2 × 2/5 × 200 days
    assert entry(intake, "staff_bus_km")["amount"] == pytest.approx(16000)
    assert (entry(intake)["value_state"], entry(intake)["amount"]) == ("zero", 0)


def test_students_are_expanded_by_site(home):
    with_students(home)
    home.csv(HEAD + "student,main,,2_5,5,0,0\n" * 5 + "student,hall,,10_20,5,0,0\n" * 20, "commute_survey.csv")
    intake = home.read()
    # 60 × 1600 + 40 × 4000, not 100 × the mean of all answers
    assert entry(intake, "student_car_km")["amount"] == pytest.approx(256000)
    strata = checked(intake.survey.strata, SurveyStratum, file="")
    assert strata[["stratum", "population", "answers"]].values.tolist() == [["hall", 40, 20], ["main", 60, 5]]


def test_the_order_of_answers_makes_no_difference(home):
    with_students(home)
    near, far = "student,main,,2_5,5,0,0\n", "student,hall,,10_20,3,2,0\n"
    found = []
    for text in ((near + far) * 9, near * 9 + far * 9):
        home.csv(HEAD + text, "commute_survey.csv")
        rows = home.read().entries
        found.append(rows[rows["file"] == "commute_survey.csv"][["activity_id", "amount", "uncertainty_95_pct"]])
    pd.testing.assert_frame_equal(*found)


def test_codes_and_words_of_all_languages_are_understood(home):
    with_staff(home, 10)
    home.csv("Roll;Toimipaikka;Distance one way;days_car\n" + "personal;Halli;10–20 km;5\n" * 5, "commute_survey.csv")
    assert entry(home.read())["amount"] == pytest.approx(40000)


def test_the_form_that_was_written_can_be_filled_and_read(home):
    with_staff(home, 10)
    path = home.year_folder / "commute_survey.xlsx"
    write_form(path, "fi", home.institution, YEAR)
    book = openpyxl.load_workbook(path)
    sheet = book["Vastaukset"]
    at = {cell.value: cell.column for cell in sheet[1]}
    for row in range(3, 8):
        for key, value in {"role": "henkilöstö", "campus": "Halli", "year": YEAR, "distance": "10–20 km", "days_car": 5}.items():
            sheet.cell(row, at[key]).value = value
    book.save(path)
    intake = home.read()
    assert entry(intake)["amount"] == pytest.approx(40000)
    assert intake.files.set_index("file").loc["commute_survey.xlsx", ["kind", "rows"]].tolist() == ["commute_survey", 5]


@pytest.mark.parametrize("ending", ["csv", "md", "xlsx"])
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_form_is_written_in_every_language(tmp_path, home, language, ending):
    path = tmp_path / f"form.{ending}"
    write_form(path, language, home.institution, YEAR)
    if ending == "xlsx":
        cells = [cell.value for sheet in openpyxl.load_workbook(path).worksheets for row in sheet for cell in row]
        text = " ".join(map(str, cells))
    else:
        text = path.read_text(encoding="utf-8-sig")
    assert "Päärakennus" in text
    assert "days_e_scooter" in text


def test_nothing_about_a_person_is_kept_or_said(home):
    with_staff(home)
    name, mail, street, code, text = CANARIES
    head = "Aikaleima;Nimi;Sähköposti;role;campus;distance;days_car;Osoite;Hetu;Palaute\n"
    row = f"1.2.2024;{name};{mail};staff;main;2_5;5;{street};{code};{text}\n"
    in_codes = f"1.2.2024;;;{name};main;2_5;5\n;;;staff;{street};2_5;5\n;;;staff;main;{text};5\n;;;staff;main;2_5;{mail}\n"
    home.csv(head + row * 6 + in_codes + f"{name};;;;;;;;;\n", "commute_survey.csv")
    intake = home.read()
    kept = everything(intake)
    assert [canary for canary in CANARIES if canary in kept] == []
    assert entry(intake)["value_state"] == "given"
    (dropped,) = [problem for problem in intake.problems if problem.code == "survey_dropped"]
    assert dropped.values["letters"] == "A, B, C, H, I, J"


def test_a_file_without_headings_says_nothing_of_its_first_row(home):
    home.csv(f"{CANARIES[0]},staff,main,2_5\n{CANARIES[1]},staff,main,2_5\n", "commute_survey.csv")
    intake = home.read()
    assert "survey_columns" in codes(intake)
    assert [canary for canary in CANARIES if canary in everything(intake)] == []


def test_few_answers_make_no_entry_and_no_group(home):
    with_staff(home)
    home.csv(HEAD + NEAR * 4, "commute_survey.csv")
    intake = home.read()
    assert "staff_car_km" not in set(intake.entries["activity_id"])
    assert intake.survey.strata.empty


def test_no_group_has_fewer_answers_than_may_be_shown(home):
    with_students(home)
    home.csv(HEAD + "student,main,,2_5,5,0,0\n" * 12 + "student,hall,,10_20,5,0,0\n" * 3, "commute_survey.csv")
    assert home.read().survey.strata["answers"].tolist() == [15]


def test_the_survey_counts_in_place_of_typed_kilometres(home):
    book = home.workbook().fill("denominator.staff_years", amount=20)
    book.fill("staff_bus_km", amount=77).fill("student_car_km", amount=500).save()
    home.csv(HEAD + NEAR * 5, "commute_survey.csv")
    intake = home.read()
    assert entry(intake)["amount"] == pytest.approx(32000)
    assert entry(intake, "staff_bus_km")["value_state"] == "zero"
    assert entry(intake, "student_car_km")["amount"] == 500
    assert codes(intake).count("typed_and_survey") == 1


def test_the_same_file_twice_changes_nothing(home):
    with_staff(home)
    home.csv(HEAD + NEAR * 5, "commute_survey.csv")
    once = home.read().entries
    home.csv(HEAD + NEAR * 5, "commute_survey_kopio.csv")
    pd.testing.assert_frame_equal(home.read().entries, once)


def test_two_files_of_different_people_are_one_survey(home):
    with_staff(home)
    home.csv(HEAD + NEAR * 5, "commute_survey_1.csv")
    home.csv(HEAD + FAR * 5, "commute_survey_2.csv")
    assert entry(home.read())["amount"] == pytest.approx(56000)
