"""What reports say about bought energy, on the example providers: evidence, views, methods, what may still change."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from hjj_lib import energy_findings, tables
from hjj_lib.exports import write_audit_workbook
from hjj_lib.findings import answers
from hjj_lib.inventory import select
from hjj_lib.language import LOCALES, Language
from hjj_lib.study import DATA, Study, open_study, process

ENGLISH = Language("en")


@pytest.fixture(scope="module")
def complete() -> Study:
    return open_study("example_coast", 2025)


@pytest.fixture(scope="module")
def before() -> Study:
    return open_study("example_coast", 2024)


@pytest.fixture(scope="module")
def partial() -> Study:
    return open_study("example_lakeland", 2025)


def codes(study: Study) -> list[str]:
    return [problem.code for problem in study.problems if problem.code.startswith("evidence")]


def test_complete_evidence_brings_no_questions_and_partial_evidence_does(complete: Study, partial: Study) -> None:
    assert codes(complete) == []
    assert sorted(codes(partial)) == ["evidence_for_unknown", "evidence_missing", "evidence_short"]


def test_questions_of_the_calculation_stand_among_those_of_the_intake(partial: Study) -> None:
    assert all(problem in partial.problems for problem in partial.found)
    assert len(partial.problems) == len(partial.found) + len(partial.intake.problems)
    severities = [problem.severity for problem in partial.problems]
    assert severities == sorted(severities, key=["error", "question", "note"].index)


def test_a_part_without_evidence_is_residual_mix_in_the_ledger_and_walks_back_to_its_cell(partial: Study) -> None:
    rows = partial.inventory[partial.inventory["entry_id"].str.endswith("#electricity")]
    market = select(rows[rows["part"] == "direct"], view="market", boundary="inventory")
    assert set(market["factor_role"]) == {"electricity_residual_mix"}
    reported = partial.intake.entries.set_index("entry_id")
    for row in market.to_dict("records"):
        source = reported.loc[tables.reported_id(pd.Series([row["entry_id"]])).iloc[0]]
        assert (source["activity_id"], source["sheet"], source["row"]) == ("electricity_certified", row["sheet"], row["row"])


def test_a_split_amount_is_one_answer(partial: Study) -> None:
    rows = answers(partial, ENGLISH).set_index("category_id")
    electricity = partial.basis.activities.query("category_id == 'electricity'")["activity_id"]
    assert rows.loc["electricity", "answered"] == partial.intake.entries["activity_id"].isin(electricity).sum()


def test_evidence_is_kept_with_the_processed_tables(complete: Study, tmp_path: Path) -> None:
    folder = process(complete, data_dir=tmp_path)
    pd.testing.assert_frame_equal(
        tables.checked(pd.read_parquet(folder / "evidence.parquet"), tables.Evidence, file=""), complete.intake.evidence
    )


def test_a_workbook_without_the_sheet_of_evidence_counts_nothing_as_certified(tmp_path: Path) -> None:
    shutil.copytree(DATA / "raw" / "example_coast", tmp_path / "raw" / "example_coast")
    path = tmp_path / "raw" / "example_coast" / "2025" / "lahtotiedot_2025.xlsx"
    book = openpyxl.load_workbook(path)
    del book["Bevis"]
    book.save(path)
    study = open_study("example_coast", 2025, data_dir=tmp_path)
    assert codes(study) == ["evidence_missing"]
    assert "electricity_certified" not in set(study.entries.query("value_state == 'given'")["activity_id"])


def test_the_steps_lead_from_one_year_to_the_next(before: Study, complete: Study) -> None:
    steps = energy_findings.change_steps(before, complete, ENGLISH, boundary="core")
    assert steps["kg"].iloc[:-1].sum() == pytest.approx(steps["kg"].iloc[-1])
    assert steps["step"].tolist()[0] == "before"
    contract = steps.set_index("step").loc["contract", "kg"]
    assert contract == min(steps["kg"].iloc[1:-1])
    assert "2024" in energy_findings.change_sentence(steps, ENGLISH)


def test_two_years_alike_are_said_to_be_alike(complete: Study) -> None:
    steps = energy_findings.change_steps(complete, complete, ENGLISH, boundary="core")
    assert steps["step"].tolist() == ["before", "after"]
    assert "did not change" in energy_findings.change_sentence(steps, ENGLISH)


def test_contracts_are_worth_the_difference_to_the_residual_mix(complete: Study) -> None:
    rows = energy_findings.three_results(complete, ENGLISH, boundary="core").set_index("result")
    saved = rows.loc["residual", "electricity_kg"] - rows.loc["market", "electricity_kg"]
    assert ENGLISH.tonnes(saved) in energy_findings.three_results_sentence(rows.reset_index(), ENGLISH)


def test_a_year_without_final_factors_is_preliminary_and_an_older_one_is_not(complete: Study, before: Study) -> None:
    note = energy_findings.preliminary_note(complete, ENGLISH)
    # As long as the basis has an estimate or an older factor for 2025.
    assert not note or note.startswith("**Preliminary**")
    assert energy_findings.preliminary_note(before, ENGLISH) == ""


def test_every_heat_factor_says_its_allocation_method_in_words(partial: Study) -> None:
    rows = energy_findings.heat_factors(partial, ENGLISH)
    assert len(rows)
    assert set(rows["method"]) <= set(energy_findings.METHOD_NAMES.values())
    assert "Keskustan kampus" in ", ".join(rows["sites"])


def test_all_methods_and_levels_of_the_basis_have_a_name(partial: Study) -> None:
    assert set(partial.basis.emission_factors["allocation_method"].dropna()) <= set(energy_findings.METHOD_NAMES)
    assert set(tables.FACTOR_LEVELS) == set(energy_findings.LEVEL_NAMES)


@pytest.mark.parametrize("code", LOCALES)
def test_evidence_is_shown_in_words_of_each_language(partial: Study, code: str) -> None:
    rows = energy_findings.evidence_rows(partial, Language(code))
    assert rows["period"].iloc[0] == "1.1.2025–31.12.2025"
    assert rows["place"].str.match(r"Todisteet![A-Z]+\d+$").all()
    assert {"instrument", "beneficiary", "document", "site"} <= set(rows)
    assert str(len(rows)) in energy_findings.evidence_sentence(partial, Language(code))


def test_the_audit_workbook_holds_the_evidence_and_the_note(complete: Study, tmp_path: Path) -> None:
    write_audit_workbook(complete, tmp_path / "inventory.xlsx", ENGLISH)
    book = openpyxl.load_workbook(tmp_path / "inventory.xlsx")
    assert next(row[0] for row in book["Evidence of energy"].iter_rows(values_only=True)) == "What the evidence is about"
    assert book["Evidence of energy"].max_row == len(complete.intake.evidence) + 1
    note = energy_findings.preliminary_note(complete, ENGLISH).replace("**", "")
    assert not note or note in [row[0] for row in book["README"].iter_rows(values_only=True)]


def test_a_version_without_rules_of_evidence_says_that_it_cannot_tell_what_contracts_do():
    study = open_study("example_coast", 2025, basis_version="2026.1")
    rows = energy_findings.three_results(study, ENGLISH, boundary="core")
    assert rows["result"].tolist() == ["market", "location"]
    assert "cannot be told" in energy_findings.three_results_sentence(rows, ENGLISH)
