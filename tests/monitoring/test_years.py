"""Several years side by side: the series, the base year, what was published, and mergers."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pandas as pd
import pytest
from ledgers_of import heat, ledger

from hjj_lib import tables
from hjj_lib.basis import FOLDER
from hjj_lib.inventory import VIEWS, total
from hjj_lib.monitoring import (
    SUCCESSIONS_FILE,
    base_year,
    base_year_restatement,
    category_changes,
    change_certainty,
    change_since,
    compared_years,
    decided_problems,
    follow,
    last_year,
    outlook,
    predecessors,
    published_beside,
    totals_by_year,
    yearly_series,
)
from hjj_lib.problems import DataError
from hjj_lib.scenarios import Target, Targets
from hjj_lib.study import open_study
from hjj_lib.tables.monitoring import PublishedTotal, Succession
from hjj_lib.trends import read_successions
from hjj_lib.uncertainty import Assumptions

CORE = {"boundary": "core", "price_index": ""}


def published(*rows):
    usual = {"boundary": "core", "basis_version": "2026.1", "gwp_set": "AR5", "published_on": "2026-11-24", "reason": None}
    return tables.checked(pd.DataFrame([{**usual, **row} for row in rows]), PublishedTotal, file="test")


def both(year, kg, **more):
    return [{"year": year, "view": view, "total_kg": kg, **more} for view in VIEWS]


def test_the_years_of_an_example_provider_are_there_and_the_last_is_the_reported_one(coast):
    assert [one.year for one in coast.years] == [2023, 2024, 2025]
    assert coast.now.alone is coast.study.inventory
    assert coast.earlier == (2023, 2024)
    assert set(coast.files["year"]) == {2023, 2024, 2025}


def test_the_change_of_an_example_provider_adds_up_in_both_views(coast):
    for before in coast.earlier:
        causes = change_since(coast, before, boundary="core", price_index="basic_municipal_services")
        for view in VIEWS:
            mine = causes.effects[causes.effects["view"] == view]["change_kg"].sum()
            kg = [total(coast.of(year).whole, view=view, boundary="core").known_kg for year in (before, 2025)]
            assert mine == pytest.approx(kg[1] - kg[0], abs=1e-6)


def test_a_series_of_one_version_names_it_in_every_year(coast):
    rows = totals_by_year(yearly_series(coast, series="one_version", boundary="core"), coast, "core")
    assert set(rows["basis_version"]) == {coast.study.basis.version}
    assert rows["year"].tolist() == [2023, 2024, 2025]
    assert rows["published_kg"].isna().all()


def test_with_own_versions_a_published_year_is_calculated_as_it_was_published(coast):
    old = replace(coast, published=published(*both(2024, 1.0)))
    rows = totals_by_year(yearly_series(old, series="own_versions", boundary="core"), old, "core").set_index("year")
    assert rows["basis_version"].to_dict() == {2023: "2026.2", 2024: "2026.1", 2025: "2026.2"}
    assert rows["published_kg"][2024] == 1.0


def test_a_change_from_a_published_year_keeps_restatement_and_real_change_apart_and_adds_up(coast):
    old = replace(coast, published=published(*both(2024, 500_000.0)))
    causes = change_since(old, 2024, boundary="core", price_index="basic_municipal_services")
    for view in VIEWS:
        mine = causes.effects[causes.effects["view"] == view]
        totals = causes.totals[causes.totals["view"] == view].set_index("total")["known_kg"]
        assert totals["published"] == 500_000
        restated = mine.loc[mine["kind"] == "restatement", "change_kg"].sum()
        assert restated == pytest.approx(totals["recalculated"] - 500_000, abs=1e-6)
        assert mine["change_kg"].sum() == pytest.approx(totals["now"] - 500_000, abs=1e-6)


def test_the_year_to_compare_with_is_the_last_published_one_else_the_last_one(coast):
    assert last_year(coast, "core") == 2024
    assert last_year(replace(coast, published=published(*both(2023, 1.0))), "core") == 2023
    assert last_year(replace(coast, years=coast.years[:1]), "core") is None


def test_the_base_year_is_the_wanted_one_or_the_first_usual_one(years_of):
    years = years_of({year: ledger(heat(1, 1.0, year=year)) for year in (2020, 2021, 2022, 2023)})
    assert base_year(years, 2021) == 2021
    assert base_year(years, 0) == 2022
    assert base_year(years, 2015) == 2022
    assert compared_years(years, 2022, boundary="core") == [2022]
    assert base_year(years_of({2023: ledger(heat(1, 1.0, year=2023))}), 0) is None


def test_a_base_year_is_restated_above_the_limit_and_not_for_growth(coast):
    kg = {view: total(coast.of(2023).whole, view=view, boundary="core").known_kg for view in VIEWS}
    for off, restated in ((1.10, True), (1.0, False)):
        rows = [{"year": 2023, "view": view, "total_kg": kg[view] * off, "basis_version": "2026.2"} for view in VIEWS]
        old = replace(coast, published=published(*rows))
        found = base_year_restatement(old, change_since(old, 2023, **CORE), 2023, boundary="core")
        assert found["restated"].tolist() == ([True, True] if restated else [])
        if restated:
            assert found["before_kg"].tolist() == pytest.approx([kg[view] * off for view in VIEWS])
            assert found["in_use_kg"].tolist() == pytest.approx([kg[view] for view in VIEWS])


def test_an_unpublished_base_year_has_nothing_to_restate(coast):
    assert base_year_restatement(coast, change_since(coast, 2023, **CORE), 2023, boundary="core").empty


def test_every_publication_stands_beside_the_year_as_it_is_today(coast):
    kg = total(coast.of(2023).whole, view="market", boundary="core").known_kg
    rows = [*both(2023, kg / 2), *both(2023, kg, published_on="2027-01-15", reason="meter replaced")]
    table = published_beside(replace(coast, published=published(*rows)), "core")
    market = table[table["view"] == "market"]
    assert market["difference_pct"].tolist() == pytest.approx([100.0, 0.0])
    assert market["published_on"].tolist() == ["2026-11-24", "2027-01-15"]


def test_a_change_of_one_factor_in_all_years_is_as_sure_as_the_amounts(years_of, study):
    # Half the heat with the same uncertain factor: the fall is certain, whatever the factor is.
    row = {"factor_uncertainty_95_pct": 50.0, "uncertainty_95_pct": 0.0, "shared_between_years": 1.0}
    years = years_of({2024: ledger(heat(1000, 0.1, **row)), 2025: ledger(heat(500, 0.1, year=2025, **row))})
    found = change_certainty(years, [2024], Assumptions.of(study.basis), boundary="core", draws=512, seed=1)
    assert found["fallen"].tolist() == [1.0, 1.0]
    assert found["change_kg"].tolist() == pytest.approx([-50_000.0, -50_000.0])
    assert found["change_pct"].tolist() == pytest.approx([-50.0, -50.0])


def test_without_an_earlier_year_there_is_no_change(years_of, study):
    years = years_of({2025: ledger(heat(500, 0.1, year=2025))})
    found = change_certainty(years, [], Assumptions.of(study.basis), boundary="core", draws=64, seed=1)
    assert found.empty
    assert compared_years(years, None, boundary="core") == []


def test_categories_are_ordered_by_their_change_and_a_missing_one_is_unknown(years_of):
    before = ledger(heat(10, 0.1), heat(1, 0.1, category_id="meals", activity_id="meals"))
    now = ledger(heat(5, 0.1, year=2025), heat(1, 0.1, category_id="travel", activity_id="train", year=2025))
    table = yearly_series(years_of({2024: before, 2025: now}), series="one_version", boundary="core")
    rows = category_changes(table, 2024, 2025, view="market")
    assert rows["category_id"].tolist()[0] == "heat"
    assert rows.set_index("category_id")["change_kg"]["heat"] == -500
    assert rows.set_index("category_id")["change_kg"][["meals", "travel"]].isna().all()


def test_a_straight_target_of_half_in_ten_years_allows_ninety_percent_after_two(coast):
    target = Target("half", dict.fromkeys(("fi", "sv", "en"), "Half"), "core", "market", "linear", 2023, 2033, 50.0)
    path = outlook(replace(coast, targets=Targets((target,))), target).set_index("year")
    kg = total(coast.of(2023).whole, view="market", boundary="core").known_kg
    assert path["allowed_kg"][2025] == pytest.approx(0.9 * kg)
    assert path["allowed_kg"][2033] == pytest.approx(0.5 * kg)
    assert path["actual_kg"][2023] == pytest.approx(kg)
    assert path["plan_kg"].first_valid_index() == 2025


def test_a_target_whose_base_year_has_no_figures_allows_nothing_known(coast):
    target = Target("half", dict.fromkeys(("fi", "sv", "en"), "Half"), "core", "market", "linear", 2019, 2030, 50.0)
    assert outlook(coast, target)["allowed_kg"].isna().all()


def test_a_year_whose_folder_is_empty_is_told_and_left_out(data, tmp_path):
    shutil.copytree(data / "raw/example_forest", tmp_path / "raw/example_forest")
    for path in (tmp_path / "raw/example_forest/2024").iterdir():
        path.unlink()
    found = follow("example_forest", 2025, data_dir=tmp_path)
    assert found.empty == (2024,)
    assert found.earlier == (2023,)


def test_faults_of_all_files_are_told_together(data, tmp_path):
    shutil.copytree(data / "raw/example_forest", tmp_path / "raw/example_forest")
    home = tmp_path / "raw/example_forest/decisions"
    home.mkdir(exist_ok=True)
    (home / "published.csv").write_text("year,view\n2023,both\n", encoding="utf-8")
    (home / "degree_days.csv").write_text("site_id,period,degree_days,source\nnowhere,2025,4000,s\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        follow("example_forest", 2025, data_dir=tmp_path)
    assert {one.file for one in caught.value.problems} == {
        "example_forest/decisions/published.csv",
        "example_forest/decisions/degree_days.csv",
    }
    assert decided_problems(open_study("example_forest", 2025, data_dir=tmp_path), data_dir=tmp_path)


def test_predecessors_are_found_over_others_and_a_circle_ends():
    rows = [("a", "b", "2020-01-01"), ("b", "c", "2022-01-01"), ("c", "a", "2024-01-01"), ("x", "y", "2022-01-01")]
    table = pd.DataFrame(rows, columns=["from_id", "to_id", "date"]).assign(share=1.0, reason="r")
    table = tables.checked(table.assign(date=pd.to_datetime(table["date"])), Succession, file="test")
    assert predecessors(table, "c") == ("a", "b")
    assert predecessors(table, "x") == ()


def test_a_merger_adds_the_earlier_years_of_the_one_that_joined_as_restatement_not_growth(data, tmp_path, monkeypatch):
    path = tmp_path / "successions.csv"
    path.write_text("from_id,to_id,date,share,reason\nexample_coast,example_forest,2025-01-01,1,test\n", encoding="utf-8")
    monkeypatch.setattr("hjj_lib.monitoring.years.SUCCESSIONS_FILE", str(path))
    merged, alone = (follow(name, 2025, data_dir=data) for name in ("example_forest", "example_coast"))
    kg = {
        name: total(found.of(2024).alone, view="market", boundary="core").known_kg
        for name, found in (("forest", merged), ("coast", alone))
    }
    assert total(merged.of(2024).whole, view="market", boundary="core").known_kg == pytest.approx(sum(kg.values()))
    assert merged.of(2025).whole is merged.of(2025).alone
    causes = change_since(merged, 2024, **CORE)
    effects = causes.effects[(causes.effects["view"] == "market") & (causes.effects["kind"] == "restatement")]
    structure = effects.loc[effects["cause"] == "structure", "change_kg"].sum()
    assert structure == pytest.approx(kg["coast"])


def test_a_provider_that_joined_without_figures_leaves_the_year_incomplete(data, tmp_path, monkeypatch):
    path = tmp_path / "successions.csv"
    path.write_text("from_id,to_id,date,share,reason\nunknown_one,example_forest,2025-01-01,1,test\n", encoding="utf-8")
    monkeypatch.setattr("hjj_lib.monitoring.years.SUCCESSIONS_FILE", str(path))
    found = follow("example_forest", 2025, data_dir=data)
    assert found.of(2024).missing == ("unknown_one",)
    rows = totals_by_year(yearly_series(found, series="one_version", boundary="core"), found, "core").set_index("year")
    assert not rows["complete"][2024]


def test_the_table_of_mergers_is_empty_for_the_real_world():

    assert read_successions(FOLDER / SUCCESSIONS_FILE).empty
    assert (FOLDER / SUCCESSIONS_FILE).exists()
