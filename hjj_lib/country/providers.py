"""Who is in the fictional country: providers and their sites, drawn once and the same in every year."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from hjj_lib import tables
from hjj_lib.country.assumptions import Assumptions, Numbers, picked
from hjj_lib.country.chance import stream
from hjj_lib.network.submission import CONSENTS
from hjj_lib.tables.country import CountryProvider, CountrySite

_TENURES = ("owned", "leased_controlled", "energy_in_rent")
_NETWORK_HEAT, _CHIPS, _OIL = "district_heat", "wood_chips", "heating_oil"


def draw_providers(count: int, seed: int, given: Assumptions) -> pd.DataFrame:
    """Providers as ``tables.country.CountryProvider``: ``fictional_001`` and so on."""
    chance = stream(seed, "providers")
    size = given.draw(chance, count, "size", "student_years")
    size = size.clip(given.number("size", "smallest"), given.number("size", "largest"))
    profiles = given.profiles
    profile = picked(chance, count, list(profiles["profile_id"]), list(profiles["weight"]))
    of = profiles.set_index("profile_id").loc[list(profile)]
    swedish = given.happens(chance, count, "reporting", "swedish_probability")
    numbers = [f"{number:03d}" for number in range(1, count + 1)]
    frame = pd.DataFrame(
        {
            "institution_id": [f"fictional_{number}" for number in numbers],
            "name_fi": [f"Keksitty ammattiopisto {number} (fiktiivinen)" for number in numbers],
            "name_sv": [f"Påhittat yrkesinstitut {number} (fiktivt)" for number in numbers],
            "name_en": [f"Invented Vocational Institute {number} (fictional)" for number in numbers],
            "owner_type": _owners(chance, size, given),
            "consent": given.pick(chance, count, "reporting", CONSENTS),
            "language": np.where(swedish, "sv", "fi"),
            "profile_id": profile,
            "extended": given.happens(chance, count, "reporting", "extended_probability"),
            "farm": chance.random(count) < of["farm_probability"].to_numpy(),
            "dormitory": given.happens(chance, count, "sites", "dormitory_probability"),
            "certified": given.happens(chance, count, "energy", "certified_probability"),
            "student_years": size.round(),
            "growth": given.draw(chance, count, "size", "growth"),
            "heads_per_student_year": given.draw(chance, count, "people", "heads_per_student_year"),
            "student_years_per_staff_year": of["student_years_per_staff_year"].to_numpy()
            / given.draw(chance, count, "people", "staff"),
            "turnover_eur_per_student_year": of["turnover_eur_per_student_year"].to_numpy()
            * given.draw(chance, count, "people", "turnover"),
            "fuel_l_per_student_year": of["fuel_factor"].to_numpy() * given.draw(chance, count, "use", "fuel_l_per_student_year"),
            "spend_eur_per_student_year": of["spend_factor"].to_numpy()
            * given.draw(chance, count, "use", "spend_eur_per_student_year"),
            "meals_per_student_year": given.draw(chance, count, "use", "meals_per_student_year"),
            "heat_kwh_per_m2": given.draw(chance, count, "energy", "heat_kwh_per_m2"),
            "electricity_kwh_per_m2": given.draw(chance, count, "energy", "electricity_kwh_per_m2"),
        }
    )
    return tables.checked(frame, CountryProvider, file="providers")


def _owners(chance: np.random.Generator, size: Numbers, given: Assumptions) -> list[str]:
    small, large = given.number("size", "small_below"), given.number("size", "large_from")
    names = list(given.owners["owner_type"])
    classes = np.select([size < small, size >= large], ["small", "large"], "middle")
    return [str(picked(chance, 1, names, list(given.owners[one]))[0]) for one in classes]


def draw_sites(providers: pd.DataFrame, seed: int, given: Assumptions) -> pd.DataFrame:
    """The sites of the providers as ``tables.country.CountrySite``; no two of the country share an id."""
    chance = stream(seed, "sites")
    rows = [row for provider in providers.to_dict("records") for row in _sites(chance, provider, given)]
    return tables.checked(pd.DataFrame(rows), CountrySite, file="sites")


def _sites(chance: np.random.Generator, provider: dict[Any, Any], given: Assumptions) -> Iterator[dict[str, Any]]:
    number = str(provider["institution_id"]).rpartition("_")[2]
    size = float(provider["student_years"])
    count = 1 + int(chance.poisson(size / given.number("sites", "student_years_each")))
    count = min(count, int(given.number("sites", "most")))
    factor = float(given.profiles.set_index("profile_id").loc[provider["profile_id"], "area_factor"])
    factor *= given.number("sites", "dormitory_area_factor") if provider["dormitory"] else 1.0
    area = size * factor * given.draw(chance, 1, "sites", "floor_m2_per_student_year")[0]
    parts = chance.dirichlet(np.full(count, given.number("sites", "evenness"))) * area
    places = _places(chance, count, str(provider["language"]), given)
    tenures = given.pick(chance, count, "sites", _TENURES)
    word = {"fi": "Toimipiste", "sv": "Verksamhetsställe"}[str(provider["language"])]
    for index, (place, tenure, part) in enumerate(zip(places, tenures, parts, strict=True), start=1):
        yield {
            "institution_id": provider["institution_id"],
            "site_id": f"campus_{number}_{index}",
            "name": f"{word} {number}-{index}",
            **{name: place[name] for name in ("municipality", "region", "heat_network", "climate")},
            "tenure": tenure,
            "floor_area_m2": max(float(np.round(part)), 1.0),
            "heating": _heating(chance, place, given),
        }


def _places(chance: np.random.Generator, count: int, language: str, given: Assumptions) -> list[dict[Any, Any]]:
    """The home place, and for some sites another place of its region."""
    places = given.places
    spoken = places[places["language"] == language]
    home = str(picked(chance, 1, list(spoken["municipality"]), list(spoken["weight"]))[0])
    by_name = {str(row["municipality"]): row for row in places.to_dict("records")}
    near = [name for name, row in by_name.items() if row["region"] == by_name[home]["region"]]
    away = given.happens(chance, count - 1, "sites", "elsewhere")
    others = [near[int(chance.integers(len(near)))] if moved else home for moved in away]
    return [by_name[name] for name in (home, *others)]


def _heating(chance: np.random.Generator, place: dict[Any, Any], given: Assumptions) -> str:
    own, chips = chance.random(2)
    if not place["rural"] or own >= given.number("sites", "own_plant_if_rural"):
        return _NETWORK_HEAT
    return _CHIPS if chips < given.number("sites", "chips_of_own_plants") else _OIL
