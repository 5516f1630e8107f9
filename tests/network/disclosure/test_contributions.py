"""Contributions that cannot be used are told all at once."""

from __future__ import annotations

import pandas as pd
import pytest
from networks_of import members, rows

from hjj_lib.network.disclosure import PublishedTable, publication_of
from hjj_lib.network.disclosure.contributions import checked_contributions
from hjj_lib.problems import DataError

CONSENT = {f"a{number}": "network_only" for number in range(6)}


def codes(contributions, consent=CONSENT, dimensions=("year", "region")):
    with pytest.raises(DataError) as refused:
        checked_contributions(contributions, dimensions, consent)
    return [problem.code for problem in refused.value.problems]


def test_everything_that_is_wrong_is_told_at_once():
    wrong = rows(("a0", 2024, None, 1.0), ("a1", 2024, "a", -1.0), ("a2", 2024, "a", float("nan")), ("b0", 2024, "a", 1.0))
    assert codes(wrong) == ["disclosure_empty", "disclosure_amount", "disclosure_amount", "disclosure_consent"]


def test_a_missing_column_is_named():
    assert codes(rows(*members("a", 1, 2)), dimensions=("year", "field")) == ["disclosure_column"]


@pytest.mark.parametrize("consent", ["none", "yes"])
def test_a_member_without_consent_is_in_no_publication(consent):
    assert codes(rows(*members("a", 1)), {"a0": consent}) == ["disclosure_consent"]


def test_amounts_of_a_member_in_one_cell_are_added_and_known_ones_need_no_protection():
    given = rows(("a0", 2024, "a", 1.0), ("a0", 2024, "a", 2.0), ("a1", 2024, "a", 4.0), ("a2", 2024, "a", 0.0))
    frame = checked_contributions(given, ["year", "region"], {**CONSENT, "a1": "named"})
    assert frame[["institution_id", "amount", "protected"]].to_numpy().tolist() == [
        ["a0", 3.0, True],
        ["a1", 4.0, False],
        ["a2", 0.0, False],
    ]


def test_a_table_per_student_year_needs_everybodys_student_years():
    given = rows(*members("a", 10, 10, 10, 10, 10))
    per = pd.DataFrame({"institution_id": [f"a{number}" for number in range(4)], "year": 2024, "denominator": 5.0})
    with pytest.raises(DataError) as refused:
        publication_of(given, [PublishedTable("intensity", ("year", "region"), 0, per=per)], CONSENT)
    assert [problem.code for problem in refused.value.problems] == ["disclosure_denominator"]


def test_two_tables_of_one_name_and_totals_of_other_dimensions_are_mistakes_of_the_caller():
    table = PublishedTable("t", ("year", "region"), 0)
    with pytest.raises(ValueError, match="name of its own"):
        publication_of(rows(*members("a", 1)), [table, table], CONSENT)
    with pytest.raises(ValueError, match="t"):
        publication_of(rows(*members("a", 1)), [PublishedTable("t", ("year",), 0, totals=(("region",),))], CONSENT)


def test_a_table_shows_rounded_quotients_and_says_no_more_than_they_do():
    given = rows(*members("a", 10, 10, 10, 10, 13))
    per = pd.DataFrame({"institution_id": [f"a{number}" for number in range(5)], "year": 2024, "denominator": 2.0})
    cells = publication_of(given, [PublishedTable("intensity", ("year", "region"), 1, per=per)], CONSENT).cells
    # 53 per 10 student-years is shown as 5: between 4.5 and 5.5, so between 45 and 55.
    assert cells[["amount", "printed", "lowest", "highest"]].to_numpy().tolist() == [[53, 5, 45, 55]]


def test_institutions_may_have_any_name():
    names = ["</script>", "_x", "=cmd|' /C calc'!A0", "{name}", "Σ"]
    given = pd.DataFrame({"institution_id": names, "year": 2024, "region": names[0], "amount": 10.0})
    cells = publication_of(given, [PublishedTable("t", ("year", "region"), 0)], dict.fromkeys(names, "network_only")).cells
    assert cells["cell"].tolist() == ["2024 · </script>"]
