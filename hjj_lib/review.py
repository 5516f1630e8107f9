"""A dry run: what was handed in, what it would give, and everything that is wrong or odd, before any report is made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from hjj_lib.decided_plan import decision_problems
from hjj_lib.evidence import as_reported
from hjj_lib.findings import INDICATOR_NAMES
from hjj_lib.indicators import institution_value
from hjj_lib.intake.confirmations import cell_address, confirmable, value_of, with_confirmations
from hjj_lib.intake.layout import limit
from hjj_lib.inventory import VIEWS, completeness, summarise, total
from hjj_lib.language import Language
from hjj_lib.monitoring import decided_problems
from hjj_lib.network.denominators import stated_problems
from hjj_lib.problems import DataError, Problem, blocking, by_group
from hjj_lib.quality import category_changes, plausibility
from hjj_lib.quality_score import data_quality
from hjj_lib.report import named
from hjj_lib.study import DATA, Study, open_study, years_of

#: Of the JSON document; it changes when a key changes its meaning or goes.
SCHEMA = "hjj-check/1"
_BOUNDARY = "inventory"


_FIGURE = Problem(
    "figure_unusual",
    "question",
    found="A key figure is unusual: {name}, is {value}; {usual}.",
    expected="{why}.",
    remedy="Check the amounts and what they are divided by. If they are right, confirm the question with the reason.",
)
_USUAL = {"low": "usual is {limit} or more", "high": "usual is {limit} or less"}
_CHANGED = Problem(
    "category_change",
    "question",
    found="The emissions of “{name}” changed by {change} % against {earlier_year}.",
    expected="A change of at most {limit} % in either direction, or its reason.",
    remedy="Check the amounts of both years. If they are right, confirm the question with what happened.",
)


@dataclass(frozen=True)
class Review:
    """One institution's year as it stands; ``study`` is missing where nothing can be read, ``earlier`` without a year before."""

    institution_id: str
    year: int
    problems: tuple[Problem, ...]
    study: Study | None = None
    earlier: Study | None = None


def review(institution: str, year: int, *, data_dir: str | Path = "", more: Sequence[Problem] = ()) -> Review:
    """Read and calculate a year and the one before; nothing is written, and nothing raised for a user's mistake.

    Parameters
    ----------
    more
        Problems found elsewhere, told with the others. Unknown amounts stay unknown: what is missing should be seen.
    """
    try:
        study = open_study(institution, year, data_dir=data_dir, gaps="unknown")
    except DataError as error:
        return Review(institution, year, (*error.problems, *more))
    before = year - 1
    has_earlier = before in years_of(institution, data_dir=data_dir)
    earlier = open_study(institution, before, data_dir=data_dir, gaps="unknown") if has_earlier else None
    asked = with_confirmations(odd_figures(study, earlier), study.intake.confirmations)
    home = (Path(data_dir) if data_dir else DATA) / "raw" / institution
    decided = [
        *decision_problems(study, data_dir=data_dir),
        *decided_problems(study, data_dir=data_dir),
        *stated_problems(home, year),
    ]
    return Review(institution, year, (*study.problems, *asked, *decided, *more), study, earlier)


def odd_figures(study: Study, earlier: Study | None) -> list[Problem]:
    """Questions about key figures outside their usual range, and about categories that changed much against the year before.

    They are asked of a year as a whole, when everything was read, so they stand at no cell. A reason answers them; nothing is
    changed or left out.
    """
    language = Language(study.institution.languages[0])
    where: dict[str, Any] = {"institution_id": study.institution.institution_id, "year": study.year}
    figures = plausibility(study.inventory, study.denominators, study.basis)
    problems = []
    for row in figures[figures["verdict"].isin(["low", "high"])].to_dict("records"):
        values = {"name": language.sentence(INDICATOR_NAMES[row["indicator"]]), "value": float(row["value"])}
        usual = language.sentence(_USUAL[row["verdict"]], limit=f"{row[row['verdict']]:g}")
        problems.append(replace(_FIGURE, values={**values, "usual": usual, "why": row["basis"]}, **where))
    if earlier is None:
        return problems
    changes = category_changes(_sums(study), _sums(earlier), study.basis, from_share_pct=limit("change_from_share_pct"))
    rows = named(changes[changes["category_id"] != ""], study.basis.categories, "category_id", language)
    for row in rows.to_dict("records"):
        values = {"name": row["name"], "change": float(row["change_pct"]), "earlier_year": str(study.year - 1)}
        problems.append(replace(_CHANGED, values={**values, "limit": f"{row['high']:g}"}, **where))
    return problems


def category_totals(found: Review, language: Language) -> pd.DataFrame:
    """Emissions by category in both views beside the year before and per student-year; the whole in the last row.

    Returns
    -------
    ``category_id`` (empty: the whole), ``name``, ``market_kg``, ``location_kg``, ``unknown_count``, ``earlier_market_kg``,
    ``earlier_location_kg``, ``change_pct`` (market-based), ``market_kg_per_student_year``; what is not known is NaN.
    """
    if found.study is None:
        return pd.DataFrame()
    now = _sums(found.study)
    before = _sums(found.earlier) if found.earlier else pd.DataFrame(columns=["category_id"])
    earlier = before.rename(columns={f"{view}_kg": f"earlier_{view}_kg" for view in VIEWS}).drop(
        columns="unknown_count", errors="ignore"
    )
    rows = now.merge(earlier, on="category_id", how="outer", validate="one_to_one").reindex(
        columns=[*now, "earlier_market_kg", "earlier_location_kg"]
    )
    rows = named(rows, found.study.basis.categories, "category_id", language)
    rows = rows.assign(name=rows["name"].where(rows["category_id"] != "", language.sentence("All together")))
    order = found.study.basis.categories.drop_duplicates("category_id").set_index("category_id")["position"]
    rows = rows.assign(position=rows["category_id"].map(order)).sort_values("position", ignore_index=True)
    numbers = [column for column in rows if str(column).endswith("_kg")]
    rows = rows.astype(dict.fromkeys(numbers, float))
    students = institution_value(found.study.denominators, "student_years")
    base = rows["earlier_market_kg"].mask(rows["earlier_market_kg"] == 0)
    return rows.assign(
        change_pct=100 * (rows["market_kg"] / base - 1),
        market_kg_per_student_year=rows["market_kg"] / (students or float("nan")),
    ).drop(columns="position")


def _sums(study: Study) -> pd.DataFrame:
    """Known kilograms by category in both views, and the whole with an empty id."""
    parts = [
        summarise(study.inventory, ["category_id"], view=view, boundary=_BOUNDARY).set_index("category_id") for view in VIEWS
    ]
    known = study.inventory.groupby("category_id")["emissions_kg_co2e"].count()
    sums = pd.concat([part["known_kg"].rename(f"{view}_kg") for part, view in zip(parts, VIEWS, strict=True)], axis=1)
    # A category of which nothing is known has no total: unknown is not zero.
    sums = sums.where(known.reindex(sums.index) > 0, axis=0)
    counts = pd.concat([part["unknown_count"] for part in parts], axis=1).max(axis=1)
    whole = {view: total(study.inventory, view=view, boundary=_BOUNDARY) for view in VIEWS}
    last = {f"{view}_kg": whole[view].known_kg if known.sum() else float("nan") for view in VIEWS}
    last_row = {"category_id": "", **last, "unknown_count": max(part.unknown_count for part in whole.values())}
    rows = sums.assign(unknown_count=counts).reset_index()
    return pd.concat([rows, pd.DataFrame([last_row])], ignore_index=True)


def completeness_sentence(found: Review, language: Language) -> str:
    """How many of the categories that must be answered have a number or a reason, and which have not."""
    if found.study is None:
        return ""
    rows = completeness(as_reported(found.study.entries), found.study.basis)
    required = named(rows[rows["requirement"] == "required"], found.study.basis.categories, "category_id", language)
    missing = required[required["state"].isin(["unknown", "not_asked", "partly_unknown"])]
    values = {"answered": len(required) - len(missing), "required": len(required)}
    sentence = language.sentence("Answered: {answered} of {required} required categories.", **values)
    if missing.empty:
        return sentence
    return f"{sentence} {language.sentence('Wholly or partly not known: {names}.', names=', '.join(missing['name']))}"


def counts(found: Review) -> dict[str, int]:
    """How much was read, and how many problems there are of each kind."""
    groups = {group: len(problems) for group, problems in by_group(found.problems).items()}
    study = found.study
    read = {
        "files": len(study.intake.files) if study else 0,
        "entries": len(study.intake.entries) if study else 0,
        "denominators": len(study.intake.denominators) if study else 0,
    }
    named_groups = {"errors": "error", "questions": "question", "confirmed": "confirmed", "notes": "note"}
    return {**read, **{name: groups[group] for name, group in named_groups.items()}}


def open_ones(found: Review) -> list[Problem]:
    """What a reason can answer and nobody has answered yet: open questions, and errors that block until confirmed."""
    return [problem for problem in found.problems if confirmable(problem) and not problem.confirmed]


def confirmed_value(found: Review, problem: Problem) -> str:
    """The value that a confirmation of this problem would hold."""
    return value_of(problem, found.study.intake.confirmations.amounts if found.study else {})


def as_document(reviews: Iterable[Review], language: Language) -> dict[str, Any]:
    """Everything a check says, as JSON types; unknown is null. Keys stay as long as :data:`SCHEMA` does."""
    years = [_year(found, language) for found in reviews]
    return {"schema": SCHEMA, "language": language.code, "blocked": any(year["blocked"] for year in years), "years": years}


def _year(found: Review, language: Language) -> dict[str, Any]:
    study = found.study
    result: dict[str, Any] = {
        "institution_id": found.institution_id,
        "year": found.year,
        "blocked": bool(blocking(found.problems)),
        "counts": counts(found),
        "basis_version": study.basis.version if study else None,
        "gwp_set": study.basis.gwp_set if study else None,
        "totals": _records(category_totals(found, language)),
        "completeness": [],
        "data_quality": [],
        "old_results": [asdict(one) for one in study.intake.old_results] if study else [],
        "problems": [_told(found, problem, language) for problem in found.problems],
    }
    if study:
        result["completeness"] = _records(completeness(as_reported(study.entries), study.basis))
        result["data_quality"] = _records(data_quality(study.inventory, study.basis, view="market", boundary=_BOUNDARY))
    return result


def _told(found: Review, problem: Problem, language: Language) -> dict[str, Any]:
    return {
        "code": problem.code,
        "severity": problem.severity,
        "confirmed": problem.confirmed or None,
        "file": problem.file or None,
        "sheet": problem.sheet or None,
        "row": problem.row,
        "column": problem.column or None,
        "cell": cell_address(problem.column, problem.row) or None,
        "activity_id": problem.activity_id or None,
        **{name: text or None for name, text in language.parts(problem).items()},
        "value": confirmed_value(found, problem) or None,
    }


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    plain = frame.astype(object).where(frame.notna(), None)
    return [
        {str(key): getattr(value, "item", lambda value=value: value)() for key, value in row.items()}
        for row in plain.to_dict("records")
    ]
