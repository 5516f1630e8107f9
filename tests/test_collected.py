"""Every collected figure is a row of the basis, or is listed with its reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from hjj_lib.basis import FOLDER
from hjj_lib.basis.collected import FILE, check_collected, not_used, read_collected, read_reasons

HEADER = "collection,figure_id,name_en,used_in,used_as,valid_from,reason_id\n"
USED = "set,heat-2024,Heat,emission_factors/all.csv,heat_fi,2024,\n"
UNUSED = "set,heat-1990,Old heat,,,,outside_years\n"
#: How many figures were collected.
ALL_FIGURES = {
    "energy_transport": 692,
    "figaro_fi_spend_all_years": 248,
    "gap_fill": 922,
    "purchases_food_waste": 716,
    "spend_mapping_accounts_cpv_unspsc": 136,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "collected").mkdir()
    (tmp_path / "emission_factors").mkdir()
    (tmp_path / "emission_factors/all.csv").write_text("factor_id,valid_from\nheat_fi,2024\n", encoding="utf-8")
    (tmp_path / "unused_reasons.csv").write_text("reason_id,reason_en\noutside_years,Too old.\n", encoding="utf-8")
    return tmp_path


def problems(folder: Path, *rows: str) -> list[tuple[str, int | None]]:
    (folder / "collected/set.csv").write_text(HEADER + "".join(rows), encoding="utf-8")
    return [(problem.code, problem.row) for problem in check_collected(folder)]


def test_a_used_and_an_explained_figure_are_right(folder: Path) -> None:
    assert problems(folder, USED, UNUSED) == []


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (USED.replace("emission_factors/all.csv", ""), "figure_without_fate"),
        (USED.replace("\n", "outside_years\n"), "figure_without_fate"),
        (UNUSED.replace("outside_years", "because"), "unknown_reason"),
        (USED.replace("heat_fi", "heat_sv"), "figure_not_there"),
        (USED.replace("2024,", "2023,"), "figure_not_there"),
        (USED.replace("all.csv", "none.csv"), "figure_not_there"),
    ],
)
def test_each_mistake_is_told(folder: Path, row: str, code: str) -> None:
    assert problems(folder, row) == [(code, 2)]


def test_a_cell_that_does_not_fit_is_told(folder: Path) -> None:
    assert problems(folder, USED.replace("set,heat", ",heat")) == [("cell_empty", 2)]


def test_the_page_lists_unused_figures_by_reason(folder: Path) -> None:
    problems(folder, USED, UNUSED)
    page = not_used(folder)
    assert "| **All** | **2** | **1** | **1** |" in page
    assert "Too old.\n\n- `heat-1990` – Old heat" in page


def test_every_collected_figure_is_accounted_for() -> None:
    assert read_collected(FOLDER)["collection"].value_counts().to_dict() == ALL_FIGURES
    assert check_collected(FOLDER) == []


def test_there_are_at_most_thirty_reasons_and_each_of_them_is_one() -> None:
    figures, reasons = read_collected(FOLDER), read_reasons(FOLDER)
    assert len(reasons) <= 30
    assert set(figures["reason_id"].dropna()) == set(reasons["reason_id"])
    assert not reasons["reason_id"].str.contains("other$|misc|various").any()


def test_the_page_in_the_folder_is_up_to_date() -> None:
    assert (FOLDER / FILE).read_text(encoding="utf-8") == not_used(FOLDER), "run: ./hjj basis documents"
