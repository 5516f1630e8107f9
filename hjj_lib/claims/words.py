"""Handprint, sinks and claims in the reader's language: rows that are read one by one, and what may be said."""

from __future__ import annotations

import pandas as pd

from hjj_lib.basis import Basis
from hjj_lib.language import Language

HANDPRINT_HEADINGS = {
    "name": "Effect",
    "year": "Year",
    "effect": "How much",
    "own_share": "Own part of it",
    "beneficiary": "Whose emissions",
    "baseline": "Compared with",
    "method": "Method",
    "source": "Source",
    "evidence": "Document",
}
SINK_HEADINGS = {**HANDPRINT_HEADINGS, "name": "Land", "beneficiary": "Whose land"}
CLAIM_HEADINGS = {"claim": "Claim", "used_in": "Where", "verdict_words": "May it be used?", "why": "Why"}
RULE_HEADINGS = {"name": "Kind of claim", "evidence_words": "What must be there", "source": "Source"}
FORMATS = {"year": "text"}

_VERDICTS = {
    "not_allowed": "not allowed",
    "evidence_missing": "not before the evidence is there",
    "allowed": "allowed as far as this can be judged",
    "not_listed": "not judged",
}
_MISSING = {
    "evidence": "a calculation that shows it",
    "plan": "a public implementation plan",
    "targets": "measurable targets with years",
    "verifier": "an independent third party that verifies it and publishes its findings",
    "excellence": "recognised excellent environmental performance, such as the EU Ecolabel",
    "comparison": "with what it is compared, and how",
}


def effects(handprint: pd.DataFrame, language: Language, *, kind: str, year: int) -> pd.DataFrame:
    """The rows of one kind up to a year, with every figure in words; they have no sum.

    Parameters
    ----------
    handprint
        ``tables.Handprint``.
    kind
        ``handprint`` or ``sink``.
    year
        Later rows are left out.

    Returns
    -------
    Columns of ``HANDPRINT_HEADINGS``, the newest first.
    """
    rows = handprint[(handprint["kind"] == kind) & (handprint["year"] <= year)]
    rows = rows.sort_values(["year", "handprint_id"], ascending=[False, True]).reset_index(drop=True)
    return rows.assign(
        effect=[_effect(kg, language, kind=kind) for kg in 1000 * rows["benefit_t_co2e"]],
        own_share=[
            language.sentence("not known") if pd.isna(share) else language.percent(share / 100) for share in rows["own_share_pct"]
        ],
        evidence=rows["evidence"].fillna(language.sentence("no document")),
    )[list(HANDPRINT_HEADINGS)]


def _effect(kg: float, language: Language, *, kind: str) -> str:
    if pd.isna(kg):
        return language.sentence("not known")
    amount = language.tonnes(abs(kg))
    if kind == "sink":
        return language.sentence("takes up {amount}" if kg >= 0 else "lets out {amount}", amount=amount)
    return language.sentence("{amount} not emitted" if kg >= 0 else "{amount} more emitted", amount=amount)


def effects_sentence(rows: pd.DataFrame, language: Language, *, kind: str) -> str:
    """How many there are, and that they are in no total; ``rows`` as from :func:`effects`."""
    if rows.empty:
        return language.sentence("Nothing was handed in.")
    if kind == "sink":
        return language.sentence(
            "{count} pieces of land are told, each by itself. They are not taken off the footprint and not added up: an uptake "
            "can be lost again, and a drained peatland with forest on it can let out more than the trees take up.",
            count=language.number(len(rows)),
        )
    return language.sentence(
        "{count} effects elsewhere are told, each by itself. They are not taken off the footprint and not added up: each is "
        "compared with something else, and others may count the same tonnes as theirs.",
        count=language.number(len(rows)),
    )


def undocumented_sentence(handprint: pd.DataFrame, language: Language, *, year: int) -> str:
    """The effects that no document shows; empty if there are none. ``handprint`` is ``tables.Handprint``."""
    bare = handprint[(handprint["year"] <= year) & handprint["evidence"].isna()]
    if bare.empty:
        return ""
    return language.sentence(
        "No document shows these: {names}. Do not use them outside before one does.", names="; ".join(bare["name"].astype(str))
    )


def claims_sentence(judged: pd.DataFrame, language: Language) -> str:
    """How many claims may not be used, and how many lack evidence; ``judged`` as from ``verdicts``."""
    if judged.empty:
        return language.sentence("No claim was handed in.")
    counts = judged["verdict"].value_counts()
    refused, waiting = int(counts.get("not_allowed", 0)), int(counts.get("evidence_missing", 0))
    if not refused + waiting:
        return language.sentence("Of {count} claims none is refused.", count=language.number(len(judged)))
    return language.sentence(
        "Of {count} claims {refused} may not be used, and {waiting} must wait for evidence.",
        count=language.number(len(judged)),
        refused=language.number(refused),
        waiting=language.number(waiting),
    )


def claims_table(judged: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Each claim with its verdict and the reason in words, the refused first; ``judged`` as from ``verdicts``."""
    place = {verdict: number for number, verdict in enumerate(_VERDICTS)}
    rows = judged.assign(place=judged["verdict"].map(place)).sort_values(["place", "claim"]).reset_index(drop=True)
    return rows.assign(
        verdict_words=[language.sentence(_VERDICTS[verdict]) for verdict in rows["verdict"]],
        why=[_why(str(row["because"]), str(row["missing"]), str(row["verdict"]), language) for row in rows.to_dict("records")],
    )


def _why(because: str, missing: str, verdict: str, language: Language) -> str:
    if because == "offsets":
        return language.sentence(
            "It rests on offsets: no evidence makes an offset a smaller impact of what is sold. The units may be told as an "
            "amount, apart from the footprint."
        )
    if because == "nothing_enough":
        return language.sentence("The word itself says that offsets change the impact: no evidence is enough.")
    if because == "missing":
        return language.sentence(
            "Missing: {names}.", names="; ".join(language.sentence(_MISSING[name]) for name in missing.split())
        )
    if verdict == "not_listed":
        return language.sentence("It has none of the words that are known here. It must still be true, exact and provable.")
    return language.sentence("All that the law asks for is named here. Whether it holds is judged by those who can read it.")


def rules_table(basis: Basis, language: Language) -> pd.DataFrame:
    """What consumer law asks of each kind of claim; columns of ``RULE_HEADINGS``."""
    titles = basis.sources.set_index("source_id")["title"]
    return basis.claims.assign(
        name=basis.claims[language.column("name")],
        evidence_words=basis.claims[language.column("evidence")],
        source=basis.claims["source_id"].map(titles),
    )[list(RULE_HEADINGS)]
