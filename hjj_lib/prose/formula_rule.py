"""Arithmetic that is written out: “338 + 64 = 569”, “50 000 kWh × 0,0217 = 6,45 t”."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from hjj_lib.prose.passage import Draft, Sentence
from hjj_lib.prose.quantity import Quantity, overlaps
from hjj_lib.prose.verdict import Amount, Told, Verdict, spot

_PLUS, _MINUS, _TIMES, _BY = "+", "−", "×", "÷"
_OPERATORS = {
    _PLUS: re.compile(r"\s*\+\s*"),
    _MINUS: re.compile(r"\s*[-−–]\s*"),
    _TIMES: re.compile(r"\s*(?:[×x*·]|⋅)\s*", re.IGNORECASE),
    _BY: re.compile(r"\s*[/÷:]\s*"),
}
_EQUALS = re.compile(r"\s*(?:=|≈|->|→)\s*")
#: Units may differ by these: grams, kilograms, tonnes, kilotonnes.
_STEPS = tuple(1000.0**power for power in (-2, -1, 0, 1, 2))


def formulas(draft: Draft) -> Iterator[Verdict]:
    """Verdicts on written arithmetic. Where units are multiplied, the result may be in kilograms or tonnes."""
    for sentences in draft.sentences:
        for sentence in sentences:
            yield from _in_sentence(sentence)


def _in_sentence(sentence: Sentence) -> Iterator[Verdict]:
    numbers = sentence.quantities
    start = 0
    while start < len(numbers):
        end, operators = start, []
        while end + 1 < len(numbers) and (found := _operator(sentence, numbers[end], numbers[end + 1])):
            operators.append(found)
            end += 1
        if operators and end + 1 < len(numbers) and _EQUALS.fullmatch(_between(sentence, numbers[end], numbers[end + 1])):
            arrow = ">" in _between(sentence, numbers[end], numbers[end + 1]) or "→" in _between(
                sentence, numbers[end], numbers[end + 1]
            )
            if not arrow:
                yield _verdict(sentence, numbers[start : end + 1], operators, numbers[end + 1])
        start = end + 1


def _between(sentence: Sentence, one: Quantity, two: Quantity) -> str:
    return sentence.text[one.end : two.start]


def _operator(sentence: Sentence, one: Quantity, two: Quantity) -> str:
    text = _between(sentence, one, two)
    if two.sign and not text.strip():
        return _PLUS if two.sign == "+" else _MINUS if two.sign != "±" else ""
    return next((name for name, pattern in _OPERATORS.items() if pattern.fullmatch(text)), "")


def _verdict(sentence: Sentence, terms: Sequence[Quantity], operators: Sequence[str], result: Quantity) -> Verdict:
    multiplies = {_TIMES, _BY} & set(operators)
    same = not multiplies and len({one.kind for one in (*terms, result) if one.dimension}) <= 1
    mixed = same and all(one.dimension for one in (*terms, result))
    terms_as = [one if mixed else _plain(one) for one in terms]
    result_as = result if mixed else _plain(result)
    low, value, high = (
        _value([getattr(one, side) for one in terms_as], operators, terms_as, side) for side in ("low", "value", "high")
    )
    steps = _STEPS if multiplies and (result.dimension or any(one.dimension for one in terms)) else (1.0,)
    fits = any(overlaps(min(low, high) * step, max(low, high) * step, result_as) for step in steps)
    nearest = min(steps, key=lambda step: abs(value * step - result_as.value))
    written_out = "".join(
        f" {operator} {one.text}".removeprefix("  ") if operator else one.text
        for operator, one in zip(("", *operators), (_unsigned(one) for one in terms), strict=True)
    )
    expected = Amount(
        value * nearest, "", 1.0, max(result.decimals, *(one.decimals for one in terms)) if multiplies else result.decimals
    )
    values: dict[str, Told] = {"formula": written_out, "stated": result.text, "expected": expected}
    return Verdict(
        "formula_wrong", fits, sentence.place, sentence.text, tuple(spot(sentence, one) for one in (*terms, result)), values
    )


def _unsigned(one: Quantity) -> Quantity:
    return replace(one, text=one.text.lstrip("+-−–± ")) if one.sign else one


def _plain(one: Quantity) -> Quantity:
    """The number as it is written, without its unit."""
    return replace(one, low=one.low / one.factor, value=one.value / one.factor, high=one.high / one.factor)


def _value(numbers: Sequence[float], operators: Sequence[str], terms: Sequence[Quantity], side: str) -> float:
    """Products and quotients first, then sums; what is taken away or divided by has its other limit."""
    other = {"low": "high", "high": "low"}.get(side, side)
    total, product, sign = 0.0, numbers[0], 1.0
    for operator, number, term in zip(operators, numbers[1:], terms[1:], strict=True):
        if operator == _TIMES:
            product *= number
        elif operator == _BY:
            product /= getattr(term, other) or float("nan")
        else:
            total += sign * product
            sign = 1.0 if operator == _PLUS else -1.0
            product = number if operator == _PLUS else getattr(term, other)
    return total + sign * product
