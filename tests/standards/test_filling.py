"""A study in the lines of standards: the GWP set that each asks for, sentences with produced numbers, words that are text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hjj_lib.inventory import total
from hjj_lib.language import LOCALES, Language
from hjj_lib.standards_findings import (
    Filled,
    block_sentences,
    filled,
    gas_table,
    gwp_sentence,
    introduction,
    missing_denominators,
    reconciliation_sentence,
    reconciliation_table,
    table,
    with_gwp,
)
from hjj_lib.study import Study, open_study
from hjj_lib.uncertainty import Assumptions, approach_1

ENGLISH = Language("en")
WHO, YEAR = "example_lakeland", 2025


@pytest.fixture(scope="module")
def study() -> Study:
    return open_study(WHO, YEAR)


@pytest.fixture(scope="module")
def standards(study: Study) -> dict[str, Filled]:
    return {one.standard_id: one for one in filled(study)}


def test_a_standard_that_asks_for_another_gwp_set_is_the_study_opened_with_it(study: Study, standards: dict[str, Filled]) -> None:
    anew = open_study(WHO, YEAR, gwp_set="AR6")
    for view in ("market", "location"):
        wanted = total(anew.inventory, view=view, boundary="inventory").known_kg
        found = total(standards["esrs_e1_6"].study.inventory, view=view, boundary="inventory").known_kg
        assert found == pytest.approx(wanted, rel=1e-12)
    assert standards["ghg_protocol"].study is study


def test_the_other_gwp_set_is_said_in_words_and_only_where_it_differs(study: Study, standards: dict[str, Filled]) -> None:
    assert "AR6" in gwp_sentence(standards["esrs_e1_6"], study, ENGLISH)
    assert gwp_sentence(standards["ghg_protocol"], study, ENGLISH) == ""
    assert with_gwp(study, study.basis.gwp_set) is study


def test_the_fifteen_categories_all_have_a_state(standards: dict[str, Filled]) -> None:
    rows = table(standards["ghg_protocol"], ENGLISH).set_index("line_id")
    numbers = [name for name in rows.index if rows.loc[name, "code"].startswith("3.")]
    assert {rows.loc[name, "code"].removeprefix("3.").rstrip("abc–") for name in numbers} == {str(n) for n in range(1, 16)}
    stateless = [name for name in numbers if not rows.loc[name, "state"] and name != "scope_3_3"]
    assert stateless == []


def test_a_category_that_was_not_calculated_gives_its_reason_in_every_language(standards: dict[str, Filled]) -> None:
    for code in LOCALES:
        rows = table(standards["ghg_protocol"], Language(code))
        left_out = rows[rows["state_id"].isin(["not_relevant", "not_calculated", "unknown"])]
        assert len(left_out)
        assert (left_out["remark"] != "").all()


def test_the_gases_of_a_standard_add_up_to_its_known_emissions(standards: dict[str, Filled]) -> None:
    one = standards["iso_14064_1"]
    found = gas_table(one, ENGLISH)
    known = one.projection.figures.set_index("line_id")["location_kg"]
    held = one.projection.lines.query("kind in ('leaf', 'memo', 'outside')")["line_id"]
    assert found["total_kg"].sum() == pytest.approx(known[held].sum())


def test_iso_tells_the_uncertainty_of_every_category_that_is_known(standards: dict[str, Filled]) -> None:
    one = standards["iso_14064_1"]
    rows = table(one, ENGLISH).set_index("line_id")
    known = rows["location"].notna() & ~rows.index.isin(one.projection.lines.query("kind == 'memo'")["line_id"])
    assert rows.loc[known, "half_width"].gt(0).all()
    whole = approach_1(one.study.inventory, Assumptions.of(one.study.basis), view="location", boundary="inventory", limit_pct=100)
    assert rows.loc["total", "half_width"] == pytest.approx(whole["half_width_pct"].iloc[0])


def test_the_text_to_paste_holds_the_totals_and_every_group(study: Study, standards: dict[str, Filled]) -> None:
    for code in ("fi", "sv"):
        spoken = Language(code)
        text = " ".join(block_sentences(list(standards.values()), spoken))
        for view in ("market", "location"):
            assert spoken.tonnes(total(study.inventory, view=view, boundary="inventory").known_kg) in text
        one = standards["state_treasury"].projection
        groups = one.lines.assign(kg=one.figures["market_kg"]).query("parent == 'total' and kind != 'ratio' and kg.notna()")
        for name, kg in groups[[f"name_{code}", "kg"]].itertuples(index=False):
            assert f"{name} {spoken.tonnes(kg)}" in text


def test_without_standards_the_sentences_say_so() -> None:
    old = filled(open_study(WHO, YEAR, basis_version="2026.1"))
    assert old == []
    assert reconciliation_sentence(old, ENGLISH) == "This version of the calculation basis has no standards."
    assert (len(reconciliation_table(old, ENGLISH)), block_sentences(old, ENGLISH)) == (0, [])


def test_a_missing_denominator_is_named(standards: dict[str, Filled]) -> None:
    one = standards["vsme_b3"]
    none = one.projection.figures.assign(market_kg=float("nan"), location_kg=float("nan"))
    without = replace(one, projection=replace(one.projection, figures=none))
    assert "GHG intensity" in missing_denominators(without, ENGLISH)


def test_the_introduction_names_the_standard_as_it_is_officially_called(study: Study, standards: dict[str, Filled]) -> None:
    assert introduction(standards["iso_14064_1"], study, ENGLISH)[0] == "Official name: ISO 14064-1:2018."
