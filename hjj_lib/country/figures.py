"""What the providers of the fictional country would rightly state of a year: amounts and denominators."""

from __future__ import annotations

import numpy as np
import pandas as pd

from hjj_lib import tables
from hjj_lib.country.assumptions import Assumptions, Numbers
from hjj_lib.country.chance import stream
from hjj_lib.tables import DENOMINATORS
from hjj_lib.tables.country import CONCERNS, EVERYBODY, FOLLOWS, Figure

_KEYS = ["institution_id", "year", "site_id", "figure", "name"]
_WHOLE = ""
_WHOLE_FROM = 100
AMOUNT, DENOMINATOR = "amount", "denominator"
_CERTIFIED, _ELECTRICITY, _OIL = "electricity_certified", "electricity", "heating_oil"


def figures_of_year(providers: pd.DataFrame, sites: pd.DataFrame, year: int, seed: int, given: Assumptions) -> pd.DataFrame:
    """The figures of a year as ``tables.country.Figure``, in the units that the basis asks for.

    Parameters
    ----------
    providers, sites
        ``tables.country.CountryProvider`` and ``CountrySite``.
    year
        One of ``years.csv``.
    """
    drivers = _drivers(providers, sites, year, given)
    denominators = drivers[drivers["name"].isin(DENOMINATORS)].assign(figure=DENOMINATOR)
    amounts = pd.concat([_by_use(providers, drivers, year, seed, given), _energy(providers, sites, year, seed, given)])
    frame = pd.concat([amounts.assign(figure=AMOUNT), denominators], ignore_index=True).assign(year=year)
    frame["value"] = _rounded(frame["value"])
    ordered = frame[[*_KEYS, "value"]].sort_values(_KEYS, ignore_index=True)
    return tables.checked(ordered, Figure, file="figures")


def reported(figures: pd.DataFrame, who: dict[str, str]) -> pd.DataFrame:
    """The figures as those state them who report in the year: of a merged provider the sums of its parts."""
    named = figures.assign(institution_id=figures["institution_id"].map(who))
    return named.groupby(_KEYS, sort=True)[["value"]].sum().reset_index()


def _drivers(providers: pd.DataFrame, sites: pd.DataFrame, year: int, given: Assumptions) -> pd.DataFrame:
    """What amounts go by, long: the denominators, euros of a year's usual prices and litres of fuel."""
    last = int(given.years["year"].max())
    size = (providers["student_years"] / providers["growth"] ** (last - year)).round().clip(lower=1)
    area = providers["institution_id"].map(sites.groupby("institution_id")["floor_area_m2"].sum())
    columns = {
        "student_years": size,
        "student_heads": (size * providers["heads_per_student_year"]).round(),
        "staff_years": size / providers["student_years_per_staff_year"],
        "floor_area_m2": area,
        "turnover_eur": size * providers["turnover_eur_per_student_year"] * _of_year(given, year, "prices"),
        "meals": size * providers["meals_per_student_year"] * _of_year(given, year, "meals"),
        "spend_eur": size * providers["spend_eur_per_student_year"],
        "fuel_l": size * providers["fuel_l_per_student_year"],
    }
    frame = pd.DataFrame(columns).assign(institution_id=providers["institution_id"])
    return frame.melt("institution_id", var_name="name", value_name="value").assign(site_id=_WHOLE)


def _by_use(providers: pd.DataFrame, drivers: pd.DataFrame, year: int, seed: int, given: Assumptions) -> pd.DataFrame:
    """Amounts of the whole institution: driver × per unit × the provider's own level × the year."""
    rules = given.activities
    pairs = providers[["institution_id", "extended", "farm"]].merge(rules, how="cross", validate="many_to_many")
    level = np.exp(stream(seed, "levels").normal(0, 1, len(pairs)) * pairs["sigma"])
    # Meals as a driver follow the year already.
    follows = pairs["follows"].map({name: _of_year(given, year, name) for name in FOLLOWS}).mask(pairs["driver"] == "meals", 1.0)
    rows = pairs.assign(rate=pairs["per_unit"] * level * follows * _noise(seed, "use", year, len(pairs), given))[_asked(pairs)]
    found = rows.merge(
        drivers[["institution_id", "name", "value"]],
        left_on=["institution_id", "driver"],
        right_on=["institution_id", "name"],
        validate="many_to_one",
    )
    return found.assign(name=found["activity_id"], value=found["value"] * found["rate"], site_id=_WHOLE)


def _asked(pairs: pd.DataFrame) -> pd.Series:
    """Whether a provider is asked about an activity: commuting and farming do not concern everybody."""
    asked = pairs["only"] == EVERYBODY
    for concern in CONCERNS:
        asked |= (pairs["only"] == concern) & pairs[concern]
    return asked


def _of_year(given: Assumptions, year: int, name: str) -> float:
    """A figure of ``years.csv``."""
    years = given.years
    return float(years.loc[years["year"] == year, name].astype(float).sum())


def _energy(providers: pd.DataFrame, sites: pd.DataFrame, year: int, seed: int, given: Assumptions) -> pd.DataFrame:
    """Heat and electricity by site."""
    rows = sites.merge(
        providers[["institution_id", "heat_kwh_per_m2", "electricity_kwh_per_m2", "certified"]],
        on="institution_id",
        validate="many_to_one",
    )
    weather = _of_year(given, year, "weather")
    per_mwh = given.number("energy", "kwh_per_mwh")
    heat = rows["floor_area_m2"] * rows["heat_kwh_per_m2"] * rows["climate"] * weather
    per_unit = np.where(rows["heating"] == _OIL, given.number("energy", "oil_kwh_per_litre"), per_mwh)
    power = rows["floor_area_m2"] * rows["electricity_kwh_per_m2"] / per_mwh
    product = np.where(rows["certified"], _CERTIFIED, _ELECTRICITY)
    parts = (
        rows.assign(name=rows["heating"], value=heat / per_unit * _noise(seed, "heat", year, len(rows), given)),
        rows.assign(name=product, value=power * _noise(seed, "power", year, len(rows), given)),
    )
    return pd.concat(parts, ignore_index=True)


def _noise(seed: int, topic: str, year: int, count: int, given: Assumptions) -> Numbers:
    """What differs from year to year without a reason that anybody knows."""
    sigma = given.number("use" if topic == "use" else "energy", "between_years")
    return np.exp(stream(seed, f"{topic} {year}").normal(0, sigma, count))


def _rounded(values: pd.Series) -> pd.Series:
    """Figures as people state them: whole ones from a hundred up, else two decimals."""
    return values.round().where(values >= _WHOLE_FROM, values.round(2))
