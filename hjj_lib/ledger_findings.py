"""What a ledger tells whoever must look at it: shares of its euros, vague accounts, and how few suppliers make most of it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from hjj_lib.intake.csv_file import settings
from hjj_lib.intake.vague import is_vague
from hjj_lib.language import Language
from hjj_lib.study import Study

SHARES_HEADINGS: Mapping[str, str] = {"name": "What became of it", "amount_eur": "Without VAT, €", "share": "Share"}
SHARES_FORMATS: Mapping[str, str] = {"amount_eur": "0", "share": "percent"}
CURVE_HEADINGS: Mapping[str, str] = {"rank": "Largest suppliers", "amount_eur": "Together, €", "share": "Share"}
CURVE_FORMATS: Mapping[str, str] = {"rank": "0", "amount_eur": "0", "share": "percent"}
TREATMENT_NAMES: Mapping[str, str] = {
    "mapped": "In the calculation",
    "covered_by_activity": "Covered by amounts",
    "excluded": "Excluded",
    "unmapped": "No class, not in the calculation",
}


def treatment_shares(study: Study, language: Language) -> pd.DataFrame:
    """Euros of the ledger by what became of them, in a fixed order: ``treatment``, ``name``, ``amount_eur``, ``share``.

    Lines of unknown VAT are left out; the share is of the euros of all other lines.
    """
    known = study.intake.purchases.dropna(subset=["net_cents"])
    sums = known.groupby("treatment")["net_cents"].sum().astype(float).reindex(list(TREATMENT_NAMES)).fillna(0.0)
    total = float(sums.sum())
    return pd.DataFrame(
        {
            "treatment": sums.index,
            "name": [language.sentence(name) for name in TREATMENT_NAMES.values()],
            "amount_eur": sums.to_numpy() / 100,
            "share": sums.to_numpy() / total if total else float("nan"),
        }
    )


def curve_points(study: Study) -> pd.DataFrame:
    """The curve of suppliers: ``rank``, ``amount_eur`` of all up to it together, ``share``. Nobody is named."""
    curve = study.intake.supplier_curve
    return curve.points.assign(amount_eur=curve.points["net_cents"].cumsum().astype(float) / 100)


def has_curve(study: Study) -> bool:
    """Whether the ledger names suppliers."""
    return len(study.intake.supplier_curve.points) > 0


def explained_share() -> float:
    """How much of the purchases the largest suppliers are asked to explain (0 to 1), from ``ledger.toml``."""
    return float(settings()["suppliers"]["explained_pct"]) / 100


def suppliers_needed(study: Study) -> int | None:
    """How many of the largest suppliers make that much together; unknown where the ledger names none."""
    return study.intake.supplier_curve.needed_for(explained_share())


def supplier_sentence(study: Study, language: Language) -> str:
    """How few suppliers could be asked for their own figures instead of averages."""
    curve, needed = study.intake.supplier_curve, suppliers_needed(study)
    if needed is None:
        return language.sentence("The ledger names no suppliers, so it is not known how few of them make most of the purchases.")
    whole = curve.total_cents + curve.unnamed_cents
    return language.sentence(
        "The {count} largest of {all} suppliers make {share} of what is calculated from euros or has no class; "
        "lines that name no supplier are {unnamed} of it and are left out. Their names are shown in the ledger mapper only.",
        count=language.number(needed),
        all=language.number(len(curve.points)),
        share=language.percent(float(curve.points["share"].iloc[needed - 1])),
        unnamed=language.percent(curve.unnamed_cents / whole if whole else None),
    )


def vague_sentence(study: Study, language: Language) -> str:
    """Accounts whose names do not say what was bought, though their euros count or wait for a class."""
    lines = study.intake.purchases
    lines = lines[lines["treatment"].isin(["mapped", "unmapped"]) & lines["net_cents"].notna()]
    total = float(lines["net_cents"].abs().sum())
    vague = lines[[is_vague(name) if isinstance(name, str) else True for name in lines["account_name"]]]
    if vague.empty:
        return language.sentence("The names of all accounts say what was bought.")
    names = vague["account"].fillna("").str.cat(vague["account_name"].fillna(""), sep=" ").str.strip()
    sums = vague.groupby(names.where(names != "", "–"))["net_cents"].sum().abs().sort_values(ascending=False)
    return language.sentence(
        "Vague accounts, whose names do not say what was bought, hold {share} of these euros: {names}. "
        "Their class is the least certain; ask whoever books them.",
        share=language.percent(float(vague["net_cents"].abs().sum()) / total, 1),
        names=", ".join(map(str, sums.index)),
    )
