"""The main chapters as the template shows them: activities with their factors, the matrix, what to improve first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from hjj_lib.basis import Basis
from hjj_lib.handbook import words
from hjj_lib.handbook.coverage import activity_years, improvements
from hjj_lib.handbook.sparkline import sparkline
from hjj_lib.language import Language
from hjj_lib.tables.coverage import COVERAGE_MARKS

_SPAN = ["factor_id", "valid_from", "mark", "reason"]


def chapters(basis: Basis, rows: pd.DataFrame, language: Language) -> list[dict[str, Any]]:
    """Categories in order, each with its activities; of an activity the groups of lines that one factor serves.

    ``rows`` is the coverage.
    """
    groups = dict(tuple(rows.groupby("activity_id", sort=False)))
    found = []
    for category in basis.categories.sort_values("position").to_dict("records"):
        activities = basis.activities[basis.activities["category_id"] == category["category_id"]].sort_values("position")
        found.append(
            {
                "id": category["category_id"],
                "name": category[language.column("name")],
                "definition": category[language.column("definition")],
                "facts": _facts(category, language),
                "activities": [
                    _activity(activity, groups[activity["activity_id"]], basis, language)
                    for activity in activities.to_dict("records")
                    if activity["activity_id"] in groups
                ],
            }
        )
    return found


def matrix(basis: Basis, rows: pd.DataFrame, language: Language) -> list[dict[str, Any]]:
    """Activities with one row of marks for each group of lines that one factor serves, by category."""
    name = language.column("name")
    activities = {one["activity_id"]: one for one in basis.activities.to_dict("records")}
    categories = dict(zip(basis.categories["category_id"], basis.categories[name], strict=True))
    found: list[dict[str, Any]] = []
    for activity_id, lines in rows.groupby("activity_id", sort=False):
        category = categories[activities[activity_id]["category_id"]]
        if not found or found[-1]["name"] != category:
            found.append({"name": category, "rows": []})
        for _, group in lines.groupby("factor_role", sort=False):
            years = group.drop_duplicates("year").sort_values("year")
            found[-1]["rows"].append(
                {
                    "activity": activity_id,
                    "name": activities[activity_id][name],
                    "line": line_title(group, language),
                    "marks": list(years["mark"]),
                }
            )
    return found


def marks(rows: pd.DataFrame, language: Language) -> list[dict[str, Any]]:
    """Every mark with its meaning, how many line-years have it and their share."""
    counts = rows["mark"].value_counts()
    return [
        {
            "id": mark,
            "name": words.word(words.MARK_NAMES, mark, language),
            "meaning": words.word(words.MARK_MEANINGS, mark, language),
            "count": language.number(int(counts.get(mark, 0))),
            "share": language.percent(int(counts.get(mark, 0)) / max(len(rows), 1)),
        }
        for mark in reversed(COVERAGE_MARKS)
    ]


def first_aid(basis: Basis, rows: pd.DataFrame, language: Language) -> list[dict[str, Any]]:
    """What to improve first, by mark, weakest first; numbered through."""
    names = basis.activities.set_index("activity_id")[language.column("name")]
    table = improvements(rows)
    found = []
    for mark, group in table.groupby("mark", sort=False):
        items = [
            {
                "number": number + 1,
                "roles": row["factor_roles"],
                "activities": [{"id": one, "name": names[one]} for one in row["activities"]],
                "years": words.spans(row["years"]),
                "quality": words.word(words.QUALITY_NAMES, row["quality"], language),
                "memo": row["memo"],
                "better": _text(row[language.column("better")]),
            }
            for number, row in zip(group.index, group.to_dict("records"), strict=True)
        ]
        found.append({"mark": mark, "name": words.word(words.MARK_NAMES, mark, language), "items": items})
    return found


def line_title(lines: pd.DataFrame, language: Language) -> str:
    """What lines that share a factor are: ``emission itself, market-based and location-based``."""
    parts = [words.word(words.PART_NAMES, part, language) for part in lines["part"].unique()]
    views = set(lines["view"])
    told = ", ".join(parts)
    if "both" in views or {"market", "location"} <= views:
        return told
    return f"{told}, {words.word(words.VIEW_NAMES, views.pop(), language)}"


def _facts(category: Mapping[Any, Any], language: Language) -> list[str]:
    facts = [words.word(words.SCOPE_NAMES, category["scope"], language)]
    if not pd.isna(category["ghg_category"]):
        facts.append(language.sentence("GHG Protocol category {number}", number=category["ghg_category"]))
    if not pd.isna(category["iso_category"]):
        facts.append(language.sentence("ISO 14064-1 category {number}", number=category["iso_category"]))
    if not pd.isna(category["calculator_line"]):
        facts.append(language.sentence("line {code} of the sector's calculator", code=category["calculator_line"]))
    facts.append(words.word(words.REQUIREMENT_NAMES, category["requirement"], language))
    return facts


def _activity(activity: Mapping[Any, Any], lines: pd.DataFrame, basis: Basis, language: Language) -> dict[str, Any]:
    return {
        "id": activity["activity_id"],
        "name": activity[language.column("name")],
        "unit": words.unit_name(activity["unit"], language),
        "help": activity[language.column("help")],
        "groups": [
            _group(group, activity["category_id"], basis, language) for _, group in lines.groupby("factor_role", sort=False)
        ],
    }


def _group(lines: pd.DataFrame, asked_in: str, basis: Basis, language: Language) -> dict[str, Any]:
    """The lines of an activity that one kind of factor serves."""
    first = lines.iloc[0]
    years = lines.drop_duplicates("year").sort_values("year")
    names = basis.categories.set_index("category_id")[language.column("name")]
    elsewhere = [str(names[one]) for one in lines["category_id"].unique() if one != asked_in]
    title = line_title(lines, language)
    return {
        "role": first["factor_role"],
        "title": title,
        "scope": words.word(words.SCOPE_NAMES, first["scope"], language),
        "ghg_category": None if pd.isna(first["ghg_category"]) else int(first["ghg_category"]),
        "counted_in": ", ".join(elsewhere),
        "spark": sparkline(list(years["kg_co2e_per_unit"]), _spark_label(years, basis, language)),
        "has_links": bool(years["state"].eq("served").any()),
        "rows": [_row(span, language) for span in _spans(years)],
        "reasons": list(years["reason"].dropna().unique()),
        "gaps": list(years[language.column("gap")].dropna().unique()),
        "better": _text(first[language.column("better")]),
    }


def _spark_label(years: pd.DataFrame, basis: Basis, language: Language) -> str:
    first, *_, last = [*activity_years(basis)[:1], *activity_years(basis)]
    values = "; ".join(words.figure(value, language) for value in years["kg_co2e_per_unit"])
    return language.sentence("The factor in the years {first}–{last}: {values}", first=first, last=last, values=values)


def _spans(years: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Neighbouring years that one value serves in one way, or that nothing serves."""
    keys = years[_SPAN].astype("object").fillna("").apply(tuple, axis=1)
    for _, span in years.groupby(keys.ne(keys.shift()).cumsum(), sort=False):
        yield span


def _row(span: pd.DataFrame, language: Language) -> dict[str, Any]:
    """Years that one value serves."""
    row = span.iloc[0]
    unit = words.unit_name(row["activity_unit"], language)
    return {
        "years": words.spans(span["year"]),
        "served": row["state"] == "served",
        "value": words.figure(row["kg_co2e_per_unit"], language),
        "exact_value": row["kg_co2e_per_unit"],
        "unit": unit,
        "mark": row["mark"],
        "mark_name": words.word(words.MARK_NAMES, row["mark"], language),
        "valid_from": None if pd.isna(row["valid_from"]) else int(row["valid_from"]),
        "level": words.word(words.LEVEL_NAMES, row["factor_level"], language),
        "quality": words.word(words.QUALITY_NAMES, row["quality"], language),
        "uncertainty": words.percent(row["uncertainty_95_pct"], language),
        "origin": words.word(words.ORIGIN_NAMES, row["uncertainty_origin"], language),
        "factor_id": row["factor_id"],
        "source_id": row["source_id"],
    }


def _text(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value)
