"""The listings as the templates show them: registers of factors, places, sources, changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import groupby
from typing import Any

import pandas as pd

from hjj_lib.basis import Basis
from hjj_lib.basis.read import FILES
from hjj_lib.handbook import words
from hjj_lib.handbook.changes import changed_values, rows_by_version
from hjj_lib.handbook.coverage import activity_years
from hjj_lib.handbook.library import by_place, can_be_recomputed, is_share_alike, weak
from hjj_lib.language import Language

_PLACE_LEVELS = ("network", "region", "municipality")


def register(factors: pd.DataFrame, language: Language) -> list[dict[str, Any]]:
    """Factors by topic (the first word of their ids), each with all its values.

    ``factors`` as :func:`hjj_lib.handbook.library.serving` and ``alternatives`` return.
    """
    told = factors.assign(recomputed=can_be_recomputed(factors), topic=factors["factor_id"].str.split("_").str[0])
    records: list[dict[Any, Any]] = told.to_dict("records")
    topics = []
    for topic, rows in groupby(records, key=lambda row: str(row["topic"])):
        items = [_factor(list(values), language) for _, values in groupby(rows, key=lambda row: str(row["factor_id"]))]
        topics.append({"name": topic, "factors": items, "count": language.number(len(items))})
    return topics


def places(basis: Basis, language: Language) -> list[dict[str, Any]]:
    """Roles with factors of places; of each the levels, of each level one row per place and choice."""
    found = []
    anchored: set[str] = set()
    for role, of_role in by_place(basis).groupby("factor_role", sort=True):
        levels = []
        for level in _PLACE_LEVELS:
            of_level = of_role[of_role["level"] == level]
            if len(of_level):
                groups = of_level.groupby(["place", "rank", "factor_id"], sort=False)
                choices = sorted((_choice(group, basis, language) for _, group in groups), key=lambda one: _order(one["name"]))
                ids = [str(one["factor_id"]) for one in choices]
                # A factor that several places or roles choose is a target of links once.
                first = [one not in anchored and one not in ids[:number] for number, one in enumerate(ids)]
                anchored.update(ids)
                levels.append(
                    {
                        "id": level,
                        "name": words.word(words.LEVEL_NAMES, level, language),
                        "choices": [{**one, "is_target": target} for one, target in zip(choices, first, strict=True)],
                        "count": language.number(len(choices)),
                        "units": ", ".join(sorted({words.unit_name(unit, language) for unit in of_level["activity_unit"]})),
                    }
                )
        found.append({"role": role, "lines": _lines_of(str(role), basis, language), "levels": levels})
    return found


def sources(basis: Basis, language: Language) -> list[dict[str, Any]]:
    """Every source with its licence and how many rows of all tables rest on it."""
    counts = _rows_by_source(basis)
    table = basis.sources.assign(share_alike=is_share_alike(basis.sources["licence"]))
    return [
        {
            **{key: _text(row[key]) for key in ("source_id", "title", "publisher", "published_year", "licence", "how_seen")},
            "url": _text(row["url"]),
            "is_link": _text(row["url"]).startswith(("https://", "http://")),
            "share_alike": bool(row["share_alike"]),
            "rows": language.number(counts[row["source_id"]]),
        }
        for row in table.sort_values("source_id").to_dict("records")
    ]


def gaps(basis: Basis, rows: pd.DataFrame, language: Language) -> list[dict[str, Any]]:
    """Known gaps with the activities whose lines stay unknown, and the reason."""
    names = basis.activities.set_index("activity_id")[language.column("name")]
    users = {str(role): list(group.unique()) for role, group in rows.groupby("factor_role")["activity_id"]}
    better = rows.drop_duplicates("factor_role").set_index("factor_role")[language.column("better")]
    return [
        {
            "role": gap["factor_role"],
            "years": words.spans(range(gap["year_from"], gap["year_to"] + 1)),
            "activities": [{"id": one, "name": names[one]} for one in users.get(gap["factor_role"], [])],
            "reason": gap[language.column("reason")],
            "better": _text(better.get(gap["factor_role"])),
        }
        for gap in basis.known_gaps.to_dict("records")
    ]


def weak_factors(basis: Basis, rows: pd.DataFrame, language: Language) -> list[dict[str, Any]]:
    """Serving factors seen second-hand or by nobody."""
    names = _names(basis, language)
    return [
        {
            "factor_id": row["factor_id"],
            "name": names.get(row["factor_id"], ""),
            "quality": words.word(words.QUALITY_NAMES, row["quality"], language),
            "years": words.spans(row["years"]),
            "source_id": row["source_id"],
        }
        for row in weak(rows).to_dict("records")
    ]


def without_gas_split(basis: Basis, serving: pd.DataFrame, language: Language) -> list[dict[str, Any]]:
    """Serving factors of several gases whose value stays as it is when the GWP set changes."""
    names = _names(basis, language)
    fixed = serving[~can_be_recomputed(serving)]
    found = []
    for factor_id, values in fixed.groupby("factor_id", sort=True):
        stated = [one for one in sorted(values["gwp_set"].unique()) if one.startswith("AR")]
        found.append({"factor_id": factor_id, "name": names.get(str(factor_id), ""), "gwp_sets": ", ".join(stated) or "–"})
    return found


def changes(frames: Mapping[str, pd.DataFrame], version: str, language: Language) -> dict[str, Any]:
    """Versions, rows added, ended and changed in each table, and changed values."""
    versions = frames["versions"].sort_values("position")
    tables = rows_by_version(frames, version).to_dict("records")
    values = changed_values(frames, version).to_dict("records")
    return {
        "versions": [
            {
                "version": row["version"],
                "date": language.date(pd.Timestamp(row["date"]).date()),
                "state": words.word(words.STATE_NAMES, row["state"], language),
                "description": row["description"],
            }
            for row in versions.to_dict("records")
        ],
        "tables": [{**row, **{key: language.number(row[key]) for key in ("added", "ended", "changed")}} for row in tables],
        "values": [
            {
                **row,
                "old": words.figure(row["old"], language),
                "new": words.figure(row["new"], language),
                "change": words.change(row["change"], language),
                "change_reason": _text(row["change_reason"]),
            }
            for row in values
        ],
    }


def _factor(values: list[dict[Any, Any]], language: Language) -> dict[str, Any]:
    """One factor of a register."""
    newest = values[-1]
    return {
        "id": newest["factor_id"],
        "name": newest[language.column("name")],
        "region": newest["region"],
        "allocation": "" if pd.isna(newest["allocation_method"]) else _allocation(newest, language),
        "chosen_for": _text(newest.get("chosen_for")),
        "values": [_value(row, language) for row in values],
    }


def _value(row: Mapping[Any, Any], language: Language) -> dict[str, Any]:
    return {
        "valid_from": row["valid_from"],
        "value": words.figure(row["kg_co2e_per_unit"], language),
        "exact_value": row["kg_co2e_per_unit"],
        "unit": words.unit_name(row["activity_unit"], language),
        "range": _range(row, language),
        "holds": f"{words.word(words.PART_NAMES, row['part'], language)}, {words.word(words.GAS_NAMES, row['gases'], language)}",
        "gwp_set": row["gwp_set"] if str(row["gwp_set"]).startswith("AR") else "–",
        "recomputed": bool(row["recomputed"]),
        "price_basis": _text(row["price_basis"]),
        "quality": words.word(words.QUALITY_NAMES, row["quality"], language),
        "uncertainty": words.percent(row["uncertainty_95_pct"], language),
        "source_id": row["source_id"],
        "note": _text(row["note"]),
    }


def _choice(group: pd.DataFrame, basis: Basis, language: Language) -> dict[str, Any]:
    """One choice of a place with its value in each activity year."""
    records: list[dict[Any, Any]] = group.to_dict("records")
    newest = records[-1]
    values = {
        row["year"]: {
            "value": words.figure(row["kg_co2e_per_unit"], language),
            "exact_value": row["kg_co2e_per_unit"],
            "valid_from": row["valid_from"],
            "older": row["valid_from"] < row["year"],
        }
        for row in records
    }
    widths = group["uncertainty_95_pct"].dropna()
    return {
        "place": newest["place"],
        "name": _place_name(str(newest[language.column("name")])),
        "later": bool(newest["later"]),
        "allocation": _allocation(newest, language),
        "years": [values.get(year) for year in activity_years(basis)],
        "uncertainty": words.percent(widths.min(), language) if widths.nunique() < 2 else _between(widths, language),
        "qualities": [words.word(words.QUALITY_NAMES, quality, language) for quality in group["quality"].unique()],
        "factor_id": newest["factor_id"],
        "source_ids": list(group["source_id"].unique()),
        "note": _text(newest["note"]),
    }


def _place_name(name: str) -> str:
    """The place in the name of a factor: ``District heat, Helen`` → ``Helen``. The heading says what the factor is."""
    return name.partition(", ")[2] or name


def _between(widths: pd.Series, language: Language) -> str:
    return f"±\u00a0{language.number(widths.min())}–{language.percent(widths.max() / 100)}"


def _range(row: Mapping[Any, Any], language: Language) -> str:
    lower, upper = row.get("lower_kg_co2e"), row.get("upper_kg_co2e")
    if lower is None or upper is None or pd.isna(lower) or pd.isna(upper):
        return ""
    return f"{words.figure(lower, language)}–{words.figure(upper, language)}"


def _allocation(row: Mapping[Any, Any], language: Language) -> str:
    return words.word(words.ALLOCATION_NAMES, row["allocation_method"], language)


def _lines_of(role: str, basis: Basis, language: Language) -> str:
    """Names of the activities that a role serves."""
    users = basis.emission_lines.loc[basis.emission_lines["factor_role"] == role, "activity_id"].unique()
    names = basis.activities.set_index("activity_id")[language.column("name")]
    return ", ".join(str(names[one]) for one in users)


def _rows_by_source(basis: Basis) -> Counter[str]:
    """How many rows of the basis name each source."""
    counts: Counter[str] = Counter()
    for name in FILES:
        frame = getattr(basis, name)
        if name != "sources" and "source_id" in frame:
            counts.update(frame["source_id"])
    return counts


def _names(basis: Basis, language: Language) -> dict[str, str]:
    """The newest name of each factor."""
    newest = basis.emission_factors.sort_values("valid_from").drop_duplicates("factor_id", keep="last")
    return dict(zip(newest["factor_id"], newest[language.column("name")], strict=True))


def _order(name: str) -> tuple[str, ...]:
    """Names as Finns and Swedes sort them: å, ä and ö after z."""
    return tuple("~" + letter if letter in "åäö" else letter for letter in name.casefold())


def _text(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value)
