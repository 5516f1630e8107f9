"""The sheet of changes: the year before, and the same year with the version of the basis before, category by category."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell

from hjj_lib.basis import load_basis
from hjj_lib.exports.book import Book, write_cells
from hjj_lib.inventory import VIEWS, summarise
from hjj_lib.language import Language
from hjj_lib.problems import DataError
from hjj_lib.report import named
from hjj_lib.shared import key_of, shared
from hjj_lib.study import Study, open_study, years_of
from hjj_lib.version_effects import effect

CHANGE_HEADINGS: Mapping[str, str] = {
    "against": "Compared with",
    "view": "View",
    "category": "Category",
    "before_kg": "Before, kg CO₂e",
    "after_kg": "Now, kg CO₂e",
    "change_kg": "Change, kg CO₂e",
    "unknown_before": "Lines not known before",
    "unknown_after": "Lines not known now",
}
_VIEW_NAMES: Mapping[str, str] = {"market": "Market-based", "location": "Location-based"}
_COLUMNS = ["against", "view", "category_id", "before_kg", "after_kg", "unknown_before", "unknown_after"]
_BEFORE, _AFTER, _CHANGE = (list(CHANGE_HEADINGS).index(name) for name in ("before_kg", "after_kg", "change_kg"))
YEAR, VERSION = "year", "version"


def changes_of(study: Study, *, data_dir: str | Path = "", basis_dir: str | Path = "") -> pd.DataFrame:
    """The study beside its own year before, and beside itself with the version of the basis before.

    Parameters
    ----------
    data_dir, basis_dir
        As in :func:`hjj_lib.study.open_study`.

    Returns
    -------
    One row per comparison, view and category: ``against`` (``year 2024``, ``version 2026.1``), ``view``, ``category_id``,
    ``before_kg``, ``after_kg``, ``unknown_before``, ``unknown_after``. Neither comparison is there without its year or version;
    nor is a year that cannot be calculated. Sums hold what is known only.
    """
    key = key_of("changes", study.inputs, study.year, study.basis.version, study.basis.gwp_set) if study.inputs else ""
    return shared(key, lambda: _changes(study, data_dir, basis_dir))


def _changes(study: Study, data_dir: str | Path, basis_dir: str | Path) -> pd.DataFrame:
    parts = [pd.DataFrame(columns=_COLUMNS)]
    earlier = [year for year in years_of(study.institution.institution_id, data_dir=data_dir) if year < study.year]
    if earlier:
        parts.append(_against_year(study, max(earlier), data_dir, basis_dir))
    version = _version_before(study)
    if version:
        before = load_basis(Path(basis_dir) if basis_dir else None, version=version, gwp_set=study.basis.gwp_set)
        rows = effect(study, before, boundary="inventory")
        parts.append(rows[rows["category_id"] != ""].assign(against=f"{VERSION} {version}")[_COLUMNS])
    return pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)


def _against_year(study: Study, year: int, data_dir: str | Path, basis_dir: str | Path) -> pd.DataFrame:
    try:
        before = open_study(
            study.institution.institution_id,
            year,
            data_dir=data_dir,
            basis_dir=basis_dir,
            basis_version=study.basis.version,
            gwp_set=study.basis.gwp_set,
        )
    except DataError:
        return pd.DataFrame(columns=_COLUMNS)
    parts = []
    for view in VIEWS:
        sums = {}
        for name, inventory in (("before", before.inventory), ("after", study.inventory)):
            rows = summarise(inventory, ["category_id"], view=view, boundary="inventory").drop(columns="complete")
            sums[name] = rows.rename(columns={"known_kg": f"{name}_kg", "unknown_count": f"unknown_{name}"})
        both = sums["before"].merge(sums["after"], on="category_id", how="outer", validate="one_to_one")
        counts = dict.fromkeys(("unknown_before", "unknown_after"), 0)
        parts.append(both.fillna({"before_kg": 0.0, "after_kg": 0.0, **counts}).assign(view=view, against=f"{YEAR} {year}"))
    return pd.concat(parts, ignore_index=True)[_COLUMNS]


def _version_before(study: Study) -> str:
    versions = study.basis.versions.sort_values("position")["version"].tolist()
    at = versions.index(study.basis.version)
    return str(versions[at - 1]) if at else ""


def write_changes(book: Book, rows: pd.DataFrame, study: Study) -> None:
    """The sheet; the change is a live formula."""
    sheet = book.sheet("Changes")
    book.heading_row(sheet, 0, CHANGE_HEADINGS.values())
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, len(CHANGE_HEADINGS) - 1, 20)
    sheet.set_column(2, 2, 44)
    sheet.set_row(0, 30)
    sheet.freeze_panes(1, 0)
    number = book.style(num_format="#,##0.00")
    shown = _named(rows, study, book.language)
    for row, record in enumerate(shown.to_dict("records"), start=1):
        write_cells(book, sheet, row, [record[name] for name in CHANGE_HEADINGS])
        for column, name in ((_BEFORE, "before_kg"), (_AFTER, "after_kg")):
            sheet.write_number(row, column, record[name], number)
        difference = f"={xl_rowcol_to_cell(row, _AFTER)}-{xl_rowcol_to_cell(row, _BEFORE)}"
        sheet.write_formula(row, _CHANGE, difference, number, record["change_kg"])
    if rows.empty:
        sheet.write_string(1, 0, book.language.sentence("There is no year and no version to compare with."))


def _named(rows: pd.DataFrame, study: Study, language: Language) -> pd.DataFrame:
    order = study.basis.categories.drop_duplicates("category_id").set_index("category_id")["position"]
    sorted_ = rows.assign(position=rows["category_id"].map(order)).sort_values(["against", "view", "position"], kind="stable")
    named_ = named(sorted_, study.basis.categories, "category_id", language)
    return named_.assign(
        against=[_against(text, language) for text in named_["against"]],
        view=[language.sentence(_VIEW_NAMES[view]) for view in named_["view"]],
        category=named_["name"],
        change_kg=named_["after_kg"].astype(float) - named_["before_kg"].astype(float),
    )


def _against(text: str, language: Language) -> str:
    kind, name = text.split(" ", 1)
    if kind == YEAR:
        return language.sentence("the year {year}", year=name)
    return language.sentence("this year with basis {version}", version=name)
