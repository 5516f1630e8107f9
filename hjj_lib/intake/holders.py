"""Who has which figures: the data holders of ``requests.toml``, and the part of the template that each is asked for."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pandas as pd

from hjj_lib.basis import Basis
from hjj_lib.intake.institution import Institution
from hjj_lib.intake.layout import CATEGORY_KEY, DENOMINATOR_KEY
from hjj_lib.intake.template_rows import SheetPlan, evidence_plan, sheet_plans

_FILE = Path(__file__).with_name("requests.toml")
_DENOMINATORS = "denominators"
_LANGUAGES = ("fi", "sv", "en")


@dataclass(frozen=True)
class Holder:
    """A role that has figures: the themes whose sheets it is sent, the denominators it knows, the kinds of files it has."""

    id: str
    names: Mapping[str, str]
    themes: tuple[str, ...]
    denominators: tuple[str, ...]
    files: tuple[str, ...] = ()


@cache
def holders() -> tuple[Holder, ...]:
    """All data holders in the order in which they are shown."""
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))["holder"]
    return tuple(
        Holder(
            row["id"],
            {code: row[code] for code in _LANGUAGES},
            tuple(row["themes"]),
            tuple(row["denominators"]),
            tuple(row.get("files", ())),
        )
        for row in rows
    )


def plans_of(holder: Holder, basis: Basis, language: str, institution: Institution) -> list[SheetPlan]:
    """The sheets of the template that a holder is asked for; none if the basis asks nothing of this holder."""
    every = sheet_plans(basis.activities, basis.categories, language, institution, quick=False)
    evidence = evidence_plan(basis.activities, basis.evidence_rules, language)
    plans = [plan for plan in [*every, *evidence] if plan.theme in holder.themes]
    keys = {DENOMINATOR_KEY + kind for kind in holder.denominators}
    for plan in every:
        rows = tuple(row for row in plan.rows if row.key in keys)
        if plan.theme == _DENOMINATORS and rows:
            plans.append(replace(plan, rows=rows, holder=holder.names[language]))
    return plans


def categories_of(plans: Sequence[SheetPlan]) -> tuple[str, ...]:
    """Headings of the categories on the sheets, as the holder sees them."""
    return tuple(row.name for plan in plans for row in plan.rows if row.is_section and row.key != f"{CATEGORY_KEY}spare")


def holders_of_sheets(entries: pd.DataFrame, activities: pd.DataFrame) -> dict[tuple[str, str], tuple[str, ...]]:
    """File and sheet → ids of the holders whose themes its rows have; the sheet of a file without sheets is empty.

    Parameters
    ----------
    entries
        ``tables.Entry``.
    activities
        ``tables.Activity`` of the basis, with the theme of each.
    """
    by_theme = {theme: holder.id for holder in holders() for theme in holder.themes}
    theme = activities.drop_duplicates("activity_id").set_index("activity_id")["theme"]
    rows = entries.assign(sheet=entries["sheet"].fillna(""), holder=entries["activity_id"].map(theme).map(by_theme))
    found: dict[tuple[str, str], dict[str, None]] = {}
    known = rows.dropna(subset=["holder"])
    for file, sheet, holder in zip(known["file"], known["sheet"], known["holder"], strict=True):
        found.setdefault((str(file), str(sheet)), {})[str(holder)] = None
    return {place: tuple(ids) for place, ids in found.items()}


def holder_of_kind(kind: str) -> tuple[str, ...]:
    """Id of the holder from whom a kind of file comes, such as a ledger; none of a kind that anybody may have."""
    return tuple(holder.id for holder in holders() if kind in holder.files)
