"""A file of meter readings as a table, read whole columns at a time: a year of twenty meters has 700 000 rows."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from openpyxl.utils import column_index_from_string

from hjj_lib import units
from hjj_lib.intake.grid import grid_of
from hjj_lib.intake.layout import limit
from hjj_lib.intake.messages import Place, problem
from hjj_lib.intake.recipe_file import METER, Recipe
from hjj_lib.intake.recognise import Recognised, recognise
from hjj_lib.intake.vocabulary import key_of
from hjj_lib.problems import Problem

#: Calendar in which a reading belongs to a year and a month; the file's own times are UTC.
ZONE = "Europe/Helsinki"
UNIT = "kWh"
COLUMNS = ("meter", "start", "year", "month", "hours", "kwh", "row")
_WITH_ZONE = re.compile(r".*(?:Z|[+-][0-9]{2}:?[0-9]{2})$")
_ENCODINGS = ("utf-8-sig", "cp1252")
_DELIMITERS = (";", "\t", ",")
_SECONDS_OF_HOUR = pd.Timedelta("1h").total_seconds()


@dataclass(frozen=True)
class MeterFile:
    """The readings of a file.

    Attributes
    ----------
    readings
        One row per reading: ``meter``, ``start`` (UTC), ``year`` and ``month`` in Finnish time, ``hours`` that it covers,
        ``kwh`` (unknown where the file has no usable reading) and ``row`` in the file.
    letter
        Letter of the column of amounts.
    problems
        What is wrong or odd in the file; its rows are not read, or as not known.
    """

    readings: pd.DataFrame
    letter: str = ""
    problems: tuple[Problem, ...] = ()


def read_meter_file(data: bytes, recipes: Sequence[Recipe], place: Place) -> MeterFile | None:
    """The readings of a CSV file that a recipe of kind ``meter`` fits; nothing if none does.

    Parameters
    ----------
    place
        File, institution and year, for the messages.

    Returns
    -------
    Rows of another product than the recipe counts are left out. A reading is unknown if its quality is not one that the
    recipe counts, or if its amount cannot be read or is below zero: nothing is filled in. Rows without a readable time or
    with a unit that is no energy are left out and told.
    """
    encoding = _encoding(data)
    within = int(limit("key_row_within"))
    within = int(limit("key_row_within"))
    head = data[: within * 1000].decode(encoding, errors="ignore").splitlines()[:within]
    delimiter = max(_DELIMITERS, key=lambda mark: max((line.count(mark) for line in head), default=0))
    grid = grid_of([[cell.strip('" ') for cell in line.split(delimiter)] for line in head])
    found = recognise([grid], [recipe for recipe in recipes if recipe.kind == METER], place)
    if found is None:
        return None
    if not found.counted:
        return MeterFile(_none(), problems=found.problems)
    try:
        cells = _cells(data, found, encoding, delimiter)
    except ValueError:
        # Of pandas and of decoding: what each raises differs from version to version, and all are values that do not fit.
        return MeterFile(_none(), problems=(problem("csv_unreadable", place),))
    return _readings(cells, found, place)


def _none() -> pd.DataFrame:
    return pd.DataFrame({name: [] for name in COLUMNS})


def _encoding(data: bytes) -> str:
    if data.isascii():
        return _ENCODINGS[0]
    try:
        data.decode(_ENCODINGS[0])
    except UnicodeDecodeError:
        return _ENCODINGS[1]
    return _ENCODINGS[0]


def _cells(data: bytes, found: Recognised, encoding: str, delimiter: str) -> pd.DataFrame:
    """The rows below the headings by the recipe's keys; words as categories, as few of them differ."""
    positions = {column_index_from_string(letter) - 1: key for key, letter in found.letters.items()}
    order = sorted(positions)
    table = pd.read_csv(
        io.BytesIO(data),
        sep=delimiter,
        decimal=found.recipe.decimal,
        encoding=encoding,
        header=None,
        skiprows=found.header_row,
        usecols=order,
        dtype={position: "category" for position, key in positions.items() if key != "amount"},
        skip_blank_lines=False,
        low_memory=False,  # by pieces, the categories of every piece would have to be united
    )
    named = table.set_axis([positions[position] for position in order], axis="columns")
    rows = np.arange(len(named)) + found.header_row + 1
    return named.assign(row=rows).dropna(subset=["meter", "date"], how="all")


def _readings(cells: pd.DataFrame, found: Recognised, place: Place) -> MeterFile:
    recipe = found.recipe
    count = len(cells)
    keeps = {one.column: one for one in recipe.filters}
    other = ~_kept(cells, "product", keeps)
    hours, factors = _mapped(cells["resolution"], _hours), _mapped(cells["unit"], _kwh)
    starts = _starts(cells["date"])
    stampless, unmeasured = starts["start"].isna() | hours.isna(), factors.isna()
    amounts = _numbers(cells["amount"], recipe.decimal)
    usable = _kept(cells, "quality", keeps)
    unreadable, negative = usable & amounts.isna(), usable & (amounts < 0)
    problems = [problem("meter_used", replace(place, row=found.header_row), recipe=recipe.recipe_id, count=count)]
    for code, faulty, key in (
        ("meter_other_product", other, "product"),
        ("meter_stamp", ~other & stampless, "date"),
        ("meter_unit", ~other & ~stampless & unmeasured, "unit"),
        ("meter_amount", ~other & unreadable, "amount"),
        ("meter_negative", ~other & negative, "amount"),
    ):
        problems += _told(code, cells, faulty, key, found, place)
    table = starts.assign(meter=cells["meter"], hours=hours, kwh=(amounts * factors).where(usable & ~negative), row=cells["row"])
    kept = table[~(other | stampless | unmeasured)]
    return MeterFile(kept[list(COLUMNS)].reset_index(drop=True), found.letters["amount"], tuple(problems))


def _told(code: str, cells: pd.DataFrame, faulty: pd.Series, key: str, found: Recognised, place: Place) -> list[Problem]:
    if not faulty.any():
        return []
    first = cells[faulty].iloc[0]
    where = replace(place, row=int(first["row"]), column=found.letters[key])
    shown = "–" if pd.isna(first[key]) else first[key]
    return [problem(code, where, count=int(faulty.sum()), found=shown)]


def _kept(cells: pd.DataFrame, key: str, keeps: Mapping[str, Any]) -> pd.Series:
    """Does the recipe count the word of this column? Looked up once for each word."""
    if key not in keeps or key not in cells:
        return pd.Series(True, index=cells.index)
    keep, drop = ({key_of(word) for word in words} for words in (keeps[key].keep, keeps[key].drop))
    words = {word: (not keep or key_of(word) in keep) and key_of(word) not in drop for word in cells[key].cat.categories}
    return _mapped(cells[key], words.__getitem__).eq(1)


def _mapped(words: pd.Series, meaning: Any) -> pd.Series:
    """A number for each row, worked out once for each word."""
    values = np.array([float(meaning(word)) for word in words.cat.categories] + [np.nan])
    return pd.Series(values[words.cat.codes.to_numpy()], index=words.index)


def _hours(text: object) -> float:
    """Hours of ``PT15M`` or ``PT1H`` (ISO 8601)."""
    try:
        hours = pd.Timedelta(str(text)).total_seconds() / _SECONDS_OF_HOUR
    except ValueError:
        return np.nan
    return hours if hours > 0 else np.nan


def _kwh(text: object) -> float:
    try:
        return float(units.conversion(units.spelling(str(text)), UNIT))
    except units.UnitError:
        return np.nan


def _starts(words: pd.Series) -> pd.DataFrame:
    """Start in UTC with year and month in Finnish time, each stamp read once; one without a time zone is not guessed."""
    texts = pd.Series(
        [str(word) if _WITH_ZONE.fullmatch(str(word)) else None for word in words.cat.categories.tolist()], dtype=object
    )
    start = pd.to_datetime(texts, utc=True, errors="coerce", format="ISO8601")
    local = start.dt.tz_convert(ZONE)
    each = pd.DataFrame({"start": start, "year": local.dt.year, "month": local.dt.month})
    return each.reindex(words.cat.codes.to_numpy()).set_axis(words.index, axis="index")


def _numbers(cells: pd.Series, decimal: str) -> pd.Series:
    """Amounts with the recipe's decimal mark; another mark is no number of this file."""
    if not pd.api.types.is_numeric_dtype(cells):
        texts = cells.astype(object).where(cells.notna(), "").astype(str).str.strip()
        plain = texts.str.fullmatch(rf"-?[0-9]+(?:{re.escape(decimal)}[0-9]+)?")
        cells = pd.to_numeric(texts.where(plain).str.replace(decimal, "."), errors="coerce")
    return cells.astype(float).where(np.isfinite(cells.astype(float)))
