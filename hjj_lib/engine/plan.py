"""Which reports are out of date, and why: the hashes of what they depend on against those in the manifests.

Standard library only: a run that has nothing to do ends before anything heavy is imported.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from hjj_lib.engine.basis_rows import BasisRows, is_long, is_read, note_unchanged
from hjj_lib.engine.followed import followed_ones, needed_years, years_until
from hjj_lib.engine.manifest import Manifest, digest, digest_of, read_failure, read_manifest
from hjj_lib.engine.occasion import has_occasion, needed_files
from hjj_lib.engine.sources import CHOICES, ROOT, SOURCE_LANGUAGE, Places, files_of, institutions, notebooks, texts_path, years
from hjj_lib.problems import DataError, Problem

#: A word in place of a list of years: every year that has a folder.
ALL_YEARS = "all"
_LIBRARY = Path(__file__).resolve().parents[1]
_MADE_BY_PYTHON = "__pycache__"
#: Sentences, by code; {name} is the input or output.
REASONS: Mapping[str, str] = {
    "new": "not made yet",
    "forced": "asked for",
    "failed": "the latest attempt failed",
    "changed": "changed: {name}",
    "added": "new: {name}",
    "removed": "no longer there: {name}",
    "output": "not as it was written: {name}",
    "factor_changed": "changed factor: {name}",
    "factor_added": "new factor that could be used: {name}",
    "factor_removed": "factor that is no longer there: {name}",
    "choices_changed": "changed choice of factors: {name}",
    "source_changed": "changed source: {name}",
    "order_changed": "factors stand in another order",
}


@dataclass(frozen=True)
class Reason:
    """Why something is out of date: a code of ``REASONS`` and the name of what changed."""

    code: str
    name: str = ""


@dataclass(frozen=True)
class Work:
    """The reports of one institution, year and language.

    Attributes
    ----------
    inputs
        What all of them depend on, name → SHA-256.
    sources
        Notebook → its own inputs: cells, texts.
    outdated
        Notebooks to run, in order.
    whole
        Whether what all of them depend on has changed, so that nothing of the folder can be kept.
    reasons
        Why; empty when everything is up to date.
    other_rows
        Whether the basis has changed since, but in no row that could serve the institution.
    """

    institution: str
    year: int
    language: str
    inputs: Mapping[str, str]
    sources: Mapping[str, Mapping[str, str]]
    outdated: tuple[str, ...] = ()
    whole: bool = False
    reasons: tuple[Reason, ...] = ()
    other_rows: bool = False


@dataclass(frozen=True)
class Wanted:
    """What the user asked for. Empty institutions: all; empty years: the latest of each institution."""

    institutions: tuple[str, ...] = ()
    years: tuple[int | str, ...] = ()
    languages: tuple[str, ...] = (SOURCE_LANGUAGE,)
    force: bool = False


def plan(where: Places, wanted: Wanted) -> list[Work]:
    """Every folder of reports that was asked for, with what is out of date in it.

    Raises
    ------
    DataError
        If an institution or year that was asked for does not exist, or there is nothing at all.
    """
    chosen = {name: digest_of([(name, value)]) for name in CHOICES if (value := getattr(where, name))}
    shared = {**_basis_files(where.basis), **program(), **chosen}
    sources = {
        language: {path.stem: _notebook_inputs(path, language) for path in notebooks(where)} for language in wanted.languages
    }
    needed = {path.stem: needed_years(path) for path in notebooks(where)}
    about = {path.stem: needed_files(path) for path in notebooks(where)}
    work, rows = [], BasisRows(where)
    for institution, year in chosen_years(where, wanted):
        followed = followed_ones(where, institution)
        inputs = {**handed_in(where, institution, year), **shared}
        for name in followed:
            inputs |= handed_in(where, name, year)
        count = years_until(where, institution, year, followed)
        made = {name for name, files in about.items() if needed[name] <= count and has_occasion(where.raw / institution, files)}
        for language in wanted.languages:
            mine = {name: found for name, found in sources[language].items() if name in made}
            one = Work(institution, year, language, inputs, mine)
            work.append(_judged(where, one, rows, force=wanted.force))
    return work


def chosen_years(where: Places, wanted: Wanted) -> list[tuple[str, int]]:
    """Institutions and years that were asked for.

    Raises
    ------
    DataError
        If one of them does not exist, or there is nothing at all.
    """
    known = institutions(where)
    problems = [_unknown_institution(name, known) for name in wanted.institutions if name not in known]
    names = [name for name in known if not wanted.institutions or name in wanted.institutions]
    found = {name: years(where, name) for name in names}
    asked = [year for year in wanted.years if year != ALL_YEARS]
    if wanted.institutions:
        problems += [no_years(name) for name, have in found.items() if not have]
    problems += [_unknown_year(year, found) for year in asked if not any(year in have for have in found.values())]
    chosen = [(name, year) for name, have in found.items() for year in (_of(have, wanted.years) if have else [])]
    if not chosen and not problems:
        problems.append(_nothing())
    if problems:
        raise DataError(problems)
    return chosen


def _of(have: Sequence[int], wanted: Sequence[int | str]) -> Sequence[int]:
    if not wanted:
        return have[-1:]
    return have if ALL_YEARS in wanted else [year for year in have if year in wanted]


def settle(where: Places, work: Iterable[Work]) -> None:
    """Note for reports that stay as they are that the changed files of the basis hold the same rows for them."""
    for one in work:
        if one.other_rows and not one.reasons:
            note_unchanged(where.reports(one.institution, one.year, one.language), one.inputs)


def _judged(where: Places, work: Work, rows: BasisRows, *, force: bool) -> Work:
    """The work with its outdated notebooks and the reasons."""
    folder = where.reports(work.institution, work.year, work.language)
    old, failed = read_manifest(folder), read_failure(folder) is not None
    if old is None:
        return _whole(work, [Reason("failed" if failed else "new")])
    tables = where.processed / work.institution / str(work.year)
    inputs = input_differences(old.inputs, work.inputs)
    those = counting(inputs, old, work, rows)
    common = [
        *([Reason("forced")] if force else []),
        *([Reason("failed")] if failed else []),
        *those,
        *_spoiled(folder, old.outputs),
        *([] if tables.is_dir() else [Reason("output", f"processed/{work.institution}/{work.year}")]),
    ]
    if common:
        return _whole(work, common)
    own = {name: _own_differences(old, name, inputs) for name, inputs in work.sources.items()}
    gone = [Reason("removed", name) for name in old.reports if name not in work.sources]
    reasons = [*(reason for found in own.values() for reason in found), *gone]
    if inputs and reasons:
        return _whole(work, reasons)  # no folder mixes reports that name different states of the basis
    outdated = tuple(name for name, found in own.items() if found)
    return replace(work, outdated=outdated, reasons=tuple(reasons), other_rows=bool(inputs))


def _whole(work: Work, reasons: Iterable[Reason]) -> Work:
    return replace(work, outdated=tuple(work.sources), whole=True, reasons=tuple(reasons))


def counting(inputs: Sequence[Reason], old: Manifest, work: Work, rows: BasisRows) -> Sequence[Reason]:
    """Of the changed inputs those that count: in place of a long table of the basis the rows that could serve."""
    if not any(is_long(reason.name) for reason in inputs):
        return inputs
    changed = rows.changed(old, work.inputs)
    if changed is None:
        return inputs
    return [*(reason for reason in inputs if not is_long(reason.name)), *(_row_reason(*one) for one in changed)]


def _row_reason(code: str, row: str) -> Reason:
    kind, _, name = row.partition("/")
    return Reason(f"{kind}_{code}" if kind == "factor" else f"{kind}_changed", name)


def _own_differences(old: Manifest, notebook: str, inputs: Mapping[str, str]) -> list[Reason]:
    if notebook not in old.reports:
        return [Reason("added", notebook)]
    return input_differences(old.reports[notebook].inputs, inputs)


def input_differences(old: Mapping[str, str], new: Mapping[str, str]) -> list[Reason]:
    """What has changed, come or gone between two sets of hashes."""
    codes = {name: "added" if name not in old else "removed" if name not in new else "changed" for name in sorted({*old, *new})}
    return [Reason(code, name) for name, code in codes.items() if old.get(name) != new.get(name)]


def _spoiled(folder: Path, outputs: Mapping[str, str]) -> list[Reason]:
    paths = {name: folder / name for name in outputs}
    return [Reason("output", name) for name, path in paths.items() if not path.is_file() or digest(path) != outputs[name]]


def handed_in(where: Places, institution: str, year: int) -> dict[str, str]:
    """Hashes of what an institution handed in up to a year, of who it is and of what it decided.

    The years before count as well: reports show how figures have changed.
    """
    home = where.raw / institution
    own = (path for path in home.iterdir() if path.is_file() and not path.name.startswith((".", "~")))
    years = sorted(path for path in home.iterdir() if path.is_dir() and path.name.isdigit() and int(path.name) <= year)
    files = [*sorted(own), *(path for folder in years for path in files_of(folder)), *files_of(home / "decisions")]
    return {f"{institution}/{path.relative_to(home).as_posix()}": digest(path) for path in files}


def _basis_files(folder: Path) -> dict[str, str]:
    """Hashes of the files of the basis that a report can depend on."""
    names = {path.relative_to(folder).as_posix(): path for path in files_of(folder)}
    return {f"factors/{name}": digest(path) for name, path in names.items() if is_read(name)}


@cache
def program() -> dict[str, str]:
    """The library, and the packages it runs with."""
    code = [path for path in files_of(_LIBRARY) if _MADE_BY_PYTHON not in path.parts]
    lock = ROOT / "requirements" / "base.lock"
    return {
        "hjj_lib": digest_of((path.relative_to(_LIBRARY).as_posix(), digest(path)) for path in code),
        "Python": platform.python_version(),
        **({"requirements/base.lock": digest(lock)} if lock.exists() else {}),
    }


def _notebook_inputs(path: Path, language: str) -> dict[str, str]:
    """Hashes of a notebook and its texts. Outputs and counts do not matter: they are made anew."""
    inputs = {path.name: digest_of(_cells(json.loads(path.read_text(encoding="utf-8"))))}
    texts = texts_path(path, language)
    if language != SOURCE_LANGUAGE and texts.exists():
        inputs[f"texts/{texts.name}"] = digest(texts)
    return inputs


def _cells(notebook: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for cell in notebook["cells"]:
        yield f"{cell['cell_type']} {cell.get('id', '')} {cell['metadata'].get('tags', [])}", "".join(cell["source"])


def _unknown_institution(name: str, known: Sequence[str]) -> Problem:
    return Problem(
        "institution_unknown",
        "error",
        found="There is no institution “{name}” in the folder of data.",
        remedy="There are: {known}. A new one is made with “hjj new”.",
        institution_id=name,
        values={"name": name, "known": ", ".join(known) or "–"},
    )


def no_years(name: str) -> Problem:
    """That an institution has no folder for a year."""
    return Problem(
        "no_year_folders",
        "error",
        found="The institution “{name}” has no folder for any year.",
        remedy="Make a folder named after the year, such as 2025, and put the filled workbook into it.",
        institution_id=name,
        values={"name": name},
    )


def _unknown_year(year: int | str, found: Mapping[str, Sequence[int]]) -> Problem:
    have = sorted({one for each in found.values() for one in each})
    return Problem(
        "year_unknown",
        "error",
        found="There is no data for the year {asked}.",
        remedy="There are the years: {known}.",
        values={"asked": str(year), "known": ", ".join(map(str, have)) or "–"},
    )


def _nothing() -> Problem:
    return Problem(
        "no_institutions",
        "error",
        found="The folder of data holds no institution with a year.",
        remedy="“hjj demo” writes the example providers, “hjj new” a new institution.",
    )
