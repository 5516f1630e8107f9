"""Who an institution is: ``institution.toml`` read and checked, all problems at once with line, key and remedy."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from hjj_lib.intake.institution_form import DEFAULT, KEYS, SHARED, check_table, closest_key
from hjj_lib.intake.messages import Place, problem
from hjj_lib.problems import DataError, Problem
from hjj_lib.tables import DENOMINATORS, LANGUAGES, Site, checked

FILE = "institution.toml"
FUEL_LOG = "fuel_log"
_LINE = re.compile(r"at line ([0-9]+), column [0-9]+")


@dataclass(frozen=True)
class Institution:
    """An institution as its file says.

    Attributes
    ----------
    names
        Name in each language.
    allocation
        Category id or ``default`` → denominator kind or ``fuel_log``: by what amounts of the whole are shared to sites.
    sites
        Table ``tables.Site``.
    floor_areas_m2
        Site id → gross floor area, for the sites whose area the file states.
    """

    institution_id: str
    names: Mapping[str, str]
    owner_type: str
    reporting_unit: str
    consolidation: str
    languages: tuple[str, ...]
    approver_role: str
    publication_consent: str
    fictional: bool
    allocation: Mapping[str, str]
    sites: pd.DataFrame
    floor_areas_m2: Mapping[str, float]


def read_institution(folder: Path) -> Institution:
    """Read ``institution.toml`` of the folder ``data/raw/<institution_id>``.

    Raises
    ------
    DataError
        With every problem of the file: line in ``row``, key in ``column``.
    """
    place = Place(file=FILE, institution_id=folder.name)
    path = folder / FILE
    if not path.is_file():
        raise DataError([problem("institution_file_missing", place)])
    try:
        text = path.read_bytes().decode("utf-8-sig")
        content = tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise DataError([problem("toml_encoding", place)]) from error
    except tomllib.TOMLDecodeError as error:
        line = _LINE.search(str(error))
        where = Place(file=FILE, institution_id=folder.name, row=int(line[1]) if line else None)
        raise DataError([problem("toml_broken", where)]) from error
    lines = _Lines(text, folder.name)
    problems = [*_check_tables(content, lines), *_check_sites(content, lines), *_check_institution(content, lines, folder.name)]
    if problems:
        raise DataError(problems)
    return _institution(content)


class _Lines:
    """Finds the line of a key, so that a message can point at it."""

    def __init__(self, text: str, institution_id: str) -> None:
        self._institution_id = institution_id
        self._lines: dict[tuple[str, int, str], int] = {}
        table, counts = "", dict.fromkeys(KEYS, -1)
        for number, line in enumerate(text.splitlines(), start=1):
            head = re.match(r"\s*\[\[?\s*([A-Za-z_]+)\s*\]\]?", line)
            key = re.match(r"\s*\"?([^\s=#\"]+)\"?\s*=", line)
            if head:
                table = head[1]
                counts[table] = counts.get(table, -1) + 1
                self._lines[table, counts[table], ""] = number
            elif key:
                self._lines.setdefault((table, max(counts.get(table, 0), 0), key[1]), number)

    def place(self, table: str, key: str = "", index: int = 0) -> Place:
        """Line of the key, else of the table's heading."""
        row = self._lines.get((table, index, key)) or self._lines.get((table, index, ""))
        return Place(file=FILE, row=row, column=key, institution_id=self._institution_id)


def _check_tables(content: Mapping[str, Any], lines: _Lines) -> list[Problem]:
    problems = []
    for table in content:
        if table not in (*KEYS, "allocation"):
            known = [*KEYS, "allocation"]
            place = lines.place(table) if isinstance(content[table], (dict, list)) else lines.place("", table)
            values = {"key": table, "table": FILE, "known": ", ".join(known), "suggestion": closest_key(table, known)}
            problems.append(problem("key_unknown", place, **values))
    head = content.get("institution", {})
    problems.extend(check_table("institution", head, lambda key: lines.place("institution", key)))
    allocation = content.get("allocation", {})
    if not isinstance(allocation, dict):
        example = f'{DEFAULT} = "floor_area_m2"'
        return [
            *problems,
            problem(
                "value_type",
                lines.place("", "allocation"),
                key="allocation",
                found=allocation,
                what_is_expected="[allocation]",
                example=example,
            ),
        ]
    known = [*DENOMINATORS, FUEL_LOG]
    for key, value in allocation.items():
        if value not in known:
            values = {"key": key, "found": value, "known": ", ".join(known), "suggestion": closest_key(value, known)}
            problems.append(problem("value_choice", lines.place("allocation", key), **values))
    return problems


def _check_sites(content: Mapping[str, Any], lines: _Lines) -> list[Problem]:
    sites = content.get("site", [])
    if not isinstance(sites, list) or not sites:
        return [problem("no_sites", lines.place("site"))]
    problems: list[Problem] = []
    for index, site in enumerate(sites):
        problems.extend(check_table("site", site, lambda key, index=index: lines.place("site", key, index)))  # type: ignore[misc]
        if not isinstance(site, dict):
            continue
        name = str(site.get("id", index + 1))
        shared = site.get("tenure") == SHARED
        if shared and "share_pct" not in site:
            problems.append(problem("share_missing", lines.place("site", "tenure", index), site=name))
        if "share_pct" in site and not shared and site.get("tenure") is not None:
            problems.append(problem("share_extra", lines.place("site", "share_pct", index), site=name))
        for key in ("id", "name"):
            earlier = [str(other.get(key)).casefold() for other in sites[:index] if isinstance(other, dict)]
            if key in site and str(site[key]).casefold() in earlier:
                problems.append(problem("site_double", lines.place("site", key, index), key=key, found=site[key]))
    return problems


def _check_institution(content: Mapping[str, Any], lines: _Lines, folder: str) -> list[Problem]:
    head = content.get("institution")
    if not isinstance(head, dict):
        return []
    problems = []
    if isinstance(head.get("id"), str) and head["id"] != folder:
        problems.append(problem("id_folder", lines.place("institution", "id"), found=head["id"], folder=folder))
    for language in head.get("languages", []) if isinstance(head.get("languages"), list) else []:
        if language not in LANGUAGES:
            values = {"key": "languages", "found": language, "known": ", ".join(LANGUAGES), "suggestion": ""}
            problems.append(problem("value_choice", lines.place("institution", "languages"), **values))
    return problems


def _institution(content: Mapping[str, Any]) -> Institution:
    head, sites = content["institution"], content["site"]
    table = pd.DataFrame(
        [
            {
                "institution_id": head["id"],
                "site_id": site["id"],
                "name": site["name"],
                "municipality": site["municipality"],
                "region": site["region"],
                "heat_network": site.get("heat_network", head.get("heat_default_network")),
                "tenure": site["tenure"],
                "share_pct": float(site.get("share_pct", 100)),
            }
            for site in sites
        ]
    )
    return Institution(
        institution_id=head["id"],
        names=MappingProxyType({code: head[f"name_{code}"] for code in LANGUAGES}),
        owner_type=head["owner_type"],
        reporting_unit=head["reporting_unit"],
        consolidation=head["consolidation"],
        languages=tuple(head["languages"]),
        approver_role=head["approver_role"],
        publication_consent=head["publication_consent"],
        fictional=head["fictional"],
        allocation=MappingProxyType({DEFAULT: "floor_area_m2", **content.get("allocation", {})}),
        sites=checked(table, Site, file=FILE),
        floor_areas_m2=MappingProxyType({site["id"]: float(site["floor_area_m2"]) for site in sites if "floor_area_m2" in site}),
    )
