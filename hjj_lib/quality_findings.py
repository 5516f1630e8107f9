"""How good the figures behind a result are, and which documents they rest on: rows and sentences for readers."""

from __future__ import annotations

import datetime

import pandas as pd

from hjj_lib.intake.holders import holder_of_kind, holders, holders_of_sheets
from hjj_lib.language import Language
from hjj_lib.quality_score import data_quality
from hjj_lib.report import named
from hjj_lib.study import Study

SCORE_HEADINGS = {
    "name": "Category",
    "known_kg": "Emissions, known",
    "score_pct": "Uncertainty of the figures, ± %",
    "filled_share": "Filled from defaults",
}
SCORE_FORMATS = {"known_kg": "tonnes", "score_pct": "0", "filled_share": "percent"}
CORRECTION_HEADINGS = {
    "place": "Place",
    "found": "Value in the file",
    "corrected": "Value that is counted",
    "unit": "Unit",
    "reason": "Reason",
    "decided_by_role": "Decided by",
    "decided_on": "Decided on",
}
EVIDENCE_LIST_HEADINGS = {
    "file": "File",
    "sheet": "Sheet of the data holder",
    "document": "Document behind the figures",
    "holder": "Data holder",
    "modified": "Last saved, as the file says",
    "rows": "Rows",
    "sha256": "Checksum",
}


def score_rows(study: Study, language: Language, *, boundary: str) -> pd.DataFrame:
    """The data-quality score of the market view: ``name``, ``known_kg``, ``score_pct``, ``filled_share``.

    Returns
    -------
    The largest category first, the whole in the last row.
    """
    rows = data_quality(study.inventory, study.basis, view="market", boundary=boundary)
    rows = rows[(rows["known_kg"] != 0) | (rows["category_id"] == "")]
    rows = rows.assign(last=rows["category_id"] == "").sort_values(
        ["last", "known_kg"], ascending=[True, False], ignore_index=True
    )
    rows = named(rows, study.basis.categories, "category_id", language)
    return rows.assign(name=rows["name"].where(rows["category_id"] != "", language.sentence("All together")))


def score_sentence(study: Study, language: Language, *, boundary: str) -> str:
    """How firm the figures are in all, and how much was filled."""
    whole = data_quality(study.inventory, study.basis, view="market", boundary=boundary).iloc[-1]
    return language.sentence(
        "Weighted by emissions, the figures behind the result are uncertain by ±{score} % on average; "
        "amounts filled from defaults make {filled} of the emissions. "
        "The more a category emits, the more a better figure of it is worth.",
        score=language.number(float(whole["score_pct"])),
        filled=language.percent(float(whole["filled_share"])),
    )


def evidence_list(study: Study, language: Language) -> pd.DataFrame:
    """Every file that was handed in with its checksum, whose it is, and the documents that its rows name.

    Returns
    -------
    ``file``, ``sheet`` (of the data holder; empty: the whole file), ``document`` (as the row names it, else that none is
    named), ``holder`` (of whom the form was asked, else who has figures of these themes), ``modified`` (the day on which a
    workbook says it was saved; no other file says one), ``rows`` (amounts that rest on it) and ``sha256``, in order of file
    and place.
    """
    entries = study.intake.entries
    answered = entries[(entries["file"] != "") & entries["value_state"].isin(["given", "zero"])]
    none = language.sentence("no document is named")
    rows = answered.assign(sheet=answered["sheet"].fillna(""), document=answered["evidence"].fillna(none))
    counted = rows.groupby(["file", "sheet", "document"], sort=True).size().rename("rows").reset_index()
    files = study.intake.files[["file", "kind", "modified", "sha256"]]
    table = files[files["sha256"] != ""].merge(counted, on="file", how="left", validate="one_to_many")
    table = table.assign(rows=table["rows"].fillna(0).astype(int)).fillna({"sheet": "", "document": "–"})
    table = table.assign(holder=_holders(table, study, language), modified=[_day(day, language) for day in table["modified"]])
    ordered = table.sort_values(["file", "sheet", "document"], ignore_index=True)
    return ordered[list(EVIDENCE_LIST_HEADINGS)]


def _holders(table: pd.DataFrame, study: Study, language: Language) -> list[str]:
    """The data holder of each row, by name; several where a sheet has figures of several."""
    names = {holder.id: holder.names[language.code] for holder in holders()}
    asked = study.intake.requests.drop_duplicates("file", keep="last").set_index("file")["holder"].to_dict()
    themes = holders_of_sheets(study.intake.entries, study.basis.activities)
    found = []
    for file, sheet, kind in zip(table["file"], table["sheet"], table["kind"], strict=True):
        ids = (asked[file],) if file in asked else themes.get((file, sheet)) or holder_of_kind(kind)
        found.append(", ".join(names.get(one, one) for one in ids) or language.sentence("not known"))
    return found


def _day(text: object, language: Language) -> str:
    return language.date(datetime.date.fromisoformat(text)) if isinstance(text, str) else language.sentence("not known")


def correction_rows(study: Study) -> pd.DataFrame:
    """The corrections that were applied, with ``place``: file, sheet and cell in one."""
    rows = study.intake.corrections
    sheet = (rows["sheet"].fillna("") + "!").where(rows["sheet"].fillna("") != "", "")
    return rows.assign(place=rows["file"].fillna("") + ", " + sheet + rows["cell"].fillna(""))
