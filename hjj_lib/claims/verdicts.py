"""Whether a claim may be used: what consumer law asks for claims of its kind against what stands behind it.

The table ``factors/claims.csv`` says by which words a kind is known and what must be there. The directive speaks of products
(a training and a meal are such) and of traders; here its rules are held against every claim, whoever or whatever it is about.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from functools import cache
from typing import Any

import pandas as pd

from hjj_lib.tables import EVIDENCE_KINDS, LANGUAGES

#: ``allowed``: all that is asked for is there; ``evidence_missing``: not before it is; ``not_allowed``: forbidden as it stands;
#: ``not_listed``: of no kind of the table.
VERDICTS = ("not_allowed", "evidence_missing", "allowed", "not_listed")
#: Kinds that the law forbids in all circumstances where what it asks for is not there; others are judged case by case.
_FORBIDDEN_WITHOUT = ("offset_based", "generic")
#: Invisible marks that word processors put inside words, such as soft hyphens.
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")


def claim_of(text: str, claims: pd.DataFrame) -> str | None:
    """The kind of claim that a text makes, in any language: ``claim_id`` of the first row whose words fit; None if none does.

    Parameters
    ----------
    claims
        ``tables.Claim``.
    """
    plain = " ".join(_INVISIBLE.sub("", text).split())
    for row in claims.to_dict("records"):
        if any(_pattern(str(row[f"pattern_{language}"])).search(plain) for language in LANGUAGES):
            return str(row["claim_id"])
    return None


def verdicts(stated: pd.DataFrame, claims: pd.DataFrame) -> pd.DataFrame:
    """What may be said of what an institution claims.

    Parameters
    ----------
    stated
        ``tables.StatedClaim``.
    claims
        ``tables.Claim``.

    Returns
    -------
    ``stated`` with ``claim_id`` (None: of no kind of the table), ``verdict`` (of ``VERDICTS``), ``because`` (``offsets``: rests
    on offsets; ``nothing_enough``: no evidence would do; ``missing``; empty) and ``missing``: what is not there, by spaces.
    """
    kinds = {row["claim_id"]: row for row in claims.to_dict("records")}
    judged = [_judged(row, kinds.get(claim_of(str(row["claim"]), claims))) for row in stated.to_dict("records")]
    found = pd.DataFrame(judged, columns=["claim_id", "verdict", "because", "missing"], index=stated.index)
    return pd.concat([stated, found], axis=1)


def _judged(row: Mapping[Hashable, Any], kind: Mapping[Hashable, Any] | None) -> tuple[str | None, str, str, str]:
    if kind is None:
        return None, "not_listed", "", ""
    claim_id = str(kind["claim_id"])
    if row["offsets"]:
        return claim_id, "not_allowed", "offsets", ""
    required = [] if pd.isna(kind["required"]) else str(kind["required"]).split()
    if not required:
        return claim_id, "not_allowed", "nothing_enough", ""
    missing = [name for name in EVIDENCE_KINDS if name in required and pd.isna(row[name])]
    if not missing:
        return claim_id, "allowed", "", ""
    verdict = "not_allowed" if kind["kind"] in _FORBIDDEN_WITHOUT else "evidence_missing"
    return claim_id, verdict, "missing", " ".join(missing)


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{text})", re.IGNORECASE)
