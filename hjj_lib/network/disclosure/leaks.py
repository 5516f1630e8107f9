"""Hidden values that are printed nevertheless: in the data of a chart, an alt text, a page, a file."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from hjj_lib.network.disclosure.rules import Rules
from hjj_lib.problems import Problem

#: Spaces that stand between thousands: no-break, narrow no-break, thin. A plain space may also part two numbers.
_TIGHT = "\u00a0\u202f\u2009"
_ESCAPED = {f"\\u{ord(space):04x}": space for space in _TIGHT}
_UNIT = re.compile(rf"[\s{_TIGHT}]*(?:kg|kilo\w*|kt|t|tn|ton|tons|tonnia|tonnes?|tCO2e?)(?!\w)", re.IGNORECASE)
#: Written forms of a number, and what stands between its thousands and before its decimals.
_FORMS = (
    (re.compile(rf"(?<!\w)(?<!\d[.,])\d{{1,3}}(?:[ {_TIGHT}]\d{{3}})+(?:[.,]\d+)?(?!\d)"), rf"[ {_TIGHT}]", "[.,]"),
    (re.compile(r"(?<!\w)(?<!\d[.,])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)"), ",", r"\."),
    (re.compile(r"(?<!\w)(?<!\d[.,])\d{1,3}(?:\.\d{3})+(?:,\d+)?(?!\d)"), r"\.", ","),
    (re.compile(r"(?<!\w)(?<!\d[.,])\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?(?!\d)"), "", "[.,]"),
)
#: Values of a file or a list, between commas without a space; a large number in English looks like that, too.
_LIST = re.compile(r"[^\s,]*(?:,[^\s,]*){2,}")
_LARGE = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")


@dataclass(frozen=True)
class _Number:
    """A number as written: its value, how many decimals it shows, and its digits; ``text`` as it stands there."""

    text: str
    value: float
    decimals: int
    digits: int
    with_unit: bool


def leaks(texts: Mapping[str, str], hidden: pd.DataFrame, rules: Rules, *, harmless: Iterable[float] = ()) -> list[Problem]:
    """Hidden values found in texts, in any form in which a number can be written.

    Numbers are read as Finnish, Swedish and English write them, with any kind of space, as programs write them (``12345.678``,
    ``1.2e4``) and behind HTML and JSON escapes, in kilograms and in tonnes, and compared to as many decimals as they show.

    Parameters
    ----------
    texts
        Name of a text (a file, the alt text of a figure, the data of a chart) → the text.
    hidden
        ``table_id``, ``cell``, ``value``: as ``hidden_values`` gives them.
    harmless
        Numbers that are meant to be seen, as ``shown_values`` gives them. A number that fits both is not told.

    Returns
    -------
    A problem for each text and hidden cell. A number of fewer than ``rules.digits`` digits without a unit is not compared: it
    could be anything.
    """
    allowed = list(harmless)
    problems = []
    for name, text in texts.items():
        written: dict[int, dict[str, _Number]] = {}
        for number in _numbers(text):
            if number.with_unit or number.digits >= rules.digits:
                written.setdefault(number.decimals, {}).setdefault(_as_text(number.value, number.decimals), number)
        usual = {(decimals, form) for decimals in written for value in allowed for form in _forms(value, decimals)}
        for (table, cell), rows in hidden.groupby(["table_id", "cell"], sort=False):
            found = [
                written[decimals][form]
                for decimals in sorted(written)
                for value in rows["value"]
                for form in _forms(value, decimals)
                if form in written[decimals] and (decimals, form) not in usual
            ]
            if found:
                problems.append(_leak(name, str(table), str(cell), found[0].text))
    return problems


def _forms(value: float, decimals: int) -> tuple[str, str]:
    """A value in its own unit and in thousands of it, with so many decimals."""
    return _as_text(value, decimals), _as_text(value / 1000, decimals)


def _as_text(value: float, decimals: int) -> str:
    return f"{value:.{decimals}f}"


def _numbers(text: str) -> Iterator[_Number]:
    """Every number of a text in every way it can be read."""
    text = html.unescape(text)
    for escaped, space in _ESCAPED.items():
        text = text.replace(escaped, space)
    yield from _read(text)
    for values in _LIST.findall(text):
        if not _LARGE.fullmatch(values):
            yield from _read(values.replace(",", "\n"))


def _read(text: str) -> Iterator[_Number]:
    together: list[tuple[int, int]] = []
    for form, between, before in _FORMS:
        for match in form.finditer(text):
            inside = any(start <= match.start() and match.end() <= end for start, end in together)
            if between or not inside:
                yield _number(match, between, before, text)
            if any(space in match.group() for space in _TIGHT):
                together.append(match.span())


def _number(match: re.Match[str], between: str, before: str, text: str) -> _Number:
    plain = re.sub(between, "", match.group()) if between else match.group()
    mantissa, _, power = plain.lower().partition("e")
    whole, *decimals = re.split(before, mantissa, maxsplit=1)
    shown = len(decimals[0]) if decimals else 0
    value = float(".".join([whole, *decimals]) + (f"e{power}" if power else ""))
    digits = len((whole + "".join(decimals)).lstrip("0"))
    return _Number(
        match.group(), value, max(shown - int(power or 0), 0), digits, with_unit=_UNIT.match(text, match.end()) is not None
    )


def _leak(name: str, table: str, cell: str, number: str) -> Problem:
    return Problem(
        code="disclosure_leak",
        severity="error",
        found="“{number}” in {text} is the value of the hidden cell {cell} of {table}.",
        remedy="Make the text, the chart and its data from the released tables only.",
        file=name,
        values={"number": number, "text": name, "cell": cell, "table": table},
    )
