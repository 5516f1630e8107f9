"""How each standard reconciles with the inventory, and what the GWP set that it asks for changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from hjj_lib.basis.gwp import is_split
from hjj_lib.inventory import total
from hjj_lib.language import Language
from hjj_lib.standards_findings.filling import Filled
from hjj_lib.study import Study

RECONCILIATION_HEADINGS: Mapping[str, str] = {
    "name": "Standard",
    "view": "View",
    "inventory_kg": "Whole inventory",
    "standard_kg": "In the standard's total",
    "outside_kg": "Outside, on lines of their own",
    "not_placed_kg": "On no line",
    "difference_kg": "Difference, kg",
}
RECONCILIATION_FORMATS: Mapping[str, str] = {
    **dict.fromkeys(("inventory_kg", "standard_kg", "outside_kg", "not_placed_kg"), "tonnes"),
    "difference_kg": "2",
}
VIEW_NAMES: Mapping[str, str] = {"market": "Market-based", "location": "Location-based"}


def reconciliation_table(standards: Sequence[Filled], language: Language) -> pd.DataFrame:
    """One row per standard and view: see ``RECONCILIATION_HEADINGS``; ``reconciles`` says whether it does to the cent."""
    parts = [pd.DataFrame(columns=[*RECONCILIATION_HEADINGS, "not_placed_count"])] if not standards else []
    for one in standards:
        rows = one.projection.reconciliation
        parts.append(rows.assign(name=one.standard[language.column("name")], standard_id=one.standard_id))
    rows = pd.concat(parts, ignore_index=True)
    cent = rows[["difference_kg", "not_placed_kg"]].abs().max(axis=1).round(2)
    fits = (cent == 0) & (rows["not_placed_count"] == 0)
    return rows.assign(view=[language.sentence(VIEW_NAMES[view]) for view in rows["view"]], reconciles=fits)


def reconciliation_sentence(standards: Sequence[Filled], language: Language) -> str:
    """Whether every standard adds up to the inventory, or which do not."""
    if not standards:
        return language.sentence("This version of the calculation basis has no standards.")
    rows = reconciliation_table(standards, language)
    wrong = list(dict.fromkeys(rows.loc[~rows["reconciles"], "name"]))
    if wrong:
        return language.sentence(
            "These standards do **not** add up to the inventory: {names}. Rows of the ledger fit none of their lines, or "
            "several; the table shows how much.",
            names=", ".join(wrong),
        )
    return language.sentence(
        "All {count} standards **add up to the inventory to the hundredth of a kilogram** in both views: each row of the ledger "
        "is on exactly one line, in the standard's total or beside it.",
        count=language.number(len(standards)),
    )


def gwp_sentence(one: Filled, study: Study, language: Language) -> str:
    """Which GWP set a standard's figures rest on where it is not that of the other reports; empty where it is."""
    asked, used = one.study.basis.gwp_set, study.basis.gwp_set
    if asked == used:
        return ""
    now, before = (total(part.inventory, view="location", boundary="inventory").known_kg for part in (one.study, study))
    return language.sentence(
        "{name} asks for the GWP set {asked}; the other reports use {used}. These figures are calculated anew with {asked}: the "
        "location-based total of the inventory changes by {change}. Factors that do not tell their gases, {share} of the total, "
        "keep the GWPs of their source.",
        name=one.standard[language.column("name")],
        asked=asked,
        used=used,
        change=f"{'+' if now > before else ''}{language.tonnes(now - before)}",
        share=language.percent(_unsplit_share(one.study)),
    )


def _unsplit_share(study: Study) -> float:
    """Share of the location-based total whose factors would change with the GWP set if they told their gases."""
    keys = ["factor_id", "valid_from"]
    factors = study.basis.emission_factors
    split = factors.loc[is_split(factors), keys].drop_duplicates().astype({"valid_from": "Int64"}).assign(split=1)
    rows = study.inventory[study.inventory["view"].isin(["location", "both"]) & (study.inventory["scope"] != "memo")]
    rows = rows.dropna(subset=["emissions_kg_co2e"]).merge(split, on=keys, how="left", validate="many_to_one")
    kept = rows["split"].isna() & (rows["gases"] != "co2_only")
    whole = rows["emissions_kg_co2e"].sum()
    return float(rows.loc[kept, "emissions_kg_co2e"].sum() / whole) if whole else float("nan")


def missing_denominators(one: Filled, language: Language) -> str:
    """The ratios that cannot be formed because nobody gave what they divide by; empty if none."""
    lines = one.projection.lines
    ratios = lines.loc[lines["kind"] == "ratio", ["line_id", language.column("name")]]
    figures = one.projection.figures.set_index("line_id")
    absent = [name for key, name in ratios.itertuples(index=False) if figures.loc[key, ["market_kg", "location_kg"]].isna().all()]
    if not absent:
        return ""
    return language.sentence("Not formed, because the denominator was not given: {names}.", names="; ".join(absent))


def introduction(one: Filled, study: Study, language: Language) -> list[str]:
    """What stands above a standard's table: its official name, who asks for it, its GWP set, and which ratios are missing."""
    texts = [
        language.sentence("Official name: {title}.", title=one.standard["title"]),
        str(one.standard[language.column("purpose")]),
        gwp_sentence(one, study, language),
        missing_denominators(one, language),
    ]
    return [text for text in texts if text]
