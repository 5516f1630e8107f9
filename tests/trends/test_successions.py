"""Earlier years of providers that merged or were split."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledgers_of import heat, ledger

from hjj_lib import tables
from hjj_lib.problems import DataError
from hjj_lib.tables.monitoring import Succession
from hjj_lib.trends import check_successions, combine, read_successions, weights


def successions(*rows):
    columns = ["from_id", "to_id", "date", "share"]
    frame = pd.DataFrame([dict(zip(columns, row, strict=True)) for row in rows], columns=columns).assign(reason="decision")
    return tables.checked(frame.assign(date=pd.to_datetime(frame["date"])), Succession, file="test")


MERGER = successions(("north", "coast", "2024-01-01", 1.0), ("south", "coast", "2024-01-01", 1.0))


def test_a_merged_provider_has_the_earlier_years_of_all_it_came_from():
    assert weights(MERGER, "coast", 2023).to_dict() == {"coast": 1, "north": 1, "south": 1}
    assert weights(MERGER, "coast", 2024).to_dict() == {"coast": 1}


def test_in_the_year_of_a_merger_within_a_year_all_have_a_part():
    within = successions(("north", "coast", "2024-08-01", 1.0))
    assert weights(within, "coast", 2024).to_dict() == {"coast": 1, "north": 1}
    assert weights(within, "coast", 2025).to_dict() == {"coast": 1}


def test_a_split_gives_each_its_share_and_who_goes_on_keeps_the_rest():
    split = successions(("old", "old", "2024-01-01", 0.75), ("old", "new", "2024-01-01", 0.25))
    assert weights(split, "old", 2023).to_dict() == {"old": 0.75}
    assert weights(split, "new", 2023).to_dict() == {"new": 1, "old": 0.25}


def test_a_split_after_a_merger_passes_on_shares_of_all():
    both = successions(
        ("north", "coast", "2020-01-01", 1.0), ("coast", "coast", "2024-01-01", 0.5), ("coast", "isle", "2024-01-01", 0.5)
    )
    assert weights(both, "isle", 2019).to_dict() == {"isle": 1, "coast": 0.5, "north": 0.5}
    assert weights(both, "coast", 2022).to_dict() == {"coast": 0.5}


def test_the_ledgers_are_added_with_their_shares_and_parts_without_one_are_named():
    rows = [heat(10, 0.1, institution_id="north", entry_id="e1", year=2023), heat(None, 0.1, institution_id="north", year=2023)]
    shared = successions(("north", "coast", "2024-01-01", 0.5), ("north", "isle", "2024-01-01", 0.5), *_south())
    found = combine(ledger(*rows), shared, "coast", 2023)
    assert found.inventory["emissions_kg_co2e"].sum() == 500
    assert found.inventory["emissions_kg_co2e"].isna().sum() == 1
    assert found.inventory["amount"].dropna().tolist() == [10]
    assert found.inventory["entry_id"].tolist()[0] == "north/e1"
    assert set(found.inventory["institution_id"]) == {"coast"}
    assert found.parts.to_numpy().tolist() == [["north", 0.5, 2], ["south", 1.0, 0]]
    tables.checked(found.inventory, tables.Inventory, file="combined")


def _south():
    return (("south", "coast", "2024-01-01", 1.0),)


def test_a_provider_without_successions_is_itself():
    own = ledger(heat(10, 0.1))
    found = combine(own, successions(), "school", 2024)
    pd.testing.assert_frame_equal(found.inventory, own)
    assert found.parts.to_numpy().tolist() == [["school", 1.0, 1]]


def test_parts_that_do_not_sum_to_one_and_a_split_within_a_year_are_problems():
    wrong = successions(("old", "old", "2024-08-01", 0.5), ("old", "new", "2024-08-01", 0.3))
    assert [problem.code for problem in check_successions(wrong)] == ["succession_parts", "succession_within_year"]
    assert check_successions(MERGER) == ()


def test_the_file_is_read_or_all_its_problems_are_told(tmp_path):
    path = tmp_path / "successions.csv"
    assert read_successions(path).empty
    path.write_text("from_id,to_id,date,share,reason\nnorth,coast,2024-01-01,1,decision\n", encoding="utf-8")
    assert read_successions(path)["date"].tolist() == [pd.Timestamp(2024, 1, 1)]
    path.write_text("from_id,to_id,date,share,reason\nnorth,coast,2024-01-01,0.9,decision\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"0\.9"):
        read_successions(path)


@given(st.floats(0.01, 0.99))
def test_a_split_neither_makes_nor_loses_emissions(share):
    split = successions(("old", "one", "2024-01-01", share), ("old", "two", "2024-01-01", 1 - share))
    parts = [weights(split, name, 2023)["old"] for name in ("one", "two")]
    assert sum(parts) == pytest.approx(1)
