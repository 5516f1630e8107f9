"""Numbers in prose are read as the language writes them, with the range in which they may have been before rounding."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hjj_lib.language import LOCALES, Language
from hjj_lib.prose.quantity import quantities_in, years_in


def read(text: str, language: str = "fi") -> list[tuple[float, str]]:
    return [(one.value, one.dimension) for one in quantities_in(text, language)]


@pytest.mark.parametrize(
    ("text", "language", "value", "dimension"),
    [
        ("9 800 t CO₂e", "fi", 9_800_000, "mass"),
        ("9\u00a0800\u00a0tonnia", "fi", 9_800_000, "mass"),
        ("9\u2009800 tonnia CO2-ekv.", "fi", 9_800_000, "mass"),
        ("1 234,5 kg", "fi", 1234.5, "mass"),
        ("1,234.5 kg", "en", 1234.5, "mass"),
        ("1,234 tonnes", "en", 1_234_000, "mass"),
        ("1.085 t", "en", 1085, "mass"),
        ("0.2556 kg", "fi", 0.2556, "mass"),
        ("12,5 ton", "sv", 12_500, "mass"),
        ("550,2tCO2e", "fi", 550_200, "mass"),
        ("1 500 MWh:sta", "fi", 1_500_000, "energy"),
        ("29,5 prosenttia", "fi", 0.295, "share"),
        ("29.5%", "en", 0.295, "share"),
        ("10 prosenttiyksikköä", "fi", 0.10, "points"),
        ("10 procentenheter", "sv", 0.10, "points"),
        ("10 percentage points", "en", 0.10, "points"),
        ("1,2 miljoonaa euroa", "fi", 1_200_000, "money"),
        ("3 M€", "fi", 3_000_000, "money"),
        ("7 080 opiskelijavuotta", "fi", 7080, "student_years"),
        ("7 080 studerandeår", "sv", 7080, "student_years"),
        ("7,080 student-years", "en", 7080, "student_years"),
        ("580 henkilötyövuotta", "fi", 580, "staff_years"),
        ("puolet", "fi", 0.5, "share"),
        ("2000 tonnia", "fi", 2_000_000, "mass"),
    ],
)
def test_a_number_is_read_with_its_unit(text, language, value, dimension):
    ((found, kind),) = read(text, language)
    assert (pytest.approx(found), kind) == (value, dimension)


@pytest.mark.parametrize(
    "text",
    [
        "Vuonna 2025 ja vuosina 2019–2021",
        "Raportti valmistui 24.11.2026 ja 2026-11-24 kello klo 10.30",
        "Soita 040 123 4567 tai +358 40 123 4567",
        "Laki 1124/2022 ja direktiivi 2024/825, ISO 14064-1, 5 §",
        "Scope 1, 2 ja 3 sekä AR5",
        "Taulukko 12 ja kuva 3",
        "https://example.org/a/2024/1234 ja koulu@example.org",
        "1. maaliskuuta 2026",
        "tiedosto `x = 12 t`",
        "kerroin food_meal_mixed2019 ja solu D14",
    ],
)
def test_years_dates_telephones_laws_and_ids_are_no_quantities(text):
    assert [one for one in read(text) if one[1]] == []
    assert read(text.replace("kello ", "")) == []


def test_a_year_stands_beside_a_number_without_joining_it():
    text = "Vuonna 2019 3 155 t ja vuonna 2021 2 223 t."
    assert [year.value for year in years_in(text)] == [2019, 2021]
    assert read(text) == [(3_155_000, "mass"), (2_223_000, "mass")]


def test_a_scope_does_not_join_the_number_after_it():
    assert read("scope 1 396 t") == [(396_000, "mass")]


def test_a_year_stays_a_year_when_the_next_word_looks_like_a_unit():
    assert read("Vuonna 2025 opiskelijavuotta kohti 941 kg") == [(941, "mass")]


def test_a_range_reaches_from_its_first_to_its_last_number():
    (one,) = quantities_in("10–20 %", "fi")
    assert (one.low, one.high) == (pytest.approx(0.095), pytest.approx(0.205))


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("9 800 t", 9_750, 9_850),
        ("9 764 t", 9_763.5, 9_764.5),
        ("3 000 t", 2_950, 3_050),
        ("noin 3 000 t", 2_000, 4_000),
        ("0,94 t", 0.935, 0.945),
    ],
)
def test_a_number_says_how_it_was_rounded(text, low, high):
    (one,) = quantities_in(text, "fi")
    assert (one.low / 1000, one.high / 1000) == (pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize(
    ("text", "language", "per"),
    [
        ("941 kg CO₂e opiskelijavuotta kohti", "fi", "student_years"),
        ("941 kg/opiskelijavuosi", "fi", "student_years"),
        ("941 kg per studerandeår", "sv", "student_years"),
        ("941 kg per student-year", "en", "student_years"),
        ("Opiskelijavuotta kohti se on 941 kg", "fi", "student_years"),
        ("61 kg neliömetriä kohti", "fi", "floor_area_m2"),
    ],
)
def test_a_ratio_knows_its_denominator(text, language, per):
    (one,) = quantities_in(text, language)
    assert (one.value, one.per) == (941 if "941" in text else 61, per)


def test_a_number_with_two_readings_is_left_out():
    assert read("9.800 tonnia") == []


@pytest.mark.parametrize("code", LOCALES)
@given(value=st.floats(-1e9, 1e9, allow_nan=False), decimals=st.integers(0, 4))
def test_what_the_reports_write_is_read_back_to_the_same_value(code, value, decimals):
    text = Language(code).number(value, decimals)
    (one,) = quantities_in(f"{text} kg", code)
    assert one.value == pytest.approx(abs(round(value, decimals)), abs=1e-6)
    assert one.low - 1e-6 <= abs(value) <= one.high + 1e-6


@pytest.mark.parametrize("code", LOCALES)
@given(kg=st.floats(0, 1e9, allow_nan=False))
def test_tonnes_of_the_reports_are_read_back_within_their_rounding(code, kg):
    (one,) = quantities_in(Language(code).tonnes(kg), code)
    assert one.dimension == "mass"
    assert one.carbon
    assert one.low - 1e-6 <= kg <= one.high + 1e-6


@pytest.mark.parametrize("code", LOCALES)
@given(share=st.floats(0, 5, allow_nan=False), decimals=st.integers(0, 2))
def test_percentages_of_the_reports_are_read_back_within_their_rounding(code, share, decimals):
    (one,) = quantities_in(Language(code).percent(share, decimals), code)
    assert one.low - 1e-9 <= share <= one.high + 1e-9
