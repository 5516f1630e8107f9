"""What of a submission may be seen outside the network at most: no supplier's own figure, and none that gives it away.

Consent and disclosure control come on top of this; they decide whose figures may be seen at all.
"""

from __future__ import annotations

import pandas as pd

from hjj_lib import tables
from hjj_lib.network.submission import Submission, in_order
from hjj_lib.tables.network import SubmittedLine

#: Stands for the id of a factor that belongs to one provider.
SUPPLIER_SPECIFIC = "supplier_specific"
_OWN = "own"


def masked_lines(submission: Submission) -> pd.DataFrame:
    """The lines without any figure of a supplier of one provider's own.

    An amount times a public factor tells the amount, and with it the secret factor of another line of the same activity. So
    every line of an activity with a supplier's factor loses its activity, amount, factor and spread, and only its kilograms
    stay, added up by category, part, scope, view and boundaries. Where a category has nothing else in it, its emissions in two
    views still narrow the factor down: whether they may be seen is for consent and disclosure control to say.

    Returns
    -------
    ``tables.network.SubmittedLine``; the sums by category, view and boundary are those of the submission.
    """
    lines = submission.lines
    secret = lines["activity_id"].isin(lines.loc[lines["factor_level"] == _OWN, "activity_id"])
    if not secret.any():
        return lines
    keys = ["category_id", "part", "scope", "view", "boundaries"]
    groups = lines[secret].groupby(keys, sort=True)
    known: pd.DataFrame = groups[["kg_co2e"]].sum(min_count=1)
    counts: pd.DataFrame = groups[["unknown_count", "filled_kg"]].sum()
    hidden = known.join(counts, validate="one_to_one").reset_index()
    names = hidden["category_id"] + "_" + hidden["part"] + "_" + hidden["view"]
    hidden = hidden.assign(
        activity_id=SUPPLIER_SPECIFIC, line_id=names, factor_id=SUPPLIER_SPECIFIC, factor_level=_OWN, unit=SUPPLIER_SPECIFIC
    )
    open_ones = lines[~secret].astype(object).where(lines[~secret].notna(), None).to_dict("records")
    every = pd.DataFrame([*open_ones, *hidden.to_dict("records")], columns=tables.columns(SubmittedLine))
    return in_order(tables.checked(_typed(every), SubmittedLine, file="lines"), SubmittedLine)


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    numbers = ("amount", "kg_co2e", "filled_kg", "amount_spread_95_pct", "factor_spread_95_pct")
    return frame.astype({**dict.fromkeys(numbers, "float64"), "valid_from": "Int64", "unknown_count": "int64"})
