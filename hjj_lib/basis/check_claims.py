"""Checks of the kinds of environmental claims: words that can be looked for, and evidence that can be asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hjj_lib.basis.finding import Finding
from hjj_lib.basis.read import Content
from hjj_lib.tables import EVIDENCE_KINDS, LANGUAGES


def check_claims(content: Content) -> Iterator[Finding]:
    """Patterns that are no regular expressions or fit everything, and evidence that nobody can name."""
    for language in LANGUAGES:
        column = f"pattern_{language}"
        for index, pattern in content.rows("claims", column):
            if not _is_usable(pattern):
                yield Finding("claim_pattern", "claims", index, column, {"value": pattern})
    for index, required in content.rows("claims", "required"):
        for word in required.split() if required else ():
            if word not in EVIDENCE_KINDS:
                values = {"value": word, "known": ", ".join(EVIDENCE_KINDS)}
                yield Finding("claim_required", "claims", index, "required", values)


def _is_usable(pattern: str) -> bool:
    try:
        return re.compile(pattern).match("") is None
    except re.error:
        return False
