"""Whole columns of sums and dates as ledgers write them, read at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from hjj_lib.intake.csv_file import settings

#: How most programs write a sum.
_PLAIN = re.compile(r"-?[0-9]+(?:[.,][0-9]{1,2})?")
_NOISE = "[\\s\u00a0\u202f€]|(?i:eur)"
#: Signs that show nothing and come along when a figure is copied.
_INVISIBLE = "[\u200b\u200e\u200f\u2060\ufeff\u00ad]"
_SPACED = r"\d\s+\d"
_SPACED_THOUSANDS = r"\D*\d{1,3}(?:\s\d{3})+(?:[.,]\d+)?\D*"
_WHOLE = r"-?\d+"
_DECIMAL = r"-?\d*[.,](?:\d{1,2}|\d{4,})"
_POINTS_COMMA = r"-?\d{1,3}(?:\.\d{3})+,\d+"
_COMMAS_POINT = r"-?\d{1,3}(?:,\d{3})+\.\d+"
_THOUSANDS = r"-?\d{1,3}(?:(?:\.\d{3}){2,}|(?:,\d{3}){2,})"
_THREE = r"-?\d{1,3}[.,]\d{3}"


def cents(text: pd.Series[str]) -> pd.Series[int]:
    """Sums in euros as whole cents; empty where a cell is not one sum that can be read in one way only.

    Accepted: spaces, points or commas between thousands; decimal comma or point; minus before or behind, or brackets;
    the sign €. ``1.234`` is read as other sums of the column are written, and not at all if none shows it.
    More than two decimals are rounded to the cent.
    """
    return in_cents(once(text, _amounts).astype(float))


def in_cents(amounts: pd.Series[float]) -> pd.Series[int]:
    """Euros as whole cents; empty where they are not known, or more than any ledger holds."""
    whole = (amounts * 100).round()
    return whole.where(whole.abs() < settings()["limits"]["cents"]).astype("Int64")


def once(text: pd.Series[str], read: Callable[[pd.Series[str]], Sequence[Any] | pd.Series[Any]]) -> pd.Series[Any]:
    """What is read from each different cell, at every row that has it."""
    codes, words = pd.factorize(text)
    found = read(pd.Series(np.asarray(words, dtype=object), dtype=object))
    return pd.Series(np.asarray(found).take(codes), index=text.index)


def texts_once(text: pd.Series[str], read: Callable[[str], str | None]) -> pd.Series[str]:
    """The text that is read from each different cell, at every row that has it; unknown where nothing is."""
    codes, words = pd.factorize(text)
    found = pd.array([read(word) for word in words], dtype="str")
    return pd.Series(found.take(codes), index=text.index, dtype="str")


def _amounts(text: pd.Series[str]) -> list[float]:
    """Most sums of a ledger are written plainly; only the others need all the ways of writing one."""
    plain = [bool(_PLAIN.fullmatch(cell)) for cell in text]
    usual = text[plain]
    marks = "".join({cell[-3:].strip("-0123456789") for cell in usual})
    amounts = dict(zip(usual, (float(cell.replace(",", ".")) for cell in usual), strict=True))
    unusual = text[~np.array(plain, dtype=bool)]
    if len(unusual):
        amounts |= dict(zip(unusual, _written(unusual, marks), strict=True))
    return [amounts[cell] for cell in text]


def _written(text: pd.Series[str], marks: str) -> pd.Series[float]:
    """Sums however they are written; ``marks`` are the decimal marks that other sums of the column show."""
    seen = text.str.replace(_INVISIBLE, "", regex=True)
    scattered = seen.str.contains(_SPACED, regex=True) & ~seen.str.fullmatch(_SPACED_THOUSANDS)
    plain = seen.str.replace(_NOISE, "", regex=True).str.replace("[−‐‑‒–—]", "-", regex=True)
    plain = plain.str.replace(r"^\((.*)\)$", r"-\1", regex=True).str.replace(r"^(.*\d)-$", r"-\1", regex=True)
    plain = plain.str.replace(r"^\+", "", regex=True)
    shows_comma = "," in marks or plain.str.fullmatch(rf"-?\d*,\d{{1,2}}|{_POINTS_COMMA}").any()
    shows_point = "." in marks or plain.str.fullmatch(rf"-?\d*\.\d{{1,2}}|{_COMMAS_POINT}").any()
    without_points = plain.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
    without_commas = plain.str.replace(",", "", regex=False)
    with_point = plain.str.replace(",", ".", regex=False)
    readable = pd.Series(pd.NA, index=text.index, dtype=object)
    readable = readable.mask(plain.str.fullmatch(_WHOLE), plain).mask(plain.str.fullmatch(_DECIMAL), with_point)
    readable = readable.mask(plain.str.fullmatch(_POINTS_COMMA), without_points)
    readable = readable.mask(plain.str.fullmatch(_COMMAS_POINT), without_commas)
    readable = readable.mask(plain.str.fullmatch(_THOUSANDS), plain.str.replace(r"[.,]", "", regex=True))
    if shows_comma != shows_point:
        readable = readable.mask(plain.str.fullmatch(_THREE), without_points if shows_comma else without_commas)
    return pd.to_numeric(readable.mask(scattered), errors="coerce").astype(float)


def numbers(text: pd.Series[str]) -> pd.Series[float]:
    """Numbers with a decimal comma or point, such as a rate ``25,5 %``; empty where a cell is no number of 0 or more."""
    return once(text, _numbers).astype(float)


def _numbers(text: pd.Series[str]) -> pd.Series[float]:
    plain = text.str.replace("[\\s\u00a0%]", "", regex=True).str.replace(",", ".", regex=False)
    return pd.to_numeric(plain.where(plain.str.fullmatch(r"\d+(?:\.\d+)?")), errors="coerce").astype(float)


def iso_dates(text: pd.Series[str]) -> pd.Series[str]:
    """Days as ``YYYY-MM-DD``, read from that form, ``31.12.2025`` or ``20251231``; empty where a cell is no day."""
    return texts_once(text, _iso)


def _iso(cell: str) -> str | None:
    day = cell.split("T")[0].split(" ")[0]
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%Y%m%d"):
        found = pd.to_datetime(day, format=form, errors="coerce")
        if not pd.isna(found):
            return str(found.date())
    return None


def truths(text: pd.Series[str]) -> pd.Series[bool]:
    """Yes and no in any of the languages; empty where a cell says neither."""
    words = {**dict.fromkeys(settings()["words"]["yes"], True), **dict.fromkeys(settings()["words"]["no"], False)}
    return once(text, lambda cells: [words.get(cell.casefold()) for cell in cells]).astype("boolean")
