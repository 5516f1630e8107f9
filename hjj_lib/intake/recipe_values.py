"""Numbers and days as a recipe says they are written. What does not fit the recipe is not read at all."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime

from hjj_lib.intake.recipe_file import Recipe

_SPACES = re.compile("[\\s\u00a0\u202f\u2009\u2007]+")
_MINUS = re.compile("[\u2212\u2010-\u2015]")
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u2060\ufeff\u00ad]")
_BRACKETS = re.compile(r"^\((.*)\)$")
_BEHIND = re.compile(r"^(.*[0-9])-$")


def read_number(text: str, recipe: Recipe) -> float | None:
    """The number of a cell, or nothing if it is not written as the recipe says.

    ``1 234,5`` always has its spaces between thousands; minus stands before or behind, or the number in brackets.
    """
    plain = _MINUS.sub("-", _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip())
    plain = _BEHIND.sub(r"-\1", _BRACKETS.sub(r"-\1", plain)) if not plain.startswith("-") else plain
    sign, digits = (-1, plain[1:].strip()) if plain.startswith("-") else (1, plain)
    marks = [" ", *([recipe.thousands] if recipe.thousands.strip() else [])]
    grouped = "|".join(rf"[0-9]{{1,3}}(?:{re.escape(mark)}[0-9]{{3}})+" for mark in marks)
    if not re.fullmatch(rf"(?:{grouped}|[0-9]+)(?:{re.escape(recipe.decimal)}[0-9]+)?", digits):
        return None
    for mark in marks:
        digits = digits.replace(mark, "")
    number = sign * float(digits.replace(recipe.decimal, "."))
    return number if math.isfinite(number) else None


def read_day(text: str, recipe: Recipe) -> date | None:
    """The day of a cell, the first of a month or year, or nothing if it is not written as the recipe says."""
    day = text.split("T")[0]
    for form in ("%Y-%m-%d", *recipe.dates):
        for written in dict.fromkeys((day, day.split(" ")[0])):
            try:
                return datetime.strptime(written, form).replace(tzinfo=UTC).date()
            except ValueError:
                continue
    return None


def written(number: float, recipe: Recipe) -> str:
    """A number of a workbook's cell as the recipe's files write it."""
    plain = str(int(number)) if number.is_integer() else repr(number)
    return (plain if "e" not in plain else f"{number:f}").replace(".", recipe.decimal)


def meant(text: str, words: Mapping[str, str]) -> str:
    """The word of the program for a word of the file; empty if the recipe does not say."""
    return words.get(" ".join(text.casefold().split()), "")
