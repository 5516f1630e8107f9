"""Where the plan and the target of a report come from, and what they are measured against."""

from __future__ import annotations

from hjj_lib.decided_plan import DecidedPlan
from hjj_lib.findings import BOUNDARY_NAMES, DENOMINATOR_NAMES
from hjj_lib.inventory import total
from hjj_lib.language import Language
from hjj_lib.plan_findings import STATUS_NAMES, VIEW_NAMES, target_words
from hjj_lib.scenarios import PLAN_FILE, TARGETS_FILE


def origin_sentences(decided: DecidedPlan, language: Language) -> list[str]:
    """Where the plan and the target come from; an example is called one."""
    return [
        _plan_origin(decided, language),
        _target_origin(decided, language),
        *_denominator(decided, language),
        *_left_aside(decided, language),
    ]


def _plan_origin(decided: DecidedPlan, language: Language) -> str:
    if decided.plan_from == "example":
        return language.sentence(
            "The plan is an example: the institution has written none into {file}, so it shows what a plan could do.",
            file=PLAN_FILE,
        )
    if decided.plan_from == "parameters":
        return language.sentence("The plan stands in the parameters of this report; a plan of the institution is left aside.")
    counts = decided.rows["status"].value_counts()
    listed = [f"{language.sentence(name)} {counts[status]}" for status, name in STATUS_NAMES.items() if status in counts.index]
    return language.sentence(
        "The plan is the institution's own: {rows}. What is only an idea or was dropped is not calculated with it.",
        rows=", ".join(listed),
    )


def _target_origin(decided: DecidedPlan, language: Language) -> str:
    target = decided.target
    if decided.target_from == "example":
        return language.sentence(
            "The target is an example, as {file} has none for this year's figures: {target}.",
            file=TARGETS_FILE,
            target=target_words(target, language),
        )
    if decided.target_from == "parameters":
        return language.sentence(
            "The target stands in the parameters of this report: {target}.", target=target_words(target, language)
        )
    return language.sentence(
        "The target is “{name}”: {target} ({view}, {boundary}). Decided by: {who}.",
        name=target.names[language.code],
        target=target_words(target, language),
        view=language.sentence(VIEW_NAMES[target.view]),
        boundary=language.sentence(BOUNDARY_NAMES[target.boundary]),
        who=target.decided_by,
    )


def _denominator(decided: DecidedPlan, language: Language) -> list[str]:
    """How the denominator of an intensity develops; nothing for other kinds."""
    target = decided.target
    if not target.per:
        return []
    known = decided.denominators[target.per]
    latest = max(known)
    values = {"per": language.sentence(DENOMINATOR_NAMES[target.per]), "year": latest, "value": language.number(known[latest])}
    coming = [f"{year}: {language.number(value)}" for year, value in target.development if year > latest]
    if not coming:
        return [
            language.sentence(
                "The denominator ({per}) was {value} in {year} and is taken to stay so, as the targets say nothing of it. "
                "The probability takes it as certain.",
                **values,
            )
        ]
    return [
        language.sentence(
            "The denominator ({per}) was {value} in {year} and develops as the targets say: {points}. The probability takes it "
            "as certain.",
            points="; ".join(coming),
            **values,
        )
    ]


def _left_aside(decided: DecidedPlan, language: Language) -> list[str]:
    """Targets that cannot be judged, and how the base year was got."""
    told = []
    if decided.other_targets:
        names = "; ".join(one.names[language.code] for one in decided.other_targets)
        told.append(
            language.sentence(
                "Not judged, as their years do not fit the figures of {year}: {names}.", year=decided.year, names=names
            )
        )
    base = decided.target.base_year
    if base != decided.year:
        unknown = total(decided.base[base], view=decided.target.view, boundary=decided.target.boundary).unknown_count
        sentence = language.sentence(
            "The base year {base} is calculated again with today's basis: {kg}.",
            base=base,
            kg=language.tonnes(decided.base_kg(decided.target)[decided.target.view]),
        )
        more = language.sentence("{count} of its lines are not known and not in it.", count=language.number(unknown))
        told.append(f"{sentence} {more}" if unknown else sentence)
    return told
