"""The sheet of exclusions: what is not in the totals, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from hjj_lib.inventory import memo
from hjj_lib.language import Language
from hjj_lib.report import named
from hjj_lib.standards_findings import Filled, table
from hjj_lib.study import Study

EXCLUSION_HEADINGS: Mapping[str, str] = {
    "kind": "Kind",
    "name": "What",
    "reason": "Why",
    "amount": "Amount",
    "unit": "Unit",
}
_TREATMENTS: Mapping[str, str] = {
    "covered_by_activity": "Covered by amounts",
    "excluded": "Excluded",
    "unmapped": "No class, not in the calculation",
}
_REASONS: Mapping[str, str] = {
    "no_factor": "No factor serves it.",
    "no_conversion": "Its unit cannot become the factor's unit.",
}
#: The standard whose lines say what is and is not calculated.
_BY = "ghg_protocol"
_LEFT_OUT = ("unknown", "not_relevant", "not_calculated")


def exclusions(study: Study, standards: Sequence[Filled], language: Language) -> pd.DataFrame:
    """What is in no total: categories that were not calculated, lines without a factor, euros left out, memo items.

    Returns
    -------
    The columns of ``EXCLUSION_HEADINGS``; ``amount`` is unknown where there is none to tell.
    """
    rows = [
        *_categories(standards, language),
        *_uncovered(study, language),
        *_purchases(study, language),
        *_memo_items(study, language),
    ]
    return pd.DataFrame(rows, columns=list(EXCLUSION_HEADINGS)).astype({"amount": float})


def _categories(standards: Sequence[Filled], language: Language) -> Iterator[dict[str, Any]]:
    for one in standards:
        if one.standard_id == _BY:
            rows = table(one, language)
            left_out = rows[rows["state_id"].isin(_LEFT_OUT)]
            for row in left_out.to_dict("records"):
                why = " ".join(text for text in (f"{row['state']}.", row["remark"]) if text)
                name = f"{row['code']} {row['name']}".strip()
                yield {"kind": language.sentence("Not calculated"), "name": name, "reason": why, "amount": None, "unit": ""}


def _uncovered(study: Study, language: Language) -> Iterator[dict[str, Any]]:
    rows = named(study.ledger.uncovered, study.basis.activities, "activity_id", language)
    counted = rows.groupby(["name", "line_id", "reason"], as_index=False).size()
    for row in counted.to_dict("records"):
        yield {
            "kind": language.sentence("Line that is not known"),
            "name": f"{row['name']}, {row['line_id']}",
            "reason": language.sentence(_REASONS[row["reason"]]),
            "amount": row["size"],
            "unit": language.sentence("lines"),
        }


def _purchases(study: Study, language: Language) -> Iterator[dict[str, Any]]:
    """Euros of the purchase ledger that made no emission, by what became of them and why."""
    lines = study.intake.purchases
    lines = lines[lines["treatment"].isin(list(_TREATMENTS))]
    if lines.empty:
        return
    told = lines.assign(why=lines["reason"].fillna(""), cents=lines["net_cents"].astype("Float64"))
    sums = told.groupby(["treatment", "why"])["cents"].sum().reset_index()
    for row in sums.to_dict("records"):
        name = language.sentence(_TREATMENTS[row["treatment"]])
        eur = float(row["cents"]) / 100
        yield {"kind": language.sentence("Purchases"), "name": name, "reason": row["why"], "amount": eur, "unit": "EUR"}


def _memo_items(study: Study, language: Language) -> Iterator[dict[str, Any]]:
    rows = named(memo(study.inventory, ["category_id"]), study.basis.categories, "category_id", language)
    for row in rows.to_dict("records"):
        yield {
            "kind": language.sentence("Memo item"),
            "name": row["name"],
            "reason": language.sentence("Outside every total, told apart."),
            "amount": row["known_kg"],
            "unit": "kg CO₂e",
        }
