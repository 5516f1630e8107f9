"""Everything of the catalogue of faults is caught, with exactly the problems that the fault is, and nothing is written."""

import hashlib
import re

import pytest
from catalogue import CASES
from table import README, THREATS, tables

from hjj_lib.intake.messages import messages


def _hashes(home):
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in home.folder.rglob("*") if path.is_file()}


def _counted(entries, activity):
    """The amount that counts, in all; nothing if no amount of it is known."""
    amounts = entries.loc[entries["activity_id"] == activity, "amount"].dropna()
    return amounts.sum() if len(amounts) else None


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.threat} {case.fault}")
def test_a_fault_is_told_with_its_place_and_nothing_else_is(home, case):
    case.make(home)
    before = _hashes(home)
    intake = home.read()
    said = [(found.code, found.file, found.sheet, found.row, found.column) for found in intake.problems]
    assert sorted(said, key=str) == sorted(case.said, key=str)
    for activity, amount in case.counted.items():
        assert _counted(intake.entries, activity) == (None if amount is None else pytest.approx(amount)), activity
    assert _hashes(home) == before


def test_every_threat_of_intake_has_a_fault():
    # I23 is asked of every fault: the raw files are the same before and after.
    assert {case.threat for case in CASES} == set(THREATS) - {"I23"}
    assert list(THREATS) == [f"I{number}" for number in range(1, 24)]


@pytest.mark.parametrize("beginning", ["recipe_", "meter_", "survey_", "ledger_"])
def test_every_message_about_a_foreign_file_is_told_by_a_case(beginning):
    told = {said[0] for case in CASES for said in case.said}
    assert {code for code in messages() if code.startswith(beginning)} - told == set()


def test_every_fault_is_told_once():
    faults = [(case.threat, case.fault) for case in CASES]
    assert len(faults) == len(set(faults))


def test_the_catalogue_names_messages_that_exist():
    assert {said[0] for case in CASES for said in case.said} <= set(messages())


def test_the_readme_shows_the_catalogue():
    # Made anew with: python tests/bad/table.py
    assert tables() in README.read_text(encoding="utf-8")


def test_a_second_reading_says_the_same(home):
    for case in (case for case in CASES if case.threat in ("I12", "I14", "I15")):
        case.make(home)
        first, second = home.read(), home.read()
        assert first.entries.equals(second.entries)
        assert first.problems == second.problems
        for path in home.year_folder.iterdir():
            path.unlink()


def test_the_readme_is_made_of_short_lines_of_prose():
    prose = [line for line in README.read_text(encoding="utf-8").splitlines() if not line.startswith("|")]
    assert all(len(line) <= 130 for line in prose)
    assert not [line for line in prose if re.search(r"TODO|FIXME", line)]
