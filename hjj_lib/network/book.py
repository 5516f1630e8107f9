"""``submission.xlsx``: the same as ``submission.json`` for people, in their language, with equal bytes for equal content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from hjj_lib.basis import Basis
from hjj_lib.inventory import VIEWS
from hjj_lib.language import Language
from hjj_lib.network.coverage import NOT
from hjj_lib.network.denominators import kinds
from hjj_lib.network.submission import Submission
from hjj_lib.network.words import (
    BOUNDARY_NAMES,
    CONSENT_NAMES,
    COVERAGE_NAMES,
    METHOD_NAMES,
    STATUS_NAMES,
    TARGET_NAMES,
    VIEW_NAMES,
    shown,
)

FILE = "submission.xlsx"
#: Text that looks like a formula stays text; the times of making are left out so that equal content is equal bytes.
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False}
_MADE = pd.Timestamp("2000-01-01").to_pydatetime()
_WIDEST, _NARROWEST = 60, 10
_LINE_POINTS = 15
#: Where an empty cell is something that is not known, and not merely absent.
_FIGURES = ("known_kg", "market_kg", "location_kg", "kg_co2e", "amount", "value")

_TOTALS = {"boundary": "Boundary", "view": "View", "known_kg": "Emissions, kg CO₂e", "unknown_count": "Not known (entries)"}
_CATEGORIES = {
    "boundary": "Boundary",
    "category": "Category",
    "coverage": "Coverage",
    "method": "Method",
    "market_kg": "Market-based, kg CO₂e",
    "location_kg": "Location-based, kg CO₂e",
    "unknown_count": "Not known (entries)",
    "score_pct": "Uncertainty of the figures, ± %",
    "filled_share": "Filled from defaults (share of 1)",
}
_LINES = {
    "category": "Category",
    "activity": "Activity",
    "line_id": "Line",
    "scope": "Scope",
    "view": "View",
    "boundaries": "Boundaries",
    "factor_id": "Factor id",
    "valid_from": "Factor's year",
    "amount": "Amount",
    "unit": "Unit",
    "kg_co2e": "Emissions, kg CO₂e",
    "unknown_count": "Not known (entries)",
    "amount_spread_95_pct": "Uncertainty of the amount, ± %",
    "factor_spread_95_pct": "Uncertainty of the factor, ± %",
}
_DENOMINATORS = {"name": "Kind", "value": "Value", "definition": "Definition"}
_MEMO = {"category": "Memo item", "known_kg": "Emissions, kg CO₂e", "unknown_count": "Not known (entries)"}
_TARGETS = {
    "boundary": "Boundary",
    "view": "View",
    "kind": "Kind",
    "base_year": "Base year",
    "target_year": "Target year",
    "reduction_pct": "Reduction, %",
}
_ACTIONS = {"action": "Action", "start_year": "First year", "status": "State"}


#: How numbers are shown; those that are not named here as they are.
_WHOLE, _ONE_DECIMAL, _SHARE = "#,##0", "0.0", "0.00"
_SHOWN = {
    **dict.fromkeys(("known_kg", "market_kg", "location_kg", "kg_co2e", "amount", "value"), _WHOLE),
    **dict.fromkeys(("score_pct", "amount_spread_95_pct", "factor_spread_95_pct", "reduction_pct"), _ONE_DECIMAL),
    "filled_share": _SHARE,
}


@dataclass(frozen=True)
class _Book:
    """An open workbook with its formats."""

    workbook: Any
    language: Language
    heading: Any
    wrapped: Any
    numbers: Mapping[str, Any]


def write_book(submission: Submission, path: Path, basis: Basis, language: Language) -> None:
    """Write the submission as a workbook.

    Parameters
    ----------
    basis
        Names categories, activities and actions.
    """
    workbook = xlsxwriter.Workbook(str(path), _OPTIONS)
    workbook.set_properties({"title": submission.provider.names[language.code], "created": _MADE})
    heading = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EEF4", "bottom": 1})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    numbers = {shape: workbook.add_format({"num_format": shape}) for shape in (_WHOLE, _ONE_DECIMAL, _SHARE)}
    book = _Book(workbook, language, heading, wrapped, numbers)
    sentence = language.sentence
    _write_facts(book, sentence("Submission"), submission)
    _write_table(book, sentence("Totals"), _with_words(submission.totals, language), _TOTALS)
    categories = _named(_in_order(_unknown_as_such(submission.categories), basis), basis.categories, "category", language)
    _write_table(book, sentence("Categories"), _with_words(categories, language), _CATEGORIES)
    lines = _named(_named(submission.lines, basis.categories, "category", language), basis.activities, "activity", language)
    lines = lines.assign(boundaries=[shown(words, BOUNDARY_NAMES, language) for words in lines["boundaries"]])
    _write_table(book, sentence("Lines"), _with_words(lines, language), _LINES)
    _write_table(book, sentence("Denominators"), _denominators(submission, language), _DENOMINATORS)
    _write_table(book, sentence("Memo items"), _named(submission.memo, basis.categories, "category", language), _MEMO)
    kinds_of_target = [shown(word, TARGET_NAMES, language) for word in submission.targets["kind"]]
    targets = submission.targets.assign(boundary_id=submission.targets["boundary"], kind=kinds_of_target)
    _write_table(book, sentence("Targets"), _with_words(targets, language), _TARGETS)
    actions = _named(submission.actions, basis.actions, "action", language)
    actions = actions.assign(status=[shown(word, STATUS_NAMES, language) for word in actions["status"]])
    _write_table(book, sentence("Plan"), actions, _ACTIONS)
    workbook.close()


def _write_facts(book: _Book, title: str, submission: Submission) -> None:
    """What the file is, for whom, and from what it was calculated."""
    sentence, origin = book.language.sentence, submission.origin
    given = sentence(CONSENT_NAMES[submission.consent])
    facts = [
        sentence("What {name} gives the network about {year}", name=_name(submission, book.language), year=submission.year),
        sentence("It holds sums over entries and sites; nothing about persons and no remark that somebody wrote."),
        sentence("Consent: {consent}", consent=given),
        sentence("Basis of calculation {version}, GWP set {gwp_set}", version=origin.basis_version, gwp_set=origin.gwp_set),
        sentence("Fingerprint of the basis: {fingerprint}", fingerprint=origin.basis_fingerprint or "–"),
        sentence("Hash of the files it was calculated from: {hash}", hash=origin.inputs_sha256),
        *(
            [sentence("Taken over from elsewhere; missing: {missing}", missing=", ".join(origin.missing))]
            if origin.missing
            else []
        ),
        *([sentence("A fictional example provider: every number is invented.")] if submission.provider.fictional else []),
    ]
    sheet = book.workbook.add_worksheet(title)
    sheet.set_column(0, 0, 2 * _WIDEST)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    for row, fact in enumerate(facts):
        sheet.write_string(row, 0, fact, book.heading if row == 0 else book.wrapped)


def _name(submission: Submission, language: Language) -> str:
    return submission.provider.names[language.code]


def _named(frame: pd.DataFrame, names: pd.DataFrame, stem: str, language: Language) -> pd.DataFrame:
    """The frame with the name of ``<stem>_id`` in the reader's language; the id itself where there is none."""
    key = f"{stem}_id"
    known = names.drop_duplicates(key).set_index(key)[language.column("name")]
    return frame.assign(**{stem: frame[key].map(known).fillna(frame[key])})


def _unknown_as_such(categories: pd.DataFrame) -> pd.DataFrame:
    """Categories of which nothing is known without the zeros that a sum of nothing gives."""
    unknown = categories["coverage"] == NOT
    return categories.assign(**{f"{view}_kg": categories[f"{view}_kg"].mask(unknown) for view in VIEWS})


def _in_order(categories: pd.DataFrame, basis: Basis) -> pd.DataFrame:
    """Categories of each boundary in the order in which the basis shows them."""
    place = basis.categories.drop_duplicates("category_id").set_index("category_id")["position"]
    ordered = categories.assign(place=categories["category_id"].map(place))
    return ordered.sort_values(["boundary_id", "place"], kind="stable", ignore_index=True).drop(columns="place")


def _with_words(frame: pd.DataFrame, language: Language) -> pd.DataFrame:
    """The frame with the reader's words for boundary, view, coverage and method, where it has them."""
    columns: Mapping[str, tuple[str, Mapping[str, str]]] = {
        "boundary": ("boundary_id", BOUNDARY_NAMES),
        "view": ("view", VIEW_NAMES),
        "coverage": ("coverage", COVERAGE_NAMES),
        "method": ("method", METHOD_NAMES),
    }
    words = {
        new: [shown(str(word), names, language) for word in frame[old]] for new, (old, names) in columns.items() if old in frame
    }
    return frame.assign(**words)


def _denominators(submission: Submission, language: Language) -> pd.DataFrame:
    known = kinds()
    return submission.denominators.assign(
        name=[known[kind].names[language.code] if kind in known else kind for kind in submission.denominators["kind"]],
        definition=[
            known[kind].definitions[language.code] if kind in known else text
            for kind, text in zip(submission.denominators["kind"], submission.denominators["definition"], strict=True)
        ],
    )


def _write_table(book: _Book, title: str, frame: pd.DataFrame, headings: Mapping[str, str]) -> None:
    """A sheet with a frozen, filterable heading row; numbers as numbers, everything else as text, the unknown in words."""
    sheet = book.workbook.add_worksheet(title)
    empty = dict.fromkeys(_FIGURES, book.language.sentence("not known"))
    for column, name in enumerate(headings):
        heading = book.language.translation(headings[name])
        sheet.write_string(0, column, heading, book.heading)
        sheet.set_column(column, column, _width(heading, frame[name], name))
    sheet.set_row(0, 2 * _LINE_POINTS)
    for row, record in enumerate(frame[list(headings)].to_dict("records"), start=1):
        for column, (key, value) in enumerate(record.items()):
            if isinstance(value, str):
                sheet.write_string(row, column, value)
            elif pd.isna(value):
                sheet.write_string(row, column, empty.get(str(key), "–"))
            else:
                sheet.write_number(row, column, value, book.numbers.get(_SHOWN.get(str(key), "")))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(frame), 1), len(headings) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _width(heading: str, values: pd.Series, name: str) -> int:
    """Wide enough for what is shown, and for half of the heading, which takes two lines."""
    shown_values = (f"{value:,.0f}" if name in _SHOWN and not isinstance(value, str) else str(value) for value in values)
    widest = max((len(text) for text in shown_values), default=0)
    longest = max(map(len, heading.split()), default=0)
    return min(_WIDEST, max(_NARROWEST, widest, 2 + max(longest, len(heading) // 2)))
