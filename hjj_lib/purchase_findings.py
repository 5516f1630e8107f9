"""What the purchases of a study say: how the ledger closes, what has no class, capital goods, training, and the years."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from hjj_lib.language import Language
from hjj_lib.spend import bought_training, capital_goods, close, in_treatments, readings
from hjj_lib.spend.closing import CAPITAL, OPERATING
from hjj_lib.study import Study, intake_of_year, years_of

CLOSING_HEADINGS: Mapping[str, str] = {
    "name": "What became of it",
    "operating_eur": "Expenses, €",
    "capital_eur": "Investments, €",
    "lines": "Rows",
}
UNMAPPED_HEADINGS: Mapping[str, str] = {
    "account": "Account",
    "account_name": "Account name",
    "amount_eur": "Without VAT, €",
    "lines": "Rows",
}
TREND_HEADINGS: Mapping[str, str] = {
    "year": "Year",
    "amount_eur": "Purchases, €",
    "deflated_eur": "In the prices of the fixed year, €",
    "factor_of_each_year_kg": "Factor of each year",
    "fixed_factor_year_kg": "Fixed factor year",
    "unknown_count": "Rows not known",
}
FORMATS: Mapping[str, str] = {
    "operating_eur": "2",
    "capital_eur": "2",
    "lines": "0",
    "amount_eur": "0",
    "deflated_eur": "0",
    "year": "text",
    "account": "text",
    "factor_of_each_year_kg": "tonnes",
    "fixed_factor_year_kg": "tonnes",
}
ROW_NAMES: Mapping[str, str] = {
    "mapped": "In the calculation",
    "covered_by_activity": "Covered by amounts: {name}",
    "excluded": "Excluded: {name}",
    "unmapped": "No class, not in the calculation",
    "vat": "Value-added tax taken out",
    "vat_unknown": "Value-added tax not known, not in the calculation",
}
_PURCHASES, _MONEY = "purchases", "money"
#: The price index that deflates purchases.
_INDEX = "basic_municipal_services"


def has_ledger(study: Study) -> bool:
    """Whether the year's purchases came in a ledger."""
    return len(study.intake.purchases) > 0


def closing_table(study: Study, language: Language) -> pd.DataFrame:
    """The closing row by row: ``name``, ``operating_eur``, ``capital_eur``, ``lines``; then ledger, accounts, difference."""
    closing = close(study.intake.purchases, study.intake.statement)
    rows = closing.rows.assign(
        name=[_row_name(row, study, language) for row in closing.rows.to_dict("records")],
        place=closing.rows["row"].map(list(ROW_NAMES).index),
    )
    sums = rows.pivot_table(index=["place", "name"], columns="part", values="cents", aggfunc="sum")
    # What a row does not occur in is nothing, as every line is in exactly one row.
    table = sums.reindex(columns=[OPERATING, CAPITAL]).fillna(0) / 100
    counts = rows.groupby(["place", "name"])["lines"].sum().astype(float)
    body = pd.DataFrame({"operating_eur": table[OPERATING], "capital_eur": table[CAPITAL], "lines": counts}).reset_index("name")
    return pd.concat([body, pd.DataFrame(_totals(closing.totals, language))], ignore_index=True)[list(CLOSING_HEADINGS)]


def _row_name(row: Mapping[Any, Any], study: Study, language: Language) -> str:
    """The row in the reader's language; rules of the institution as it typed them."""
    sentence = ROW_NAMES[row["row"]]
    if "{name}" not in sentence:
        return language.sentence(sentence)
    if row["decided_by"] == "institution":
        return language.sentence(sentence, name=f"{row['rule']}, {row['reason']}")
    rules = pd.concat([study.basis.spend_mapping, study.basis.jhs_accounts])
    key = rules["name_fi"] if row["scheme"] == "account_group" else rules["code"]
    named = rules.loc[(rules["scheme"] == row["scheme"]) & (key == row["rule"]), language.column("name")]
    return language.sentence(sentence, name=str(named.iloc[0]) if len(named) else str(row["rule"]))


def _totals(totals: pd.DataFrame, language: Language) -> Iterator[dict[str, Any]]:
    parts = totals.set_index("part").reindex([OPERATING, CAPITAL]).astype(float) / 100
    names = {
        "ledger_cents": "Ledger in all",
        "statement_cents": "Annual accounts",
        "difference_cents": "Difference",
    }
    for column, name in names.items():
        operating, capital = (float(parts[column].loc[part]) for part in (OPERATING, CAPITAL))
        yield {"name": language.sentence(name), "operating_eur": operating, "capital_eur": capital, "lines": None}


def closing_sentence(study: Study, language: Language) -> str:
    """Whether the ledger closes, and how much of it is in the calculation."""
    if not has_ledger(study):
        return language.sentence("No purchase ledger was handed in; purchases are what the workbook says.")
    closing = close(study.intake.purchases, study.intake.statement)
    sums = in_treatments(study.intake.purchases).set_index("treatment")["cents"]
    total = float(sums.sum())
    values = {
        "mapped": language.percent(sums.get("mapped", 0) / total if total else None),
        "unmapped": language.percent(sums.get("unmapped", 0) / total if total else None, 1),
    }
    known = closing.totals["difference_cents"].dropna()
    if known.empty:
        return language.sentence(
            "The ledger could not be compared with the annual accounts, which were not given. "
            "Of its euros {mapped} are in the calculation; {unmapped} have no class.",
            **values,
        )
    if (known == 0).all():
        return language.sentence(
            "The ledger closes to the annual accounts to the cent. "
            "Of its euros {mapped} are in the calculation; {unmapped} have no class.",
            **values,
        )
    return language.sentence(
        "The ledger differs from the annual accounts by {difference} euros. "
        "Of its euros {mapped} are in the calculation; {unmapped} have no class.",
        difference=language.number(float(known.sum()) / 100, 2),
        **values,
    )


def unmapped_accounts(study: Study, *, rows: int) -> pd.DataFrame:
    """The accounts without a class, by euros: ``account``, ``account_name``, ``amount_eur``, ``lines``."""
    lines = study.intake.purchases
    lines = lines[lines["treatment"].eq("unmapped") & lines["net_cents"].notna()]
    grouped = lines.groupby(["account", "account_name"], dropna=False)["net_cents"].agg(["sum", "size"]).reset_index()
    grouped = grouped.assign(amount_eur=grouped["sum"].astype(float) / 100).rename(columns={"size": "lines"})
    return grouped.sort_values("amount_eur", ascending=False, key=abs).head(rows)[list(UNMAPPED_HEADINGS)]


def capital_sentence(study: Study, language: Language) -> str:
    """How much of the purchases is capital goods, counted whole in the year."""
    goods = capital_goods(study.intake.purchases, study.basis.emission_lines)
    return language.sentence(
        "Investments of {amount} euros are counted whole in the year of purchase, "
        "as capital goods (scope 3, category 2); depreciation is not counted.",
        amount=language.number(float(goods.loc[goods["in_category_2"], "net_cents"].sum()) / 100),
    )


def training_sentence(study: Study, language: Language) -> str:
    """What was paid for training of others, with its student-years where the ledger states them."""
    training = bought_training(study.intake.purchases)
    euros = language.number(training.net_cents / 100)
    if training.student_years is None:
        return language.sentence(
            "Training was bought for {amount} euros (scope 3, category 1). How many student-years it was is not known.",
            amount=euros,
        )
    return language.sentence(
        "Training was bought for {amount} euros (scope 3, category 1); the ledger states {student_years} student-years for it, "
        "and none for {lines} of its {all_lines} lines.",
        amount=euros,
        student_years=language.number(training.student_years, 1),
        lines=training.lines_without,
        all_lines=training.lines,
    )


def spend_history(study: Study, *, data_dir: str | Path = "") -> pd.DataFrame:
    """Purchases in euros of the study's year and the years before it: ``year``, ``activity_id``, ``amount_eur``."""
    earlier = [year for year in years_of(study.institution.institution_id, data_dir=data_dir) if year < study.year]
    frames = [intake_of_year(study, year, data_dir=data_dir).entries for year in earlier]
    entries = pd.concat([*frames, study.intake.entries], ignore_index=True)
    activities = study.basis.activities
    bought = activities[(activities["category_id"] == _PURCHASES) & (activities["dimension"] == _MONEY)]["activity_id"]
    rows = entries[entries["activity_id"].isin(bought) & (entries["value_state"] != "not_applicable")]
    return rows.rename(columns={"amount": "amount_eur"})[["year", "activity_id", "amount_eur"]].reset_index(drop=True)


def spend_trend(study: Study, *, data_dir: str | Path = "") -> pd.DataFrame:
    """Both readings of the years, as :func:`hjj_lib.spend.readings`; the fixed year is the first with a price index."""
    history = spend_history(study, data_dir=data_dir)
    return readings(history, study.basis, fixed_year=_fixed_year(history, study), index_id=_INDEX)


def _change(before: float, after: float, language: Language) -> str:
    """A change with its sign; unknown where nothing was before."""
    change = after / before - 1 if before else None
    return ("+" if change is not None and round(change, 3) > 0 else "") + language.percent(change, 1)


def _fixed_year(history: pd.DataFrame, study: Study) -> int:
    index = study.basis.price_index
    known = set(index.loc[index["index_id"] == _INDEX, "year"]) & set(history["year"])
    return int(min(known, default=study.year))


def trend_sentence(study: Study, trend: pd.DataFrame, language: Language) -> str:
    """How emissions of purchases changed, in each of the two readings; which one the report uses."""
    if len(trend) <= 1:
        return language.sentence("Purchases of one year only are known, so nothing can be said of their change.")
    first, last = trend.iloc[0], trend.iloc[-1]
    changes = {
        name: _change(float(first[name]), float(last[name]), language)
        for name in ("amount_eur", "factor_of_each_year_kg", "fixed_factor_year_kg")
    }
    return language.sentence(
        "From {first} to {last} the euros of purchases changed by {euros}. Their emissions changed by {each} with the factor of "
        "each year, which the figures of this report use, and by {fixed} with the factor and the prices of {fixed_year}.",
        first=int(first["year"]),
        last=int(last["year"]),
        euros=changes["amount_eur"],
        each=changes["factor_of_each_year_kg"],
        fixed=changes["fixed_factor_year_kg"],
        fixed_year=_fixed_year(trend, study),
    )
