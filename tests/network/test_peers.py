"""Peer groups: those alike first, features given up in the declared order, never fewer than the smallest group."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from submissions_of import submission

from hjj_lib.language import Language
from hjj_lib.network.peer_words import group_sentence, refusal_words
from hjj_lib.network.peers import features_of, peer_features, peer_group

ASKED = {"boundary": "core", "view": "market"}
ME = ("me", 2025)


def _network(sizes: dict[str, float], **other):
    return [
        submission(name, {"heat": 100.0}, denominators={"student_years_unweighted": size}, **other)
        for name, size in sizes.items()
    ]


def _group(those, stated: dict[str, dict[str, object]], at_least: int = 2):
    table = pd.DataFrame([{"institution_id": name, **row} for name, row in stated.items()], columns=_columns(stated))
    return peer_group(those, ME, features_of(those, table), **ASKED, at_least=at_least)


def _columns(stated) -> list[str]:
    return ["institution_id", *sorted({column for row in stated.values() for column in row})]


def test_those_alike_in_everything_are_the_group_and_nothing_is_given_up():
    # from half to twice 100: 50 and 200 are alike, 201 is not
    group = _group(_network({"me": 100, "half": 50, "double": 200, "large": 201}), {})
    assert group.members == ("double", "half")
    assert group.relaxed == ()
    assert group.comparable_count == 3


def test_features_are_given_up_in_their_order_until_enough_are_left_and_all_who_then_fit_belong():
    those = _network({"me": 100, "a": 100, "b": 100, "c": 100, "d": 1000})
    stated = {
        "me": {"language": "fi", "farm": True},
        "a": {"language": "fi", "farm": True},
        "b": {"language": "sv", "farm": True},
        "c": {"language": "sv", "farm": True},
        "d": {"language": "fi", "farm": True},
    }
    group = _group(those, stated)
    assert group.members == ("a", "b", "c")  # a alone is alike; without the language b and c are, too; d is too large
    assert group.relaxed == ("owner", "language")
    assert group.unknown == ("workplace_share", "distance_share", "climate_zone", "dormitory", "field_profile")


def test_fields_are_alike_by_half_the_sum_of_their_differences():
    those = _network({"me": 100, "near": 100, "far": 100})
    stated = {
        "me": {"field_profile_forest": 0.5, "field_profile_health": 0.5},
        "near": {"field_profile_forest": 0.2, "field_profile_health": 0.8},  # (0.3 + 0.3) / 2 = 0.3, at most 0.35
        "far": {"field_profile_forest": 0.1, "field_profile_health": 0.9},  # 0.4
    }
    assert _group(those, stated, at_least=1).members == ("near",)


def test_who_has_not_stated_a_feature_joins_only_when_it_is_given_up():
    those = _network({"me": 100, "silent": 100})
    group = _group(those, {"me": {"farm": True}}, at_least=1)
    assert group.members == ("silent",)
    assert group.relaxed[-1] == "farm"


def test_fewer_than_the_smallest_group_are_no_group_and_the_reasons_are_told():
    those = [*_network({"me": 100, "a": 100}), *_network({"b": 100, "c": 100}, gwp_set="AR6")]
    group = _group(those, {})
    assert not group.formed
    assert group.comparable_count == 1
    assert group.reasons == {"other_gwp_set": 2}
    text = group_sentence(group, Language("fi"))
    assert text.startswith("Ei verrokkiryhmää: meihin verrattavia muita on vain 1, ja ryhmään tarvitaan 2.")
    assert text.endswith("Muita ei voi verrata: eri GWP-arvot (2).")


def test_a_group_says_among_whom_and_what_was_given_up():
    those = _network({"me": 100, "a": 1000, "b": 1000})
    text = group_sentence(_group(those, {}), Language("en"))
    assert "We are compared with 2 others." in text
    assert "Kind of owner, Size in student-years" in text
    assert "Not known of us: Language of teaching" in text


def test_a_column_that_is_no_feature_is_refused():
    with pytest.raises(ValueError, match="shoe_size"):
        features_of(_network({"me": 1}), pd.DataFrame({"institution_id": ["me"], "shoe_size": [42]}))


def test_every_feature_says_how_alike_is_alike():
    table = peer_features()
    graded = table["kind"].isin(["ratio", "share", "profile"])
    assert (table["within"].notna() == graded).all()


@pytest.mark.parametrize("code", ["few_comparable", "no_lines", "no_national_factor", "not_all_counted"])
def test_every_refusal_has_words_in_every_language(code):
    assert len({refusal_words(code, Language(language)) for language in ("fi", "sv", "en")}) == 3


@settings(max_examples=15, deadline=None)
@given(
    sizes=st.lists(st.integers(1, 3000), min_size=1, max_size=14),
    farms=st.lists(st.sampled_from([True, False, None]), min_size=14, max_size=14),
    turn=st.integers(0, 13),
)
def test_a_group_is_never_too_small_and_does_not_depend_on_the_order_of_the_members(sizes, farms, turn):
    those = _network({"me": 300, **{f"p{number}": size for number, size in enumerate(sizes)}})
    stated = {one.key[0]: {"farm": farm} for one, farm in zip(those, [True, *farms], strict=False)}
    group = _group(those, stated, at_least=5)
    assert len(group.members) >= 5 or not group.members
    assert group.formed == (len(sizes) >= 5)
    assert "me" not in group.members
    turned = those[turn % len(those) :] + those[: turn % len(those)]
    assert _group(turned, dict(reversed(stated.items())), at_least=5) == group
