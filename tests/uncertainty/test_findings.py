"""What the report on uncertainty says: the bottom line, three forms, whose data, what next, what choices change."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from hjj_lib import choices, uncertainty_findings
from hjj_lib.basis import load_basis
from hjj_lib.charts import choices as choice_charts
from hjj_lib.charts.hundred_dots import hundred_dots, hundred_dots_alt
from hjj_lib.language import LOCALES, Language
from hjj_lib.study import Study, open_study
from hjj_lib.uncertainty import Assumptions, Probability, approach_1, contributions, simulate
from hjj_lib.uncertainty.forms import likelihood_word, precision_word, scales, three_forms
from tests.uncertainty.ledgers import ASSUMPTIONS, MARKET, ledger, line

FI, EN = Language("fi"), Language("en")
CORE = {"view": "market", "boundary": "core"}


@cache
def study() -> Study:
    return open_study("example_forest", 2025)


@pytest.mark.parametrize(
    ("half_width", "word"),
    [(0, "precise"), (10, "precise"), (10.1, "fairly precise"), (25.1, "indicative"), (50.1, "an order of magnitude")],
)
def test_a_word_is_bound_to_a_half_width(half_width: float, word: str) -> None:
    assert precision_word(half_width, EN) == word


@pytest.mark.parametrize(
    ("share", "word"),
    [(1.0, "virtually certain"), (0.9, "very likely"), (0.5, "about as likely as not"), (0.0, "exceptionally unlikely")],
)
def test_a_word_is_bound_to_a_probability(share: float, word: str) -> None:
    assert likelihood_word(Probability(share, 0.0, 100), EN) == word


@pytest.mark.parametrize("code", sorted(LOCALES))
def test_every_word_of_the_scales_is_said_in_every_language(code: str) -> None:
    words = [row["word"] for rows in scales().values() for row in rows]
    said = [Language(code).translation(word) for word in words]
    assert len(set(said)) == len(words)
    assert code == "en" or not set(said) & set(words)


def test_the_three_forms_say_the_same() -> None:
    # One factor of ±40 %: a lognormal from −33 to +45 %, half of which is 39.
    rows = ledger(line("a", "f", 1_000_000, 0, 40))
    simulation = simulate(rows, ASSUMPTIONS, **MARKET, draws=65_536, seed=1)
    formula = approach_1(rows, ASSUMPTIONS, **MARKET, limit_pct=30)
    table = three_forms(simulation, formula, "core boundary", EN)
    assert table["form"].tolist() == ["Word", "Interval", "Percentage"]
    assert "indicative" in table["plain"].iloc[0]
    assert "65,536 draws" in table["audit"].iloc[1]
    assert "−33% / +45%" in table["audit"].iloc[2]
    assert "does not apply" in table["audit"].iloc[2]
    narrow = approach_1(rows, ASSUMPTIONS, **MARKET, limit_pct=50)
    assert "and applies" in three_forms(simulation, narrow, "core boundary", EN)["audit"].iloc[2]


def test_the_bottom_line_names_the_result_the_least_sure_and_the_unknown() -> None:
    simulation = simulate(ledger(line("a", "f", 1_210_000, 0, 0)), ASSUMPTIONS, **MARKET, draws=16, seed=1)
    shares = pd.DataFrame({"name": ["Hankinnat"], "variance_share": [0.9]})
    unknown = pd.DataFrame({"name": ["Kylmäaineet"]})
    said = uncertainty_findings.bottom_line(simulation, shares, unknown, FI)
    assert said.replace("\u00a0", " ") == (
        "Tulos on 1 210 t CO₂e, 95 %:n todennäköisyydellä 1 210 t CO₂e – 1 210 t CO₂e. "
        "Suurin epävarmuus: Hankinnat. Ei tiedossa lainkaan: Kylmäaineet."
    )
    assert "Least" not in uncertainty_findings.bottom_line(simulation, shares.iloc[:0], unknown.iloc[:0], EN)


def test_the_variance_of_an_amount_belongs_to_its_data_holder() -> None:
    told = study()
    table = contributions(told.inventory, Assumptions.of(told.basis), **CORE, by="activity_id")
    holders = uncertainty_findings.by_holder(told, table, EN)
    assert holders["variance_share"].sum() == pytest.approx(1)
    assert holders["known_kg"].sum() == pytest.approx(table["known_kg"].sum())
    assert "Finance office" in set(holders["name"])
    strange = table.head(1).assign(activity_id="no_such")
    assert uncertainty_findings.by_holder(told, strange, EN)["name"].tolist() == ["others"]


def _known_of_nothing(**cells: object) -> Any:
    """A study of which only refrigerants are asked, and nothing of them is known."""
    basis = load_basis()
    row = {"category_id": "refrigerants", "emissions_kg_co2e": np.nan, **cells}
    return SimpleNamespace(
        inventory=ledger({**line("a", "f", None), **row}, line("b", "g", 100_000, category_id="heat")),
        basis=basis,
        denominators=pd.DataFrame({"kind": ["floor_area_m2"], "site_id": [None], "value": [10_000.0]}),
    )


def test_an_unknown_category_has_the_range_that_the_table_gives_it() -> None:
    # 0 to 2 kg per square metre: with 10 000 m² up to 20 000 kg, a fifth of the 100 000 kg that are known.
    found = uncertainty_findings.unknown_categories(_known_of_nothing(), EN, **MARKET)
    assert found["category_id"].tolist() == ["refrigerants"]
    assert found[["low_kg", "high_kg", "share"]].iloc[0].tolist() == [0, 20_000, pytest.approx(0.2)]


def test_a_category_of_which_something_is_known_is_not_unknown() -> None:
    assert uncertainty_findings.unknown_categories(_known_of_nothing(emissions_kg_co2e=1.0), EN, **MARKET).empty


def test_an_unknown_category_stands_among_what_to_find_out() -> None:
    told = _known_of_nothing()
    unknown = uncertainty_findings.unknown_categories(told, EN, **MARKET)
    table = uncertainty_findings.measures(told, Assumptions.of(told.basis), unknown, EN, **MARKET, half_width_kg=1000.0)
    first = table.iloc[0]
    assert first["kind"] == "unknown"
    assert first["hours"] == 2
    assert "refrigerant reports" in first["work_text"]
    assert uncertainty_findings.measures_sentence(table, EN).startswith("Find out first: ")
    assert uncertainty_findings.measures_sentence(table.iloc[:0], EN).startswith("No known input")


@cache
def otherwise() -> pd.DataFrame:
    return choices.alternatives(study(), **CORE, gaps="default")


def test_every_choice_is_made_otherwise_once() -> None:
    table = otherwise()
    assert set(table["choice_id"]) == set(choices.CHOICES)
    assert table["change_kg"].abs().is_monotonic_decreasing
    chosen = table["total_kg"] - table["change_kg"]
    assert chosen.to_numpy() == pytest.approx(chosen.iloc[0])


def test_the_other_view_is_the_one_that_the_ledger_shows() -> None:
    inventory = study().inventory
    location = simulate(inventory, Assumptions.of(study().basis), view="location", boundary="core", draws=2, seed=1)
    row = otherwise().set_index("name").loc["location"]
    assert row["total_kg"] == pytest.approx(location.total["known_kg"].iloc[0])


def test_gaps_that_were_left_open_are_no_choice_any_more() -> None:
    table = choices.alternatives(study(), **CORE, gaps="unknown")
    assert "gaps" not in set(table["choice_id"])


def test_the_first_version_has_none_before_it() -> None:
    basis = load_basis()
    first = basis.versions.sort_values("position")["version"].iloc[0]
    assert choices._earlier(replace(basis, version=first)) == []


def test_national_heat_is_no_choice_where_no_network_has_a_factor() -> None:
    basis = load_basis()
    national = choices._with_national_heat(basis)
    assert national is not None
    assert choices._with_national_heat(national) is None


def test_the_largest_choice_is_said_and_compared_with_the_uncertainty() -> None:
    table = pd.DataFrame(
        {"choice_id": ["boundary", "view"], "name": ["extended", "location"], "change_kg": [9e6, -5e5], "total_kg": 1e6}
    )
    said = choices.choices_sentence(table, 1e5, EN)
    assert "location-based" in said
    assert "−500 t CO₂e" in said.replace("\u00a0", " ")
    assert "more than the uncertainty" in said
    assert "less than the uncertainty" in choices.choices_sentence(table, 1e6, EN)
    assert "no choice here" in choices.choices_sentence(table.head(1), 1e6, EN)


@pytest.mark.parametrize("code", sorted(LOCALES))
def test_alternatives_are_told_and_drawn_in_every_language(code: str) -> None:
    language = Language(code)
    shown = choices.shown_alternatives(otherwise(), language)
    assert not shown[["choice", "alternative", "short"]].isna().any().any()
    axes = choice_charts.choices(shown, 1e5, language)
    assert len(axes.get_yticklabels()) == len(shown)
    assert shown["short"].iloc[0] in choice_charts.choices_alt(shown, 1e5, language)


def test_a_hundred_dots_stand_for_a_hundred_equal_parts_of_the_draws() -> None:
    draws = np.random.default_rng(1).lognormal(14, 0.1, 10_000)
    axes = hundred_dots(draws, float(draws.mean()), EN, year=2025)
    (dots,) = axes.collections
    assert len(dots.get_offsets()) == 100
    colours = {tuple(colour) for colour in dots.get_facecolors()}
    assert len(colours) == 2
    pale = sum(tuple(colour) == tuple(dots.get_facecolors()[0]) for colour in dots.get_facecolors())
    assert pale == 5
    assert "ten lie below" in hundred_dots_alt(draws, 1.0, EN, year=2025)


def test_dots_of_a_result_without_uncertainty_stand_in_one_column() -> None:
    axes = hundred_dots(np.full(64, 5000.0), 5000.0, EN, year=2025)
    offsets = np.asarray(axes.collections[0].get_offsets())
    assert len(set(offsets[:, 0])) == 1


def test_a_change_of_a_shared_factor_is_sure() -> None:
    # ±40 % of a factor that both years share: −100 t of 1 000 t is sure, although each year is ±400 t.
    rows = ledger(line("a", "f", 1_000_000, 0, 40, year=2024), line("b", "f", 900_000, 0, 40))
    before, now = (SimpleNamespace(inventory=rows[rows["year"] == year], year=year) for year in (2024, 2025))
    asked: dict[str, Any] = {**MARKET, "draws": 4096, "seed": 1}
    said = uncertainty_findings.change_sentence(now, before, ASSUMPTIONS, EN, **asked).replace("\u00a0", " ")  # type: ignore[arg-type]
    assert said.startswith("Since 2024 the total has changed by −100 t CO₂e")
    assert said.endswith("virtually certain: over 99%.")
    back = uncertainty_findings.change_sentence(before, now, ASSUMPTIONS, EN, **asked)  # type: ignore[arg-type]
    assert "+100" in back
    assert "exceptionally unlikely" in back


def test_the_change_by_error_propagation_stands_beside_the_simulation() -> None:
    # −10 % with the factor shared: only the amounts' ±10 % of each year are left, 0.9·10·√2 = 12.7 points.
    rows = ledger(line("a", "f", 1_000_000, 10, 40, year=2024), line("b", "f", 900_000, 10, 40))
    before, now = (SimpleNamespace(inventory=rows[rows["year"] == year], year=year) for year in (2024, 2025))
    said = uncertainty_findings.trend_check_sentence(now, before, ASSUMPTIONS, EN, **MARKET)  # type: ignore[arg-type]
    assert "a change of −10.0 % ± 12.7 percentage points" in said
