"""What a proposed recipe leaves open, in words: what is not known, and the option of the command that says it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hjj_lib.intake.csv_file import heading
from hjj_lib.intake.layout import limit
from hjj_lib.intake.messages import Place
from hjj_lib.intake.recipe_propose import Question
from hjj_lib.intake.recipe_propose_words import ledger_keys
from hjj_lib.language import Language
from hjj_lib.problems import Problem

_PROBLEMS = {
    "column": Problem(
        "recipe_open_column",
        "error",
        found="The heading “{subject}” is not known; it may be: {name}.",
        remedy='Say --column "{suggestion}={subject}", or --column "-={subject}" if it is not to be read.',
    ),
    "key": Problem(
        "recipe_open_key",
        "error",
        found="It is not known which column is the {name}. Possible: {choices}.",
        remedy="Say --column {subject}=HEADING.",
    ),
    "what": Problem(
        "recipe_open_what",
        "error",
        found="It is not known what the amounts are of.",
        remedy='Say the column whose words tell it, --column what=HEADING, or one activity, --column "ACTIVITY={subject}".',
    ),
    "form": Problem(
        "recipe_open_form",
        "error",
        found="The days under “{subject}” can be read in several ways: {choices}.",
        remedy="Say --date-form, for example --date-form %d.%m.%Y; %d is the day, %m the month.",
    ),
    "unit": Problem(
        "recipe_open_unit",
        "error",
        found="It is not known in which unit “{subject}” is.",
        remedy='Say --unit "{subject}=UNIT", for example MWh, m3, l or kg.',
    ),
    "word": Problem(
        "recipe_open_word",
        "error",
        found="It is not known what “{subject}” is ({count} rows).",
        remedy='Say --word "{subject}=ACTIVITY", as in the template, or --word "{subject}=-" if its rows are not to be counted.',
    ),
    "unit_word": Problem(
        "recipe_open_unit_word",
        "error",
        found="“{subject}” is not a known unit ({count} rows).",
        remedy='Say --word "{subject}=UNIT", for example MWh, m3, l or kg.',
    ),
    "site_word": Problem(
        "recipe_open_site_word",
        "error",
        found="“{subject}” is not a site of the institution ({count} rows).",
        remedy='Say --word "{subject}=SITE", or --word "{subject}=-" if its rows are not to be counted.',
    ),
    "decimal": Problem(
        "recipe_open_decimal",
        "error",
        found="The number {subject} can be read in two ways: nothing in the file says which mark begins the decimals.",
        remedy="Say --decimal , or --decimal .",
    ),
    "sheet": Problem(
        "recipe_open_sheet",
        "error",
        found="Several sheets hold a table: {choices}.",
        remedy="Say which one with --sheet.",
    ),
}


def key_name(key: str, language: Language) -> str:
    """What a column is called to a reader; a key that has no name stays as it is."""
    names = {
        "what": language.sentence("what is counted"),
        "amount": language.sentence("amount"),
        "unit": language.sentence("unit"),
        "date": language.sentence("day or period"),
        "site": language.sentence("site"),
    }
    return names[key] if key in names else heading(key, language.code) if key in ledger_keys() else key


def open_problem(question: Question, place: Place, language: Language) -> Problem:
    """An open question as a problem of the file; names of columns are told in the reader's language."""
    shown = question.choices[: int(limit("named_in_message"))]
    values: dict[str, Any] = {
        "subject": question.subject,
        "suggestion": question.suggestion,
        "name": key_name(question.suggestion or question.subject, language),
        "choices": ", ".join(f"“{text}”" for text in shown) + (" …" if len(shown) < len(question.choices) else ""),
        "count": question.count,
    }
    return replace(_PROBLEMS[question.code], values=values, file=place.file, sheet=place.sheet)
