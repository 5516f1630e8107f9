"""What evidence covers: only covered electricity counts as certified, only a covered heat product as renewable.

Sources of the rule: GHG Protocol Scope 2 Guidance, chapter 7 (quality criteria of contractual instruments): an instrument
counts for the one on whose behalf it was cancelled, for the period it is of, once; the rest takes the residual mix.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from hjj_lib import tables
from hjj_lib.basis import Basis
from hjj_lib.problems import Problem
from hjj_lib.units import conversion

_LIMITS = "limits"
_MEGAWATT_HOUR = "MWh"
_OURS = ("provider", "landlord")
_ONE_DAY = pd.Timedelta(days=1)
#: In place of a site: evidence of all sites, an amount of the whole institution.
_WHOLE = ""


@dataclass(frozen=True)
class Evidenced:
    """Entries as far as evidence allows them to count, and what is missing or odd."""

    entries: pd.DataFrame
    problems: tuple[Problem, ...]


def apply_evidence(
    entries: pd.DataFrame, evidence: pd.DataFrame, sites: pd.DataFrame, basis: Basis, *, language: str
) -> Evidenced:
    """Entries in which only covered amounts count as certified.

    Evidence of a site covers the site's amounts, then those of the whole institution; evidence of all sites covers what is
    left, everywhere in the same proportion. A year is matched with a year: the months of use are not known.

    Parameters
    ----------
    entries, evidence, sites
        ``tables.Entry``, ``tables.Evidence`` and ``tables.Site`` of one institution and year. At a shared site evidence
        covers our share.
    basis
        Its ``evidence_rules`` say what needs evidence and what the same energy is without it.
    language
        In which the problems name activities: that of the workbook's rows.

    Returns
    -------
    ``tables.Entry``: an amount that is only partly covered is two rows. The part that counts as another activity has the
    id of the reported amount with ``#`` and that activity (:func:`hjj_lib.tables.part_id`); file, sheet, row and column are
    those of the reported amount, so that both parts walk back to its cell. The sum of amounts never changes. Problems are
    questions: the calculation goes on.
    """
    usable, problems = _usable(evidence, basis)
    names = basis.activities.set_index("activity_id")[f"name_{language}"]
    for rule in basis.evidence_rules.itertuples():
        apply = _limit if rule.effect == _LIMITS else _move
        entries, found = apply(entries, usable[usable["activity_id"] == rule.activity_id], sites, _Rule.of(rule, names))
        problems = [*problems, *found]
    return Evidenced(tables.checked(entries, tables.Entry, file="entries"), tuple(problems))


def as_reported(entries: pd.DataFrame) -> pd.DataFrame:
    """One row for each reported amount: of the parts of an amount the first."""
    return entries[~tables.reported_id(entries["entry_id"]).duplicated()]


@dataclass(frozen=True)
class _Rule:
    activity_id: str
    other_activity_id: str
    name: str
    other_name: str

    @staticmethod
    def of(row: Any, names: pd.Series) -> _Rule:
        return _Rule(row.activity_id, row.other_activity_id, names[row.activity_id], names[row.other_activity_id])


def _limit(entries: pd.DataFrame, evidence: pd.DataFrame, sites: pd.DataFrame, rule: _Rule) -> tuple[pd.DataFrame, list[Problem]]:
    """What evidence does not cover becomes the other activity."""
    claimed = _given(entries, rule.activity_id, sites)
    covered, left = _covered(claimed, _pools(evidence))
    problems = [_short(row, rule) for row in claimed.assign(covered_mwh=covered).to_dict("records") if _is_short(row)]
    open_share = {index: 1 - part / mwh for index, part, mwh in zip(claimed.index, covered, claimed["mwh"], strict=True) if mwh}
    return _split(entries, open_share, rule.other_activity_id), [*problems, *_surplus(left, evidence, rule)]


def _move(entries: pd.DataFrame, evidence: pd.DataFrame, sites: pd.DataFrame, rule: _Rule) -> tuple[pd.DataFrame, list[Problem]]:
    """Amounts of the other activity, as far as evidence goes beyond what was reported as this one, become this one."""
    reported, others = (_given(entries, activity, sites) for activity in (rule.activity_id, rule.other_activity_id))
    _, rest = _covered(reported, _pools(evidence))
    covered, left = _covered(others, rest)
    share = {index: part / mwh for index, part, mwh in zip(others.index, covered, others["mwh"], strict=True) if mwh}
    return _split(entries, share, rule.activity_id), _surplus(left, evidence, rule)


def _given(entries: pd.DataFrame, activity_id: str, sites: pd.DataFrame) -> pd.DataFrame:
    """Given amounts of an activity with ``mwh``, our share of them, and ``place``: site, or the whole institution."""
    rows = entries[(entries["activity_id"] == activity_id) & (entries["value_state"] == "given")]
    shares = dict(zip(sites["site_id"], sites["share_pct"] / 100, strict=True))
    mwh = [
        float(amount) * conversion(unit, _MEGAWATT_HOUR) * shares.get(site, 1.0)
        for amount, unit, site in zip(rows["amount"], rows["unit"], rows["site_id"], strict=True)
    ]
    return rows.assign(mwh=mwh, place=rows["site_id"].fillna(_WHOLE))


def _pools(evidence: pd.DataFrame) -> dict[str, float]:
    """Megawatt-hours of evidence by site, and of all sites."""
    pools = {_WHOLE: 0.0}
    for site, counted in zip(evidence["site_id"].fillna(_WHOLE), evidence["counted_mwh"], strict=True):
        pools[site] = pools.get(site, 0.0) + float(counted)
    return pools


def _covered(rows: pd.DataFrame, pools: Mapping[str, float]) -> tuple[list[float], dict[str, float]]:
    """Megawatt-hours of each row that evidence covers, and what is left of the evidence by site."""
    places, needs = rows["place"].tolist(), rows["mwh"].tolist()
    covered, left = [0.0] * len(rows), dict(pools)
    of_sites = [site for site in left if site != _WHOLE]
    steps = [*((site, {site}) for site in of_sites), *((site, {_WHOLE}) for site in of_sites), (_WHOLE, set(places))]
    for source, targets in steps:
        chosen = [index for index, place in enumerate(places) if place in targets]
        open_mwh = sum(needs[index] - covered[index] for index in chosen)
        share = min(1.0, left[source] / open_mwh) if open_mwh > 0 else 0.0
        for index in chosen:
            covered[index] += share * (needs[index] - covered[index])
        left[source] = max(0.0, left[source] - share * open_mwh)
    return covered, left


def _split(entries: pd.DataFrame, shares: Mapping[Any, float], activity_id: str) -> pd.DataFrame:
    """Entries of which a share, by index, counts as another activity; order as before, parts behind each other."""
    share = pd.Series([shares.get(index, 0.0) for index in entries.index], index=entries.index, dtype=float)
    share = share.mask(np.isclose(share, 0), 0.0).mask(np.isclose(share, 1), 1.0)
    moved = entries[share > 0]
    parts = moved.assign(
        entry_id=tables.part_id(moved["entry_id"], activity_id),
        activity_id=activity_id,
        amount=moved["amount"] * share[moved.index],
    )
    # Untouched amounts stay bit for bit what was reported.
    kept = entries.assign(amount=entries["amount"].where(share == 0, entries["amount"] * (1 - share)))[share < 1]
    return pd.concat([kept, parts]).sort_index(kind="stable").reset_index(drop=True)


def _usable(evidence: pd.DataFrame, basis: Basis) -> tuple[pd.DataFrame, list[Problem]]:
    """Evidence with ``counted_mwh``: what it can cover in its year, for us; and problems of what it cannot."""
    limiting = basis.evidence_rules.loc[basis.evidence_rules["effect"] == _LIMITS, "activity_id"]
    problems, counted = [], []
    for row in evidence.to_dict("records"):
        days = _days_within(row)
        share = days / _days(row["period_from"], row["period_to"])
        for_us = row["beneficiary"] in _OURS or row["activity_id"] not in set(limiting)
        counted.append(row["amount_mwh"] * share * for_us)
        if not days:
            problems.append(_other_year(row))
        elif not for_us:
            problems.append(_for_others(row))
        elif share < 1:
            problems.append(_partly(row, counted[-1]))
    return evidence.assign(counted_mwh=pd.Series(counted, index=evidence.index, dtype=float)), problems


def _days(first: pd.Timestamp, last: pd.Timestamp) -> int:
    return int((last - first) / _ONE_DAY) + 1


def _days_within(row: dict[Any, Any]) -> int:
    """Days of the period that lie in the year."""
    new_year = pd.Timestamp(row["year"], 1, 1)
    years_end = pd.Timestamp(row["year"] + 1, 1, 1) - _ONE_DAY
    return max(0, _days(max(row["period_from"], new_year), min(row["period_to"], years_end)))


def _is_short(row: dict[Any, Any]) -> bool:
    return row["covered_mwh"] < row["mwh"] and not math.isclose(row["covered_mwh"], row["mwh"])


def _short(row: dict[Any, Any], rule: _Rule) -> Problem:
    nothing = Problem(
        "evidence_missing",
        "question",
        found="There is no evidence for the {amount} MWh of “{activity}”. They were calculated as “{other}”.",
        expected="Evidence for {year}: its kind, its period, its amount and for whom it is.",
        remedy="Write it on the sheet of evidence, or report the amount as “{other}”.",
        values={"activity": rule.name, "other": rule.other_name, "amount": float(row["mwh"]), "year": row["year"]},
        **_place(row),
    )
    if not row["covered_mwh"]:
        return nothing
    values = {"missing": float(row["mwh"] - row["covered_mwh"]), "covered": float(row["covered_mwh"])}
    return replace(
        nothing,
        code="evidence_short",
        found="Evidence covers {covered} of {amount} MWh of “{activity}”. The rest, {missing} MWh, was calculated as “{other}”.",
        values={**nothing.values, **values},
    )


def _surplus(pools: Mapping[str, float], evidence: pd.DataFrame, rule: _Rule) -> list[Problem]:
    there, left = float(evidence["counted_mwh"].sum()), sum(pools.values())
    if math.isclose(there, there - left):
        return []
    last = evidence[evidence["counted_mwh"] > 0].iloc[-1].to_dict()
    return [
        Problem(
            "evidence_surplus",
            "question",
            found="The evidence is of {left} MWh more than there is use of “{activity}”. Nothing was counted of that.",
            expected="Evidence of the year's own use, and no more.",
            remedy="Check amounts, sites and period. Of a certificate of several, write only your own part.",
            values={"left": left, "activity": rule.name},
            **_place(last),
        )
    ]


def _other_year(row: dict[Any, Any]) -> Problem:
    return Problem(
        "evidence_other_year",
        "question",
        found="The evidence is for {first}–{last}, which is not in {year}. It covers nothing.",
        expected="Evidence of the same period as the use.",
        remedy="Write the evidence of {year}, or move the row to the workbook of its own year.",
        values={**_period(row), "year": row["year"]},
        **_place(row),
    )


def _for_others(row: dict[Any, Any]) -> Problem:
    somebody = row["beneficiary"] == "other"
    return Problem(
        "evidence_for_others" if somebody else "evidence_for_unknown",
        "question",
        found="The evidence of {amount} MWh is for somebody else. It covers nothing."
        if somebody
        else "It is not known for whom the evidence of {amount} MWh is. It covers nothing.",
        expected="Guarantees cancelled or a product supplied for this provider, or for its landlord on its behalf.",
        remedy="Ask the supplier or the landlord for a document that names you.",
        values={"amount": float(row["amount_mwh"])},
        **_place(row),
    )


def _partly(row: dict[Any, Any], counted: float) -> Problem:
    return Problem(
        "evidence_partly",
        "question",
        found="Only a part of {first}–{last} lies in {year}: of {amount} MWh {counted} MWh were counted, by days.",
        expected="The amount of {year} alone.",
        remedy="Write the amount of {year}, as the certificate or the supplier gives it, and its period.",
        values={**_period(row), "year": row["year"], "amount": float(row["amount_mwh"]), "counted": float(counted)},
        **_place(row),
    )


def _period(row: dict[Any, Any]) -> dict[str, str]:
    first, last = row["period_from"], row["period_to"]
    return {"first": f"{first.day}.{first.month}.{first.year}", "last": f"{last.day}.{last.month}.{last.year}"}


def _place(row: dict[Any, Any]) -> dict[str, Any]:
    """Where a row stood, as a problem takes it."""
    return {
        "file": row["file"],
        "sheet": "" if pd.isna(row["sheet"]) else row["sheet"],
        "row": None if pd.isna(row["row"]) else int(row["row"]),
        "column": "" if pd.isna(row["column"]) else row["column"],
        "institution_id": row["institution_id"],
        "year": int(row["year"]),
        "activity_id": row["activity_id"],
    }
