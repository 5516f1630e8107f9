"""The first page of the intake report: what is missing, and at most ten things to do, each with who holds it and where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from hjj_lib.intake.decisions import FILE as MAPPING_FILE
from hjj_lib.intake.layout import holder, layout
from hjj_lib.inventory import completeness
from hjj_lib.language import Language
from hjj_lib.problems import Problem, blocking, open_questions
from hjj_lib.report import named
from hjj_lib.request_findings import outstanding
from hjj_lib.study import Study
from hjj_lib.tables import LANGUAGES

HEADINGS: Mapping[str, str] = {"what": "What is open", "who": "Who holds it", "where": "Where"}
#: What fits on the first page.
_ROWS = 10
_SERIOUS = ("error", "question")
_FINANCE, _COORDINATOR = "finance", "quick"
#: Kind of a file → theme of those who hold it.
_OF_FILES: Mapping[str, str] = {"purchase_ledger": _FINANCE, "income_statement": _FINANCE, "meter_readings": "energy"}
_UNANSWERED = "category_unanswered"
_OPEN = ("unknown", "partly_unknown", "not_asked")


@dataclass(frozen=True)
class _Step:
    what: str
    who: str
    where: str


def next_steps(study: Study, language: Language) -> pd.DataFrame:
    """What to do next, the most serious first.

    Returns
    -------
    ``what``, ``who`` (the data holder's role, from the template) and ``where``; at most ten rows. Problems of one
    kind about one file are one step. Errors come first, then questions, then who was asked and has not answered, then what
    required categories leave unknown.
    """
    steps = [*_mending(study, language), *_asking(study, language), *_finding_out(study, language)]
    return pd.DataFrame([vars(step) for step in steps[:_ROWS]], columns=list(HEADINGS))


def _mending(study: Study, language: Language) -> Iterator[_Step]:
    """One step for each kind of error and question of a file."""
    kinds: dict[tuple[str, str, str], list[Problem]] = {}
    asked = {category for ids in outstanding(study, language)["category_ids"] for category in ids}
    for problem in [*blocking(study.problems), *open_questions(study.problems)]:
        # Whoever was asked for the category is told of it, in place of the question why nothing was answered.
        if problem.code == _UNANSWERED and asked.issuperset(_named_category(problem, study)):
            continue
        own = str(problem.values.get("category", ""))
        kinds.setdefault((problem.code, problem.file, own), []).append(problem)
    for same in kinds.values():
        first = same[0]
        found = language.parts(first)["found"]
        what = (
            found if len(same) == 1 else language.sentence("{first} And {count} more like it.", first=found, count=len(same) - 1)
        )
        yield _Step(what, _holder(_theme(first, study), language), _place(first.file, first.sheet, first.column, first.row))


def _asking(study: Study, language: Language) -> Iterator[_Step]:
    """One step for each data holder who was asked and from whom something has not come."""
    for row in outstanding(study, language).to_dict("records"):
        due = row["due"] or language.sentence("no day set")
        what = language.sentence(
            "Nothing has come about: {names} (asked on {day}, due: {due}).", names=row["names"], day=row["asked_on"], due=due
        )
        yield _Step(what, row["holder"], "–")


def _finding_out(study: Study, language: Language) -> Iterator[_Step]:
    """One step for each required category of which somebody said that an amount is not known."""
    about = named(_open_categories(study), study.basis.categories, "category_id", language)
    told = _categories_of_problems(study)
    activities = study.basis.activities.drop_duplicates("activity_id").set_index("activity_id")
    entries = study.intake.entries
    unknown = entries[entries["value_state"].eq("unknown")]
    unknown = unknown.assign(category_id=unknown["activity_id"].map(activities["category_id"]))
    for row in about[~about["category_id"].isin(told)].to_dict("records"):
        mine = unknown[unknown["category_id"].eq(row["category_id"])]
        if mine.empty:
            continue
        first = mine.iloc[0]
        names = dict.fromkeys(activities[language.column("name")].loc[mine["activity_id"]])
        shown = _listed(list(names), language)
        what = language.sentence("Find out what is not known of “{category}”: {names}.", category=row["name"], names=shown)
        theme = str(activities["theme"].loc[first["activity_id"]])
        yield _Step(what, _holder(theme, language), _place(*(first[name] for name in ("file", "sheet", "column", "row"))))


def _listed(names: list[str], language: Language) -> str:
    """The first two names, and how many more there are."""
    if len(names) <= 2:
        return ", ".join(names)
    return language.sentence("{names} and {count} others", names=", ".join(names[:2]), count=len(names) - 2)


def _open_categories(study: Study) -> pd.DataFrame:
    rows = completeness(study.intake.entries, study.basis)
    return rows[rows["requirement"].eq("required") & rows["state"].isin(_OPEN)]


def _categories_of_problems(study: Study) -> set[str]:
    """Categories that a question is about already; messages name them in the workbook's language."""
    said = {str(problem.values.get("category", "")) for problem in study.problems if problem.severity in _SERIOUS}
    categories = study.basis.categories
    return {str(row["category_id"]) for row in categories.to_dict("records") if said & {row[f"name_{c}"] for c in LANGUAGES}}


def _theme(problem: Problem, study: Study) -> str:
    """Whose sheet a problem is about; the coordinator's where nothing says."""
    for theme in layout()["theme"]:
        if problem.sheet and problem.sheet in {theme[code] for code in LANGUAGES}:
            return str(theme["id"])
    activities = study.basis.activities
    of_category = activities[activities["category_id"].isin(_named_category(problem, study))]
    rows = activities[activities["activity_id"].eq(problem.activity_id)] if problem.activity_id else of_category
    if len(rows):
        return str(rows["theme"].iloc[0])
    files = study.intake.files
    themes = files.loc[files["file"].eq(problem.file), "kind"].map(_OF_FILES).dropna()
    if len(themes):
        return str(themes.iloc[0])
    return _FINANCE if problem.file == MAPPING_FILE else _COORDINATOR


def _named_category(problem: Problem, study: Study) -> list[str]:
    said = problem.values.get("category")
    if not said:
        return []
    rows = study.basis.categories
    return [str(row["category_id"]) for row in rows.to_dict("records") if said in {row[f"name_{code}"] for code in LANGUAGES}]


def _holder(theme: str, language: Language) -> str:
    """The role, without the report where the figure is found; that stands on the sheet itself."""
    return holder(theme, language.code).partition(";")[0]


def _place(file: Any, sheet: Any, column: Any, row: Any) -> str:
    """``ostot.csv:27`` or ``lahtotiedot.xlsx, Energia!D14``; a dash where there is no place."""
    path, within, letter, number = ("" if cell is None or pd.isna(cell) else str(cell) for cell in (file, sheet, column, row))
    name = path.rpartition("/")[2]
    if within:
        return f"{name}, {within}!{letter}{number}" if number else f"{name}, {within}"
    return f"{name}:{number}" if number else name or "–"


def missing_sentence(study: Study, language: Language) -> str:
    """Which required categories are without a number, and which of the denominators."""
    rows = named(_open_categories(study), study.basis.categories, "category_id", language)
    if rows.empty:
        return language.sentence("Missing: nothing that is required.")
    return language.sentence("Missing, wholly or in part: {names}.", names=", ".join(rows["name"]))
