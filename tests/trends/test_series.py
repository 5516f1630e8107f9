"""Several years side by side: versions named, gaps unknown, exceptional years marked."""

from __future__ import annotations

import pytest
from ledgers_of import heat, ledger

from hjj_lib.trends import YearLedger, exceptional_years, time_series

OIL = {"activity_id": "oil", "amount": 2, "factor": 3.0, "category_id": "fuels"}


def year(number, *rows, version="2026.1"):
    return YearLedger(number, version, "AR5", ledger(*({**row, "year": number} for row in rows)))


def table(*ledgers, series="one_version"):
    found = time_series(ledgers, series=series, boundary="inventory", exceptional=exceptional_years())
    return found[found["view"] == "market"].set_index(["year", "category_id"])


def test_every_year_has_its_categories_and_a_total():
    found = table(year(2023, heat(1, 0.1), OIL), year(2024, heat(2, 0.1), OIL))
    assert found["known_kg"].to_dict() == {
        (2023, ""): 6100,
        (2023, "fuels"): 6000,
        (2023, "heat"): 100,
        (2024, ""): 6200,
        (2024, "fuels"): 6000,
        (2024, "heat"): 200,
    }
    assert found["complete"].all()


def test_a_category_without_rows_is_unknown_and_its_year_not_complete():
    found = table(year(2023, heat(1, 0.1)), year(2024, heat(1, 0.1), OIL))
    assert found["known_kg"].isna().to_dict()[(2023, "fuels")]
    assert not found["complete"][(2023, "fuels")]
    assert not found["complete"][(2023, "")]
    assert found["complete"][(2024, "")]


def test_unknown_rows_are_counted_and_not_added_as_zero():
    found = table(year(2024, heat(1, 0.1), heat(5, None)))
    assert found.loc[(2024, ""), ["known_kg", "unknown_count", "complete"]].tolist() == [100, 1, False]


def test_exceptional_years_are_marked_and_stay():
    found = table(year(2019, heat(1, 0.1)), year(2020, heat(1, 0.1)), year(2021, heat(1, 0.1)), year(2022, heat(1, 0.1)))
    assert found["exceptional"].groupby("year").all().to_dict() == {2019: False, 2020: True, 2021: True, 2022: False}


def test_each_years_own_version_is_named_and_never_sold_as_one():
    ledgers = year(2023, heat(1, 0.1)), year(2024, heat(1, 0.1), version="2026.2")
    found = table(*ledgers, series="own_versions")
    assert found["basis_version"].groupby("year").first().to_dict() == {2023: "2026.1", 2024: "2026.2"}
    assert set(found["series"]) == {"own_versions"}
    with pytest.raises(ValueError, match="different versions"):
        table(*ledgers)


def test_a_year_stands_once_and_the_kind_of_series_is_named():
    with pytest.raises(ValueError, match="twice"):
        table(year(2024, heat(1, 0.1)), year(2024, heat(1, 0.1)))
    with pytest.raises(ValueError, match="series must be"):
        table(year(2024, heat(1, 0.1)), series="best")


def test_a_series_without_years_has_no_rows():
    found = time_series([], series="one_version", boundary="core", exceptional=exceptional_years())
    assert found.empty
    assert "basis_version" in found
