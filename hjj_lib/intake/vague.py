"""Account names that do not say what was bought: words of ``ledger.toml``."""

from __future__ import annotations

from hjj_lib.intake.csv_file import settings
from hjj_lib.intake.vocabulary import key_of


def is_vague(account_name: object) -> bool:
    """Does the name begin with a word such as “other” or “miscellaneous”? An empty name says nothing either."""
    words = key_of(account_name or "").replace(",", " ").replace(":", " ").split()
    return not words or words[0] in settings()["vague"]["words"]
