"""Who has which figures: the data holders of ``requests.toml``, and the part of the template that each is asked for."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from hjj_lib.basis import Basis
from hjj_lib.intake.institution import Institution
from hjj_lib.intake.layout import CATEGORY_KEY, DENOMINATOR_KEY
from hjj_lib.intake.template_rows import SheetPlan, evidence_plan, sheet_plans

_FILE = Path(__file__).with_name("requests.toml")
_DENOMINATORS = "denominators"
_LANGUAGES = ("fi", "sv", "en")


@dataclass(frozen=True)
class Holder:
    """A role that has figures: the themes whose sheets it is sent, and the denominators it knows."""

    id: str
    names: Mapping[str, str]
    themes: tuple[str, ...]
    denominators: tuple[str, ...]


@cache
def holders() -> tuple[Holder, ...]:
    """All data holders in the order in which they are shown."""
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))["holder"]
    return tuple(
        Holder(row["id"], {code: row[code] for code in _LANGUAGES}, tuple(row["themes"]), tuple(row["denominators"]))
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
