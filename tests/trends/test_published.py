"""What was published is kept in a plain file, checked like everything else, and a change begins with it."""

from __future__ import annotations

import pytest
from ledgers_of import heat, ledger

from hjj_lib.problems import DataError
from hjj_lib.trends import PUBLISHED_FILE, last_published, read_published, why_changed, with_published_totals

HEADER = "year,view,boundary,total_kg,basis_version,gwp_set,published_on,reason"
KNOWN = {"versions": ["2026.1", "2026.2"], "boundaries": ["core", "extended"]}


def read(folder, *lines, header=HEADER):
    (folder / "decisions").mkdir(exist_ok=True)
    (folder / PUBLISHED_FILE).write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return read_published(folder, "school", **KNOWN)


def problems(folder, *lines, header=HEADER):
    with pytest.raises(DataError) as caught:
        read(folder, *lines, header=header)
    return [(one.code, one.row, one.column) for one in caught.value.problems]


def test_without_a_file_nothing_was_published(tmp_path):
    assert read_published(tmp_path, "school", **KNOWN).empty


def test_excels_semicolons_and_decimal_commas_are_read(tmp_path):
    lines = ("2023;market;core;1500,5;2026.1;;2026-11-24;", "2023;location;core;2000;2026.1;;2026-11-24;")
    published = read(tmp_path, *lines, header=HEADER.replace(",", ";"))
    assert published["total_kg"].tolist() == [1500.5, 2000.0]


def test_the_latest_day_counts_and_the_first_publication_stays(tmp_path):
    rows = [
        f"2023,{view},core,{kg},{version},AR5,{day},{reason}"
        for kg, version, day, reason in ((100, "2026.1", "2026-11-24", ""), (90, "2026.2", "2027-03-01", "meter replaced"))
        for view in ("market", "location")
    ]
    published = read(tmp_path, *rows)
    assert len(published) == 4
    assert last_published(published, 2023, "core")[["total_kg", "basis_version"]].drop_duplicates().values.tolist() == [
        [90.0, "2026.2"]
    ]
    assert last_published(published, 2024, "core").empty
    assert last_published(published, 2023, "extended").empty


def test_an_unknown_version_and_boundary_are_named_with_their_rows(tmp_path):
    found = problems(tmp_path, "2023,market,core,1,2019.9,,2026-11-24,", "2023,location,everything,1,2026.1,,2026-11-24,")
    assert ("published_word", 2, "basis_version") in found
    assert ("published_word", 3, "boundary") in found


def test_a_publication_has_both_views_of_one_version(tmp_path):
    assert problems(tmp_path, "2023,market,core,1,2026.1,,2026-11-24,") == [("published_half", 2, "")]
    mixed = ("2023,market,core,1,2026.1,,2026-11-24,", "2023,location,core,1,2026.2,,2026-11-24,")
    assert problems(tmp_path, *mixed) == [("published_half", 2, "")]


def test_every_faulty_cell_is_told_at_once(tmp_path):
    found = problems(tmp_path, "2023,both,core,much,2026.1,,24.11.2026,")
    assert {column for _, _, column in found} == {"view", "total_kg", "published_on"}


def test_the_change_begins_with_the_published_total_and_still_adds_up():
    # Published 160 t; today's data with the version of then 150 t; with today's factors 120 t; now 108 t.
    then, today, now = ledger(heat(1000, 0.15)), ledger(heat(1000, 0.12)), ledger(heat(900, 0.12))
    causes = with_published_totals(why_changed(then, today, now, boundary="core"), {"market": 160_000.0, "location": 150_000.0})
    for view, corrected in (("market", -10_000.0), ("location", 0.0)):
        mine = causes.effects[causes.effects["view"] == view]
        totals = causes.totals[causes.totals["view"] == view].set_index("total")["known_kg"]
        sums = mine.groupby(["kind", "cause"])["change_kg"].sum()
        assert sums.get(("restatement", "data_correction"), 0.0) == pytest.approx(corrected)
        assert sums["restatement", "factor"] == pytest.approx(-30_000)
        assert mine["change_kg"].sum() == pytest.approx(totals["now"] - totals["published"])
    assert causes.totals.set_index(["view", "total"])["known_kg"]["market", "published"] == 160_000


def test_without_a_published_total_nothing_is_added():
    then = ledger(heat(1000, 0.15))
    causes = why_changed(then, then, then, boundary="core")
    assert with_published_totals(causes, {}).totals.equals(causes.totals)
