"""What the network can do with lines: calculate them on another basis, and draw them together with those of others."""

from __future__ import annotations

import pandas as pd

from hjj_lib import tables
from hjj_lib.basis import Basis
from hjj_lib.network.submission import Submission
from hjj_lib.network.told import told
from hjj_lib.problems import DataError
from hjj_lib.tables import Inventory

#: What became of a line on another basis.
RECOMPUTED, OLDER, KEPT = "recomputed", "older_year", "kept"
_OWN = "own"


def recomputed(submission: Submission, basis: Basis) -> pd.DataFrame:
    """The lines of a submission with the factors of a basis: amount × factor.

    Parameters
    ----------
    basis
        Any version and GWP set.

    Returns
    -------
    The lines with ``kg_before``, ``kg_co2e`` on the new basis, and ``how``: ``recomputed`` with the factor's value of the same
    year, ``older_year`` with the newest value before it, ``kept`` as it was where the factor is the supplier's own, where tonnes
    were stated, or where the basis does not have the factor in the same unit. What was unknown stays unknown.

    Raises
    ------
    DataError
        If the submission has no lines, as an imported result has none.
    """
    if submission.lines.empty and not submission.categories.empty:
        raise DataError([told("no_lines", submission.file_name, tool=submission.origin.basis_version)])
    lines = submission.lines.assign(row=range(len(submission.lines)))
    factors = basis.emission_factors[["factor_id", "valid_from", "activity_unit", "kg_co2e_per_unit"]]
    factors = factors.drop_duplicates(["factor_id", "valid_from"], keep=False).rename(
        columns={"valid_from": "new_year", "activity_unit": "unit"}
    )
    asked = lines.loc[lines["factor_level"] != _OWN, ["row", "factor_id", "unit", "valid_from"]].dropna()
    found = asked.merge(factors, on=["factor_id", "unit"], how="inner", validate="many_to_many")
    found = found[found["new_year"] <= found["valid_from"]].sort_values("new_year").drop_duplicates("row", keep="last")
    lines = lines.merge(found[["row", "new_year", "kg_co2e_per_unit"]], on="row", how="left", validate="one_to_one")
    anew = lines["kg_co2e_per_unit"].notna() & lines["amount"].notna()
    how = pd.Series(KEPT, index=lines.index).mask(anew, RECOMPUTED)
    return lines.assign(
        kg_before=lines["kg_co2e"],
        kg_co2e=lines["kg_co2e"].mask(anew & lines["kg_co2e"].notna(), lines["amount"] * lines["kg_co2e_per_unit"]),
        how=how.mask(anew & (lines["new_year"] < lines["valid_from"]).fillna(False), OLDER),
    ).drop(columns=["row", "new_year", "kg_co2e_per_unit"])


def ledger_of(submission: Submission, basis: Basis) -> pd.DataFrame:
    """The lines as a ledger, so that :mod:`hjj_lib.uncertainty` draws them beside those of other providers.

    One factor has one error for all providers that use it. The lines of one activity share the error of their amount, as far as
    they belong to the same amounts: where an activity has several factors, such as those of two heat networks, the n-th factor
    of each of its lines is taken for the same amounts.

    Returns
    -------
    ``tables.Inventory``; what a submission does not say, such as file and cell, is empty.
    """
    lines = submission.lines
    order = lines.groupby(["activity_id", "line_id"]).cumcount().astype(str)
    shared = basis.emission_factors.drop_duplicates("factor_id", keep="last").set_index("factor_id")["shared_between_years"]
    own_ids = lines["factor_id"].fillna("")
    frame = lines.assign(
        entry_id=submission.provider.institution_id + "/" + lines["activity_id"] + "/" + order,
        institution_id=submission.provider.institution_id,
        year=submission.year,
        value_state=lines["kg_co2e"].notna().map({True: "given", False: "unknown"}),
        uncertainty_95_pct=lines["amount_spread_95_pct"],
        file=submission.file_name,
        share=1.0,
        amount_in_factor_unit=lines["amount"],
        factor_role=lines["line_id"],
        factor_unit=lines["unit"],
        factor_uncertainty_95_pct=lines["factor_spread_95_pct"],
        shared_between_years=own_ids.map(shared).astype(float),
        kg_co2e_per_unit=lines["kg_co2e"] / lines["amount"].mask(lines["amount"] == 0),
        emissions_kg_co2e=lines["kg_co2e"],
    )
    wanted = tables.columns(Inventory)
    return tables.checked(frame[[name for name in wanted if name in frame]], Inventory, file="lines")
