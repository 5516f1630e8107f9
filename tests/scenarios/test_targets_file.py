"""``decisions/targets.toml``: targets and the money for actions, with every mistake named by line and key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hjj_lib.language import Language
from hjj_lib.problems import DataError, Problem
from hjj_lib.scenarios import TARGETS_FILE, ActionBudget, Targets, read_targets
from hjj_lib.scenarios.plan_messages import messages
from hjj_lib.scenarios.targets_form import BUDGET_LINES, TARGET_LINES, quoted

TARGET = """[[target]]
target_id = "climate_2030"
name_fi = "Päästöt puoleen"
boundary = "core"
view = "market"
kind = "linear"
base_year = 2023
target_year = 2030
reduction_pct = 50
milestones = [{ year = 2027, reduction_pct = 20 }]
cumulative_budget_t = 9000
decided_by = "hallitus"
"""
BUDGET = "[budget]\nyearly_eur = 50000\ndiscount_pct = 3\n"


def read(tmp_path: Path, text: str) -> Targets:
    (tmp_path / TARGETS_FILE).parent.mkdir(exist_ok=True)
    (tmp_path / TARGETS_FILE).write_text(text, encoding="utf-8")
    return read_targets(tmp_path, "school", years=[2020, 2023, 2025], exceptional=[2020, 2021])


def refused(tmp_path: Path, text: str) -> list[Problem]:
    with pytest.raises(DataError) as error:
        read(tmp_path, text)
    for code in ("fi", "sv", "en"):
        assert not any(re.search(r"\{\w+\}", Language(code).problem(problem)) for problem in error.value.problems)
    assert {(problem.file, problem.institution_id) for problem in error.value.problems} == {(f"school/{TARGETS_FILE}", "school")}
    return list(error.value.problems)


def without(key: str, text: str = TARGET) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(f"{key} ="))


def of_kind(kind: str, *lines: str) -> str:
    text = without("reduction_pct", TARGET.replace('"linear"', f'"{kind}"'))
    return text + "".join(f"{line}\n" for line in lines)


def test_without_a_file_there_is_no_target_and_no_money(tmp_path: Path) -> None:
    assert read_targets(tmp_path, "school", years=[], exceptional=[]) == Targets()


def test_a_target_and_the_money_are_read(tmp_path: Path) -> None:
    said = read(tmp_path, TARGET + BUDGET)
    (target,) = said.targets
    assert (target.kind, target.base_year, target.target_year, target.reduction_pct) == ("linear", 2023, 2030, 50.0)
    assert (target.milestones, target.cumulative_budget_t) == (((2027, 20.0),), 9000.0)
    assert said.budget == ActionBudget(yearly_eur=50000.0, total_eur=None, discount_pct=3.0)


def test_a_name_in_one_language_is_shown_in_all(tmp_path: Path) -> None:
    assert dict(read(tmp_path, TARGET).targets[0].names) == dict.fromkeys(("fi", "sv", "en"), "Päästöt puoleen")


@pytest.mark.parametrize(
    ("kind", "lines", "reduction"),
    [
        ("compound", ["rate_pct_per_year = 50", "target_year = 2025"], 75.0),  # half, and half of that
        ("contraction", ["rate_pct_per_year = 5", 'source = "s"'], 35.0),  # seven years of 5 %
        ("points", ["points = [{ year = 2025, reduction_pct = 10 }, { year = 2030, reduction_pct = 40 }]"], 40.0),
        ("intensity", ["reduction_pct = 30", 'per = "student_years"'], 30.0),
    ],
)
def test_the_reduction_at_the_end_follows_from_what_the_kind_states(
    tmp_path: Path, kind: str, lines: list[str], reduction: float
) -> None:
    text = of_kind(kind, *lines)
    text = without("milestones", text) if kind == "compound" else text
    text = text.replace("target_year = 2030\n", "", 1) if kind in ("compound", "points") else text
    (target,) = read(tmp_path, text).targets
    assert target.reduction_pct == pytest.approx(reduction)
    assert target.target_year == (2025 if kind == "compound" else 2030)


FAULTS = [
    ("target_key_unknown", "reduction_pct =", "reduction_pc =", 9, "reduction_pc"),
    ("target_key_unknown", TARGET, TARGET + "[budgets]\n", 13, "budgets"),
    ("target_key_missing", 'decided_by = "hallitus"\n', "", 1, "decided_by"),
    ("target_value", "base_year = 2023", 'base_year = "2023"', 7, "base_year"),
    ("target_value", "base_year = 2023", "base_year = 23", 7, "base_year"),
    ("target_value", "reduction_pct = 50", "reduction_pct = 150", 9, "reduction_pct"),
    ("target_value", "reduction_pct = 50", "reduction_pct = 0", 9, "reduction_pct"),
    ("target_value", "reduction_pct = 50", "reduction_pct = nan", 9, "reduction_pct"),
    ("target_value", "reduction_pct = 20 }", "reduction = 20 }", 10, "milestones"),
    ("target_value", "climate_2030", "Climate 2030", 2, "target_id"),
    ("target_value", TARGET, TARGET + '[budget]\nyearly_eur = "much"\n', 14, "yearly_eur"),
    ("target_choice", '"core"', '"cor"', 4, "boundary"),
    ("target_not_of_kind", "target_year =", 'per = "meals"\ntarget_year =', 8, "per"),
    ("target_unnamed", 'name_fi = "Päästöt puoleen"\n', "", 1, "name_fi"),
    ("target_twice", TARGET, TARGET + TARGET, 14, "target_id"),
    ("target_years", "target_year = 2030", "target_year = 2023", 8, "target_year"),
    ("target_exceptional", "base_year = 2023", "base_year = 2020", 7, "base_year"),
    ("target_without_figures", "base_year = 2023", "base_year = 2019", 7, "base_year"),
    ("target_points", "year = 2027", "year = 2022", 10, "milestones"),
    ("target_milestone_late", "year = 2027", "year = 2035", 10, "milestones"),
    ("target_person", '"hallitus"', '"x@y.example"', 12, "decided_by"),
    ("target_table", "[[target]]", "[target]", 1, "target"),
    ("target_table", TARGET, "budget = 5\n" + TARGET, 1, "budget"),
    ("targets_none", TARGET, BUDGET, None, ""),
    ("targets_broken", 'kind = "linear"', "kind = linear", 6, ""),
    ("target_rate_too_far", TARGET, of_kind("contraction", "rate_pct_per_year = 15", 'source = "s"'), 12, "rate_pct_per_year"),
    ("target_key_missing", TARGET, of_kind("contraction", "rate_pct_per_year = 5"), 1, "source"),
    ("target_reduction_or_rate", TARGET, of_kind("compound"), 6, "kind"),
    ("target_reduction_or_rate", TARGET, of_kind("compound", "reduction_pct = 50", "rate_pct_per_year = 5"), 6, "kind"),
    ("target_compound_zero", TARGET, of_kind("compound", "reduction_pct = 100"), 6, "kind"),
]


@pytest.mark.parametrize(("code", "old", "new", "row", "column"), FAULTS, ids=[f"{f[0]} {f[2][:12]!r}" for f in FAULTS])
def test_each_fault_is_told_with_its_line_and_key(
    tmp_path: Path, code: str, old: str, new: str, row: int | None, column: str
) -> None:
    found = [(problem.code, problem.row, problem.column) for problem in refused(tmp_path, TARGET.replace(old, new, 1))]
    assert (code, row, column) in found


def test_an_unknown_line_is_told_with_the_nearest_known(tmp_path: Path) -> None:
    found = refused(tmp_path, TARGET.replace("reduction_pct =", "reduction_pc ="))
    assert "reduction_pct" in Language("fi").problem(found[0])


def test_faults_of_all_targets_and_of_the_money_are_told_together(tmp_path: Path) -> None:
    second = without("view", TARGET.replace("climate_2030", "climate_2035"))
    found = refused(tmp_path, TARGET.replace('"core"', '"cor"') + second + BUDGET.replace("yearly_eur", "yearly"))
    assert [(problem.code, problem.row) for problem in found] == [
        ("target_choice", 4),
        ("target_key_missing", 13),
        ("target_key_unknown", 25),
    ]


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "decisions").mkdir()
    (tmp_path / TARGETS_FILE).write_bytes(TARGET.encode("latin-1"))
    with pytest.raises(DataError, match="targets_encoding"):
        read_targets(tmp_path, "school", years=[2023], exceptional=[])


def test_every_message_about_targets_has_a_test() -> None:
    elsewhere = {"targets_encoding", "target_without_denominator"}  # the second: tests/test_decided_plan.py
    assert {code for code, *_ in FAULTS} | elsewhere == {code for code in messages() if code.startswith("target")}


def test_every_example_of_a_line_is_a_value_of_it(tmp_path: Path) -> None:
    lines = [f"{key} = {quoted(line)}" for key, line in TARGET_LINES.items() if "linear" in line.kinds]
    money = [f"{key} = {quoted(line)}" for key, line in BUDGET_LINES.items()]
    said = read(tmp_path, "\n".join(["[[target]]", *lines, "[budget]", *money]))
    assert said.targets[0].target_id == "climate_2030"
