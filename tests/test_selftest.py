"""The known answers are reproduced, and a wrong answer would be seen."""

import pandas as pd
import pytest

from hjj_lib import selftest
from hjj_lib.language import LOCALES, Language


@pytest.fixture(scope="module")
def results() -> pd.DataFrame:
    return selftest.run()


def test_every_known_answer_is_reproduced(results):
    failed = results[~results["passed"]]
    assert failed.empty, failed[["case_id", "expected", "got"]].to_string(index=False)


def test_every_published_group_is_there_with_its_number_of_cases(results):
    assert results.groupby("group").size().to_dict() == {"T-FI": 11, "T-GWP": 33, "T-NHS": 22, "T-UNDP": 2, "T-VSME": 6}


def test_all_fourteen_recipes_of_the_nhs_book_are_cases(results):
    assert {f"NHS{number}" for number in range(1, 15)} <= set(results["case_id"])


def test_a_result_outside_its_tolerance_does_not_pass(results):
    # 18.385 t published, tolerance half of the last digit
    case = results.set_index("case_id").loc["NHS2"]
    assert abs(case["got"] - 18.385) < case["tolerance"] < abs(18.386 - 18.385)


@pytest.mark.parametrize("code", LOCALES)
def test_the_table_is_shown_in_every_language(results, code):
    table = selftest.shown(selftest.run(Language(code)), Language(code))
    assert table.shape == (len(results), 7)
    assert table.notna().all(axis=None)


def test_the_shown_table_says_which_cases_passed(results):
    changed = results.head(2).assign(passed=[True, False])
    assert list(selftest.shown(changed, Language("fi"))["Tulos"]) == ["kunnossa", "poikkeaa"]
