"""One registry of units with the spellings people use; converts amounts and refuses other dimensions."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pint

_DEFINITIONS = Path(__file__).parent / "units.txt"


class UnitError(ValueError):
    """A unit is unknown, or two units measure different things."""


@cache
def registry() -> pint.UnitRegistry[float]:
    """The registry: pint's units and the counts, euros and spellings of ``units.txt``."""
    units: pint.UnitRegistry[float] = pint.UnitRegistry(cache_folder=None, preprocessors=[])
    units.load_definitions(_DEFINITIONS)
    return units


@cache
def spelling(text: str) -> str:
    """The unit as the tables spell it: ``Mwh`` → ``MWh``, ``brm²`` → ``m2``.

    Raises
    ------
    UnitError
        If the spelling is not on the list in ``units.txt``.
    """
    wanted = _key(text)
    for line in _DEFINITIONS.read_text(encoding="utf-8").splitlines():
        if line.startswith("#= "):
            unit, *spellings = (part.strip() for part in line[3:].split("|"))
            if wanted in {_key(unit), *map(_key, spellings)}:
                return unit
    raise UnitError(text)


@cache
def spellings() -> tuple[str, ...]:
    """Every spelling that :func:`spelling` accepts, as ``units.txt`` writes them."""
    lines = _DEFINITIONS.read_text(encoding="utf-8").splitlines()
    return tuple(part.strip() for line in lines if line.startswith("#= ") for part in line.removeprefix("#= ").split("|"))


@cache
def conversion(from_unit: str, to_unit: str) -> float:
    """How many ``to_unit`` one ``from_unit`` is.

    Raises
    ------
    UnitError
        If either is unknown or they have different dimensions.
    """
    if from_unit == to_unit:
        return 1.0
    units = registry()
    try:
        return float(units.Quantity(1.0, from_unit).to(to_unit).magnitude)
    except (pint.errors.UndefinedUnitError, pint.errors.DimensionalityError) as error:
        raise UnitError(f"{from_unit} → {to_unit}") from error


def _key(text: str) -> str:
    return "".join(text.split()).replace("·", "").replace("²", "2").replace("³", "3").replace("€", "EUR").casefold()
