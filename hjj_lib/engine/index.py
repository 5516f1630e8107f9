"""The pages one opens first: an institution's reports of a year, and all institutions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from hjj_lib.engine.exporter import TEMPLATES, content_policy, stylesheet, words
from hjj_lib.engine.manifest import FAILURE_FILE, FILE, FailureRecord, Manifest, read_failure, read_manifest
from hjj_lib.engine.sources import INDEX as INDEX
from hjj_lib.engine.steps import STANDARDS_BOOK, SUBMISSION_BOOK, WORKBOOK
from hjj_lib.language import LOCALES, Language
from hjj_lib.problems import SEVERITIES

_FOLDER_OF_REPORTS = "*/*/*"
_LANGUAGES = {"fi": "suomi", "sv": "svenska", "en": "English"}


def reports_page(manifest: Manifest, beside: Sequence[str] = ()) -> str:
    """The page of one institution, year and language: links to its reports and to the files beside them."""
    language = Language(manifest.language)
    counts = {severity: str(manifest.problems.get(severity, 0)) for severity in SEVERITIES}
    told = {
        **words(language),
        "subtitle": language.sentence("Carbon footprint"),
        "all_institutions": language.sentence("All institutions"),
        "workbook": language.sentence("Audit workbook (Excel)"),
        "workbook_summary": language.sentence(
            "Every line of the calculation with its amount, factor, source and cell, with live formulas."
        ),
        "standards": language.sentence("Standards' tables (Excel)"),
        "standards_summary": language.sentence(
            "GHG Protocol, ISO 14064-1, VSME, ESRS and others, to copy from; the same as CSV files in this folder."
        ),
        "submission": language.sentence("What we give the network (Excel)"),
        "submission_summary": language.sentence("The same as submission.json, which is what the network gets: sums, no entries."),
        "problem_counts": language.sentence(
            "Found in what was handed in: errors {errors}, questions {questions}, notes {notes}.",
            errors=counts["error"],
            questions=counts["question"],
            notes=counts["note"],
        ),
    }
    reports = [record for _, record in sorted(manifest.reports.items())]
    books = {"standards": STANDARDS_BOOK, "submission": SUBMISSION_BOOK}
    files = {"workbook": WORKBOOK, **{name: book if book in beside else "" for name, book in books.items()}}
    return _render("reports.html.j2", language, f"{manifest.name} {manifest.year}", told, reports=reports, **files)


def institutions_page(outputs: Path, language: Language) -> str:
    """The page of all institutions and years for which there are reports or a failed attempt."""
    told = {
        **words(language),
        "caption": language.sentence("Institutions and years"),
        "earlier": language.sentence("The earlier reports are still there; they do not hold the newest data."),
    }
    texts = [
        language.sentence("Institution"),
        language.sentence("Year"),
        language.sentence("Reports"),
        language.sentence("State"),
    ]
    numbers = [
        language.sentence("Duration, s"),
        language.sentence("Errors"),
        language.sentence("Questions"),
        language.sentence("Notes"),
    ]
    headings = [*({"text": text, "number": False} for text in texts), *({"text": text, "number": True} for text in numbers)]
    folders = [_read(path) for path in _folders(outputs)]
    groups = groupby(folders, key=lambda folder: folder.path.parent)
    rows = [_row(list(group), outputs, language) for _, group in groups]
    failures = [_failure(folder, folder.failure, language) for folder in folders if folder.failure]
    return _render(
        "institutions.html.j2",
        language,
        language.sentence("Carbon footprint reports"),
        told,
        headings=headings,
        rows=rows,
        failures=failures,
    )


@dataclass(frozen=True)
class _Folder:
    """One folder of reports and what its records say."""

    path: Path
    manifest: Manifest | None
    failure: FailureRecord | None


def _read(path: Path) -> _Folder:
    return _Folder(path, read_manifest(path), read_failure(path))


def _folders(outputs: Path) -> Iterable[Path]:
    """In alphabetical order of institutions; the languages in the order in which the program knows them."""
    known = list(LOCALES)
    found = (path for path in outputs.glob(_FOLDER_OF_REPORTS) if path.is_dir() and path.name in known)
    ready = (path for path in found if (path / FILE).exists() or (path / FAILURE_FILE).exists())
    return sorted(ready, key=lambda path: (path.parent, known.index(path.name)))


def _row(folders: Sequence[_Folder], outputs: Path, language: Language) -> dict[str, Any]:
    """An institution's year: its folders in all languages."""
    manifests = {folder.path.name: folder.manifest for folder in folders if folder.manifest}
    named = manifests.get(language.code) or next(iter(manifests.values()), None)
    state = "failed" if any(folder.failure or not folder.manifest for folder in folders) else "made"
    year = folders[0].path.parent
    return {
        "name": named.name if named else year.parent.name,
        "year": year.name,
        "links": [
            {"code": code, "language": _LANGUAGES[code], "address": f"{(year / code).relative_to(outputs).as_posix()}/{INDEX}"}
            for code in manifests
        ],
        "state": state,
        "state_name": _state_name(state, language),
        "seconds": language.number(sum(manifest.seconds for manifest in manifests.values())) if manifests else "–",
        "counts": [language.number(named.problems.get(severity, 0)) if named else "–" for severity in SEVERITIES],
    }


def _failure(folder: _Folder, failure: FailureRecord, language: Language) -> dict[str, Any]:
    name = folder.manifest.name if folder.manifest else failure.institution
    title = f"{name} {failure.year}, {_LANGUAGES[failure.language]}: {_state_name('failed', language)}"
    return {"title": title, "earlier": folder.manifest is not None, "reasons": failure.reasons, "code": failure.language}


def _state_name(state: str, language: Language) -> str:
    return language.sentence("did not succeed") if state == "failed" else language.sentence("ready")


def _render(template: str, language: Language, title: str, told: Mapping[str, str], **content: Any) -> str:
    shared = {"words": told, "title": title, "css": stylesheet(), "policy": content_policy(), "language": language.code}
    return _environment().get_template(template).render(**shared, **content)


@cache
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(TEMPLATES / "pages"), autoescape=True, trim_blocks=True, lstrip_blocks=True)
