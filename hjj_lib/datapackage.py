"""``factors/datapackage.json``: what the tables of the basis are, for programs that are not ours.

Frictionless Data Package, version 1, tabular profile (specs.frictionlessdata.io). Made from the declarations in
:mod:`hjj_lib.tables`, so it says what the checks say.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.pandas as pa

from hjj_lib import tables
from hjj_lib.basis.check import REFERENCES
from hjj_lib.basis.read import FILES, read_settings
from hjj_lib.problems import DataError, Problem
from hjj_lib.tables.monitoring import Succession

FILE = "datapackage.json"
_PROFILE = "tabular-data-package"
#: Tables that are no part of a version: no ledger is calculated with them.
_TOLD: Mapping[str, tuple[str, type[pa.DataFrameModel]]] = {
    "collected": ("collected", tables.CollectedFigure),
    "unused_reasons": ("unused_reasons.csv", tables.UnusedReason),
    "successions": ("successions.csv", Succession),
}
_TYPES = (("int", "integer"), ("Int", "integer"), ("float", "number"), ("bool", "boolean"), ("datetime", "date"))
_SHARE_ALIKE = re.compile(r"CC BY-SA|ODbL|share-alike", re.IGNORECASE)
_NOT_OF_A_NAME = re.compile(r"[^A-Za-z0-9.]+")
_OWN_LICENCE = {
    "name": "EUPL-1.2",
    "path": "https://eupl.eu/1.2/en/",
    "title": "European Union Public Licence 1.2 (the tables; each figure keeps the licence of its source)",
}


@dataclass(frozen=True)
class _Resource:
    """A CSV file and the table that it holds, or holds a part of."""

    table: str
    path: str
    model: type[pa.DataFrameModel]
    rows: pd.DataFrame

    @property
    def name(self) -> str:
        return self.path.removesuffix(".csv").replace("/", ".")


def package(folder: Path) -> dict[str, Any]:
    """The descriptor of a basis folder.

    Every CSV file is a resource: columns with type, description and limits, key, references, the licences and sources of
    its rows. References into ``emission_factors`` cannot be written, as that table is many files; nor can those of a
    column that holds several keys in one cell.

    Raises
    ------
    DataError
        If ``basis.toml`` cannot be read, or a file has a column that its table does not declare.
    """
    settings = read_settings(folder)
    resources = list(_resources(folder))
    _refuse_strange_columns(resources)
    sources = next((one.rows for one in resources if one.table == "sources"), tables.empty(tables.FactorSource))
    return {
        "profile": _PROFILE,
        "name": "hjj-calculation-basis",
        "title": "HJJ calculation basis: carbon footprint of Finnish vocational education",
        "description": "Categories, activities, emission lines, emission factors by year with source, quality and "
        "uncertainty, and which factor serves what. See README.md.",
        "version": str(settings.get("version", "")),
        "licenses": [_OWN_LICENCE],
        "contributors": [{"title": "HJJ project", "role": "maintainer"}],
        "resources": [_described(one, resources, sources) for one in resources],
    }


def text(folder: Path) -> str:
    """The descriptor as the file holds it."""
    return json.dumps(package(folder), ensure_ascii=False, indent=1) + "\n"


def _resources(folder: Path) -> Iterator[_Resource]:
    models = {name: (place, model) for name, (place, model, _) in FILES.items()} | dict(_TOLD)
    for table, (place, model) in models.items():
        paths = [folder / place] if place.endswith(".csv") else sorted((folder / place).glob("*.csv"))
        for path in paths:
            if path.exists():
                rows = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8", quoting=csv.QUOTE_MINIMAL)
                yield _Resource(table, path.relative_to(folder).as_posix(), model, rows)


def _refuse_strange_columns(resources: Sequence[_Resource]) -> None:
    problems = [
        Problem(
            "column_not_declared",
            "error",
            found="The column “{name}” is not declared.",
            expected="Columns: {known}.",
            remedy="Correct the name, or take the column out.",
            file=one.path,
            column=str(column),
            values={"name": str(column), "known": ", ".join(tables.columns(one.model))},
        )
        for one in resources
        for column in one.rows
        if column not in tables.columns(one.model)
    ]
    if problems:
        raise DataError(problems)


def _described(resource: _Resource, resources: Sequence[_Resource], sources: pd.DataFrame) -> dict[str, Any]:
    described: dict[str, Any] = {
        "profile": "tabular-data-resource",
        "name": resource.name,
        "path": resource.path,
        "description": _first_line(resource.model),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": _schema(resource, resources),
    }
    used = sources[sources["source_id"].isin(resource.rows.get("source_id", pd.Series(dtype=str)))]
    if resource.table == "sources" or used.empty:
        return described
    licences = sorted(used["licence"].unique())
    return described | {
        "licenses": [_licence(licence) for licence in licences],
        "shareAlike": any(_SHARE_ALIKE.search(licence) for licence in licences),
        "sources": [_source(row) for row in used.sort_values("source_id").to_dict("records")],
    }


def _schema(resource: _Resource, resources: Sequence[_Resource]) -> dict[str, Any]:
    declared = resource.model.to_schema()
    key = list(declared.unique or [name for name, column in declared.columns.items() if column.unique])
    schema: dict[str, Any] = {
        "fields": [_field(str(name), declared.columns[str(name)]) for name in resource.rows],
        "missingValues": [""],
    }
    if key and not any(declared.columns[name].nullable for name in key):
        schema["primaryKey"] = key
    references = list(_references(resource, resources))
    return schema | {"foreignKeys": references} if references else schema


def _field(name: str, column: Any) -> dict[str, Any]:
    kind = next((ours for theirs, ours in _TYPES if str(column.dtype).startswith(theirs)), "string")
    described: dict[str, Any] = {"name": name, "type": kind}
    if column.description:
        described["description"] = column.description
    constraints: dict[str, Any] = {} if column.nullable else {"required": True}
    if column.unique:
        constraints["unique"] = True
    for check in column.checks:
        told = check.statistics or {}
        if "allowed_values" in told:
            constraints["enum"] = [str(value) for value in told["allowed_values"]]
        # Version 1 knows no limit that is itself outside; “above 0” is told as “at least 0”.
        if "min_value" in told:
            constraints["minimum"] = told["min_value"]
        if "max_value" in told:
            constraints["maximum"] = told["max_value"]
    return described | {"constraints": constraints} if constraints else described


def _references(resource: _Resource, resources: Sequence[_Resource]) -> Iterator[dict[str, Any]]:
    for table, column, other, key in REFERENCES:
        targets = [one for one in resources if one.table == other]
        if table != resource.table or len(targets) != 1 or not FILES[other][0].endswith(".csv") or column not in resource.rows:
            continue
        if not resource.rows[column].str.contains(" ", regex=False).any():
            yield {"fields": column, "reference": {"resource": targets[0].name, "fields": key}}


def _licence(licence: str) -> dict[str, Any]:
    name = _NOT_OF_A_NAME.sub("-", licence).strip("-")
    described: dict[str, Any] = {"name": name, "title": licence}
    return described | {"shareAlike": True} if _SHARE_ALIKE.search(licence) else described


def _source(row: Mapping[Any, Any]) -> dict[str, str]:
    described = {"title": f"{row['publisher']}: {row['title']}", "source_id": str(row["source_id"])}
    return described | {"path": row["url"]} if str(row["url"]).startswith(("https://", "http://")) else described


def _first_line(model: type[pa.DataFrameModel]) -> str:
    return (model.__doc__ or "").strip().splitlines()[0]
