"""Space heating in a year of usual weather, beside what was measured."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledgers_of import heat, ledger

from hjj_lib.trends import Context, Weather, corrected, weather_indices, why_changed


def weather(*, share=80.0, days=((2023, 4000.0), (2024, 5000.0)), reference=4500.0, sites=("hall",)):
    return Weather(
        activities=pd.DataFrame([{"activity_id": "district_heat", "space_heating_pct": share}]),
        places=pd.DataFrame([{"site_id": site, "place": "town"} for site in sites], columns=["site_id", "place"]),
        degree_days=pd.DataFrame([{"place": "town", "year": year, "degree_days": value} for year, value in days]),
        references=pd.DataFrame([{"place": "town", "period": "1991–2020", "degree_days": reference}]),
    )


def at_hall(year, amount=100.0):
    return heat(amount, 0.1, site_id="hall", year=year)


def of(rows, tables, period="1991–2020"):
    found = corrected(ledger(*rows), tables, period=period, boundary="inventory")
    return found[found["view"] == "market"].set_index("year")


def test_a_cold_year_is_corrected_downwards_by_the_part_that_follows_the_weather():
    found = of([at_hall(2024)], weather())
    # 10 000 kg × (0.2 + 0.8 × 4 500 ÷ 5 000) = 9 200 kg
    assert found.loc[2024, ["measured_kg", "corrected_kg", "period"]].tolist() == [10_000, pytest.approx(9200), "1991–2020"]
    assert found.loc[2024, "uncorrected"] == ""


@pytest.mark.parametrize(
    ("tables", "period", "why"),
    [
        (weather(share=None), "1991–2020", "no_share"),
        (weather(sites=("office",)), "1991–2020", "no_place"),
        (weather(days=((2023, 4000.0),)), "1991–2020", "no_degree_days"),
        (weather(), "1981–2010", "no_reference"),
    ],
)
def test_what_cannot_be_corrected_is_unknown_with_the_reason_and_the_measured_figure_stays(tables, period, why):
    found = of([at_hall(2024)], tables, period).loc[2024]
    assert found["measured_kg"] == 10_000
    assert pd.isna(found["corrected_kg"])
    assert found["uncorrected"] == why


def test_activities_that_are_not_named_have_no_corrected_figure():
    assert of([{"activity_id": "electricity", "amount": 1, "factor": 1.0, "site_id": "hall"}], weather()).empty


def test_an_amount_of_the_whole_institution_has_the_place_without_a_site():
    found = of([heat(100, 0.1, year=2024)], weather(sites=(None,)))
    assert found.loc[2024, "corrected_kg"] == pytest.approx(9200)


def test_heating_that_only_followed_the_weather_did_not_change_otherwise():
    # 2023: 0.2 + 0.8 × 4 000 ÷ 4 500 of the usual amount, and 2024 alike
    measured = {year: 100 / (0.2 + 0.8 * 4500 / days) for year, days in ((2023, 4000), (2024, 5000))}
    before, now = ledger(at_hall(2023, measured[2023])), ledger(at_hall(2024, measured[2024]))
    indices = weather_indices(before, now, weather(), period="1991–2020")
    found = why_changed(before, before, now, boundary="inventory", context=Context(weather=indices)).effects
    sums = found[found["view"] == "market"].groupby("cause")["change_kg"].sum()
    assert sums["weather"] == pytest.approx((measured[2024] - measured[2023]) * 100)
    assert sums["activity"] == pytest.approx(0, abs=1e-6)


def test_without_degree_days_of_both_years_nothing_is_called_weather():
    indices = weather_indices(ledger(at_hall(2022)), ledger(at_hall(2024)), weather(), period="1991–2020")
    assert indices.empty


@given(st.floats(0, 100), st.floats(1000, 9000))
def test_usual_weather_corrects_nothing(share, days):
    found = of([at_hall(2024)], weather(share=share, days=((2024, days),), reference=days))
    assert found.loc[2024, "corrected_kg"] == pytest.approx(10_000)
