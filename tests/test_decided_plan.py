"""The plan and the target of a report: from files, from parameters or an example, and what the report says of them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from hjj_lib import failure_findings, plan_findings, plan_origins, scenarios
from hjj_lib.decided_plan import Asked, DecidedPlan, decide, decision_problems
from hjj_lib.language import Language
from hjj_lib.problems import DataError
from hjj_lib.scenarios import PLAN_FILE, TARGETS_FILE
from hjj_lib.study import DATA, Study, open_study
from hjj_lib.uncertainty import Assumptions

WHO = "example_coast"
PLAN = "action_id,start_year,status,owner_role,note\n"
ROWS = (
    "green_electricity,2026,decided,rector,\n"
    "oil_to_pellets,2024,under_way,property manager,\n"
    "fewer_flights,2027,idea,rector,</script>\n"
)
TARGET = """[[target]]
target_id = "{name}"
name_en = "Less of {name}"
boundary = "core"
view = "market"
kind = "linear"
base_year = {base}
target_year = {year}
reduction_pct = 50
decided_by = "board"
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    shutil.copytree(DATA / "raw" / WHO, tmp_path / "raw" / WHO)
    for file in (PLAN_FILE, TARGETS_FILE):
        (tmp_path / "raw" / WHO / file).unlink(missing_ok=True)
    return tmp_path


def write(data: Path, *, plan: str = "", targets: str = "") -> None:
    for file, text in ((PLAN_FILE, plan), (TARGETS_FILE, targets)):
        (data / "raw" / WHO / file).write_text(text, encoding="utf-8") if text else None


def of(name: str = "all", base: int = 2024, year: int = 2030, *more: str) -> str:
    return TARGET.format(name=name, base=base, year=year) + "".join(f"{line}\n" for line in more)


@cache
def the_study() -> Study:
    """Calculated once: what is decided does not change the figures."""
    return open_study(WHO, 2025)


def decided(data: Path, asked: Asked | None = None) -> DecidedPlan:
    return decide(the_study(), asked or Asked(), data_dir=data)


def test_without_files_the_plan_and_the_target_are_examples_and_say_so(data: Path) -> None:
    found = decided(data)
    assert (found.plan_from, found.target_from) == ("example", "example")
    assert found.plan["start_year"].min() == 2026
    assert (found.target.base_year, found.target.target_year) == (2025, 2030)
    said = plan_origins.origin_sentences(found, Language("en"))
    assert [sentence.split(" an example")[0] for sentence in said[:2]] == ["The plan is", "The target is"]
    assert plan_findings.owners_sentence(found, Language("en"))


def test_the_files_are_what_the_report_is_about(data: Path) -> None:
    write(data, plan=PLAN + ROWS, targets=of())
    found = decided(data)
    assert (found.plan_from, found.target_from) == ("file", "file")
    assert found.plan["action_id"].tolist() == ["green_electricity", "oil_to_pellets"]
    assert sorted(found.base) == [2024, 2025]
    base = open_study(WHO, 2024, data_dir=data)
    assert found.base_kg(found.target)["market"] == pytest.approx(
        scenarios.evaluate_plan(_possible(base), found.plan.iloc[:0], [2024], boundary="core").totals["constant_kg"].iloc[0]
    )


def test_parameters_come_before_the_files(data: Path) -> None:
    write(data, plan=PLAN + ROWS, targets=of())
    found = decided(data, Asked(plan="led_lighting", first_year=2028, target_year=2035, target_pct=60))
    assert (found.plan_from, found.target_from) == ("parameters", "parameters")
    assert found.plan.to_dict("list") == {"action_id": ["led_lighting"], "start_year": [2028]}
    assert (found.target.target_year, found.target.reduction_pct, found.target.base_year) == (2035, 60, 2025)
    assert found.rows.empty


def test_a_target_that_does_not_fit_the_year_is_named_and_left_aside(data: Path) -> None:
    write(data, targets=of("past", 2023, 2025) + of("coming", 2023, 2030))
    found = decided(data)
    assert found.target.target_id == "coming"
    assert [one.target_id for one in found.other_targets] == ["past"]
    assert any("Less of past" in said for said in plan_origins.origin_sentences(found, Language("en")))


def test_the_boundary_of_the_parameters_chooses_among_targets(data: Path) -> None:
    write(data, targets=of("narrow") + of("wide").replace('"core"', '"extended"'))
    assert decided(data, Asked(boundary="extended")).target.target_id == "wide"
    assert decided(data, Asked(boundary="inventory")).target_from == "example"
    assert len(decided(data).targets) == 2


def test_faults_of_both_files_are_told_together_and_by_the_check(data: Path) -> None:
    write(data, plan=PLAN + ROWS.replace("decided", "agreed"), targets=of("all", 2019))
    with pytest.raises(DataError) as error:
        decided(data)
    codes = [problem.code for problem in error.value.problems]
    assert codes == ["not_in_list", "target_without_figures"]
    assert [problem.code for problem in decision_problems(the_study(), data_dir=data)] == codes


def test_a_target_per_something_that_is_not_known_is_refused(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hjj_lib.decided_plan.institution_value", lambda denominators, kind: float("nan"))
    text = of("all", 2024, 2030, 'per = "turnover_eur"').replace('"linear"', '"intensity"')
    write(data, targets=text)
    with pytest.raises(DataError, match="target_without_denominator"):
        decided(data)
    (problem,) = decision_problems(the_study(), data_dir=data)
    assert (problem.code, problem.column) == ("target_without_denominator", "per")


@pytest.mark.parametrize("points", ["", "development = [{ year = 2024, value = 1 }, { year = 2030, value = 321 }]"])
def test_the_report_says_how_the_denominator_of_an_intensity_develops(data: Path, points: str) -> None:
    more = [line for line in ('per = "student_years"', points) if line]
    write(data, targets=of("all", 2023, 2030, *more).replace('"linear"', '"intensity"'))
    said = " ".join(plan_origins.origin_sentences(decided(data), Language("en")))
    assert ("2030: 321" in said) == bool(points)
    assert ("taken to stay" in said) != bool(points)
    assert "2024: 1;" not in said  # what was reported comes before what was expected


def test_without_faults_the_check_has_nothing_to_say(data: Path) -> None:
    write(data, plan=PLAN + ROWS, targets=of("all", 2024, 2030, 'per = "student_years"').replace('"linear"', '"intensity"'))
    assert decision_problems(the_study(), data_dir=data) == []


def _possible(study: Study) -> scenarios.Possibilities:
    return scenarios.possibilities(study.inventory, study.basis.actions, study.institution.sites, study.basis)


@pytest.mark.parametrize("code", ["fi", "sv", "en"])
def test_the_report_says_who_does_what_and_what_would_make_it_fail(data: Path, code: str) -> None:
    budget = "cumulative_budget_t = 100"
    write(data, plan=PLAN + ROWS, targets=of("all", 2024, 2030, "milestones = [{ year = 2027, reduction_pct = 20 }]", budget))
    language, study = Language(code), the_study()
    found, possible = decided(data), _possible(study)
    result = scenarios.evaluate_plan(possible, found.plan, plan_findings.years(found, 2026), boundary="core")
    paths = plan_findings.target_paths(found, result)
    likely = plan_findings.target_chances(found, possible, Assumptions.of(study.basis), draws=64, seed=1)
    assert {view: sorted(years) for view, years in likely.items()} == {"market": [2027, 2030], "location": [2030]}
    steps = plan_findings.milestones(found, paths, likely["market"], language)
    base = found.base_kg(found.target)["market"]
    assert steps["allowed_kg"].tolist() == pytest.approx([0.8 * base, 0.5 * base])
    assert plan_findings.cut_from_now(found, paths) == pytest.approx(
        100 * (1 - 0.5 * base / paths["market"]["baseline_kg"].iloc[0])
    )
    people = plan_findings.owners(found, possible, language)
    assert people["owner_role"].tolist() == ["rector", "property manager", "rector"]
    assert "2025" in plan_findings.already_sentence(found, possible, language)
    use = plan_findings.budget_years(found, paths)
    assert use["year"].tolist() == list(range(2025, 2031))
    assert "2025" in plan_findings.budget_sentence(found, use, language)
    risks = failure_findings.failure(found, possible, result, paths)
    assert risks.all_gap_kg <= risks.gap_kg
    sentences = failure_findings.failure_sentences(risks, found, possible, study, language)
    assert all("{" not in sentence for sentence in sentences)
    table = failure_findings.risk_table(risks, found, possible, language)
    assert set(failure_findings.RISK_HEADINGS) <= set(table)
    assert bool(failure_findings.why_missed(risks, found, possible, study, language)) == (risks.gap_kg > 0)


def test_all_targets_of_the_file_are_judged_each_in_its_own_boundary_and_view(data: Path) -> None:
    second = of("wide", 2025, 2028).replace('"core"', '"extended"').replace('"market"', '"location"')
    write(data, targets=of("narrow") + second)
    found, study = decided(data), the_study()
    rows = plan_findings.all_targets(found, _possible(study), Language("en"))
    assert rows["view_words"].tolist() == ["market-based", "location-based"]
    base = [found.base_kg(one)[one.view] / 2 for one in found.targets]
    assert rows["allowed_kg"].tolist() == pytest.approx(base)
    assert not pd.isna(rows["gap_kg"]).any()


@pytest.mark.parametrize(
    ("who", "kind", "met"),
    [
        ("example_coast", "linear", True),
        ("example_riverside", "intensity", True),
        ("example_lakeland", "contraction", False),
        ("example_forest", "points", True),
    ],
)
def test_of_the_example_providers_one_misses_its_target_and_the_report_says_why(who: str, kind: str, met: bool) -> None:
    study = open_study(who, 2025)
    found, possible = decide(study, Asked()), _possible(study)
    result = scenarios.evaluate_plan(possible, found.plan, plan_findings.years(found, 2030), boundary=found.target.boundary)
    risks = failure_findings.failure(found, possible, result, plan_findings.target_paths(found, result))
    assert (found.plan_from, found.target_from, found.target.kind) == ("file", "file", kind)
    assert (risks.gap_kg <= 0) == met
    why = failure_findings.why_missed(risks, found, possible, study, Language("en"))
    assert bool(why) != met
    assert "Only ideas: Renewable district heat product" in why or met


def test_the_check_tells_a_fault_of_the_plan_with_its_row_and_does_not_end_with_zero(data: Path) -> None:
    write(data, plan=PLAN + ROWS.replace("fewer_flights,2027", "fewer_flight,2027"), targets=of())
    words = ("check", "--institution", WHO, "--year", "2025", "--data", str(data), "--json", "-", "--language", "en")
    code = "from hjj_lib.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False)
    (year,) = json.loads(done.stdout)["years"]
    told = [problem for problem in year["problems"] if problem["code"] == "plan_action_unknown"]
    assert [(problem["file"], problem["row"], problem["column"]) for problem in told] == [(f"{WHO}/{PLAN_FILE}", 4, "action_id")]
    assert "fewer_flights" in told[0]["remedy"]
    assert done.returncode == 1
