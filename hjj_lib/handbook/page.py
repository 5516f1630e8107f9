"""The pages of the handbook in one language: self-contained HTML, nothing in them runs or is loaded from anywhere."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from hjj_lib.basis import Basis
from hjj_lib.handbook import chapters, listings, words
from hjj_lib.handbook.coverage import activity_years, coverage
from hjj_lib.handbook.library import alternatives, can_be_recomputed, serving
from hjj_lib.language import LOCALES, Language

_TEMPLATES = Path(__file__).parent / "templates"
_LANGUAGES = {"fi": "suomi", "sv": "svenska", "en": "English"}
_OF_THE_YEAR = ("exact", "estimate", "constant")
_MAIN, _PLACES, _OTHERS = "handbook", "places", "alternatives"


@dataclass(frozen=True)
class Page:
    """A file of the handbook: its name and its HTML."""

    file: str
    html: str


def handbook_pages(
    basis: Basis,
    frames: Mapping[str, pd.DataFrame],
    languages: Sequence[str] = tuple(LOCALES),
    *,
    rows: pd.DataFrame | None = None,
) -> list[Page]:
    """The pages of every language; the same basis gives the same bytes.

    Parameters
    ----------
    basis
        The version that the handbook is about.
    frames
        Every row of every version (``Content.frames`` of :func:`hjj_lib.basis.read.read_tables`), for what changed.
    languages
        Codes; the pages lead to each other.
    rows
        The coverage, if it is at hand.
    """
    rows = coverage(basis) if rows is None else rows
    return [page for code in languages for page in _of_language(basis, frames, rows, Language(code), languages)]


def _of_language(
    basis: Basis, frames: Mapping[str, pd.DataFrame], rows: pd.DataFrame, language: Language, languages: Sequence[str]
) -> list[Page]:
    shared = {
        "say": language.sentence,
        "code": language.code,
        "css": _stylesheet(),
        "policy": _content_policy(),
        "basis": basis,
        "version": _version(basis, language),
        "years": activity_years(basis),
        "files": {name: _file(name, language.code) for name in (_MAIN, _PLACES, _OTHERS)},
        "mark_names": {mark: words.word(words.MARK_NAMES, mark, language) for mark in words.MARK_NAMES},
    }
    in_use, spare = serving(basis, rows), alternatives(basis, rows)
    where = listings.places(basis, language)
    content = {
        _MAIN: _main(basis, frames, rows, in_use, language),
        _PLACES: {"roles": where},
        _OTHERS: {"topics": listings.register(spare, language), "counts": _counts(spare, language)},
    }
    return [
        Page(
            _file(name, language.code),
            _environment()
            .get_template(f"{name}.html.j2")
            .render(
                **shared,
                **told,
                others=[{"code": code, "name": _LANGUAGES[code], "file": _file(name, code)} for code in languages],
            ),
        )
        for name, told in content.items()
    ]


def _main(
    basis: Basis, frames: Mapping[str, pd.DataFrame], rows: pd.DataFrame, in_use: pd.DataFrame, language: Language
) -> dict[str, Any]:
    """What the main page shows."""
    return {
        "categories": chapters.chapters(basis, rows, language),
        "matrix": chapters.matrix(basis, rows, language),
        "marks": chapters.marks(rows, language),
        "first_aid": chapters.first_aid(basis, rows, language),
        "gaps": listings.gaps(basis, rows, language),
        "weak": listings.weak_factors(basis, rows, language),
        "unsplit": listings.without_gas_split(basis, in_use, language),
        "topics": listings.register(in_use, language),
        "changes": listings.changes(frames, basis.version, language),
        "sources": listings.sources(basis, language),
        "counts": {
            **_counts(in_use, language),
            "activities": language.number(rows["activity_id"].nunique()),
            "lines": language.number(len(rows.drop_duplicates(["activity_id", "line_id"]))),
            "served": language.percent(rows["state"].eq("served").mean()),
            "exact": language.percent(rows["mark"].isin(_OF_THE_YEAR).mean()),
            "all_values": language.number(len(basis.emission_factors)),
            "all_factors": language.number(basis.emission_factors["factor_id"].nunique()),
            "sources": language.number(len(basis.sources)),
        },
    }


def _counts(factors: pd.DataFrame, language: Language) -> dict[str, str]:
    return {
        "factors": language.number(factors["factor_id"].nunique()),
        "values": language.number(len(factors)),
        "recomputed": language.number(int(can_be_recomputed(factors).sum())),
    }


def _version(basis: Basis, language: Language) -> dict[str, Any]:
    row = next(one for one in basis.versions.to_dict("records") if one["version"] == basis.version)
    return {
        "name": basis.version,
        "state": words.word(words.STATE_NAMES, row["state"], language),
        "is_draft": row["state"] == "draft",
        "date": language.date(pd.Timestamp(row["date"]).date()),
        "description": row["description"],
    }


def _file(name: str, code: str) -> str:
    return f"{name}_{code}.html"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    environment.filters["breakable"] = words.breakable
    return environment


@cache
def _stylesheet() -> str:
    return (_TEMPLATES / "handbook.css").read_text(encoding="utf-8")


@cache
def _content_policy() -> str:
    """What the browser may do with the page: use our own style. Nothing else."""
    digest = base64.b64encode(hashlib.sha256(_stylesheet().encode("utf-8")).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
