"""Which sheets the template has and which rows stand on each, from the tables of the basis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from hjj_lib.intake.institution import Institution
from hjj_lib.intake.layout import (
    CATEGORY_KEY,
    DENOMINATOR_KEY,
    EVIDENCE,
    SPARE_KEY,
    column_keys,
    denominator_kinds,
    holder,
    layout,
    unit_label,
    word,
    words,
)

#: Columns that are not asked of denominators.
NOT_OF_DENOMINATORS = ("origin", "uncertainty")
#: Theme of the sheet of evidence.
EVIDENCE_THEME = "evidence"
_MONEY = "money"


@dataclass(frozen=True)
class TemplateRow:
    """One row of a data sheet. A row with neither unit nor key of a figure is the heading of a category."""

    key: str
    name: str
    site: str = ""
    amount: float | None = None
    unit: str = ""
    help: str = ""
    may_be_negative: bool = False

    @property
    def is_section(self) -> bool:
        """Is it the heading of a category?"""
        return self.key.startswith(CATEGORY_KEY)

    @property
    def is_denominator(self) -> bool:
        """Is it about a denominator?"""
        return self.key.startswith(DENOMINATOR_KEY)

    @property
    def is_spare(self) -> bool:
        """Does the user choose the activity?"""
        return self.key == SPARE_KEY


@dataclass(frozen=True)
class SheetPlan:
    """One data sheet before it is written."""

    theme: str
    title: str
    holder: str
    columns: tuple[str, ...]
    rows: tuple[TemplateRow, ...]
    choices: tuple[str, ...]


def sheet_plans(
    activities: pd.DataFrame, categories: pd.DataFrame, language: str, institution: Institution | None, *, quick: bool
) -> list[SheetPlan]:
    """The data sheets in order; a theme without activities has none.

    Parameters
    ----------
    activities, categories
        Tables of the basis.
    institution
        Its sites become rows of what is usually known by site.
    quick
        One sheet with the quick activities and the denominators.
    """
    order = categories.set_index("category_id")["position"].to_dict()
    ordered = activities.assign(order=activities["category_id"].map(order)).sort_values(["order", "position"], kind="stable")
    if quick:
        chosen = ordered[ordered["quick"]]
        rows = (
            *_rows(chosen, categories, language, _one_site(institution)),
            *_denominators(language, institution, quick=True, headed=True),
        )
        spare = _spare(layout()["template"]["quick_spare_rows"], language)
        return [_plan("quick", language, column_keys(), (*rows, *spare), ordered)]
    plans = []
    for theme in words("theme"):
        chosen = ordered[ordered["theme"] == theme.id]
        if not chosen.empty:
            rows = (*_rows(chosen, categories, language, institution), *_spare(layout()["template"]["spare_rows"], language))
            plans.append(_plan(theme.id, language, column_keys(), rows, chosen))
    columns = tuple(key for key in column_keys() if key not in NOT_OF_DENOMINATORS)
    rows = tuple(_denominators(language, institution, quick=False, headed=False))
    return [*plans, _plan("denominators", language, columns, rows, ordered.head(0))]


def evidence_plan(activities: pd.DataFrame, evidence_rules: pd.DataFrame, language: str) -> list[SheetPlan]:
    """The sheet of evidence, with what evidence can be about as choices; none if no rule asks for evidence."""
    about = activities[activities["activity_id"].isin(evidence_rules["activity_id"])].sort_values("position")
    return [_plan(EVIDENCE_THEME, language, column_keys(EVIDENCE), (), about)] if len(about) else []


def _plan(theme: str, language: str, columns: tuple[str, ...], rows: tuple[TemplateRow, ...], chosen: pd.DataFrame) -> SheetPlan:
    choices = tuple(str(name) for name in chosen[f"name_{language}"])
    return SheetPlan(theme, word("theme", theme, language), holder(theme, language), columns, rows, choices)


def _rows(
    activities: pd.DataFrame, categories: pd.DataFrame, language: str, institution: Institution | None
) -> list[TemplateRow]:
    rows: list[TemplateRow] = []
    by_category = categories.set_index("category_id").to_dict("index")
    for category_id, group in activities.groupby("category_id", sort=False):
        category: dict[Any, Any] = by_category.get(category_id, {})
        requirement = word("requirement", str(category.get("requirement", "optional")), language)
        name, definition = category.get(f"name_{language}", category_id), category.get(f"definition_{language}", "")
        rows.append(TemplateRow(f"{CATEGORY_KEY}{category_id}", f"{name} – {requirement}", help=str(definition)))
        for activity in group.to_dict("records"):
            rows.extend(_activity_rows(activity, language, institution))
    return rows


def _activity_rows(activity: dict[Any, Any], language: str, institution: Institution | None) -> list[TemplateRow]:
    """One row, or one for each site of what is usually known by site; the help stands on the first."""
    sites = list(institution.sites["name"]) if institution is not None and activity["by_site"] else [""]
    return [
        TemplateRow(
            key=str(activity["activity_id"]),
            name=str(activity[f"name_{language}"]),
            site=str(site),
            unit=unit_label(str(activity["unit"]), language),
            help=str(activity[f"help_{language}"]) if position == 0 else "",
            may_be_negative=activity["dimension"] == _MONEY,
        )
        for position, site in enumerate(sites)
    ]


def _denominators(language: str, institution: Institution | None, *, quick: bool, headed: bool) -> list[TemplateRow]:
    rows = [TemplateRow(f"{CATEGORY_KEY}denominators", word("theme", "denominators", language))] if headed else []
    for kind in denominator_kinds():
        unit = kind.unit_labels[language]
        rows.append(TemplateRow(DENOMINATOR_KEY + kind.id, kind.names[language], unit=unit, help=kind.definitions[language]))
        if institution is None or not kind.by_site or quick or len(institution.sites) == 1:
            continue
        for site_id, name in zip(institution.sites["site_id"], institution.sites["name"], strict=True):
            area = institution.floor_areas_m2.get(site_id) if kind.id == "floor_area_m2" else None
            rows.append(TemplateRow(DENOMINATOR_KEY + kind.id, kind.names[language], site=str(name), amount=area, unit=unit))
    return rows


def _one_site(institution: Institution | None) -> Institution | None:
    """In the quick version a site is filled in only where there is no choice."""
    return institution if institution is not None and len(institution.sites) == 1 else None


def _spare(count: int, language: str) -> list[TemplateRow]:
    heading = TemplateRow(f"{CATEGORY_KEY}spare", word("theme", "spare", language))
    return [heading, *(TemplateRow(SPARE_KEY, "") for _ in range(count))]
