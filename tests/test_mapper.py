"""The ledger mapper shows what has no class, applies nothing by itself, and writes whole decisions only."""

from __future__ import annotations

import shutil

import pytest
from purchases_of import purchases
from typer.testing import CliRunner

from hjj_lib import demo, mapper
from hjj_lib.basis import load_basis
from hjj_lib.cli import app
from hjj_lib.intake import read_institution, read_year
from hjj_lib.language import Language
from hjj_lib.mapper.tool import MapperTool
from hjj_lib.problems import DataError

FI, EN = Language("fi"), Language("en")
RIVERSIDE = "example_riverside"
OPEN = {"treatment": "unmapped", "activity_id": None}


@pytest.fixture(scope="module")
def basis():
    return load_basis()


@pytest.fixture(scope="module")
def delivered(tmp_path_factory, basis):
    folder = tmp_path_factory.mktemp("delivered")
    demo.write(folder, basis)
    return folder / RIVERSIDE


@pytest.fixture
def data(tmp_path, delivered):
    shutil.copytree(delivered, tmp_path / "raw" / RIVERSIDE)
    return tmp_path


@pytest.fixture
def ledger(data):
    return mapper.open_ledger(RIVERSIDE, 2025, data_dir=data)


def decision(**other):
    usual = {"scheme": "account", "pattern": "4890", "treatment": "mapped", "activity_id": "spend_accommodation_catering"}
    return mapper.Decision(**{**usual, "why": "Catering of meetings", "role": "rehtori", "decided_on": "2026-01-31", **other})


def file_of(ledger):
    return ledger.home / "decisions" / "spend_mapping.csv"


def test_the_largest_account_comes_first_with_its_share_of_the_whole_ledger():
    lines = purchases(
        {"amount_cents": 6000, "account": "1"},
        {"amount_cents": 1000, "account": "2", "account_name": "Kokoukset", **OPEN},
        {"amount_cents": 1000, "account": "3", "account_name": "Muut kulut", **OPEN},
        {"amount_cents": 2000, "account": "3", "account_name": "Muut kulut", **OPEN},
    )
    table = mapper.open_accounts(lines)
    assert table[["account", "amount_eur", "share", "lines"]].values.tolist() == [["3", 30.0, 0.3, 2], ["2", 10.0, 0.1, 1]]
    assert table["vague"].tolist() == [True, False]


def test_an_account_without_a_number_is_decided_by_its_name_and_one_without_a_name_by_its_code():
    lines = purchases(
        {"amount_cents": 2, "account_name": "Kulut [muut]", "cpv": "30", **OPEN}, {"amount_cents": 1, "cpv": "31", **OPEN}
    )
    table = mapper.open_accounts(lines)
    assert table[["scheme", "pattern"]].values.tolist() == [["account_name", "Kulut [[]muut]"], ["cpv", "31"]]


@pytest.mark.parametrize(
    ("name", "like"),
    [("ICT-palvelu", "ICT-palvelut"), ("Sähkö", "Sähkö ja kaasu"), ("Muut palvelut", None), ("Kokoukset", None), ("", None)],
)
def test_a_suggestion_is_a_known_name_that_is_like_it_and_never_one_for_a_vague_name(basis, name, like):
    found = mapper.suggestion(name, basis)
    assert (found.like if found else None) == like


def test_a_decision_is_read_back_and_leaves_nothing_open(ledger):
    after = mapper.decide(ledger, decision())
    assert mapper.open_accounts(ledger.purchases)["account"].tolist() == ["4890"]
    assert mapper.open_accounts(after.purchases).empty
    assert (
        file_of(ledger)
        .read_text(encoding="utf-8")
        .endswith("account,4890,mapped,spend_accommodation_catering,Catering of meetings,rehtori,2026-01-31\n")
    )


def test_the_same_decision_twice_changes_nothing_and_another_one_takes_its_place(ledger):
    mapper.decide(ledger, decision())
    once = file_of(ledger).read_bytes()
    mapper.decide(ledger, decision())
    assert file_of(ledger).read_bytes() == once
    mapper.decide(ledger, decision(treatment="excluded", activity_id=""))
    rows = file_of(ledger).read_text(encoding="utf-8").splitlines()
    assert [row.split(",")[2] for row in rows if row.startswith("account,4890")] == ["excluded"]
    assert len(rows) == len(once.decode().splitlines())


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"why": "  "}, "decision_empty"),
        ({"role": ""}, "decision_empty"),
        ({"activity_id": "diesel"}, "decision_activity"),
        ({"activity_id": ""}, "decision_activity"),
        ({"treatment": "excluded"}, "decision_not_mapped"),
        ({"treatment": "guessed"}, "decision_word"),
        ({"decided_on": "31.1.2026"}, "decision_date"),
    ],
)
def test_a_decision_that_lacks_something_is_refused_and_nothing_is_written(ledger, fault, code):
    before = file_of(ledger).read_bytes()
    with pytest.raises(DataError) as refused:
        mapper.decide(ledger, decision(**fault))
    assert code in [problem.code for problem in refused.value.problems]
    assert file_of(ledger).read_bytes() == before


def test_a_file_that_cannot_be_read_is_never_written_over(ledger):
    file_of(ledger).write_bytes("scheme,pattern\naccount,ä\n".encode("latin-1"))
    with pytest.raises(DataError):
        mapper.decide(ledger, decision())
    assert file_of(ledger).read_bytes() == "scheme,pattern\naccount,ä\n".encode("latin-1")


def test_a_decision_about_one_supplier_leaves_the_rest_of_the_account_open(ledger):
    sellers = mapper.largest_suppliers(ledger.purchases, "4890", "", rows=2)
    after = mapper.decide(ledger, decision(supplier=sellers["supplier"].iloc[0]))
    left = mapper.open_accounts(after.purchases)["amount_eur"].sum()
    whole = mapper.open_accounts(ledger.purchases)["amount_eur"].sum()
    assert left == pytest.approx(whole - sellers["amount_eur"].iloc[0])


def test_the_ledger_closes_as_before_whatever_is_decided(ledger, basis):
    mapper.decide(ledger, decision())
    intake = read_year(ledger.home, 2025, read_institution(ledger.home), basis)
    assert intake.purchases["amount_cents"].sum() == intake.statement["amount_cents"].sum()


def test_the_command_says_what_is_left_and_ends_well(data):
    words = ["map", "-i", RIVERSIDE, "--account", "4890", "--activity", "spend_accommodation_catering", "--why", "meetings"]
    done = CliRunner().invoke(app, [*words, "--data", str(data), "-l", "en"])
    assert done.exit_code == 0, done.output
    assert "Accounts without a class: 0" in done.output


def test_the_command_asks_account_by_account_and_an_empty_answer_decides_nothing(data, ledger):
    before = file_of(ledger).read_bytes()
    words = ["map", "-i", RIVERSIDE, "--data", str(data), "-l", "en"]
    assert CliRunner().invoke(app, words, input="\n").exit_code == 0
    assert file_of(ledger).read_bytes() == before
    place = [choice.activity_id for choice in mapper.choices(ledger.basis, EN)].index("spend_accommodation_catering") + 1
    done = CliRunner().invoke(app, words, input=f"{place}\nmeetings\n")
    assert "Accounts without a class: 0" in done.output


def test_the_form_saves_only_a_whole_decision_and_then_offers_what_is_left(ledger):
    form = MapperTool(ledger, FI)
    assert form.save.disabled
    assert (form.account.value, form.choice.value, form.why.value) == (None, None, "")
    form.account.value = 0
    form.choice.value = 0
    assert form.save.disabled
    form.why.value = "kokousten tarjoilut"
    assert not form.save.disabled
    form.save.click()
    assert "luokkaa: 0;" in form.told.value
    assert len(form.account.options) == 1
    assert form.save.disabled


def test_the_form_tells_a_fault_and_keeps_what_was_typed(ledger):
    form = MapperTool(ledger, EN)
    form.account.value, form.choice.value, form.why.value = 0, 0, "meetings"
    file_of(ledger).write_bytes(b"scheme,pattern\n1,2\n")
    form.save.click()
    assert "decisions/spend_mapping.csv" in form.answer.value
    assert form.why.value == "meetings"


def test_a_name_in_the_form_is_shown_as_typed(ledger):
    lines = ledger.purchases.assign(account_name=ledger.purchases["account_name"].replace("Kokous- ja edustuskulut", "<b>x</b>"))
    form = MapperTool(mapper.OpenLedger(ledger.home, 2025, ledger.institution, ledger.basis, lines), EN)
    form.account.value = 0
    assert "<b>" not in form.about.value + form.told.value
