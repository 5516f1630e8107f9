"""How much the result hangs on choices: the same year calculated with each choice made otherwise.

A choice is no error: whoever makes it knows which way it went. So these figures stand beside the interval and never in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd

from hjj_lib.basis import FOLDER, Basis, load_basis, with_own_factors
from hjj_lib.basis.gwp import GWP_SETS
from hjj_lib.evidence import apply_evidence
from hjj_lib.gaps import fill_gaps
from hjj_lib.inventory import VIEWS, calculate, total
from hjj_lib.language import Language
from hjj_lib.study import Study

#: Choice → what it is called, how its alternatives are, and the same in a few words; {name} is the alternative's own name.
CHOICES = {
    "view": ("Purchased electricity and heat", "counted {name}", "Electricity and heat {name}"),
    "boundary": ("Boundary", "{name}", "Boundary: {name}"),
    "gwp_set": ("Global warming potentials", "set {name}", "GWP set {name}"),
    "version": ("Calculation basis", "version {name}", "Basis {name}"),
    "gaps": ("Unknown amounts", "left unknown instead of filled from defaults", "Unknown amounts not filled"),
    "heat": (
        "Factor of district heat",
        "the Finnish average instead of one's own network, town or region",
        "Heat by the Finnish average",
    ),
}
_BOUNDARIES = ("core", "extended", "inventory")
BOUNDARY_NAMES = {
    "core": "core boundary",
    "extended": "extended boundary",
    "inventory": "everything that is known",
}
_NAMES = {
    **BOUNDARY_NAMES,
    "market": "market-based",
    "location": "location-based",
}
_HEAT = "district_heat"
_WIDE_LEVELS = ("nation", "default")
HEADINGS = {
    "choice": "Choice",
    "alternative": "Made otherwise",
    "total_kg": "Total then",
    "change_kg": "Change",
    "change": "Change, share",
    "unknown_count": "Unknown rows",
}
FORMATS = {"total_kg": "tonnes", "change_kg": "tonnes", "change": "percent", "unknown_count": "0"}


def alternatives(study: Study, *, view: str, boundary: str, gaps: str, basis_dir: str | Path = "") -> pd.DataFrame:
    """The year's total with one choice at a time made otherwise.

    Parameters
    ----------
    view, boundary, gaps
        As they were chosen; the total that they give is what the others are compared with.
    basis_dir
        Where the study's basis is; empty: the clone's own ``factors/``.

    Returns
    -------
    One row per alternative, in order of the size of its change: ``choice_id`` (a key of :data:`CHOICES`), ``name`` (of the
    alternative), ``total_kg``, ``change_kg``, ``change`` (share of the total as chosen) and ``unknown_count``. Alternatives that
    are none here, such as an earlier version that does not exist, have no row.
    """
    chosen = total(study.inventory, view=view, boundary=boundary)
    folder = Path(basis_dir) if basis_dir else FOLDER
    made = [
        *(("view", other, study.inventory, other, boundary) for other in VIEWS if other != view),
        *(("boundary", other, study.inventory, view, other) for other in _BOUNDARIES if other != boundary),
        *((choice, name, inventory, view, boundary) for choice, name, inventory in _recalculated(study, gaps, folder)),
    ]
    rows = []
    for choice, name, inventory, of_view, of_boundary in made:
        found = total(inventory, view=of_view, boundary=of_boundary)
        change = found.known_kg - chosen.known_kg
        share = change / chosen.known_kg if chosen.known_kg else float("nan")
        rows.append((choice, name, found.known_kg, change, share, found.unknown_count))
    columns = ["choice_id", "name", "total_kg", "change_kg", "change", "unknown_count"]
    table = pd.DataFrame(rows, columns=columns)
    order = table["change_kg"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index(drop=True)


def shown_alternatives(table: pd.DataFrame, language: Language) -> pd.DataFrame:
    """The table in the reader's words: ``choice``, ``alternative`` and both in ``short`` beside the figures."""
    names = [language.sentence(_NAMES[name]) if name in _NAMES else name for name in table["name"]]
    told = list(zip(table["choice_id"], names, strict=True))
    return table.assign(
        choice=[language.sentence(CHOICES[choice][0]) for choice in table["choice_id"]],
        alternative=[language.sentence(CHOICES[choice][1], name=name) for choice, name in told],
        short=[language.sentence(CHOICES[choice][2], name=name) for choice, name in told],
    )


def choices_sentence(table: pd.DataFrame, half_width_kg: float, language: Language) -> str:
    """Which choice moves the result most, and whether further than its uncertainty."""
    comparable = table[table["choice_id"] != "boundary"]
    if comparable.empty:
        return language.sentence("There is no choice here that could have been made otherwise.")
    first = shown_alternatives(comparable.head(1), language).iloc[0]
    larger = abs(first["change_kg"]) > half_width_kg
    compared = (
        language.sentence("That is more than the uncertainty of the figures.")
        if larger
        else language.sentence("That is less than the uncertainty of the figures.")
    )
    moved = language.sentence(
        "Of the choices within this boundary, this one moves the total most: {choice} – {alternative}. The change is {change}.",
        choice=first["choice"],
        alternative=first["alternative"],
        change=("−" if first["change_kg"] < 0 else "+") + language.tonnes(abs(first["change_kg"])),
    )
    return f"{moved} {compared}"


def _recalculated(study: Study, gaps: str, folder: Path) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Choice, name of the alternative, and the inventory that it gives."""
    own = study.own_factors, study.institution.institution_id

    def with_basis(basis: Basis, entries: pd.DataFrame | None = None) -> pd.DataFrame:
        mine = with_own_factors(basis, *own)
        return calculate(study.entries if entries is None else entries, study.institution.sites, mine).inventory

    version, gwp_set = study.basis.version, study.basis.gwp_set
    for other in GWP_SETS:
        if other != gwp_set:
            yield "gwp_set", other, with_basis(load_basis(folder, version=version, gwp_set=other))
    for earlier in _earlier(study.basis):
        yield "version", earlier, with_basis(load_basis(folder, version=earlier, gwp_set=gwp_set))
    if gaps != "unknown":
        yield "gaps", "unknown", with_basis(study.basis, _unfilled(study))
    national = _with_national_heat(study.basis)
    if national is not None:
        yield "heat", "nation", calculate(study.entries, study.institution.sites, national).inventory


def _earlier(basis: Basis) -> list[str]:
    """The version before the one that was used; none if it is the first."""
    ordered = basis.versions.sort_values("position")["version"].tolist()
    at = ordered.index(basis.version)
    return ordered[max(at - 1, 0) : at]


def _unfilled(study: Study) -> pd.DataFrame:
    """The entries with unknown amounts as they are."""
    entries = fill_gaps(study.intake.entries, study.denominators, study.basis, gaps="unknown")
    language = study.institution.languages[0]
    return apply_evidence(entries, study.intake.evidence, study.institution.sites, study.basis, language=language).entries


def _with_national_heat(basis: Basis) -> Basis | None:
    """The basis in which heat has its national factor only; none if it has no other."""
    choices = basis.factor_choices
    heat = choices["factor_role"].str.startswith(_HEAT)
    narrow = heat & ~choices["level"].isin(_WIDE_LEVELS)
    if not narrow.any() or not (heat & ~narrow).any():
        return None
    return replace(basis, factor_choices=choices[~narrow].reset_index(drop=True))
