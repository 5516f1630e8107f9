"""A reader sees how many answered, and no count of a few people; the calculated rows name the survey's file."""

import pytest

from hjj_lib import findings, survey_findings
from hjj_lib.basis import load_basis
from hjj_lib.language import Language
from hjj_lib.study import open_study

ENGLISH = Language("en")


@pytest.fixture(scope="module")
def study():
    return open_study("example_riverside", 2025)


@pytest.fixture(scope="module")
def without():
    return open_study("example_forest", 2025)


def test_the_response_rate_of_each_role_is_said(study):
    text = survey_findings.survey_sentence(study, ENGLISH)
    assert text == "Of the role “staff” 62 answered, 48% of 130. Of the role “student” 400 answered, 26% of 1,521."


def test_without_a_survey_a_sentence_says_so(without):
    assert not survey_findings.has_survey(without)
    assert survey_findings.survey_sentence(without, ENGLISH).startswith("No commuting survey")


def test_the_groups_are_named_by_their_sites(study):
    rows = survey_findings.strata_rows(study, ENGLISH)
    assert rows["group"].tolist()[0] == "Whole institution"
    assert "Metsäkylän toimipaikka, Satamahalli" in rows["group"].tolist()
    assert (rows["rate"] * rows["population"]).tolist() == pytest.approx(rows["answers"].tolist())
    assert list(rows) == list(survey_findings.STRATA_HEADINGS)


def test_no_count_of_fewer_than_five_people_is_shown(study):
    rows = survey_findings.mode_rows(study, ENGLISH)
    for role in ("staff", "student"):
        shown = rows[role].dropna()
        assert not ((shown > 0) & (shown < 5)).any()
    assert rows["staff"].isna().sum() >= 2


def test_why_cells_are_empty_is_said(study):
    assert "fewer than 5" in survey_findings.small_counts_sentence(study, ENGLISH)


def test_rows_of_commuting_lead_to_the_survey(study):
    rows = findings.largest_lines(study, ENGLISH, boundary="extended", rows=1000)
    commuting = rows[rows["category_id"].isin(["staff_commuting", "student_commuting"])]
    assert set(commuting["place"]) == {"commute_survey.csv"}


def test_without_a_survey_commuting_is_a_labelled_default_with_a_wide_interval(without):
    rows = without.entries[without.entries["activity_id"].isin(["staff_car_km", "student_bus_km"])]
    assert set(rows["origin"]) == {"default"}
    assert (rows["uncertainty_95_pct"] >= 100).all()


def test_commuting_is_in_the_extended_boundary_only():
    lines = load_basis().boundary_lines
    assert set(lines.loc[lines["activity_id"].str.match("(staff|student)_.*km$"), "boundary_id"]) == {"extended"}
