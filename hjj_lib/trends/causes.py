"""Why a total changed: what was restated, what really changed, and what only became known, without a rest.

Two steps that are never mixed: from the earlier year as it was published to the same year as it is calculated today
(restatement), and from there to the year now (real change, and rows that are known in one of the years only).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from hjj_lib import tables
from hjj_lib.decomposition import lmdi
from hjj_lib.inventory import VIEWS, summarise, total
from hjj_lib.tables.monitoring import SameSupply
from hjj_lib.trends.factors import REAL, RESTATED, real_factors, restated_factors
from hjj_lib.trends.paired import paired

#: Kinds of change. ``known_once``: a row whose emissions are known in one of the years only; it tells of no change.
KINDS = ("restatement", "real", "known_once")
#: The totals between which the changes stand.
TOTALS = ("published", "recalculated", "now")

#: A milligram: what is left of sums of floating numbers is no cause.
SHOWN_DECIMALS = 6
_SAME_SUPPLY = Path(__file__).with_name("same_supply.csv")


@dataclass(frozen=True)
class Context:
    """What two ledgers do not say of the way from one to the other.

    Attributes
    ----------
    weather
        ``activity_id``, ``site_id``, ``index_before``, ``index_now``: measured ÷ weather-corrected amount, as
        :func:`hjj_lib.trends.weather.weather_indices` gives it. Rows that are not in it are not split by weather.
    prices
        ``activity_id``, ``price_before``, ``price_now``, as :func:`hjj_lib.trends.prices.price_levels` gives it. A factor per
        euro falls as prices rise, so the effects of price and factor often take each other back.
    same_supply
        ``tables.monitoring.SameSupply``, such as :func:`same_supplies`: electricity that is bought under another contract is
        then a change of the factor.
    known_then
        The activities that the basis of the published ledger knew. What others add is ``boundary``.
    """

    weather: pd.DataFrame | None = None
    prices: pd.DataFrame | None = None
    same_supply: pd.DataFrame | None = None
    known_then: frozenset[str] | None = None


@dataclass(frozen=True)
class Causes:
    """Why a total changed.

    Attributes
    ----------
    effects
        ``view``, ``category_id``, ``kind``, ``cause``, ``change_kg``, ``appeared`` and ``disappeared`` (rows that one side
        lacks, and whose whole change is this effect). Of one view they sum to the last total less the first.
    totals
        ``view``, ``total`` (see ``TOTALS``), ``known_kg``, ``unknown_count``.
    """

    effects: pd.DataFrame
    totals: pd.DataFrame


def why_changed(
    published: pd.DataFrame,
    recalculated: pd.DataFrame,
    now: pd.DataFrame,
    *,
    boundary: str,
    combined: pd.DataFrame | None = None,
    context: Context | None = None,
) -> Causes:
    """The change from an earlier year as published to the year now, split between its causes in both views.

    Parameters
    ----------
    published, recalculated, now
        ``tables.Inventory`` of one institution: the earlier year as it was published, the same year with today's data, basis
        and method, and the year now with the same basis.
    boundary
        ``inventory`` or a comparison boundary of the basis.
    combined
        ``recalculated`` with the ledgers of merged providers, as :func:`hjj_lib.trends.successions.combine` makes it. What it
        adds or takes away is ``structure``, and the total ``recalculated`` is then its total.
    context
        What the ledgers do not say; without it nothing is split by weather or price, a change of contract is the end of one
        activity and the beginning of another, and an activity that is new in the basis looks like a correction of data.

    Returns
    -------
    :class:`Causes`. A row that is known in full on one side only cannot be split: its change is ``coverage``. The factor of
    several amounts at one site is their mean.

    Source of the formula: see :func:`hjj_lib.decomposition.lmdi`.
    """
    context = context or Context()
    whole = recalculated if combined is None else combined
    ledgers = dict(zip(TOTALS, (published, whole, now), strict=True))
    parts, totals = [], []
    supplied = [_by_supply(ledger, context.same_supply) for ledger in (whole, now)]
    for view in VIEWS:
        rows = _with_new_activities(paired(published, recalculated, view=view, boundary=boundary), context.known_then)
        restated = restated_factors(rows)
        real = real_factors(paired(*supplied, view=view, boundary=boundary), context.weather, context.prices)
        merged = _structure(recalculated, whole, view=view, boundary=boundary)
        parts += [part.assign(view=view, kind="restatement") for part in (_effects(restated, RESTATED), merged)]
        between = _effects(real, REAL)
        parts += [between.assign(view=view, kind=np.where(between["cause"] == "coverage", "known_once", "real"))]
        for name, inventory in ledgers.items():
            sum_ = total(inventory, view=view, boundary=boundary)
            totals.append({"view": view, "total": name, "known_kg": sum_.known_kg, "unknown_count": sum_.unknown_count})
    columns = ["view", "category_id", "kind", "cause", "change_kg", "appeared", "disappeared"]
    effects = pd.concat([part[columns] for part in parts if len(part)] or [pd.DataFrame(columns=columns)], ignore_index=True)
    by = ["view", "category_id", "kind", "cause"]
    return Causes(effects.groupby(by, sort=False)[columns[len(by) :]].sum().reset_index(), pd.DataFrame(totals))


def same_supplies() -> pd.DataFrame:
    """What the basis knows as the same supply under different contracts: ``tables.monitoring.SameSupply``."""
    return _same_supplies().copy()


@cache
def _same_supplies() -> pd.DataFrame:
    return tables.read_csv(_SAME_SUPPLY, SameSupply)


def _with_new_activities(rows: pd.DataFrame, known_then: frozenset[str] | None) -> pd.DataFrame:
    """An activity that the basis did not know counts as reported then: the basis had no line for it."""
    if known_then is None:
        return rows
    new = ~rows.index.get_level_values("activity_id").isin(sorted(known_then))
    return rows.assign(reported_before=rows["reported_before"] | new)


def _by_supply(inventory: pd.DataFrame, same_supply: pd.DataFrame | None) -> pd.DataFrame:
    """The ledger with one activity for each supply; its lines are then told apart by what they are part of."""
    if same_supply is None:
        return inventory
    supply = inventory["activity_id"].map(same_supply.set_index("activity_id")["supply_id"])
    grouped = supply.notna()
    activity = inventory["activity_id"].where(~grouped, supply)
    return inventory.assign(activity_id=activity, line_id=inventory["line_id"].where(~grouped, inventory["part"]))


def waterfall(causes: Causes, *, view: str) -> pd.DataFrame:
    """The steps from the published total to the total now.

    Returns
    -------
    ``step`` (a total or a cause), ``kind`` (``total`` or one of ``KINDS``), ``change_kg`` (of a total: the total), ``from_kg``,
    ``to_kg`` and ``unknown_count`` (of totals). Causes without any effect have no step.
    """
    totals = causes.totals[causes.totals["view"] == view].set_index("total")
    mine = causes.effects[causes.effects["view"] == view]
    sums = mine.groupby(["kind", "cause"])["change_kg"].sum()
    steps = [_total_step("published", totals), *_steps(sums, ("restatement",), totals, "published")]
    steps += [_total_step("recalculated", totals), *_steps(sums, ("real", "known_once"), totals, "recalculated")]
    return pd.DataFrame([*steps, _total_step("now", totals)])


def _total_step(name: str, totals: pd.DataFrame) -> dict[str, object]:
    kg, unknown = float(totals["known_kg"][name]), int(totals["unknown_count"][name])
    return {"step": name, "kind": "total", "change_kg": kg, "from_kg": 0.0, "to_kg": kg, "unknown_count": unknown}


def _steps(sums: pd.Series, kinds: tuple[str, ...], totals: pd.DataFrame, start: str) -> list[dict[str, object]]:
    level, steps = float(totals["known_kg"][start]), []
    for kind in kinds:
        for cause in RESTATED if kind == "restatement" else REAL:
            change = float(sums.get((kind, cause), 0.0))
            if round(change, SHOWN_DECIMALS):
                step = {"step": cause, "kind": kind, "change_kg": change, "from_kg": level, "to_kg": level + change}
                steps.append({**step, "unknown_count": 0})
                level += change
    return steps


def _structure(alone: pd.DataFrame, whole: pd.DataFrame, *, view: str, boundary: str) -> pd.DataFrame:
    """What the ledgers of merged providers add to each category."""
    sums = [
        summarise(ledger, ["category_id"], view=view, boundary=boundary).set_index("category_id")["known_kg"]
        for ledger in (alone, whole)
    ]
    change = sums[1].sub(sums[0], fill_value=0.0)
    found = change[change != 0].rename("change_kg").rename_axis("category_id").reset_index()
    return found.assign(cause="structure", appeared=0, disappeared=0)


def _effects(rows: pd.DataFrame, causes: tuple[str, ...]) -> pd.DataFrame:
    """``category_id``, ``cause``, ``change_kg``, ``appeared``, ``disappeared``: every cause of every category."""
    signed = _signed(rows, causes)
    parts = []
    for (category, sign), group in signed.groupby(["category_id", "sign"], sort=True):
        sides = {side: group[[f"{cause}_{side}" for cause in causes]].set_axis(causes, axis=1) for side in ("before", "after")}
        numbered = {side: frame.reset_index(drop=True) for side, frame in sides.items()}
        change = lmdi(numbered["before"], numbered["after"], causes) * float(str(sign))
        parts.append(
            pd.DataFrame(
                {
                    "category_id": category,
                    "cause": list(causes),
                    "change_kg": change.to_numpy(),
                    "appeared": _count(group, causes, lacks="before"),
                    "disappeared": _count(group, causes, lacks="after"),
                }
            )
        )
    if not parts:
        return pd.DataFrame(
            {"category_id": [], "cause": [], "change_kg": pd.Series(dtype=float), "appeared": [], "disappeared": []}
        ).astype({"category_id": "object", "cause": "object", "appeared": int, "disappeared": int})
    effects: pd.DataFrame = pd.concat(parts).groupby(["category_id", "cause"], sort=False).sum().reset_index()
    return effects


def _count(group: pd.DataFrame, causes: tuple[str, ...], *, lacks: str) -> list[int]:
    other = "after" if lacks == "before" else "before"
    one_sided = ~group[f"there_{lacks}"] & group[f"there_{other}"]
    return [int((one_sided & (group[f"{cause}_{lacks}"] == 0)).sum()) for cause in causes]


def _signed(rows: pd.DataFrame, causes: tuple[str, ...]) -> pd.DataFrame:
    """Factors without signs and the sign of the product beside them; a row whose sign turns goes and comes again.

    Logarithms have no negative numbers; credit notes do.
    """
    names = {side: [f"{cause}_{side}" for cause in causes] for side in ("before", "after")}
    signs = {side: np.sign(rows[columns].prod(axis=1)) for side, columns in names.items()}
    turned = signs["before"] * signs["after"] < 0
    sign = signs["before"].where(signs["before"] != 0, signs["after"]).where(lambda found: found != 0, 1.0)
    plain = rows.assign(sign=sign)
    plain[[*names["before"], *names["after"]]] = rows[[*names["before"], *names["after"]]].abs()
    parts = [plain[~turned]]
    for side, other in (("before", "after"), ("after", "before")):
        part = plain[turned].assign(sign=signs[side][turned])
        part[names[other]] = part[names[side]]
        part[f"{causes[0]}_{other}"] = 0.0
        parts.append(part)
    signed: pd.DataFrame = pd.concat(parts)
    return signed
