"""All known answers, whatever they are about, compared with what this installation makes of them.

``cases.csv`` says what must come out. Where it comes from stands in one of four tables: ``calculated.csv`` for rows of the
ledger, ``facts.csv`` for facts about the calculation basis, ``uncertain.csv`` for the formulas of uncertainty, ``steps.csv`` for
arithmetic that goes on from other results.
A case that no table makes is unknown, and an unknown result never passes.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pandas as pd

from hjj_lib.basis import FOLDER, load_basis
from hjj_lib.language import Language
from hjj_lib.selftest.arithmetic import steps
from hjj_lib.selftest.calculated import ledger_results
from hjj_lib.selftest.facts import facts
from hjj_lib.selftest.files import text_table
from hjj_lib.selftest.uncertain import uncertain_results

DATA = Path(__file__).parents[1] / "selftest_data"
COLUMNS = ["case_id", "group", "description", "expected", "got", "unit", "tolerance", "passed", "source"]
_FINNISH = Language("fi")


def run(language: Language = _FINNISH, *, data: Path = DATA, factors: Path = FOLDER) -> pd.DataFrame:
    """Every known answer with what this installation calculates.

    Parameters
    ----------
    language
        Of the column ``description``.
    data
        The published cases and the small calculation basis of their factors.
    factors
        The calculation basis whose own rows are looked at; default: the clone's ``factors/``.

    Returns
    -------
    One row per case: ``case_id``, ``group``, ``description``, ``expected`` and ``got`` in ``unit``, ``tolerance``
    (half of the last printed digit unless the source says otherwise), ``passed``, ``source``.
    """
    cases = text_table(data, "cases.csv").astype({"expected": float, "tolerance": float})
    about_basis = facts(text_table(data, "facts.csv"), load_basis(factors))
    uncertain = uncertain_results(text_table(data, "uncertain.csv"))
    known = {**ledger_results(data, factors), **uncertain, **{case: fact.value for case, fact in about_basis.items()}}
    found = {**known, **steps(text_table(data, "steps.csv"), known)}
    got = cases["case_id"].map(found).astype(float)
    counts = {case: language.number(fact.count) for case, fact in about_basis.items()}
    texts = [
        text.format(count=counts[case]) if case in counts else text
        for case, text in zip(cases["case_id"], cases[language.column("description")], strict=True)
    ]
    passed = (got - cases["expected"]).abs() <= cases["tolerance"]
    return cases.assign(description=texts, got=got, passed=passed)[COLUMNS]


def shown(results: pd.DataFrame, language: Language) -> pd.DataFrame:
    """The results of :func:`run` as text for a reader: headings, numbers and verdicts in the language.

    The expected value has the digits that were printed, and its tolerance where that is not half of the last of them; the
    result has as many digits as show a difference of the tolerance.
    """
    words = {True: language.sentence("passed"), False: language.sentence("failed")}
    rows = results.to_dict("records")
    texts = results.assign(
        passed=results["passed"].map(words),
        expected=[_with_tolerance(row["expected"], row["tolerance"], language) for row in rows],
        got=[language.number(row["got"], max(_place(row["tolerance"]), _decimals(row["expected"]))) for row in rows],
    )
    headings = {
        "case_id": language.sentence("Case"),
        "description": language.sentence("What is calculated"),
        "expected": language.sentence("Should be"),
        "got": language.sentence("Calculated"),
        "unit": language.sentence("Unit"),
        "passed": language.sentence("Result"),
        "source": language.sentence("Published in"),
    }
    return texts[list(headings)].rename(columns=headings)


def headings(language: Language, *, data: Path = DATA) -> dict[str, str]:
    """Name of each group of cases in the language, by its short word."""
    groups = text_table(data, "groups.csv")
    return dict(zip(groups["group"], groups[language.column("name")], strict=True))


def _with_tolerance(value: float, tolerance: float, language: Language) -> str:
    """The value, and the tolerance where it is not simply half of the last digit."""
    shown_value = language.number(value, _decimals(value))
    half_digit = Decimal(1).scaleb(-_decimals(value)) / 2
    if not tolerance or Decimal(str(tolerance)) == half_digit:
        return shown_value
    return f"{shown_value} ± {language.number(tolerance, _decimals(tolerance))}"


def _decimals(value: float) -> int:
    """Decimals that the number is written with."""
    exponent = Decimal(str(value)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _place(value: float) -> int:
    """Decimal place of the first digit that is not zero."""
    return max(0, -Decimal(str(value)).adjusted()) if value else 0
