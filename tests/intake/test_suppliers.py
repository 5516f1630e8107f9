"""Suppliers are read in memory: for a decision, for the curve and for the mapper, and stand in no table that is kept."""

import dataclasses

import pandas as pd
import pytest

from hjj_lib.intake import purchases_with_suppliers, read_institution

NAME = "Salainen Liike Oy"
LEDGER = (
    f"Tili;Tilin nimi;Toimittaja;Netto\n4711;ICT-palvelut;{NAME};60,00\n4890;Kokoukset;{NAME};20,00\n"
    "4890;Kokoukset;Muu Oy;20,00\n"
)


def everything(intake):
    """All that an intake holds, as text."""
    texts = []
    for field in dataclasses.fields(intake):
        value = getattr(intake, field.name)
        texts.append(value.to_csv() if isinstance(value, pd.DataFrame) else repr(value))
    return "\n".join(texts).casefold()


def test_the_curve_is_there_and_no_name_is(home):
    home.csv(LEDGER)
    intake = home.read()
    assert intake.supplier_curve.points["share"].tolist() == [0.8, 1.0]
    assert NAME.casefold() not in everything(intake)


def test_a_decision_by_supplier_counts_its_lines_only_and_keeps_its_name_to_itself(home):
    home.csv(LEDGER)
    home.decisions(f"supplier,4890/{NAME},mapped,spend_goods,because,finance manager,2024-01-31")
    intake = home.read()
    assert intake.purchases["treatment"].tolist() == ["mapped", "mapped", "unmapped"]
    assert NAME.casefold() not in everything(intake)


def test_a_decision_by_supplier_made_twice_is_told_without_the_name(home):
    home.csv(LEDGER)
    row = f"supplier,4890/{NAME},mapped,spend_goods,because,finance manager,2024-01-31"
    home.decisions(row, row)
    intake = home.read()
    assert "decision_twice" in [problem.code for problem in intake.problems]
    assert NAME.casefold() not in everything(intake)


@pytest.mark.parametrize(
    "head", ["Toimittaja;Toimittajan nimi", "Toimittaja;Leverantör"], ids=["number and name", "twice the same"]
)
def test_two_columns_of_suppliers_are_no_fault(home, head):
    home.csv(f"Tili;Tilin nimi;{head};Netto\n4711;ICT-palvelut;1001;{NAME};60,00\n")
    intake = home.read()
    assert "ledger_column_double" not in [problem.code for problem in intake.problems]
    assert len(intake.purchases) == 1


def test_the_mapper_sees_the_names(home):
    home.csv(LEDGER)
    who = read_institution(home.folder)
    seen = purchases_with_suppliers(home.folder, 2024, who, home.basis)
    assert seen["supplier"].tolist() == [NAME, NAME, "Muu Oy"]
