"""A plan that is moved by hand: what comes of it, in a small world whose sums can be done in the head."""

from __future__ import annotations

from dataclasses import replace
from html import unescape

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plans_of import LEDGER_YEAR, action, ledger, possible

from hjj_lib import plan_findings, tables, workshop
from hjj_lib.decided_plan import DecidedPlan
from hjj_lib.language import Language
from hjj_lib.problems import DataError
from hjj_lib.scenarios import PLAN_FILE, Target, acting_plan, plan_draws, read_plan_file
from hjj_lib.uncertainty import Assumptions, interval
from hjj_lib.workshop import sliders
from hjj_lib.workshop.sliders import PlanSliders

ENGLISH, FINNISH = Language("en"), Language("fi")
ASSUMPTIONS = Assumptions(tables.empty(tables.Pedigree))
#: 100 × 100 kg and 50 × 40 kg: 12 000 kg.
AMOUNTS = {"a": 100.0, "b": 50.0}
NAMES = {"name_en": "Little", "name_fi": "Vähän", "name_sv": "Lite"}
ACTIONS = [
    action("little", "activity", "a", 20.0, investment_eur_per_unit=1.0, yearly_cost_eur_per_unit=-2.0, **NAMES),
    action(
        "much", "activity", "a", 50.0, investment_eur_per_unit=10.0, excludes="little", name_en="<b>Much", name_fi="<b>Paljon"
    ),
    action("cleaner", "factor", "b", 50.0, yearly_cost_eur_per_unit=1.0, name_en="Cleaner", name_fi="Puhtaampi"),
    action("after", "activity", "b", 10.0, requires="cleaner", name_en="After", name_fi="Perässä"),
    action("nothing", "activity", "d", 10.0, name_en="Nothing", name_fi="Ei mitään"),
]
#: 25 % of 12 000 kg are 3 000: 9 000 are allowed.
TARGET = Target("main", {"en": "Main"}, "core", "market", "linear", LEDGER_YEAR, 2030, 25.0)
ROWS = pd.DataFrame(
    {
        "action_id": ["little", "after", "nothing"],
        "start_year": [2027, 2028, 2029],
        "status": ["decided", "idea", "dropped"],
        "owner_role": ["rector", "cook", "cook"],
        "deadline": ["2027-12-31", None, None],
        "planned_reduction_kg": [2000.0, None, None],
        "planned_with": ["2026.1", None, None],
        "note": ["a, b", None, None],
    }
)


def live(actions=ACTIONS, rows=ROWS, draws: int = 64, **uncertain: float) -> workshop.LivePlan:
    world = possible(AMOUNTS, actions, **uncertain)
    decided = DecidedPlan(acting_plan(rows), rows, "file", LEDGER_YEAR, LEDGER_YEAR + 1, TARGET, "file")
    decided = replace(decided, base={LEDGER_YEAR: ledger(AMOUNTS, **uncertain)})
    return workshop.live_plan(decided, world, ASSUMPTIONS, workshop.Conditions(2034, 0.0, "with_ramp", 0.0, draws, 1))


def choice(*rows: tuple[str, int, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["action_id", "start_year", "strength_pct"])


@pytest.fixture(scope="module")
def small():
    return live()


@pytest.fixture
def form(small):
    return PlanSliders(small, ENGLISH)


def test_a_plan_is_told_with_its_emissions_gap_chance_and_money(small):
    # 20 % of 10 000 kg are 2 000; 20 units cost 1 € each and save 2 € each a year
    found = workshop.outcome(small, choice(("little", 2027, 100)))
    assert (found.plan_kg, found.low_kg, found.high_kg) == pytest.approx((10_000, 10_000, 10_000))
    assert (found.gap_kg, found.chance.share) == (pytest.approx(1000), 0)
    assert (found.invested_eur, found.running_eur) == pytest.approx((20, -40))


@pytest.mark.parametrize(("name", "kg", "running"), [("little", 11_000, -20), ("cleaner", 11_500, 25)])
def test_half_of_an_action_does_half_and_costs_half_also_where_every_unit_is_bought_otherwise(small, name, kg, running):
    # the whole of "cleaner" is 1 000 kg and 50 €, because all 50 units are bought otherwise
    found = workshop.outcome(small, choice((name, 2027, 50)))
    assert (found.plan_kg, found.running_eur) == pytest.approx((kg, running))


def test_what_is_done_by_nothing_is_not_done(small):
    none, zero = workshop.outcome(small, choice()), workshop.outcome(small, choice(("little", 2027, 0)))
    assert none == zero
    assert (none.plan_kg, none.gap_kg, none.invested_eur, none.example_prices) == (12_000, 3000, 0, False)


def test_an_action_that_begins_after_the_target_year_does_nothing_in_it_but_is_paid_for(small):
    found = workshop.outcome(small, choice(("little", 2031, 100)))
    assert (found.plan_kg, found.invested_eur, found.running_eur) == (12_000, 20, 0)


def test_actions_that_exclude_or_need_each_other_are_refused(small):
    with pytest.raises(DataError) as refused:
        workshop.outcome(small, choice(("little", 2027, 100), ("much", 2027, 100), ("after", 2027, 100), ("cleaner", 2027, 0)))
    assert sorted(problem.code for problem in refused.value.problems) == ["action_missing", "actions_apart"]


@pytest.fixture(scope="module")
def uncertain():
    actions = [{**row, "uncertainty_95_pct": 30.0} for row in ACTIONS]
    return live(actions, draws=512, uncertainty_95_pct=10.0, factor_uncertainty_95_pct=20.0)


def test_the_interval_and_the_chance_are_those_of_the_report(uncertain):
    plan = choice(("little", 2027, 100), ("cleaner", 2026, 100))
    found = workshop.outcome(uncertain, plan)
    actions = [{**row, "uncertainty_95_pct": 30.0} for row in ACTIONS]
    world = possible(AMOUNTS, actions, uncertainty_95_pct=10.0, factor_uncertainty_95_pct=20.0)
    place = {"year": 2030, "view": "market", "boundary": "core"}
    drawn = plan_draws(world, plan, ASSUMPTIONS, **place, draws=512, seed=1)["plan_kg"].to_numpy()
    ends = interval(drawn.reshape(-1, 1)).iloc[0]
    assert (found.low_kg, found.high_kg) == pytest.approx((ends["low_kg"], ends["high_kg"]))
    decided = replace(uncertain.decided, plan=plan[["action_id", "start_year"]])
    report = plan_findings.target_chances(decided, world, ASSUMPTIONS, draws=512, seed=1)["market"][2030]
    assert found.chance.share == pytest.approx(report.share)
    assert 0 < found.chance.share < 1


@given(st.sampled_from(["little", "much", "cleaner"]), st.integers(0, 99), st.integers(1, 100))
def test_doing_more_of_an_action_that_helps_never_leaves_more(uncertain, name, less, more):
    low, high = sorted([less, more])
    weak, strong = (workshop.outcome(uncertain, choice((name, 2027, pct))) for pct in (low, high))
    assert strong.plan_kg <= weak.plan_kg * (1 + 1e-12)
    assert strong.high_kg <= weak.high_kg * (1 + 1e-12)
    assert strong.chance.share >= weak.chance.share


def test_the_wedges_add_up_to_what_the_numbers_say(small):
    plan = choice(("little", 2027, 50), ("cleaner", 2026, 100))
    path, parts = workshop.wedges(small, plan)
    last = path[path["year"] == 2030].iloc[0]
    assert last["plan_kg"] == pytest.approx(workshop.outcome(small, plan).plan_kg) == pytest.approx(10_000)
    assert last["baseline_kg"] - last["plan_kg"] == pytest.approx(parts.loc[parts["year"] == 2030, "share_kg"].sum())


def test_the_plan_is_offered_first_then_what_acts_here_the_largest_first(small):
    offered = workshop.offers(small)
    assert offered["action_id"].tolist() == ["little", "much", "cleaner", "after"]
    assert offered["in_plan"].tolist() == [True, False, False, False]
    assert offered["alone_kg"].tolist() == pytest.approx([2000, 5000, 1000, 200])


def read_back(tmp_path, text: str) -> pd.DataFrame:
    (tmp_path / PLAN_FILE).parent.mkdir(exist_ok=True)
    (tmp_path / PLAN_FILE).write_text(text, encoding="utf-8")
    return read_plan_file(tmp_path, pd.DataFrame(ACTIONS), "x")


def test_the_lines_hold_the_choice_and_keep_what_else_the_file_says(small, tmp_path):
    text = workshop.plan_lines(small, choice(("cleaner", 2026, 100), ("after", 2030, 60)))
    assert text.splitlines()[1:] == [
        'little,2027,dropped,rector,2027-12-31,2000,2026.1,"a, b"',
        "after,2030,decided,cook,,,,",
        "nothing,2029,dropped,cook,,,,",
        "cleaner,2026,decided,,,,,",
    ]
    rows = read_back(tmp_path, text.replace("cleaner,2026,decided,", "cleaner,2026,decided,rector"))
    assert dict(acting_plan(rows).to_numpy().tolist()) == {"after": 2030, "cleaner": 2026}


def test_a_new_row_without_a_role_is_refused_so_that_somebody_must_answer_for_it(small, tmp_path):
    with pytest.raises(DataError) as refused:
        read_back(tmp_path, workshop.plan_lines(small, choice(("cleaner", 2026, 100))))
    assert {problem.column for problem in refused.value.problems} == {"owner_role"}


def test_the_plan_as_it_is_gives_the_file_as_it_is(small):
    rows = read_lines(workshop.plan_lines(small, workshop.decided_choice(small)))
    assert rows["status"].tolist() == ROWS["status"].tolist()
    assert rows["start_year"].tolist() == [str(year) for year in ROWS["start_year"]]


def read_lines(text: str) -> pd.DataFrame:
    header, *rows = [line.split(",") for line in text.splitlines()]
    return pd.DataFrame([row[: len(header)] for row in rows], columns=header)


def test_without_a_file_the_lines_are_only_the_choice():
    none = live(rows=ROWS.iloc[:0])
    assert workshop.plan_lines(none, choice(("little", 2027, 100))).splitlines()[1:] == ["little,2027,decided,,,,,"]
    assert len(workshop.plan_lines(none, workshop.decided_choice(none)).splitlines()) == 1


def test_what_of_the_plan_cannot_be_calculated_stays_in_the_plan_and_in_the_lines():
    lost = action("lost", "share", "a", 10.0, to="nowhere", name_en="Lost")
    needs = action("needs", "activity", "a", 30.0, requires="lost", name_en="Needs")
    rows = ROWS.assign(action_id=["lost", "after", "nothing"])
    world = live([*ACTIONS, lost, needs], rows)
    assert "lost" not in workshop.offers(world)["action_id"].tolist()
    assert workshop.outcome(world, choice(("needs", 2027, 100))).plan_kg == pytest.approx(9000)
    assert workshop.plan_lines(world, choice()).splitlines()[1].startswith("lost,2027,decided,rector")


def test_what_is_done_in_part_has_a_row_of_its_own(small):
    assert workshop.action_lines(small, choice(("little", 2027, 100), ("much", 2027, 0))) == ""
    row = read_lines(workshop.action_lines(small, choice(("little", 2027, 50), ("cleaner", 2027, 100)))).iloc[0]
    assert (row["action_id"], row["effect_pct"], row["investment_eur_per_unit"]) == ("little", "10", "1")


def test_the_form_begins_with_the_report_s_plan_and_tells_it(form):
    assert form.choice().to_numpy().tolist() == [["little", 2027, 100]]
    assert "Emissions in 2030, market-based: 10.0 t CO₂e." in unescape(form.result.value).replace("\u00a0", " ")
    assert "is missed by 1.0 t CO₂e" in unescape(form.result.value).replace("\u00a0", " ")
    assert "Saved in running costs in 2030: 40 €." in form.result.value


def test_a_move_is_told_at_once_in_numbers_and_in_the_figure(form):
    before = form.figure.value
    form.rows["cleaner"].chosen.value = True
    form.rows["cleaner"].strength.value = 50
    form.rows["cleaner"].start_year.value = 2029
    assert form.choice().to_numpy().tolist() == [["little", 2027, 100], ["cleaner", 2029, 50]]
    assert "market-based: 9.5 t CO₂e." in form.result.value.replace("\u00a0", " ")
    assert form.figure.value != before
    assert "Cleaner 0.50 t CO₂e" in form.figure.value.replace("\u00a0", " ")


def test_with_nothing_chosen_the_form_tells_what_is_without_actions(form):
    form.rows["little"].chosen.value = False
    assert "market-based: 12.0 t CO₂e." in form.result.value.replace("\u00a0", " ")
    assert "with the plan 12.0 t CO₂e" in form.figure.value.replace("\u00a0", " ")


def test_the_number_and_the_slider_of_an_action_are_one(form):
    form.rows["little"].slider.value = 50
    assert form.rows["little"].strength.value == 50
    assert form.choice().to_numpy().tolist() == [["little", 2027, 50]]


def test_what_does_not_fit_together_is_told_with_names_and_nothing_is_calculated(form):
    form.rows["much"].chosen.value = True
    told = unescape(form.result.value)
    assert "The actions “Little” and “<b>Much” cannot be in the same plan." in told
    assert "<b>" not in form.result.value
    assert (form.figure.value, form.show_lines.disabled) == ("", True)
    form.rows["little"].chosen.value = False
    assert "market-based: 7.0 t CO₂e." in form.result.value.replace("\u00a0", " ")
    assert not form.show_lines.disabled


def test_the_button_shows_lines_to_copy_and_a_move_takes_them_away(form):
    form.show_lines.click()
    (_, area) = form.lines.children
    assert area.value.splitlines()[1].startswith("little,2027,decided,rector,")
    form.rows["little"].strength.value = 50
    assert form.lines.children == ()
    form.show_lines.click()
    assert [part.description for part in form.lines.children[1::2]] == ["decisions/plan.csv", "decisions/actions.csv"]


def test_what_has_begun_cannot_be_begun_anew():
    begun = ROWS.assign(start_year=[LEDGER_YEAR, 2028, 2029])
    form = PlanSliders(live(rows=begun), FINNISH)
    row = form.rows["little"]
    assert (row.chosen.description, row.start_year.disabled, row.strength.disabled) == ("Vähän (aloitettu)", True, True)


def test_of_many_actions_the_smallest_wait_until_they_are_called_by_name():
    many = [*ACTIONS, *(action(f"small_{n}", "activity", "b", 8.0, name_en=f"Small {n}") for n in range(18))]
    form = PlanSliders(live(many), ENGLISH)
    assert (len(form.rows), len(form.more.options)) == (20, 3)
    name, waiting = form.more.options[1]
    form.more.value = waiting
    assert form.rows[waiting].chosen.description == name
    assert waiting in form.choice()["action_id"].tolist()
    assert [one for _, one in form.more.options] == ["", form.more.options[1][1]]
    # 8 % of 2 000 kg on top of the 2 000 kg of "little"
    assert "is missed by 0.84 t CO₂e" in form.result.value.replace("\u00a0", " ")


def test_without_widgets_a_sentence_stands_in_their_place(small, monkeypatch):
    shown = []
    monkeypatch.setattr(sliders, "display", lambda data, raw: shown.append(data))
    form = sliders.show(small, FINNISH)
    (data,) = shown
    assert data["text/plain"] == "Liukusäätimet toimivat vain JupyterLabissa."
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == form.view.model_id
