"""Publications made by hand that give a member away are refused, and say why."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from networks_of import RULES, members, published, rows

from hjj_lib.language import Language
from hjj_lib.network.disclosure import PublishedTable, check, inferable, read_rules
from hjj_lib.network.disclosure.refusals import _MESSAGES
from hjj_lib.problems import DataError

SIX = (10, 10, 10, 10, 10, 10)


def shown(publication, *hidden):
    """All cells but some, named by their keys in words."""
    return ~publication.cells["cell"].isin(hidden)


def codes(publication, *hidden, rules=RULES):
    with pytest.raises(DataError) as refused:
        check(publication, shown(publication, *hidden), rules)
    return {problem.code for problem in refused.value.problems}


def test_a_cell_of_four_members_is_refused():
    assert codes(published(rows(*members("a", *SIX[:4]), *members("b", *SIX)))) >= {"disclosure_few"}


def test_a_cell_of_nearly_one_member_is_refused():
    assert "disclosure_dominated" in codes(published(rows(*members("a", 1000, 10, 10, 10, 10, 10), *members("b", *SIX))))


def test_one_hidden_cell_in_a_row_with_a_total_is_refused():
    publication = published(rows(*members("a", *SIX[:2]), *members("b", *SIX), *members("c", *SIX)))
    # 140 − 60 − 60 = 20
    assert codes(publication, "2024 · a") == {"disclosure_cell"}
    ranges = inferable(publication, shown(publication, "2024 · a"), RULES)
    assert ranges[["protected", "lowest", "highest"]].to_numpy().tolist() == [[20, 20, 20]]


def test_two_hidden_cells_in_a_row_are_fine_if_neither_is_of_one_member():
    publication = published(rows(*members("a", *SIX[:4]), *members("b", *SIX), *members("c", *SIX)))
    ranges = check(publication, shown(publication, "2024 · a", "2024 · b"), RULES)
    # 160 − 60 = 100 is shared by both: each is between 0 and 100.
    assert ranges[["protected", "lowest", "highest"]].to_numpy().tolist() == [[40, 0, 100], [60, 0, 100]]


def test_two_hidden_cells_of_one_member_each_are_known_to_each_other():
    publication = published(rows(*members("a", 10), *members("b", 10), *members("c", *SIX), *members("d", *SIX)))
    assert codes(publication, "2024 · a", "2024 · b") == {"disclosure_group", "disclosure_insider"}
    # To others each is between 0 and 20, but 20 is still the sum of two.
    assert codes(publication, "2024 · a", "2024 · b", rules=read_rules(5, insiders=False)) == {"disclosure_group"}


def test_a_cell_that_another_table_shows_is_refused():
    given = rows(*members("a", *SIX[:4]), *members("b", *SIX), *members("c", *SIX))
    tables = [PublishedTable(name, ("year", "region"), 0) for name in ("chart", "annex")]
    publication = published(given, *tables)
    visible = ~(publication.cells["cell"].eq("2024 · a") & publication.cells["table_id"].eq("chart"))
    with pytest.raises(DataError) as refused:
        check(publication, visible, RULES)
    found = {problem.code: problem for problem in refused.value.problems}
    assert set(found) == {"disclosure_few", "disclosure_elsewhere"}
    assert (
        Language("fi")
        .problem(found["disclosure_elsewhere"])
        .startswith("chart: Solu 2024 · a on piilotettu taulukossa chart, mutta annex näyttää samat osuudet.")
    )


def test_two_tables_whose_difference_is_one_member_are_refused():
    given = rows(*members("a", *SIX), *members("b", 25))
    all_but_one = frozenset(f"a{number}" for number in range(6))
    tables = [PublishedTable("all", ("year",), 0), PublishedTable("comparable", ("year",), 0, institutions=all_but_one)]
    # 85 − 60 = 25
    assert codes(published(given, *tables)) == {"disclosure_member"}


def test_two_tables_whose_difference_is_three_members_are_refused():
    given = rows(*members("a", *SIX), *members("b", 10, 10, 10))
    tables = [
        PublishedTable("all", ("year",), 0),
        PublishedTable("comparable", ("year",), 0, institutions=frozenset(f"a{number}" for number in range(6))),
    ]
    assert codes(published(given, *tables)) == {"disclosure_group"}


def test_a_total_less_the_named_members_is_refused():
    given = rows(*members("a", *SIX), *members("b", *SIX))
    assert codes(published(given, named=["a0", "a1"])) == {"disclosure_few"}


def test_a_cell_of_named_members_only_is_shown():
    given = rows(*members("a", 10, 10), *members("b", *SIX))
    assert check(published(given, named=["a0", "a1"]), pd.Series([True] * 3), RULES).empty


@pytest.mark.parametrize(("leaver", "refused"), [(100, False), (160, False), (170, True), (400, True)])
def test_a_member_that_leaves_is_hidden_by_what_others_may_have_changed(leaver, refused):
    # Those who stay have 500: foreseen to 5 % that is 25, and 25 must be 15 % of what the leaver had: 166 at most.
    before = [*members("a", 100, 100, 100, 100, 100, year=2023), ("x", 2023, "a", leaver)]
    after = members("a", 104, 98, 97, 101, 99, year=2024)
    publication = published(rows(*before, *after), PublishedTable("years", ("year",), 0))
    if refused:
        assert codes(publication) == {"disclosure_member"}
    else:
        assert check(publication, shown(publication), RULES).empty


def test_a_member_that_joins_is_protected_as_one_that_leaves():
    before = members("a", 100, 100, 100, 100, 100, year=2023)
    after = [*members("a", 104, 98, 97, 101, 99, year=2024), ("x", 2024, "a", 400)]
    assert codes(published(rows(*before, *after), PublishedTable("years", ("year",), 0))) == {"disclosure_member"}


def test_the_same_members_in_two_years_tell_nothing_about_one():
    given = [row for year in (2023, 2024) for row in members("a", *SIX, year=year)]
    assert check(published(rows(*given)), pd.Series([True] * 4), RULES).empty


def test_a_quotient_gives_away_as_much_as_the_amount():
    given = rows(*members("a", *SIX[:2]), *members("b", *SIX), *members("c", *SIX))
    per = pd.DataFrame({"institution_id": given["institution_id"], "year": 2024, "denominator": 2.0})
    total = PublishedTable("amounts", ("year",), 0)
    parts = PublishedTable("quotients", ("year", "region"), 0, per=per)
    assert "disclosure_cell" in codes(published(given, total, parts), "2024 · a")


def test_rounding_alone_can_hide_what_is_left():
    # 1 400 is shown as 1 000, 600 as 1 000 twice: the rest of 200 could be anything up to 500.
    given = rows(*members("a", *[40] * 5), *members("b", *[100] * 6), *members("c", *[100] * 6))
    publication = published(given, rounded_to=1000)
    ranges = inferable(publication, shown(publication, "2024 · a"), RULES)
    # Cells that are shown by themselves count as known exactly: 1 500 − 600 − 600.
    assert ranges[["protected", "lowest", "highest"]].round().to_numpy().tolist() == [[200, 0, 300]]


def test_a_network_in_which_nobody_is_protected_has_nothing_to_refuse():
    given = rows(*members("a", 1, 2), *members("b", 0))
    assert check(published(given, named=["a0", "a1", "b0"]), pd.Series([True] * 3), RULES).empty


def test_every_cell_must_be_decided():
    publication = published(rows(*members("a", *SIX)))
    with pytest.raises(ValueError, match="each cell"):
        check(publication, pd.Series([True]), RULES)


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_every_refusal_is_told_in_the_readers_language(language):
    reader = Language(language)
    sentences = [text for message in _MESSAGES.values() for text in message if text]
    assert [text for text in sentences if reader.translation(text) == text] == []


def test_every_refusal_is_reached_by_a_test():
    text = Path(__file__).read_text(encoding="utf-8")
    assert [code for code in _MESSAGES if f'"{code}"' not in text] == []
