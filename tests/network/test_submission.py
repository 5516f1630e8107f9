"""What goes to the network: sums that equal the ledger's, no word that somebody typed, and enough to calculate again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from submissions_of import HOSTILE, OWN_HEAT, given, study
from tables_of import SMALL_BASIS

from hjj_lib import tables
from hjj_lib.basis import load_basis
from hjj_lib.inventory import VIEWS, total
from hjj_lib.language import Language
from hjj_lib.network.book import write_book
from hjj_lib.network.coverage import boundaries_of
from hjj_lib.network.denominators import STATED_FILE, stated_denominators, stated_problems
from hjj_lib.network.document import read_submission, text_of
from hjj_lib.network.masked import SUPPLIER_SPECIFIC, masked_lines
from hjj_lib.network.meaning import lines_of, meaning_problems
from hjj_lib.network.recompute import KEPT, RECOMPUTED, ledger_of, recomputed
from hjj_lib.problems import DataError
from hjj_lib.submission import actions_of, gives, targets_of
from hjj_lib.uncertainty import Assumptions, simulate


def test_totals_are_those_of_the_ledger_in_every_boundary_and_view():
    one, school = given(), study()
    for row in one.totals.to_dict("records"):
        wanted = total(school.inventory, view=row["view"], boundary=row["boundary_id"])
        assert (row["known_kg"], row["unknown_count"]) == (pytest.approx(wanted.known_kg), wanted.unknown_count)
    assert len(one.totals) == len(boundaries_of(school.basis)) * len(VIEWS)


def test_lines_are_added_up_over_entries_and_sites():
    # 40 % of 10 MWh and 1 MWh are 5 MWh = 5 000 kWh × 0.5 kg in the market-based view
    line = given().lines.set_index(["activity_id", "line_id"]).loc[("electricity", "direct_market")]
    assert (line["amount"], line["unit"], line["kg_co2e"]) == (5000.0, "kWh", 2500.0)


def test_the_lines_add_up_to_the_totals():
    one = given()
    for row in one.totals.to_dict("records"):
        summed = lines_of(one.lines, view=row["view"], boundary=row["boundary_id"])["kg_co2e"].sum()
        assert row["known_kg"] == pytest.approx(summed)


def test_the_spread_of_a_sum_of_two_amounts_is_that_of_independent_errors():
    # 2 000 kg and 500 kg, each with the measured amount's ± u: √(2 000² + 500²) · u / 2 500
    school = study()
    measured = school.basis.pedigree.query("kind == 'activity' and group == 'measured'")["uncertainty_95_pct"].iloc[0]
    line = given().lines.set_index(["activity_id", "line_id"]).loc[("electricity", "direct_market")]
    assert line["amount_spread_95_pct"] == pytest.approx(measured * (2000**2 + 500**2) ** 0.5 / 2500)


def test_nothing_that_somebody_typed_is_in_it_but_the_names_of_the_provider(tmp_path: Path):
    text = text_of(given())
    assert text.count("=cmd|") == 1
    assert json.loads(text)["provider"]["names"]["fi"] == HOSTILE
    assert "campus" not in text
    assert "form.xlsx" not in text


def test_it_is_read_again_as_it_was_and_agrees_with_itself_and_the_basis(tmp_path: Path):
    path = tmp_path / "submission.json"
    path.write_text(text_of(given()), encoding="utf-8")
    again = read_submission(path)
    assert text_of(again) == text_of(given()) == text_of(given(study()))
    assert meaning_problems(again, "x", study().basis) == []


def test_coverage_says_what_is_missing():
    told = given().categories.query("boundary_id == 'inventory'").set_index("category_id")
    assert told["coverage"].to_dict() == {
        "heat": "full",
        "electricity": "full",
        "fuels": "full",
        "commuting": "full",
        "supply": "partial",
        "refrigerants": "not",
    }
    assert told.loc[["heat", "refrigerants"], "method"].tolist() == ["amounts", "none"]


def test_a_boundary_has_its_own_categories_and_no_others():
    one = given()
    assert "commuting" not in set(one.categories.query("boundary_id == 'core'")["category_id"])
    assert "biogenic_co2" not in set(one.categories["category_id"])
    assert one.memo["category_id"].tolist() == ["biogenic_co2"]


def test_denominators_have_their_definition_and_are_never_filled_from_one_another():
    told = given().denominators.set_index("kind")
    assert told.loc["student_years", "value"] == 10.0
    assert told.loc["student_years_without_apprenticeship", "value"] == 7.0
    assert told.loc[["student_years_unweighted", "staff_years"], "value"].isna().all()
    assert (told["definition"].str.len() > 0).all()


def test_who_gives_nothing_has_no_submission():
    assert not gives(study(consent="none"))
    with pytest.raises(ValueError, match="nothing"):
        given(study(consent="none"))


def test_on_its_own_basis_a_submission_is_what_it_was_and_on_another_what_that_says():
    # version 2: the average grid factor is 0.08 in place of 0.1: 5 000 kWh × 0.08 = 400 kg
    one = given()
    same = recomputed(one, study().basis)
    pd.testing.assert_series_equal(same["kg_co2e"], same["kg_before"], check_names=False)
    other = recomputed(one, load_basis(SMALL_BASIS, version="2")).set_index(["activity_id", "line_id"])
    assert other.loc[("electricity", "direct_location"), ["kg_before", "kg_co2e", "how"]].tolist() == [500.0, 400.0, RECOMPUTED]
    assert pd.isna(other.loc[("refrigerants_other", "direct"), "kg_co2e"])


def test_recomputing_gives_what_a_calculation_on_that_basis_gives():
    other = recomputed(given(), load_basis(SMALL_BASIS, version="2"))
    wanted = given(study(version="2"))
    for view in VIEWS:
        summed = lines_of(other, view=view, boundary="inventory")["kg_co2e"].sum()
        assert summed == pytest.approx(lines_of(wanted.lines, view=view, boundary="inventory")["kg_co2e"].sum())


def test_a_suppliers_own_factor_stays_as_it_is_and_is_masked_in_what_may_be_seen_outside():
    one = given(study(own=OWN_HEAT))
    heat = recomputed(one, load_basis(SMALL_BASIS, version="2")).set_index(["activity_id", "line_id"])
    assert heat.loc[("district_heat", "direct"), ["kg_co2e", "how"]].tolist() == [pytest.approx(60.0), KEPT]
    seen = masked_lines(one)
    text = seen.to_csv()
    assert "own_school_1" in one.lines.to_csv()
    assert "own_school_supplier" not in text_of(one)
    assert "own_school" not in text
    assert "district_heat" not in set(seen["activity_id"])
    hidden = seen[seen["activity_id"] == SUPPLIER_SPECIFIC]
    assert hidden[["amount", "amount_spread_95_pct", "factor_spread_95_pct", "valid_from"]].isna().all(axis=None)
    for view in VIEWS:
        summed = lines_of(seen, view=view, boundary="core")["kg_co2e"].sum()
        assert summed == pytest.approx(lines_of(one.lines, view=view, boundary="core")["kg_co2e"].sum())


def test_without_a_supplier_of_its_own_nothing_is_masked():
    pd.testing.assert_frame_equal(masked_lines(given()), given().lines)


def test_two_providers_share_the_error_of_a_factor_but_not_of_an_amount():
    one, basis = given(), study().basis
    exact = replace(one, lines=one.lines.assign(amount_spread_95_pct=0.0))
    equal = []
    for first in (exact, one):
        second = replace(first, provider=replace(first.provider, institution_id="other"))
        both = pd.concat([ledger_of(each, basis) for each in (first, second)], ignore_index=True)
        drawn = simulate(both, Assumptions.of(basis), view="market", boundary="core", draws=64, seed=1).draws_kg
        equal.append(bool((drawn[:, 0] == drawn[:, 1]).all()))
    assert equal == [True, False]


def test_the_workbook_says_the_same_with_text_that_stays_text_and_equal_bytes(tmp_path: Path):
    one, school = given(), study()
    for code, title in (("fi", "Rivit"), ("sv", "Rader"), ("en", "Lines")):
        paths = [tmp_path / f"{code}{number}.xlsx" for number in (1, 2)]
        for path in paths:
            write_book(one, path, school.basis, Language(code))
        assert paths[0].read_bytes() == paths[1].read_bytes()
        book = openpyxl.load_workbook(paths[0])
        head, *rows = book[title].iter_rows(values_only=True)
        assert len(rows) == len(one.lines)
        at = [cell for cell, name in enumerate(head) if name in ("Päästö, kg CO₂e", "Utsläpp, kg CO₂e", "Emissions, kg CO₂e")]
        assert sum(row[at[0]] for row in rows if isinstance(row[at[0]], float | int)) == pytest.approx(one.lines["kg_co2e"].sum())
        assert all(cell.data_type != "f" for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)


def test_targets_and_actions_go_without_roles_days_and_remarks():
    rows = tables.checked(
        pd.DataFrame(
            [
                {"action_id": "heat_pump", "start_year": 2026, "status": "decided", "owner_role": HOSTILE, "note": HOSTILE},
                {"action_id": "ours", "start_year": 2027, "status": "idea", "owner_role": HOSTILE, "note": HOSTILE},
            ]
        ),
        tables.PlannedAction,
        file="plan",
    )
    actions = actions_of(rows, {"ours"})
    assert actions.values.tolist() == [["heat_pump", 2026, "decided"], ["own_2", 2027, "idea"]]
    assert targets_of([]).empty


def test_what_only_the_network_asks_is_read_from_a_file_of_the_provider(tmp_path: Path):
    home = tmp_path / "school"
    (home / "decisions").mkdir(parents=True)
    assert stated_denominators(home, 2024) == {}
    path = home / STATED_FILE
    path.write_text("year;kind;value;source\n2024;student_years_unweighted;12,5;register\n2023;student_years_unweighted;9;\n")
    assert stated_denominators(home, 2024) == {"student_years_unweighted": 12.5}
    path.write_text("year,kind,value\n2024,student_years,1\n2024,cows,2\n")
    with pytest.raises(DataError) as caught:
        stated_denominators(home, 2024)
    assert [problem.code for problem in caught.value.problems] == ["denominator_kind", "denominator_kind"]
    assert list(caught.value.problems) == stated_problems(home, 2024)
    path.write_text("year,kind,value\n2024,student_years_unweighted,many\n")
    with pytest.raises(DataError):
        stated_denominators(home, 2024)
