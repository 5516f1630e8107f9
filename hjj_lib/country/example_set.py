"""The fictional country as a set of tables, of which real input workbooks are made as for the example providers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from hjj_lib import tables
from hjj_lib.basis import Basis
from hjj_lib.country import Country, CountryOfYear
from hjj_lib.country.submissions import denominators_of, entries_of, institution_of

_INVENTED = {"fi": "Keksitty luku", "sv": "Påhittad siffra"}
_CERTIFIED = "electricity_certified"
_AMOUNTS = ["institution_id", "year", "site_id", "activity_id", "value_state", "amount", "unit", "origin", "evidence", "comment"]
_DENOMINATORS = ["institution_id", "year", "site_id", "kind", "value_state", "value", "source"]


def write_set(country: Country, folder: Path, basis: Basis) -> None:
    """Write the stated figures of all years as a set: one workbook for each provider and year, in the provider's language.

    Parameters
    ----------
    folder
        Must exist. Gets ``amounts.csv``, ``denominators.csv``, ``evidence.csv``, ``workbooks.csv`` and a form of each provider;
        electricity with guarantees of origin has all its evidence.
    basis
        Says in which units amounts are asked.

    Raises
    ------
    ValueError
        If an activity is not in the basis.
    """
    years = [_of_year(one, basis) for one in country.years]
    for name in years[0]:
        frame = pd.concat([year[name] for year in years], ignore_index=True)
        frame.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    providers = pd.concat([one.providers for one in country.years]).drop_duplicates("institution_id")
    sites = pd.concat([one.sites for one in country.years]).drop_duplicates(["institution_id", "site_id"])
    for provider in providers.to_dict("records"):
        theirs = sites[sites["institution_id"] == provider["institution_id"]]
        (folder / f"{provider['institution_id']}.toml").write_text(_form(provider, theirs), encoding="utf-8", newline="\n")


def _of_year(country: CountryOfYear, basis: Basis) -> dict[str, pd.DataFrame]:
    languages = dict(zip(country.providers["institution_id"], country.providers["language"], strict=True))
    amounts, denominators = entries_of(country, basis), denominators_of(country)
    amounts = amounts.assign(evidence=amounts["institution_id"].map(languages).map(_INVENTED))
    denominators = denominators.assign(source=denominators["institution_id"].map(languages).map(_INVENTED))
    certified = amounts[amounts["activity_id"] == _CERTIFIED]
    evidence = certified[["institution_id", "year", "site_id", "activity_id"]].assign(
        instrument="cancelled_guarantee",
        product="",
        period_from=f"{country.year}-01-01",
        period_to=f"{country.year}-12-31",
        amount_mwh=certified["amount"],
        beneficiary="provider",
        document=certified["evidence"],
    )
    workbooks = country.providers[["institution_id", "language"]].assign(year=country.year, quick=False)
    return {
        "amounts": amounts[_AMOUNTS],
        "denominators": denominators[_DENOMINATORS],
        "evidence": evidence,
        "workbooks": workbooks[["institution_id", "year", "language", "quick"]],
    }


def _form(provider: dict[Any, Any], sites: pd.DataFrame) -> str:
    """``institution.toml`` of a provider, with all sites that it has in any year."""
    who = institution_of(provider, sites)
    head: dict[str, Any] = {
        "id": who.institution_id,
        **{f"name_{code}": who.names[code] for code in tables.LANGUAGES},
        "fictional": True,
        "owner_type": who.owner_type,
        "reporting_unit": who.reporting_unit,
        "consolidation": who.consolidation,
        "languages": list(who.languages),
        "approver_role": who.approver_role,
        "publication_consent": who.publication_consent,
    }
    parts = [_table("[institution]", head)]
    for site in sites.to_dict("records"):
        known = {
            "id": site["site_id"],
            **{name: site[name] for name in ("name", "municipality", "region", "heat_network", "tenure")},
        }
        cells = {name: value for name, value in known.items() if not pd.isna(value)}
        parts.append(_table("[[site]]", cells | {"floor_area_m2": int(site["floor_area_m2"])}))
    return "# A fictional provider: every name and number is invented.\n" + "\n".join(parts)


def _table(heading: str, cells: dict[str, Any]) -> str:
    """A table of a TOML file; words, numbers, truths and lists of words are written as in JSON."""
    return "\n".join([heading, *(f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in cells.items())]) + "\n"
