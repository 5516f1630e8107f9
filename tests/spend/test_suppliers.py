"""The curve of suppliers names nobody, and a decision by supplier leaves no name behind."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from purchases_of import capital_activities, lines, mapping, overrides, purchases

from hjj_lib.spend import map_lines, shown_pattern, supplier_curve


def curve(*rows, **kinds):
    """Rows of supplier and euros."""
    table = purchases(*({"amount_cents": 100 * euros, **kinds} for _, euros in rows))
    return supplier_curve(table, pd.Series([name for name, _ in rows], dtype=object))


def test_the_largest_supplier_comes_first_and_shares_add_up():
    found = curve(("B", 20), ("A", 50), ("C", 30))
    assert found.points["rank"].tolist() == [1, 2, 3]
    assert found.points["share"].tolist() == [0.5, 0.8, 1.0]
    assert (found.needed_for(0.8), found.needed_for(0.81), found.total_cents) == (2, 3, 10_000)


def test_a_name_in_other_letters_is_the_same_supplier():
    assert len(curve(("Rauta  Oy", 1), ("RAUTA OY", 2)).points) == 1


def test_lines_without_a_supplier_are_told_apart_and_in_no_point():
    found = curve(("A", 60), (None, 40))
    assert (found.total_cents, found.unnamed_cents, found.needed_for(0.8)) == (6000, 4000, 1)


def test_a_supplier_whose_credit_notes_outweigh_its_invoices_is_left_out():
    found = curve(("A", 60), ("B", 5), ("B", -10))
    assert found.points["share"].tolist() == [1.0]


@pytest.mark.parametrize(("treatment", "ranks"), [("mapped", 1), ("unmapped", 1), ("covered_by_activity", 0), ("excluded", 0)])
def test_only_what_is_counted_in_euros_or_waits_for_a_class_is_in_the_curve(treatment, ranks):
    activity = "spend_ict" if treatment == "mapped" else None
    assert len(curve(("A", 1), treatment=treatment, activity_id=activity).points) == ranks


def test_without_any_supplier_it_is_not_known_how_many_are_needed():
    assert curve((None, 1)).needed_for(0.8) is None


@given(st.lists(st.tuples(st.sampled_from([None, "A", "B", "C"]), st.integers(-100, 100)), min_size=1, max_size=20))
def test_shares_never_fall_and_end_at_everything(rows):
    shares = curve(*rows).points["share"].tolist()
    assert shares == sorted(shares)
    assert not shares or shares[-1] == pytest.approx(1)


BASIS = mapping(("account_group", None, "Palvelut", "spend_services", "mapped"))
LINE = {"amount_cents": 100, "account": "4320", "account_name": "Palvelut"}


def mapped(own, supplier, **line):
    names = pd.Series([supplier], dtype=object)
    return map_lines(lines({**LINE, **line}), BASIS, own, capital_activities(), names).iloc[0]


@pytest.mark.parametrize("pattern", ["4320/rauta*", "*/rauta oy", "rauta*", "43*/RAUTA OY"])
def test_a_decision_by_supplier_comes_before_the_account(pattern):
    own = overrides(("account", "4320", "excluded", None), ("supplier", pattern, "mapped", "spend_metal"))
    assert mapped(own, "Rauta Oy")["activity_id"] == "spend_metal"
    assert mapped(own, "Paperi Oy")["treatment"] == "excluded"
    assert mapped(own, None)["treatment"] == "excluded"


def test_a_decision_about_a_supplier_on_an_account_says_nothing_of_other_accounts():
    own = overrides(("supplier", "4320/rauta*", "mapped", "spend_metal"))
    assert mapped(own, "Rauta Oy", account="4321")["activity_id"] == "spend_services"


def test_no_name_of_a_supplier_is_in_what_is_returned():
    row = mapped(overrides(("supplier", "4320/rauta*", "mapped", "spend_metal")), "Rauta Oy")
    assert row["rule"] == "4320/…"
    assert "rauta" not in row.astype(str).str.cat(sep=" ").casefold()


def test_a_pattern_of_a_supplier_alone_is_shown_without_the_name():
    assert (shown_pattern("supplier", "rauta*"), shown_pattern("account", "43*")) == ("*/…", "43*")
