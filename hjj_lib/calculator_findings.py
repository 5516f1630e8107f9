"""The results of an old calculator beside ours, by category. They are compared and never added to ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

import pandas as pd

from hjj_lib.intake.calculator import OldResult
from hjj_lib.inventory import VIEWS, summarise
from hjj_lib.language import Language
from hjj_lib.report import named
from hjj_lib.study import Study

HEADINGS: Mapping[str, str] = {
    "name": "Category",
    "old_kg": "Old calculator, t CO₂e",
    "ours_kg": "Ours, t CO₂e",
    "difference": "Difference",
    "counted": "Counted as stated tonnes",
}
FORMATS: Mapping[str, str] = {"old_kg": "tonnes", "ours_kg": "tonnes", "difference": "percent"}
_BOUNDARY = "inventory"


def has_old_results(study: Study) -> bool:
    """Whether an old calculator tells results."""
    return bool(study.intake.old_results)


def old_results(study: Study, language: Language) -> pd.DataFrame:
    """Old and our totals by category: columns of ``HEADINGS``, in the order of the categories.

    Returns
    -------
    ``old_kg`` and ``ours_kg`` in kilograms, ours in the view that the mapping names, and ``difference``, a share of the old
    total. What is not known of ours, or partly not known, is NaN: a difference to a part would mislead. ``counted`` says
    whether the old result counts as stated tonnes.
    """
    columns = ["category_id", "view", "kg_co2e", "counted"]
    old = pd.DataFrame([asdict(one) for one in study.intake.old_results], columns=list(OldResult.__annotations__))[columns]
    sums = old.groupby(["category_id", "view"], as_index=False).agg(old_kg=("kg_co2e", "sum"), counted=("counted", "any"))
    ours = pd.concat([_ours(study, view) for view in VIEWS], ignore_index=True)
    rows = sums.merge(ours, on=["category_id", "view"], how="left", validate="one_to_one")
    yes, no = language.sentence("yes"), language.sentence("no")
    rows = named(rows, study.basis.categories, "category_id", language).assign(
        difference=rows["ours_kg"] / rows["old_kg"].mask(rows["old_kg"] == 0) - 1,
        counted=rows["counted"].map({True: yes, False: no}),
    )
    order = study.basis.categories.drop_duplicates("category_id").set_index("category_id")["position"]
    rows = rows.assign(position=rows["category_id"].map(order)).sort_values("position", ignore_index=True)
    return rows[list(HEADINGS)]


def _ours(study: Study, view: str) -> pd.DataFrame:
    """Our totals of one view; not known where a line of the category is not."""
    sums = summarise(study.inventory, ["category_id"], view=view, boundary=_BOUNDARY)
    whole = sums["known_kg"].astype(float).where(sums["unknown_count"] == 0)
    return pd.DataFrame({"category_id": sums["category_id"], "view": view, "ours_kg": whole})


def old_results_sentence(study: Study, language: Language) -> str:
    """What the comparison is worth, and how many groups count as stated tonnes."""
    if not has_old_results(study):
        return language.sentence("No old calculator was handed in.")
    stated = sum(one.counted for one in study.intake.old_results)
    return language.sentence(
        "The old calculator has other factors and limits, so its results are only compared; ours are calculated from amounts. "
        "Where it has only a result, that result is counted as stated tonnes: {stated} of {count} groups.",
        stated=stated,
        count=len(study.intake.old_results),
    )
