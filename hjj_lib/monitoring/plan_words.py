"""What became of the plan, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from hjj_lib.inventory import VIEWS
from hjj_lib.language import Language
from hjj_lib.monitoring.planned_effects import PlannedAndMeasured, status_rows
from hjj_lib.monitoring.years import Followed
from hjj_lib.scenarios import Target
from hjj_lib.scenarios.words import with_names

STATUS_HEADINGS = {
    "name": "Action",
    "status_name": "Status",
    "start_year": "From year",
    "owner_role": "Owner",
    "deadline": "Deadline",
    "remark": "To look at",
}
EFFECT_HEADINGS = {
    "names": "Actions on the same amounts",
    "since": "Since",
    "planned_kg": "Expected by now",
    "measured_kg": "Fall by amounts",
    "borne_out_kg": "Borne out",
    "other_kg": "Fall by other causes",
    "verdict_name": "What the figures say",
}
FORMATS = {
    **dict.fromkeys(["planned_kg", "measured_kg", "borne_out_kg", "other_kg"], "tonnes"),
    **dict.fromkeys(["allowed_kg", "actual_kg", "plan_kg"], "tonnes"),
    **dict.fromkeys(["start_year", "since", "year"], "text"),
}
_STATUSES = {
    "idea": "idea",
    "decided": "decided",
    "under_way": "under way",
    "done": "done",
    "dropped": "dropped",
}
_VERDICTS = {
    "no_earlier_year": "no figures from before it began",
    "not_written": "the plan states no expectation for this view",
    "nothing_planned": "nothing was expected in this view",
    "amounts_rose": "the amounts have not fallen",
    "less_than_planned": "less than expected",
    "as_planned": "as expected or more",
}


#: What is said where more is emitted than allowed, and where it is not: of the reported year, and of the target's year.
_NOW = (
    "In {year} emissions were {kg}, {gap} more than the {allowed} that the target allows.",
    "In {year} emissions were {kg}, {gap} less than the {allowed} that the target allows.",
)
_THEN = (
    "With what is decided, emissions will be {kg} in {year}, {gap} more than the {allowed} of the target.",
    "With what is decided, emissions will be {kg} in {year}, {gap} less than the {allowed} of the target.",
)
PATH_HEADINGS = {"year": "Year", "allowed_kg": "Target", "actual_kg": "Emitted", "plan_kg": "Plan"}


def bottom_lines(
    followed: Followed, found: PlannedAndMeasured, paths: Mapping[str, pd.DataFrame], language: Language
) -> list[str]:
    """Whether the plan keeps up: what the amounts bear out, and where the main target stands.

    Parameters
    ----------
    paths
        Target → as :func:`hjj_lib.monitoring.outlook` gives it.
    """
    year = followed.study.year
    lines = [effect_sentence(found, language, view=VIEWS[0], year=year)] if len(followed.plan) else []
    for target in followed.targets.targets[:1]:
        lines += outlook_sentences(paths[target.target_id], target, language, year=year)
    return lines


def status_table(plan: pd.DataFrame, actions: pd.DataFrame, language: Language, *, year: int) -> pd.DataFrame:
    """Every action of the plan with its status, owner and deadline, and what is late at the end of the year."""
    rows = with_names(status_rows(plan, year), actions, language)
    remarks = []
    for row in rows.to_dict("records"):
        told = []
        if row["overdue"]:
            told.append(language.sentence("deadline has passed"))
        if row["not_begun"]:
            told.append(language.sentence("should have begun"))
        remarks.append("; ".join(told))
    names = [language.sentence(_STATUSES[status]) for status in rows["status"]]
    return rows.assign(status_name=names, remark=remarks)


def late_sentence(plan: pd.DataFrame, language: Language, *, year: int) -> str:
    """How many actions are late at the end of the year."""
    if plan.empty:
        return language.sentence("There is no plan yet: its actions are written into decisions/plan.csv.")
    rows = status_rows(plan, year)
    late = int((rows["overdue"] | rows["not_begun"]).sum())
    return language.sentence(
        "Actions in the plan: {count}; late at the end of {year}: {late}.",
        count=language.number(len(rows)),
        year=year,
        late=language.number(late),
    )


def effect_table(found: PlannedAndMeasured, actions: pd.DataFrame, language: Language, *, view: str) -> pd.DataFrame:
    """Groups of actions with what was expected and what the amounts show, of one view."""
    names = actions.drop_duplicates("action_id").set_index("action_id")[language.column("name")]
    rows = found.groups[found.groups["view"] == view]
    told = ["; ".join(str(names[action]) for action in str(ids).split()) for ids in rows["action_ids"]]
    return rows.assign(names=told, verdict_name=[language.sentence(_VERDICTS[verdict]) for verdict in rows["verdict"]])


def effect_sentence(found: PlannedAndMeasured, language: Language, *, view: str, year: int) -> str:
    """How much of what was expected the amounts bear out."""
    rows = found.groups[(found.groups["view"] == view) & found.groups["borne_out_kg"].notna()]
    if rows.empty:
        return language.sentence("No action of the plan has begun of which the figures could say anything by {year}.", year=year)
    return language.sentence(
        "By {year} the begun actions were expected to take away {planned} a year; the amounts bear out {borne_out} of it.",
        year=year,
        planned=language.tonnes(float(rows["planned_kg"].sum())),
        borne_out=language.tonnes(float(rows["borne_out_kg"].sum())),
    )


def effect_remarks(found: PlannedAndMeasured, actions: pd.DataFrame, language: Language) -> list[str]:
    """What the figures cannot tell apart, and what they cannot show."""
    names = actions.drop_duplicates("action_id").set_index("action_id")[language.column("name")]
    shared = found.groups["action_ids"].astype(str).str.contains(" ").any() if len(found.groups) else False
    told = []
    if shared:
        told.append(
            language.sentence(
                "Where several actions act on the same amounts, expected and measured are of all of them together: nobody has "
                "measured them one by one."
            )
        )
    if found.unseen:
        listed = "; ".join(str(names.get(action, action)) for action in found.unseen)
        told.append(
            language.sentence(
                "Not visible in these figures, because the factors are those of the sector and not of one's own suppliers: "
                "{names}.",
                names=listed,
            )
        )
    return told


def outlook_sentences(path: pd.DataFrame, target: Target, language: Language, *, year: int) -> list[str]:
    """Where the emissions are beside the target, and what the plan says for its year; ``path`` of ``outlook``."""
    if path["allowed_kg"].isna().all():
        english = "What the target allows is not known: its base year {base} has no figures here."
        return [language.sentence(english, base=target.base_year)]
    now, end = (path[path["year"] == one].iloc[0] for one in (year, max(target.target_year, year)))
    return [
        _beside(float(now["actual_kg"]), float(now["allowed_kg"]), _NOW, language, year=year),
        _beside(float(end["plan_kg"]), float(end["allowed_kg"]), _THEN, language, year=int(end["year"])),
    ]


def _beside(kg: float, allowed: float, english: tuple[str, str], language: Language, *, year: int) -> str:
    return language.sentence(
        english[0] if kg > allowed else english[1],
        year=year,
        kg=language.tonnes(kg),
        allowed=language.tonnes(allowed),
        gap=language.tonnes(abs(kg - allowed)),
    )
