"""What members give to published sums, and who agreed to be named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from hjj_lib.problems import DataError, Problem

#: With this consent a member's own figures may be published; everybody is then taken to know them.
NAMED = "named"
#: With these a member counts in groups only. A pseudonym does not hide the only forestry college of a region.
GROUPED = ("network_only", "pseudonymous")


def checked_contributions(contributions: pd.DataFrame, dimensions: Sequence[str], consent: Mapping[str, str]) -> pd.DataFrame:
    """One row for each member and combination of dimensions, with whether the amount must be protected.

    Parameters
    ----------
    contributions
        ``institution_id``, the dimensions, and ``amount``, 0 or more, all of it in one unit. A member whose amount is not
        known has no row: it is no contributor.
    dimensions
        Columns by which something is published.
    consent
        ``publication_consent`` of each member.

    Returns
    -------
    ``institution_id``, the dimensions, ``amount`` and ``protected``: false for what everybody is taken to know, the amounts
    of named members and amounts of zero (that a member has none of something is seldom a secret).

    Raises
    ------
    DataError
        With a problem for each missing column, empty cell, amount that is not known or below zero, and for each member that
        gave no consent.
    """
    missing = [name for name in ("institution_id", *dimensions, "amount") if name not in contributions]
    if missing:
        raise DataError([_missing_column(name) for name in missing])
    keys = ["institution_id", *dimensions]
    problems = [*_empty_cells(contributions, keys), *_amounts(contributions), *_without_consent(contributions, consent)]
    if problems:
        raise DataError(problems)
    amounts = contributions.assign(amount=contributions["amount"].astype(float))
    frame = amounts.groupby(keys, as_index=False, sort=True).agg({"amount": "sum"})
    named = frame["institution_id"].map(lambda name: consent[name] == NAMED)
    return frame.assign(protected=~named & (frame["amount"] > 0))


def _missing_column(name: str) -> Problem:
    return Problem(
        code="disclosure_column",
        severity="error",
        found="The contributions of the members lack the column “{name}”.",
        remedy="Add the column, or leave out the table that is published by it.",
        column=name,
        values={"name": name},
    )


def _empty_cells(contributions: pd.DataFrame, keys: Sequence[str]) -> list[Problem]:
    return [
        Problem(
            code="disclosure_empty",
            severity="error",
            found="{count} contributions have no {name}.",
            remedy="Put each contribution into a group; one that belongs to none gets a group of its own, such as “other”.",
            column=name,
            values={"name": name, "count": int(contributions[name].isna().sum())},
        )
        for name in keys
        if contributions[name].isna().any()
    ]


def _amounts(contributions: pd.DataFrame) -> list[Problem]:
    amounts = contributions["amount"].astype(float)
    wrong = contributions[~(np.isfinite(amounts) & (amounts >= 0))]
    return [
        Problem(
            code="disclosure_amount",
            severity="error",
            found="The amount of {name} is not known or below zero.",
            expected="An amount of 0 or more; ranges that readers can work out rest on it.",
            remedy="Leave out what is not known, and publish removals and compensation in a table of their own.",
            institution_id=str(name),
            values={"name": name},
        )
        for name in wrong["institution_id"].drop_duplicates()
    ]


def _without_consent(contributions: pd.DataFrame, consent: Mapping[str, str]) -> list[Problem]:
    members = contributions["institution_id"].dropna().drop_duplicates()
    return [
        Problem(
            code="disclosure_consent",
            severity="error",
            found="{name} has not agreed that its figures are used in publications.",
            expected="Consent of each member: {words}.",
            remedy="Ask the member, or leave its contributions out.",
            institution_id=str(name),
            values={"name": name, "words": ", ".join([NAMED, *GROUPED])},
        )
        for name in members
        if consent.get(name, "none") not in (NAMED, *GROUPED)
    ]
