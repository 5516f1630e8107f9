"""Travel reports become passenger-kilometres by haul and class, nights and kilometres; names of travellers are read nowhere."""

from __future__ import annotations

import math
import shutil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables_of import SMALL_BASIS

from hjj_lib.basis import FOLDER, check_basis, load_basis
from hjj_lib.intake.layout import layout
from hjj_lib.intake.recipe_file import read_recipes, ready_recipes
from hjj_lib.intake.trip_distance import great_circle_km
from hjj_lib.intake.trip_places import PlaceError, airports_of, code_of, legs_of
from hjj_lib.tables import CABINS

BASIS = load_basis()
BASIS_RECIPES = FOLDER / "recipes"
AIRPORTS = airports_of(BASIS.airports, {"Tukholma": "ARN"})
RADIUS_KM = layout()["trips"]["earth_mean_radius_km"]
HEAD = "Matkapäivä;Mistä;Mihin;Luokka;Matkustajia;Lipun numero;Tila;Hinta EUR\n"
LATITUDES, LONGITUDES = st.floats(-90, 90), st.floats(-180, 180)
POINTS = st.tuples(LATITUDES, LONGITUDES)


def distance(start, end):
    """Kilometres between two points, or two airports by their codes."""
    (north, east), (to_north, to_east) = (AIRPORTS.codes[one][1:] if isinstance(one, str) else one for one in (start, end))
    return float(great_circle_km(*(np.array([value]) for value in (north, east, to_north, to_east)))[0])


def legs(home, *rows):
    """The report with these rows of flights."""
    return home.csv(HEAD + "".join(f"{row}\n" for row in rows))


def amounts(home):
    """Activity → amount, of the whole institution."""
    return {activity: amount for (activity, site), amount in home.amounts().items() if site == ""}


def said(home, code):
    """The values of the message, or nothing."""
    return next((problem.values for problem in home.read().problems if problem.code == code), None)


def about(km):
    return pytest.approx(km, abs=1e-5)


def test_a_degree_of_the_meridian_and_a_quarter_of_the_globe_are_as_long_as_the_radius_says():
    assert distance((0, 25), (1, 25)) == pytest.approx(RADIUS_KM * math.pi / 180)
    assert distance((0, 0), (0, 90)) == pytest.approx(RADIUS_KM * math.pi / 2)
    assert distance((90, 0), (-90, 0)) == pytest.approx(RADIUS_KM * math.pi)


def test_the_leg_of_the_travel_impact_models_worked_example_is_as_long_as_there():
    # 9 369 km, in nautical miles of 1 852 m, each a minute of arc: a sphere smaller by 0.07 %.
    assert distance("ZRH", "SFO") == pytest.approx(9369, rel=0.001)
    assert distance("ZRH", "SFO") * (1852 * 60 * 180 / math.pi / 1000) / RADIUS_KM == pytest.approx(9369, abs=1)


@given(POINTS, POINTS)
def test_the_way_back_is_as_long_as_the_way_there_and_no_way_is_longer_than_half_the_globe(start, end):
    assert distance(start, end) == pytest.approx(distance(end, start), abs=1e-6)
    assert 0 <= distance(start, end) <= RADIUS_KM * math.pi + 1e-6


@given(POINTS, POINTS, POINTS)
def test_a_change_on_the_way_never_shortens_it(start, between, end):
    assert distance(start, end) <= distance(start, between) + distance(between, end) + 1e-3


@given(st.lists(st.tuples(POINTS, POINTS), min_size=1, max_size=5))
def test_many_legs_at_once_are_as_long_as_one_by_one(pairs):
    at_once = great_circle_km(*np.array([[*start, *end] for start, end in pairs]).T)
    assert at_once.tolist() == pytest.approx([distance(start, end) for start, end in pairs])


@pytest.mark.parametrize(
    ("route", "found"),
    [
        ("HEL-ARN-CPH", [("HEL", "ARN"), ("ARN", "CPH")]),
        ("hel – arn", [("HEL", "ARN")]),
        ("HEL ARN", [("HEL", "ARN")]),
        ("HEL/ARN", [("HEL", "ARN")]),
        ("HEL-LHR//CDG-HEL", [("HEL", "LHR"), ("CDG", "HEL")]),
        ("Helsinki - Oulu", [("HEL", "OUL")]),
        ("Kokkola - Tukholma → Helsinki (HEL)", [("KOK", "ARN"), ("ARN", "HEL")]),
    ],
)
def test_a_route_is_read_leg_by_leg(route, found):
    assert list(legs_of(route, AIRPORTS)) == found


@pytest.mark.parametrize(
    ("route", "fault"),
    [
        ("HEL", "trip_no_route"),
        ("Helsinki-Oulu", "trip_no_route"),
        ("", "trip_no_route"),
        ("HEL-HEL", "trip_same_place"),
        ("HEL-XQX", "trip_place_unknown"),
        ("Helsinki - London", "trip_place_several"),
    ],
)
def test_a_route_that_can_be_read_in_no_way_or_several_is_not_read(route, fault):
    with pytest.raises(PlaceError) as told:
        legs_of(route, AIRPORTS)
    assert told.value.fault == fault


def test_a_city_with_several_airports_is_told_with_their_codes():
    with pytest.raises(PlaceError, match="LHR"):
        code_of("London", AIRPORTS)


def test_every_finnish_city_with_an_airline_is_known_by_its_name():
    for city, code in {"Oulu": "OUL", "Rovaniemi": "RVN", "kuopio": "KUO", "Mariehamn": "MHQ", "Kemi": "KEM"}.items():
        assert code_of(city, AIRPORTS) == code


def test_a_report_by_leg_is_read_as_it_comes(home):
    found = amounts(home.put("travel_agency.csv"))
    assert found == {
        "flights_domestic": about(4 * distance("HEL", "OUL")),
        "flights_short_haul_business": about(distance("HEL", "ARN")),
        "flights_short_haul_economy": about(distance("HEL", "ARN") + 2 * distance("HEL", "CPH")),
        "flights_long_haul_premium": about(distance("HEL", "BKK")),
        "flights_long_haul": about(distance("HEL", "BKK")),
        "train_km": 374,
        "hotel_nights": 3,
    }
    told = {code: said(home, code) for code in ("recipe_used", "trip_cancelled", "trip_refunded", "trip_class_missing")}
    assert {code: values["count"] for code, values in told.items()} == {
        "recipe_used": 11,
        "trip_cancelled": 1,
        "trip_refunded": 1,
        "trip_class_missing": 1,
    }


def test_a_report_by_route_counts_both_ways_once(home):
    assert amounts(home.put("travel_agency_routes.xlsx")) == {
        "flights_short_haul_economy": about(4 * (distance("HEL", "ARN") + distance("ARN", "CPH"))),
        "flights_domestic": about(2 * distance("HEL", "OUL")),
        "flights_short_haul_business": about(distance("HEL", "LHR") + distance("CDG", "HEL")),
    }
    assert said(home, "recipe_other_year")["years"] == "2023"


@pytest.mark.parametrize("name", ["travel_agency.csv", "travel_agency_routes.xlsx", "expense_claims_sv.csv"])
def test_both_ways_of_a_trip_are_no_amount_that_stands_twice(home, name):
    assert said(home.put(name), "recipe_row_twice") is None


def test_expense_claims_give_kilometres_and_nights_and_no_per_diems(home):
    assert amounts(home.put("expense_claims.csv")) == {"car_km": 200, "hotel_nights": 2, "taxi_km": None}
    assert said(home, "recipe_used")["filtered"] == 3


def test_swedish_expense_claims_are_read(home):
    assert amounts(home.put("expense_claims_sv.csv")) == {"car_km": 50.5, "hotel_nights": 1}


@pytest.mark.parametrize("name", ["travel_agency.csv", "travel_agency_routes.xlsx", "expense_claims.csv"])
def test_a_traveller_is_in_no_table_and_no_message(home, name):
    intake = home.put(name).read()
    kept = intake.entries.to_csv() + intake.files.to_csv() + str([problem.values for problem in intake.problems])
    assert "Henkilö" not in kept
    assert "Person " not in kept


def test_an_entry_says_how_many_legs_it_adds_up_and_how_they_were_measured(home):
    entries = home.put("travel_agency.csv").read().entries.set_index("activity_id")
    assert entries.loc["flights_domestic", "comment"] == (
        "Lento-osuuksia laskettu yhteen: 2, ensimmäinen rivillä 5, viimeinen rivillä 6. Isoympyräetäisyys × matkustajat"
    )
    assert entries.loc["hotel_nights", "comment"] == "Tiedoston rivejä laskettu yhteen: 1, ensimmäinen 15, viimeinen 15"
    assert entries.loc["flights_domestic", ["row", "column"]].tolist() == [5, "C"]


FLIGHT_HEAD = "activity_id,cabin,country,above_km,up_to_km,source_id,quality,since,until,note\n"
AIRPORT_HEAD = "iata_code,since,until,name,city,country,latitude_deg,longitude_deg,scheduled,source_id\n"


def found_in(folder, airport="HEL", **changed):
    """Codes of what is wrong with a small basis of one airport, whose flights are all one activity."""
    airport_row = f"{airport},1,,Helsinki,Helsinki,FI,60,25,true,invented\n"
    rows = {cabin: f"diesel,{cabin},,0,,invented,derived,1,,all\n" for cabin in CABINS} | changed
    shutil.copytree(SMALL_BASIS, folder)
    (folder / "airports.csv").write_text(AIRPORT_HEAD + airport_row, encoding="utf-8")
    (folder / "flight_activities.csv").write_text(FLIGHT_HEAD + "".join(rows.values()), encoding="utf-8")
    return [problem.code for problem in check_basis(folder)]


def test_airports_have_codes_of_three_capitals(tmp_path):
    assert found_in(tmp_path / "right") == []
    assert found_in(tmp_path / "wrong", airport="Hel") == ["flight_airport_code"]


@pytest.mark.parametrize(
    "rows",
    [
        "",
        "diesel,first,,100,,invented,derived,1,,all\n",
        "diesel,first,,0,100,invented,derived,1,,all\n",
        "diesel,first,,0,100,invented,derived,1,,all\ndiesel,first,,90,,invented,derived,1,,all\n",
        "diesel,first,,0,100,invented,derived,1,,all\ndiesel,first,,110,,invented,derived,1,,all\n",
    ],
    ids=["no class", "not from 0", "not to the end", "twice", "a gap"],
)
def test_every_class_has_one_activity_for_each_length(tmp_path, rows):
    assert found_in(tmp_path / "basis", first=rows) == ["flight_lengths"]


def test_lengths_that_follow_each_other_are_in_order(tmp_path):
    rows = "diesel,first,,0,100,invented,derived,1,,all\ndiesel,first,,100,,invented,derived,1,,all\n"
    assert found_in(tmp_path / "basis", first=rows) == []


@pytest.mark.parametrize(
    ("row", "activity"),
    [
        ("1.2.2024;HEL;IVL;business;1;1;;", "flights_domestic"),
        ("1.2.2024;ARN;GOT;economy;1;1;;", "flights_short_haul_economy"),
        ("1.2.2024;HEL;ATH;premium economy;1;1;;", "flights_short_haul"),
        ("1.2.2024;HEL;ATH;first;1;1;;", "flights_short_haul_business"),
        ("1.2.2024;HEL;TFS;economy;1;1;;", "flights_long_haul_economy"),
        ("1.2.2024;HEL;TFS;first;1;1;;", "flights_long_haul_first"),
        ("1.2.2024;JFK;SFO;;1;1;;", "flights_long_haul"),
    ],
)
def test_a_flight_is_counted_by_haul_and_class(home, row, activity):
    assert list(amounts(legs(home, row))) == [activity]


def test_every_place_that_a_ready_recipe_names_has_an_airport():
    named = {code for recipe in ready_recipes() for code in recipe.values.get("place", {}).values()}
    assert named
    assert named <= set(AIRPORTS.codes)


@pytest.mark.parametrize("year", [2019, 2023, 2024, 2025])
def test_classes_have_the_proportions_of_the_uk_set_and_radiative_forcing_adds_seven_tenths_of_the_co2(year):
    rows = BASIS.emission_factors.query("valid_from == @year").set_index("factor_id")
    value, co2 = rows["kg_co2e_per_unit"], rows["co2_fossil_kg"]
    for haul, cabins in {"short_haul": {"business": 1.5}, "long_haul": {"premium": 1.6, "business": 2.9, "first": 4}}.items():
        economy = f"travel_flight_{haul}_economy"
        for cabin, times in {"economy": 1, **cabins}.items():
            flight = f"travel_flight_{haul}_{cabin}"
            for part in ("", "_radiative_forcing", "_upstream"):
                assert value[flight + part] == pytest.approx(times * value[economy + part], rel=0.001), flight + part
            assert value[flight + "_radiative_forcing"] == pytest.approx(0.7 * co2[flight], rel=0.001), flight


def test_a_class_that_the_recipe_does_not_know_is_the_average_passenger_and_asked(home):
    assert list(amounts(legs(home, "1.2.2024;HEL;ARN;mukava;1;1;;"))) == ["flights_short_haul"]
    assert said(home, "trip_class_unknown") == {"count": 1, "found": "mukava"}


def test_a_flight_whose_airport_is_unknown_is_in_no_entry_and_the_others_are(home):
    found = amounts(legs(home, "1.2.2024;HEL;XQX;economy;1;1;;", "1.2.2024;HEL;OUL;economy;1;2;;"))
    assert found == {"flights_domestic": about(distance("HEL", "OUL"))}
    assert said(home, "trip_place_unknown") == {"count": 1, "found": "XQX", "recipe": "travel_agency"}


@pytest.mark.parametrize(
    "refund", ["9.9.2024;HEL;OUL;economy;-1;7;;", "9.9.2024;HEL;OUL;economy;1;7;;-99", "9.9.2024;HEL;OUL;economy;1;7;hyvitetty;"]
)
def test_a_refund_takes_its_own_trip_back_and_no_other(home, refund):
    found = amounts(legs(home, "1.2.2024;HEL;OUL;economy;3;7;;", refund, "1.2.2024;HEL;ARN;economy;1;8;;"))
    assert found["flights_domestic"] == about(2 * distance("HEL", "OUL"))
    assert found["flights_short_haul_economy"] == about(distance("HEL", "ARN"))


def test_a_price_below_zero_is_a_refund_however_its_minus_is_written(home):
    for price in ("-99,00 EUR", "99,00-", "(99,00)", "\u221299"):
        rows = ("1.2.2024;HEL;OUL;economy;1;7;;99,00 EUR", f"9.9.2024;HEL;OUL;;1;7;;{price}", "1.2.2024;HEL;ARN;economy;1;8;;")
        assert list(amounts(legs(home, *rows))) == ["flights_short_haul_economy"], price


@pytest.mark.parametrize("price", ["-", "–", "0,00", "99-100", ""])
def test_a_dash_in_place_of_a_price_is_no_refund(home, price):
    assert list(amounts(legs(home, f"1.2.2024;HEL;OUL;economy;1;7;;{price}"))) == ["flights_domestic"]
    assert said(home, "trip_refund_alone") is None


def test_a_refund_of_more_than_was_flown_takes_back_only_what_was(home):
    assert amounts(legs(home, "1.2.2024;HEL;OUL;economy;1;7;;", "9.9.2024;HEL;OUL;economy;-3;7;;")) == {}
    assert said(home, "trip_refund_alone")["count"] == 1


def test_flights_in_a_report_and_with_another_class_elsewhere_are_asked_about(home):
    legs(home, "1.2.2024;HEL;ARN;economy;1;7;;")
    home.csv("Mikä;Määrä;Yksikkö;Kausi\nLennot, Eurooppa;400;pkm;2024\n", "muut.csv")
    assert amounts(home) == {"flights_short_haul": 400, "flights_short_haul_economy": about(distance("HEL", "ARN"))}
    assert said(home, "trip_beside_typed") == {"activities": "“Lennot, Eurooppa”", "report": "raportti.csv"}


def test_flights_only_in_a_report_ask_nothing(home):
    legs(home, "1.2.2024;HEL;ARN;economy;1;7;;")
    home.csv("Mikä;Määrä;Yksikkö;Kausi\nJuna;400;pkm;2024\n", "muut.csv")
    assert said(home, "trip_beside_typed") is None


def test_a_refund_of_the_whole_trip_leaves_nothing_of_it(home):
    assert amounts(legs(home, "1.2.2024;HEL;OUL;economy;2;7;;", "9.9.2024;HEL;OUL;economy;-2;7;;")) == {}


def test_a_refund_of_a_trip_that_is_not_there_takes_nothing_off(home):
    found = amounts(legs(home, "1.2.2024;HEL;OUL;economy;1;7;;", "9.9.2024;HEL;OUL;economy;-1;6;;"))
    assert found == {"flights_domestic": about(distance("HEL", "OUL"))}
    assert said(home, "trip_refund_alone")["count"] == 1


def test_a_ticket_that_is_listed_twice_is_counted_once(home):
    found = amounts(legs(home, *["1.2.2024;HEL;OUL;economy;1;7;;"] * 2, "3.2.2024;OUL;HEL;economy;1;7;;"))
    assert found == {"flights_domestic": about(2 * distance("HEL", "OUL"))}
    assert said(home, "trip_twice")["count"] == 1


def test_a_group_without_ticket_numbers_is_counted_person_by_person(home):
    assert amounts(legs(home, *["1.2.2024;HEL;OUL;economy;1;;;"] * 3)) == {"flights_domestic": about(3 * distance("HEL", "OUL"))}
    assert said(home, "trip_alike")["count"] == 2


def test_the_institution_says_what_a_place_is_in_a_recipe_of_its_own(home):
    text = (BASIS_RECIPES / "travel_agency.toml").read_text(encoding="utf-8")
    text = text.replace('"travel_agency"', '"oma"').replace("[values.place]", '[values.place]\n"lontoo" = "LHR"')
    home.recipe("oma", text)
    assert amounts(legs(home, "1.2.2024;HEL;Lontoo;economy;1;1;;")) == {
        "flights_short_haul_economy": about(distance("HEL", "LHR"))
    }


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('direction = "one_way"', "", "trips.direction"),
        ('direction = "one_way"', 'direction = "there"', "trips.direction"),
        ("passengers = 1", "passengers = 0", "trips.passengers"),
        ("passengers = 1", "", "trips.passengers"),
        ("passengers = 1", '[columns.passengers]\nheaders = ["Hlö"]', "trips.passengers"),
        ('direction = "one_way"', '[columns.direction]\nheaders = ["Suunta"]', "trips.direction"),
        ("passengers = 1", "passengers = 1\nspeed = 900", "trips.speed"),
        ("[columns.route]", "[columns.from]", "columns.route"),
        ('"taxi" = "taxi_km"', '"taxi" = "taxi_km"\n[values.place]\n"Lontoo" = "London"', "values.place"),
        ('"taxi" = "taxi_km"', '"taxi" = "taxi_km"\n[values.class]\n"hieno" = "fine"', "values.class"),
    ],
)
def test_what_is_wrong_in_a_recipe_of_trips_is_named_and_the_recipe_not_used(tmp_path, old, new, key):
    text = (BASIS_RECIPES / "expense_claims.toml").read_text(encoding="utf-8")
    (tmp_path / "expense_claims.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    recipes, problems = read_recipes(tmp_path)
    assert recipes == []
    assert key in [problem.values["key"] for problem in problems]
