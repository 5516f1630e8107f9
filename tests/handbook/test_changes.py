"""What changed from one version to the next."""

from __future__ import annotations

import pandas as pd
import pytest
from tables_of import SMALL_BASIS

from hjj_lib.basis.read import read_tables
from hjj_lib.handbook import changed_values, rows_by_version

FRAMES = read_tables(SMALL_BASIS).frames


def test_a_row_that_came_back_with_another_value_has_changed():
    found = rows_by_version(FRAMES, "2")
    assert found.to_dict("records") == [
        {"earlier": "1", "later": "2", "table": "emission_factors", "added": 0, "ended": 0, "changed": 1}
    ]


def test_the_change_of_a_value_is_told_as_a_share_of_the_old_one_with_its_reason():
    (row,) = changed_values(FRAMES, "2").to_dict("records")
    assert (row["factor_id"], row["valid_from"], row["old"], row["new"]) == ("average", 2024, 0.1, 0.08)
    assert row["change"] == pytest.approx(-0.2)
    assert row["change_reason"] == "Measured anew"


def test_nothing_changed_before_the_first_version():
    assert rows_by_version(FRAMES, "1").empty
    assert changed_values(FRAMES, "1").empty


def test_rows_added_and_ended_are_counted_apart():
    blends = FRAMES["blends"]
    more = pd.concat([blends.assign(until=["1", None]), blends.head(1).assign(gas="HFC-134a", since="2")], ignore_index=True)
    found = rows_by_version({**FRAMES, "blends": more}, "2").set_index("table").loc["blends.csv"]
    assert found[["added", "ended", "changed"]].tolist() == [1, 1, 0]


def test_the_change_of_a_value_that_was_zero_is_unknown():
    factors = FRAMES["emission_factors"]
    zero = factors.assign(kg_co2e_per_unit=factors["kg_co2e_per_unit"].mask(factors["until"] == "1", 0.0))
    (row,) = changed_values({**FRAMES, "emission_factors": zero}, "2").to_dict("records")
    assert pd.isna(row["change"])
