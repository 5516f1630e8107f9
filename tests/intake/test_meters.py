"""Readings of meters become one entry for each meter and month of the Finnish calendar, and gaps stay gaps."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hjj_lib.intake.messages import Place
from hjj_lib.intake.meter_file import read_meter_file
from hjj_lib.intake.meter_months import by_month, without_repeats
from hjj_lib.intake.meter_sites import FILE, MeterSite, assign
from hjj_lib.intake.recipe_file import ready_recipes
from hjj_lib.intake.vocabulary import vocabulary
from hjj_lib.problems import DataError

HEAD = "Mittauspisteen tunnus;Tuotteen tyyppi;Resoluutio;Yksikkötyyppi;Lukeman tyyppi;Alkuaika;Määrä;Laatu\n"


def datahub(year=2024, meter="643", step="1h", length="PT1H", amount="1,5", unit="kWh"):
    """A whole year in Finnish time, as lines of the file."""
    edges = pd.date_range(f"{year}-01-01", f"{year + 1}-01-01", freq="YS", tz="Europe/Helsinki").tz_convert("UTC")
    stamps = pd.date_range(edges[0], edges[1], freq=step, inclusive="left")
    return [f"{meter};8716867000030;{length};{unit};BN01;{stamp:%Y-%m-%dT%H:%M:%SZ};{amount};OK" for stamp in stamps]


def hand_in(home, lines, name="datahub.csv", decided="643,main,electricity"):
    home.csv(HEAD + "\n".join(lines) + "\n", name, "utf-8-sig")
    (home.folder / "decisions").mkdir(exist_ok=True)
    (home.folder / FILE).write_text(f"meter,site_id,activity_id\n{decided}\n", encoding="utf-8")


def metered(intake):
    return intake.entries[intake.entries["activity_id"].eq("electricity") & intake.entries["file"].eq("datahub.csv")]


def codes(intake):
    return {found.code for found in intake.problems if found.code.startswith(("meter_", "typed_and_m"))}


def test_a_whole_year_has_twelve_months_and_the_clock_changes_take_and_give_an_hour(home):
    hand_in(home, datahub(amount="1"))
    intake = home.read()
    rows = metered(intake)
    # 2024 is a leap year; March lacks an hour and October has one more. A kilowatt-hour each hour.
    hours = [744, 696, 743, 720, 744, 720, 744, 744, 720, 745, 720, 744]
    assert list(rows["amount"] * 1000) == pytest.approx(hours)
    assert set(rows["unit"]) == {"MWh"}
    assert set(rows["site_id"]) == {"main"}
    assert codes(intake) == {"meter_used"}
    assert rows["entry_id"].iloc[2] == "example_test/2024/meters/643/2024-03"


def test_quarters_of_an_hour_and_hours_add_up_to_the_same(home):
    quarters = datahub(step="15min", length="PT15M", amount="0,25")
    hand_in(home, [*quarters, *datahub(meter="644", amount="1")], decided="643,main,electricity\n644,main,electricity")
    rows = metered(home.read())
    assert len(rows) == 24
    assert list(rows["amount"].iloc[:12]) == pytest.approx(list(rows["amount"].iloc[12:]))
    assert codes(home.read()) == {"meter_used"}


def test_a_missing_reading_is_asked_about_and_nothing_is_filled_in(home):
    lines = datahub(amount="1")
    lines[0] = lines[0].replace(";1;OK", ";0;MISSING")
    del lines[1]
    hand_in(home, lines)
    intake = home.read()
    january = metered(intake).iloc[0]
    assert january["amount"] == pytest.approx(0.742)
    assert "2" in january["comment"]
    assert "0,3" in january["comment"]
    (gap,) = [found for found in intake.problems if found.code == "meter_gaps"]
    assert (gap.severity, gap.values["count"]) == ("question", 2)
    assert gap.values["months"].startswith("2024-01: 2 (")


def test_a_month_without_any_reading_is_unknown_and_not_zero(home):
    hand_in(home, [line for line in datahub() if ";2024-06-" not in line and ";2024-05-31T2" not in line])
    rows = metered(home.read()).set_index("entry_id")
    june = rows.loc["example_test/2024/meters/643/2024-06"]
    assert june["value_state"] == "unknown"
    assert pd.isna(june["amount"])


def test_a_meter_whose_readings_are_all_missing_has_twelve_unknown_months(home):
    hand_in(home, [line.replace(";OK", ";MISSING") for line in datahub()])
    rows = metered(home.read())
    assert list(rows["value_state"]) == ["unknown"] * 12


def test_readings_of_new_year_s_eve_in_utc_belong_to_the_new_year_in_finland(home):
    lines = datahub(amount="1")
    assert "2023-12-31T22:00:00Z" in lines[0]
    hand_in(home, [lines[0].replace("2023-12-31T22", "2023-12-31T21"), *lines])
    intake = home.read()
    assert metered(intake)["amount"].iloc[0] == pytest.approx(0.744)
    assert [found.values["count"] for found in intake.problems if found.code == "recipe_other_year"] == [1]


def test_two_files_that_overlap_are_counted_once(home):
    lines = datahub(amount="1")
    hand_in(home, lines[:5000])
    home.csv(HEAD + "\n".join(lines[4000:]) + "\n", "datahub_2.csv")
    intake = home.read()
    assert intake.entries["amount"].sum() == pytest.approx(8.784)
    assert [found.values["count"] for found in intake.problems if found.code == "meter_repeated"] == [1000]


def test_readings_that_contradict_each_other_are_missing(home):
    lines = datahub(amount="1")
    hand_in(home, [*lines, lines[0].replace(";1;OK", ";2;OK")])
    intake = home.read()
    assert metered(intake)["amount"].iloc[0] == pytest.approx(0.743)
    assert {"meter_contrary", "meter_gaps"} <= codes(intake)


def test_an_hour_and_a_quarter_within_it_overlap():
    start = pd.to_datetime(["2024-03-01T10:00Z", "2024-03-01T10:15Z", "2024-03-01T11:00Z"])
    table = pd.DataFrame({"meter": "a", "start": start, "hours": [1.0, 0.25, 1.0], "kwh": [4.0, 1.0, 4.0]})
    once, repeated, contrary = without_repeats(table)
    assert (len(once), len(repeated), len(contrary)) == (1, 0, 2)


def test_megawatt_hours_are_a_thousand_kilowatt_hours(home):
    hand_in(home, datahub(amount="0,001", unit="MWh"))
    assert metered(home.read())["amount"].iloc[0] == pytest.approx(0.744)


def test_an_unmapped_meter_is_asked_about_and_in_no_entry(home):
    hand_in(home, datahub(amount="1"), decided="644,main,electricity")
    intake = home.read()
    assert metered(intake).empty
    (found,) = [found for found in intake.problems if found.code == "meter_unmapped"]
    assert found.values == {"meter": "643", "amount": 8784.0}


def test_a_meter_of_feed_in_is_known_and_not_consumption(home):
    hand_in(home, datahub(), decided="643,main,")
    intake = home.read()
    assert metered(intake).empty
    assert codes(intake) == {"meter_used"}


def test_the_meters_count_in_place_of_the_workbook_s_row_of_the_same_site(home):
    hand_in(home, datahub(amount="1"))
    home.workbook().fill("electricity", "Päärakennus", amount=99).fill("electricity", "Halli", amount=5).save()
    intake = home.read()
    electricity = intake.entries[intake.entries["activity_id"] == "electricity"]
    assert electricity["amount"].sum() == pytest.approx(5 + 8.784)
    assert "typed_and_metered" in codes(intake)


def test_the_same_file_read_twice_gives_the_same(home):
    hand_in(home, datahub())
    first, second = home.read(), home.read()
    pd.testing.assert_frame_equal(first.entries, second.entries)
    assert first.problems == second.problems


def test_where_a_meter_is_is_remembered_once_and_other_rows_stay(home, basis):
    known = vocabulary(basis.activities, basis.categories, basis.evidence_rules, home.institution)
    for decision in (MeterSite("643", "Halli", "Sähkö"), MeterSite("644", "main"), MeterSite("643", "main", "electricity")):
        path = assign(home.folder, decision, Place(), known)
    assert path.read_text(encoding="utf-8") == "meter,site_id,activity_id\n643,main,electricity\n644,main,\n"
    with pytest.raises(DataError):
        assign(home.folder, MeterSite("643", "nowhere", "electricity"), Place(), known)
    assert path.read_text(encoding="utf-8").startswith("meter,site_id,activity_id\n643,main")


def test_another_file_is_no_file_of_readings():
    assert read_meter_file(b"a;b\n1;2\n", ready_recipes(), Place(file="a.csv")) is None
    assert read_meter_file(b"", ready_recipes(), Place(file="a.csv")) is None


@settings(max_examples=20, deadline=None)
@given(st.integers(2019, 2030), st.lists(st.integers(0, 8000), max_size=40, unique=True))
def test_what_is_known_and_what_is_missing_make_the_whole_year(year, gone):
    edges = pd.date_range(f"{year}-01-01", f"{year + 1}-01-01", freq="YS", tz="Europe/Helsinki")
    local = pd.date_range(edges[0], edges[1], freq="1h", inclusive="left")
    table = pd.DataFrame({"meter": "a", "month": local.month, "hours": 1.0, "kwh": 1.0, "start": local.tz_convert("UTC")})
    months = by_month(table.drop(index=gone), pd.Series({"a": 1.0}), year)
    assert months["missing"].sum() == len(gone)
    assert np.isclose(months["kwh"].sum() + len(gone), len(local))
