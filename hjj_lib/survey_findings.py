"""What the commuting survey of a study rests on: response rates, groups, and how people travel, without small counts."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from hjj_lib.intake.layout import denominator_kinds
from hjj_lib.language import Language
from hjj_lib.study import Study
from hjj_lib.survey import modes, suppressed, words

STRATA_HEADINGS: Mapping[str, str] = {
    "role": "Who answered",
    "group": "Group",
    "kind": "Counted as",
    "population": "People",
    "answers": "Answers",
    "rate": "Response rate",
}
MODE_HEADINGS: Mapping[str, str] = {"mode": "Usual way of travel", "staff": "Staff", "student": "Students"}
FORMATS: Mapping[str, str] = {"population": "0", "answers": "0", "rate": "percent", "staff": "0", "student": "0"}


def has_survey(study: Study) -> bool:
    """Whether answers of a survey were expanded."""
    return len(study.intake.survey.strata) > 0


def survey_sentence(study: Study, language: Language) -> str:
    """How many answered, and what that means for those who did not."""
    strata = study.intake.survey.strata
    if strata.empty:
        return language.sentence("No commuting survey was counted; commuting is what the workbook says.")
    sums = strata.groupby("role")[["answers", "population"]].sum()
    return " ".join(
        language.sentence(
            "Of the role “{role}” {answers} answered, {rate} of {people}.",
            role=words("role")[str(role)][language.code],
            answers=language.number(int(row["answers"])),
            rate=language.percent(float(row["answers"]) / float(row["population"])),
            people=language.number(float(row["population"])),
        )
        for role, row in sums.iterrows()
    )


def strata_rows(study: Study, language: Language) -> pd.DataFrame:
    """The groups that were expanded: columns of ``STRATA_HEADINGS``. ``rate`` is a share (0 to 1)."""
    strata = study.intake.survey.strata
    names = dict(zip(study.institution.sites["site_id"], study.institution.sites["name"], strict=True))
    kinds = {kind.id: kind.names[language.code] for kind in denominator_kinds()}
    whole = language.sentence("Whole institution")
    return strata.assign(
        role=[words("role")[role][language.code] for role in strata["role"]],
        group=[", ".join(str(names[site]) for site in sites.split()) or whole for sites in strata["stratum"]],
        kind=[kinds[kind] for kind in strata["population_kind"]],
        rate=strata["answers"].astype(float) / strata["population"],
        answers=strata["answers"].astype(float),
    )[list(STRATA_HEADINGS)]


def mode_rows(study: Study, language: Language) -> pd.DataFrame:
    """People by the way in which they travel on most days: columns of ``MODE_HEADINGS``; small counts are hidden."""
    counts = study.intake.survey.counts.set_index("role")
    shown = suppressed(counts, int(study.basis.settings["disclosure"])).T
    return pd.DataFrame(
        {
            "mode": [mode.names[language.code] for mode in modes()],
            **{
                role: shown[role].reindex([mode.id for mode in modes()]).astype("Float64").to_numpy(float, na_value=float("nan"))
                if role in shown
                else float("nan")
                for role in ("staff", "student")
            },
        }
    )


def small_counts_sentence(study: Study, language: Language) -> str:
    """Why cells of the table of ways are empty."""
    least = int(study.basis.settings["disclosure"])
    return language.sentence(
        "A dash stands for fewer than {least} people, or for a cell by which such a number could be worked out.",
        least=language.number(least),
    )
