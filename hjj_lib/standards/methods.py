"""What is told of each line beside its figure: by what method, from whose factors, of which gases, how sure."""

from __future__ import annotations

import numpy as np
import pandas as pd

from hjj_lib.basis import Basis
from hjj_lib.basis.gwp import gas_shares, is_split
from hjj_lib.standards.figures import Projection, rows_once
from hjj_lib.uncertainty import Assumptions
from hjj_lib.uncertainty.distribution import DEVIATIONS_PER_HALF_WIDTH
from hjj_lib.uncertainty.lines import uncertain_lines
from hjj_lib.uncertainty.variances import VarianceModel

_METHOD_OF_DIMENSION = {"money": "spend", "co2e": "stated"}
_AMOUNTS, _DEFAULTS, _MIXED = "amounts", "defaults", "mixed"
#: Levels of a factor that is the supplier's own.
_SUPPLIERS = ("own", "network")
_GASES = ("ch4_kg", "n2o_kg", "fluorinated_kg")
#: CO2, methane, nitrous oxide, fluorinated gases, and what no factor splits.
GAS_COLUMNS = ("co2_kg", *_GASES, "not_split_kg")
_GAS_COLUMN = {"CH4": "ch4_kg", "N2O": "n2o_kg"}


def methods(projection: Projection, basis: Basis) -> pd.DataFrame:
    """By what method the known emissions of each line were calculated, both views taken together.

    Returns
    -------
    ``line_id``, ``method``: that of more than half of the emissions, ``amounts`` (kilowatt-hours, kilometres, kilograms),
    ``spend`` (euros), ``stated`` (tonnes calculated elsewhere), ``defaults`` (filled gaps), else ``mixed``; and
    ``supplier_share``, the share (0 to 1) from factors of the supplier's own. Lines without known emissions are left out.
    """
    rows = rows_once(projection)
    rows = rows[rows["emissions_kg_co2e"].notna()]
    dimension = basis.activities.drop_duplicates("activity_id").set_index("activity_id")["dimension"]
    method = rows["activity_id"].map(dimension).map(_METHOD_OF_DIMENSION).fillna(_AMOUNTS)
    weighed = rows.assign(method=method.mask(rows["origin"] == "default", _DEFAULTS), weight=rows["emissions_kg_co2e"].abs())
    found = []
    for name, held in weighed.groupby("standard_line"):
        by_method = held.groupby("method")["weight"].sum()
        whole = by_method.sum()
        main = str(by_method.idxmax()) if len(by_method) == 1 or 2 * by_method.max() > whole else _MIXED
        ours = held.loc[held["factor_level"].isin(_SUPPLIERS), "weight"].sum()
        found.append({"line_id": str(name), "method": main, "supplier_share": ours / whole if whole else float("nan")})
    return pd.DataFrame(found, columns=["line_id", "method", "supplier_share"])


def gases(projection: Projection, basis: Basis, *, view: str) -> pd.DataFrame:
    """The known emissions of each line by gas, in kg CO2e; what factors do not split stands apart and is no gas.

    Returns
    -------
    ``line_id`` and ``GAS_COLUMNS``; each row adds up to the line's known emissions. Biogenic CO2 is on its memo line only.
    """
    rows = projection.rows[view]
    rows = rows.loc[rows["emissions_kg_co2e"].notna(), ["standard_line", "factor_id", "valid_from", "gases", "emissions_kg_co2e"]]
    rows = rows.merge(_shares(basis), on=["factor_id", "valid_from"], how="left", validate="many_to_one")
    split = rows[list(_GASES)].notna().all(axis=1) | (rows["gases"] == "co2_only")
    others = rows[list(_GASES)].fillna(0.0).mul(rows["emissions_kg_co2e"], axis=0)
    rest = rows["emissions_kg_co2e"] - others.sum(axis=1)
    by_gas = others.assign(co2_kg=rest.where(split, 0.0), not_split_kg=rest.mask(split, 0.0), line_id=rows["standard_line"])
    return by_gas.groupby("line_id", as_index=False)[list(GAS_COLUMNS)].sum()


def half_widths(projection: Projection, assumptions: Assumptions, *, view: str) -> pd.DataFrame:
    """Half-width of the 95 % interval of each leaf, outside line and sum, by error propagation with shared factors.

    Returns
    -------
    ``line_id``, ``half_width_pct``; lines without known emissions are left out. The simulation is the firmer figure.
    """
    rows = uncertain_lines(projection.rows[view], assumptions, view=view, boundary="inventory").lines
    found = []
    for name, below in _below(projection.lines).items():
        held = rows[rows["standard_line"].isin(below)]
        whole = abs(held["emissions_kg_co2e"].sum())
        if whole:
            parts = VarianceModel.of(held, assumptions).parts()
            half_width = DEVIATIONS_PER_HALF_WIDTH * np.sqrt(parts.factor.sum() + parts.amount.sum())
            found.append({"line_id": name, "half_width_pct": float(100 * half_width / whole)})
    return pd.DataFrame(found, columns=["line_id", "half_width_pct"])


def _shares(basis: Basis) -> pd.DataFrame:
    """Share of each gas group other than CO2 in a factor's CO2e, of the factors whose gases are known."""
    keys = ["factor_id", "valid_from"]
    factors = basis.emission_factors
    known = factors.loc[is_split(factors), keys].drop_duplicates()
    shares = gas_shares(factors, basis.gwp_set, basis.blends)
    shares = shares.assign(column=shares["gas"].map(_GAS_COLUMN).fillna("fluorinated_kg"))
    wide = shares.groupby([*keys, "column"])["share"].sum().unstack().reindex(columns=list(_GASES)).reset_index()
    table = known.merge(wide, on=keys, how="left", validate="one_to_one").fillna(dict.fromkeys(_GASES, 0.0))
    return table.astype({"valid_from": "Int64", **dict.fromkeys(_GASES, float)})


def _below(lines: pd.DataFrame) -> dict[str, set[str]]:
    """Leaf or outside line → itself; sum → every leaf below it."""
    below = {str(name): {str(name)} for name in lines.loc[lines["kind"].isin(["leaf", "outside"]), "line_id"]}
    parents = dict(zip(lines["line_id"], lines["parent"], strict=True))
    for leaf in lines.loc[lines["kind"] == "leaf", "line_id"]:
        above = parents.get(leaf)
        while isinstance(above, str):
            below.setdefault(above, set()).add(str(leaf))
            above = parents.get(above)
    return below
