"""What the tables say about bought energy: three results, why they changed, what may still change, methods, evidence."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from hjj_lib.electricity import change, electricity_use, triptych
from hjj_lib.intake.layout import word
from hjj_lib.language import Language
from hjj_lib.preliminary import OLDER, preliminary
from hjj_lib.problems import Problem
from hjj_lib.report import named
from hjj_lib.study import Study

RESULT_NAMES: Mapping[str, str] = {
    "market": "Market-based",
    "location": "Location-based",
    "residual": "Market-based, if all bought electricity were residual mix",
}
EFFECT_NAMES: Mapping[str, str] = {
    "use": "electricity used, kWh",
    "contract": "contract: share of certified and own electricity",
    "factor": "factor of the year",
    "stated": "stated tonnes",
}
METHOD_NAMES: Mapping[str, str] = {
    "benefit_sharing": "benefit-sharing method",
    "energy_method": "energy method",
    "unknown": "method not known",
}
LEVEL_NAMES: Mapping[str, str] = {
    "own": "own supplier's figure",
    "network": "the network's own figure",
    "municipality": "the town's average",
    "region": "the region's average",
    "nation": "the country's average",
    "default": "a default figure",
}
_RESULTS: Mapping[frozenset[str], str] = {
    frozenset({"market"}): "market-based result",
    frozenset({"location"}): "location-based result",
    frozenset({"market", "location"}): "both results",
}


def three_results(study: Study, language: Language, *, boundary: str) -> pd.DataFrame:
    """The triptych (:func:`hjj_lib.electricity.triptych`) with the ``name`` of each result.

    A version of the basis without rules of evidence cannot say what electricity without certificates would be: two results.
    """
    rows = triptych(study.entries, study.institution.sites, study.basis, boundary=boundary)
    if study.basis.evidence_rules.empty:
        rows = rows[rows["result"] != "residual"]
    return rows.assign(name=[language.sentence(RESULT_NAMES[result]) for result in rows["result"]])


def three_results_sentence(rows: pd.DataFrame, language: Language) -> str:
    """The three results of electricity in words, and what rests on contracts."""
    kg = dict(zip(rows["result"], rows["electricity_kg"], strict=True))
    if "residual" not in kg:
        return language.sentence(
            "Electricity of scope 2 is {market} market-based and {location} location-based. This version of the basis has no "
            "rules of evidence, so what is due to contracts cannot be told.",
            market=language.tonnes(kg["market"]),
            location=language.tonnes(kg["location"]),
        )
    return language.sentence(
        "Electricity of scope 2 is {market} market-based and {location} location-based. If all bought electricity were residual "
        "mix, it would be {residual}: {contracts} less is due to contracts with evidence.",
        market=language.tonnes(kg["market"]),
        location=language.tonnes(kg["location"]),
        residual=language.tonnes(kg["residual"]),
        contracts=language.tonnes(kg["residual"] - kg["market"]),
    )


def change_steps(before: Study, after: Study, language: Language, *, boundary: str) -> pd.DataFrame:
    """From one year's market-based electricity to the next: ``step``, ``name``, ``kg``.

    The first and the last row are the two years' emissions, the rows between are effects; what has none is left out.
    """
    use = [electricity_use(study.inventory, boundary=boundary) for study in (before, after)]
    effects = change(*use)
    effects = effects[~np.isclose(effects["change_kg"], 0)]
    ends = [float(table["known_kg"].sum()) for table in use]
    return pd.DataFrame(
        {
            "step": ["before", *effects["effect"], "after"],
            "name": [
                str(before.year),
                *(language.sentence(EFFECT_NAMES[effect]) for effect in effects["effect"]),
                str(after.year),
            ],
            "kg": [ends[0], *effects["change_kg"], ends[1]],
        }
    )


def change_sentence(steps: pd.DataFrame, language: Language) -> str:
    """The change of electricity and its effects in words."""
    first, last = steps.iloc[0], steps.iloc[-1]
    effects = steps.iloc[1:-1]
    if effects.empty:
        return language.sentence(
            "The market-based emissions of electricity did not change from {before} to {after}.",
            before=first["name"],
            after=last["name"],
        )
    return language.sentence(
        "From {before} to {after} the market-based emissions of electricity changed by {change}: {rows}.",
        before=first["name"],
        after=last["name"],
        change=signed_tonnes(float(last["kg"] - first["kg"]), language),
        rows="; ".join(f"{row['name']} {signed_tonnes(row['kg'], language)}" for row in effects.to_dict("records")),
    )


def signed_tonnes(kg: float, language: Language) -> str:
    """A change in tonnes with its sign."""
    return f"{'+' if kg > 0 else ''}{language.tonnes(kg)}"


def preliminary_note(study: Study, language: Language) -> str:
    """Which factors are not final, what stands in their place, and which results will change; empty when all are final."""
    rows = named(preliminary(study.inventory, study.basis), study.basis.emission_factors, "factor_id", language)
    parts = []
    for (_, name, used, reason), group in rows.groupby(["factor_role", "name", "valid_from", "reason"]):
        views = frozenset(view for words in group["view"] for view in (("market", "location") if words == "both" else (words,)))
        values = {"factor": name, "used": used, "results": language.sentence(_RESULTS[views])}
        parts.append(
            language.sentence("{factor}, value of {used} ({results})", **values)
            if reason == OLDER
            else language.sentence("{factor}, estimate ({results})", **values)
        )
    if not parts:
        return ""
    return language.sentence(
        "**Preliminary**: final factors of {year} had not been published when the calculation basis was made. In their place "
        "stand: {rows}. The result changes when they are published.",
        year=study.year,
        rows="; ".join(parts),
    )


def heat_factors(study: Study, language: Language) -> pd.DataFrame:
    """Factors of bought heat and cooling that rest on an allocation method.

    Returns
    -------
    ``name`` of the factor, ``valid_from``, ``kg_co2e_per_unit``, ``factor_unit``, ``method`` and ``level`` in words, ``sites``
    which it serves.
    """
    lines = study.inventory[(study.inventory["value_state"] == "given") & (study.inventory["part"] == "direct")]
    methods = study.basis.emission_factors[["factor_id", "valid_from", "allocation_method"]].dropna()
    rows = lines.merge(
        methods.astype({"valid_from": "Int64"}), on=["factor_id", "valid_from"], how="inner", validate="many_to_one"
    )
    names = study.institution.sites.set_index("site_id")["name"]
    rows = rows.assign(site=rows["site_id"].map(names).fillna(language.sentence("the whole institution")))
    keys = ["factor_id", "valid_from", "kg_co2e_per_unit", "factor_unit", "factor_level", "allocation_method"]
    found = rows.groupby(keys).agg(sites=("site", lambda sites: ", ".join(dict.fromkeys(sites)))).reset_index()
    return named(found, study.basis.emission_factors, "factor_id", language).assign(
        method=[language.sentence(METHOD_NAMES[str(method)]) for method in found["allocation_method"]],
        level=[language.sentence(LEVEL_NAMES[str(level)]) for level in found["factor_level"]],
    )


def method_problems(study: Study) -> list[Problem]:
    """What the study says about allocation methods that differ between years or are not known."""
    return [problem for problem in study.found if problem.code.startswith("allocation_method")]


def evidence_rows(study: Study, language: Language) -> pd.DataFrame:
    """Evidence as it was handed in, in words.

    Returns
    -------
    ``name`` of what it is about, ``site``, ``instrument``, ``product``, ``period``, ``amount_mwh``, ``beneficiary``,
    ``document``, ``place``.
    """
    rows = named(study.intake.evidence, study.basis.activities, "activity_id", language)
    sites = study.institution.sites.set_index("site_id")["name"]
    code = language.code
    return rows.assign(
        site=rows["site_id"].map(sites).fillna(language.sentence("all sites")),
        instrument=[word("instrument", key, code) if isinstance(key, str) else "–" for key in rows["instrument"]],
        beneficiary=[word("beneficiary", key, code) if isinstance(key, str) else "–" for key in rows["beneficiary"]],
        period=[
            f"{first.day}.{first.month}.{first.year}–{last.day}.{last.month}.{last.year}"
            for first, last in zip(rows["period_from"], rows["period_to"], strict=True)
        ],
        place=[f"{sheet}!{column}{row}" for sheet, column, row in zip(rows["sheet"], rows["column"], rows["row"], strict=True)],
    )


def evidence_sentence(study: Study, language: Language) -> str:
    """How much evidence was handed in."""
    rows = study.intake.evidence
    if rows.empty:
        return language.sentence("No evidence was handed in: all bought electricity and heat is calculated as ordinary.")
    return language.sentence(
        "Evidence was handed in for {mwh} MWh, in {rows} rows.",
        mwh=language.number(float(rows["amount_mwh"].sum())),
        rows=language.number(len(rows)),
    )
