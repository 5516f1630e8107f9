"""An institution's own degree days: two plain files, checked, and a correction that can be done in the head."""

from __future__ import annotations

import pytest
from ledgers_of import heat, ledger

from hjj_lib.problems import DataError
from hjj_lib.trends import DEGREE_DAYS_FILE, SPACE_HEATING_FILE, corrected, read_weather

KNOWN = {"sites": ["hill", "lake"], "activities": ["district_heat", "electricity"]}


def read(folder, days="", heating=""):
    (folder / "decisions").mkdir(exist_ok=True)
    for name, header, text in (
        (DEGREE_DAYS_FILE, "site_id,period,degree_days,source", days),
        (SPACE_HEATING_FILE, "activity_id,space_heating_pct,source", heating),
    ):
        (folder / name).write_text(f"{header}\n{text}", encoding="utf-8")
    return read_weather(folder, "school", **KNOWN)


def test_without_files_no_period_is_known_and_nothing_is_corrected(tmp_path):
    found = read_weather(tmp_path, "school", **KNOWN)
    assert found.periods == ()
    assert found.weather.degree_days.empty
    assert found.weather.activities.empty


def test_half_of_the_heat_in_a_year_a_quarter_warmer_than_usual(tmp_path):
    # 100 t measured; half follows the weather; 4 000 instead of 5 000 degree days: 50 + 50 × 5 000 ÷ 4 000 = 112.5 t.
    found = read(tmp_path, ",2024,4000,s\n,1991–2020,5000,s\n", "district_heat,50,s\n")
    rows = corrected(ledger(heat(1000, 0.1)), found.weather, period="1991–2020", boundary="core")
    assert rows["corrected_kg"].tolist() == pytest.approx([112_500.0, 112_500.0])
    assert rows["measured_kg"].tolist() == pytest.approx([100_000.0, 100_000.0])


def test_a_hyphen_and_a_dash_mean_the_same_period(tmp_path):
    assert read(tmp_path, ",2024,4000,s\n,1991-2020,5000,s\n").periods == ("1991–2020",)


def test_a_site_with_its_own_rows_is_judged_by_them_and_the_others_by_the_common_ones(tmp_path):
    days = ",2024,4000,s\n,1991–2020,4000,s\nhill,2024,5000,s\nhill,1991–2020,10000,s\n"
    found = read(tmp_path, days, "district_heat,100,s\n")
    rows = corrected(
        ledger(heat(10, 0.1, site_id="hill"), heat(10, 0.1, site_id="lake")), found.weather, period="1991–2020", boundary="core"
    )
    market = rows[rows["view"] == "market"].set_index("site_id")["corrected_kg"]
    assert market.to_dict() == pytest.approx({"hill": 2000.0, "lake": 1000.0})


def test_unknown_sites_and_activities_of_both_files_are_told_together(tmp_path):
    with pytest.raises(DataError) as caught:
        read(tmp_path, "moon,2024,4000,s\n", "sunshine,50,s\n")
    found = [(one.code, one.file, one.row, one.column) for one in caught.value.problems]
    assert found == [
        ("weather_word", f"school/{DEGREE_DAYS_FILE}", 2, "site_id"),
        ("weather_word", f"school/{SPACE_HEATING_FILE}", 2, "activity_id"),
    ]


@pytest.mark.parametrize("row", [",25,4000,s", ",2024,-1,s", ",2024,cold,s", ",2024,4000,"])
def test_a_faulty_cell_is_refused(tmp_path, row):
    with pytest.raises(DataError) as caught:
        read(tmp_path, f"{row}\n")
    assert [one.row for one in caught.value.problems] == [2]
