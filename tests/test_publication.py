"""Weak factors calculate and are listed; published is only what is final, without errors and signed for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tables_of import SMALL_BASIS, entries

from hjj_lib import tables
from hjj_lib.basis import load_basis
from hjj_lib.basis_findings import gwp_sentence, weak_factors, weak_rows, weak_sentence
from hjj_lib.inventory import calculate
from hjj_lib.language import Language
from hjj_lib.problems import DataError
from hjj_lib.publication import SIGNED_FILE, hindrances, signed_reasons
from hjj_lib.study import Study, open_study

ENGLISH = Language("en")
NOTHING_SIGNED = tables.empty(tables.WeakFactorReason)
HEADER = "factor_id,reason,decided_by_role,decided_on\n"


@pytest.fixture(scope="module")
def study() -> Study:
    return open_study("example_coast", 2025)


def test_a_weak_factor_is_listed_with_its_share() -> None:
    # diesel 100 l: 100 × 10 × 0.2 = 200 kg verified, 100 × 0.5 = 50 kg second-hand: a fifth of 250
    ledger = calculate(
        entries({"activity_id": "diesel", "amount": 100, "unit": "l"}), tables.empty(tables.Site), load_basis(SMALL_BASIS)
    )
    weak = weak_factors(ledger.inventory, boundary="core")
    assert weak[["factor_id", "quality"]].to_numpy().tolist() == [["diesel_upstream", "secondary"]]
    assert weak["share"].tolist() == pytest.approx([0.2])


def test_a_factor_without_emissions_is_not_listed() -> None:
    ledger = calculate(
        entries({"activity_id": "diesel", "amount": 0, "unit": "l", "value_state": "zero"}),
        tables.empty(tables.Site),
        load_basis(SMALL_BASIS),
    )
    assert weak_factors(ledger.inventory, boundary="core").empty


def test_nothing_is_published_while_the_residual_mix_of_the_year_is_missing(study: Study) -> None:
    codes = {problem.code for problem in hindrances(study, NOTHING_SIGNED, ENGLISH)}
    assert "publish_preliminary" in codes


def test_a_signed_reason_lets_a_weak_factor_pass(study: Study) -> None:
    open_ones = [p for p in hindrances(study, NOTHING_SIGNED, ENGLISH) if p.code == "publish_weak_factor"]
    assert open_ones
    names = [str(problem.values["factor_id"]) for problem in open_ones]
    rows = [{"factor_id": name, "reason": "r", "decided_by_role": "rector", "decided_on": "2026-03-31"} for name in names]
    signed = tables.checked(
        NOTHING_SIGNED.reindex(range(len(rows))).assign(**{k: [r[k] for r in rows] for k in rows[0]}),
        tables.WeakFactorReason,
        file="",
    )
    assert not [p for p in hindrances(study, signed, ENGLISH) if p.code == "publish_weak_factor"]


def test_errors_in_what_was_handed_in_stop_the_publication(study: Study) -> None:
    problem = hindrances(study, NOTHING_SIGNED, ENGLISH)[0]
    with_error = replace(study, found=(*study.found, replace(problem, severity="error")))
    assert "publish_errors" in {p.code for p in hindrances(with_error, NOTHING_SIGNED, ENGLISH)}


def test_without_the_file_nothing_is_signed(tmp_path: Path) -> None:
    assert signed_reasons(tmp_path).empty


def test_signed_reasons_are_read_and_their_faults_told(tmp_path: Path) -> None:
    path = tmp_path / SIGNED_FILE
    path.parent.mkdir()
    path.write_text(HEADER + "commuting_car,Survey follows,rector,2026-03-31\n", encoding="utf-8")
    assert signed_reasons(tmp_path)["factor_id"].tolist() == ["commuting_car"]
    path.write_text(HEADER + "commuting_car,,rector,2026-03-31\n", encoding="utf-8")
    with pytest.raises(DataError, match="cell_empty"):
        signed_reasons(tmp_path)


def test_every_report_can_say_which_factors_are_weak(study: Study) -> None:
    rows = weak_rows(study, ENGLISH, boundary="inventory")
    assert list(rows["quality"].unique()) in (["seen second-hand"], ["unverified"], ["seen second-hand", "unverified"])
    assert weak_sentence(rows, ENGLISH).startswith(f"The result rests on {len(rows)} weak factors.")
    assert weak_sentence(rows.head(0), ENGLISH) == "The result rests on no weak factor."


def test_a_report_says_how_much_follows_the_gwp_set(study: Study) -> None:
    # of this provider's emissions only fuels, travel and spend are in AR5; Finnish electricity and heat are not split
    assert "follow the GWP set AR5" in gwp_sentence(study, ENGLISH)
    assert "follow the GWP set AR6" in gwp_sentence(open_study("example_coast", 2025, gwp_set="AR6"), ENGLISH)
    assert gwp_sentence(study, ENGLISH) != gwp_sentence(open_study("example_coast", 2025, gwp_set="AR6"), ENGLISH)
