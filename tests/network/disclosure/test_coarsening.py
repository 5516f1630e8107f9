"""Small groups are merged with their neighbours, whole branches at a time."""

from __future__ import annotations

import pandas as pd
import pytest
from networks_of import RULES, consent_of, members, rows

from hjj_lib.network.disclosure import coarsened

SIX = (10, 10, 10, 10, 10, 10)


def hierarchy(**parents):
    return pd.DataFrame({"dimension": "region", "value": list(parents), "parent": list(parents.values())})


def merged(contributions, **parents):
    return coarsened(contributions, ["year", "region"], hierarchy(**parents), consent_of(contributions), RULES)


def regions(result):
    return sorted(set(result.contributions["region"]))


def test_a_small_group_is_merged_with_all_that_have_its_parent_and_others_stay():
    given = rows(*members("a", 10), *members("b", *SIX), *members("c", *SIX))
    result = merged(given, a="north", b="north", c="south")
    assert regions(result) == ["c", "north"]
    assert result.merged.to_numpy().tolist() == [["region", "a", "north"], ["region", "b", "north"]]
    assert result.contributions["amount"].sum() == given["amount"].sum()


def test_merging_goes_on_until_the_groups_are_large_enough():
    given = rows(*members("a", 10), *members("b", 10), *members("c", *SIX))
    assert regions(merged(given, a="north", b="north", north="all", c="all")) == ["all"]


def test_a_group_without_a_parent_stays_small():
    assert regions(merged(rows(*members("a", 10), *members("b", *SIX)), b="south")) == ["a", "b"]


def test_large_groups_are_not_merged():
    result = merged(rows(*members("a", *SIX), *members("b", *SIX)), a="north", b="north")
    assert regions(result) == ["a", "b"]
    assert result.merged.empty


def test_a_group_is_merged_when_more_than_half_of_its_cells_cannot_be_shown():
    one_of_two = [*members("a", *SIX, year=2023), *members("a", 10, year=2024)]
    both = [*members("a", 10, year=2023), *members("a", 10, year=2024)]
    rest = [row for year in (2023, 2024) for row in members("b", *SIX, year=year)]
    assert regions(merged(rows(*one_of_two, *rest), a="north", b="north")) == ["a", "b"]
    assert regions(merged(rows(*both, *rest), a="north", b="north")) == ["north"]


def test_a_group_that_is_its_own_parent_is_a_mistake():
    with pytest.raises(ValueError, match="own parent"):
        merged(rows(*members("a", 10)), a="b", b="a")
