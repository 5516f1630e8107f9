"""The first rule that fits decides; what no rule fits stays unmapped."""

import pandas as pd
import pytest
from purchases_of import capital_activities, lines, mapping, overrides

from hjj_lib import tables
from hjj_lib.basis import load_basis
from hjj_lib.spend import map_lines

BASIS = mapping(
    ("jhs", "43", "Palvelut", "spend_services", "mapped"),
    ("jhs", "436", "ICT", "spend_ict", "mapped"),
    ("account_group", None, "Kirjallisuus, oppimateriaalit", "spend_books", "mapped"),
    ("account_group", None, "Lämmitys", None, "covered_by_activity"),
    ("account_group", None, "Palkat, poistot", None, "excluded"),
    ("cpv", "30", "Koneet", "spend_computers", "mapped"),
    ("unspsc", "44", "Tarvikkeet", "spend_supplies", "mapped"),
)
NO_OVERRIDES = overrides()
NO_CAPITAL = capital_activities()


def outcome(own=NO_OVERRIDES, **line):
    row = map_lines(lines({"amount_cents": 1, **line}), BASIS, own, NO_CAPITAL).iloc[0]
    return row[["treatment", "activity_id", "scheme", "rule"]].where(lambda cell: cell.notna(), None).tolist()


EVERYTHING = {"account": "4711", "jhs_account": "4361", "account_name": "Lämmitys", "cpv": "30213100-6", "unspsc": "44100000"}


@pytest.mark.parametrize(
    ("missing", "scheme"),
    [
        ((), "jhs"),
        (("jhs_account",), "account_group"),
        (("jhs_account", "account_name"), "cpv"),
        (("jhs_account", "account_name", "cpv"), "unspsc"),
    ],
    ids=["all", "no number", "no name", "only UNSPSC"],
)
def test_number_then_name_then_cpv_then_unspsc(missing, scheme):
    line = {key: value for key, value in EVERYTHING.items() if key not in missing}
    assert outcome(**line)[2] == scheme


def test_the_institutions_own_decision_comes_before_every_rule_of_the_basis():
    own = overrides(("cpv", "30*", "mapped", "spend_own"))
    assert outcome(own, **EVERYTHING) == ["mapped", "spend_own", "cpv", "30*"]


def test_of_own_decisions_the_account_number_comes_first_and_then_the_longest_pattern():
    own = overrides(
        ("account_name", "lämmitys", "excluded", None), ("account", "47*", "mapped", "a"), ("account", "471*", "mapped", "b")
    )
    assert outcome(own, **EVERYTHING)[1] == "b"


def test_a_pass_through_is_excluded_with_the_institutions_reason():
    own = overrides(("account", "4711", "pass_through", None))
    row = map_lines(lines({"amount_cents": 1, "account": "4711"}), BASIS, own, NO_CAPITAL).iloc[0]
    assert row[["treatment", "decided_by", "reason"]].tolist() == ["excluded", "institution", "because"]


def test_the_longest_code_of_a_number_counts():
    assert outcome(jhs_account="4361")[1] == "spend_ict"
    assert outcome(jhs_account="4390")[1] == "spend_services"


@pytest.mark.parametrize("name", ["Oppimateriaalit", "  kirjallisuus,  OPPIMATERIAALIT "])
def test_a_name_is_known_whole_or_as_one_of_a_list_in_any_letters(name):
    assert outcome(account_name=name)[1] == "spend_books"


@pytest.mark.parametrize("name", ["Lämmityslaitteet", "Lämmitys ja muut", "", "Kokouskulut"])
def test_a_name_that_is_only_like_another_stays_unmapped(name):
    assert outcome(account_name=name) == ["unmapped", None, None, None]


def test_covered_and_excluded_say_so_without_an_activity():
    assert outcome(account_name="Lämmitys")[:2] == ["covered_by_activity", None]
    assert outcome(account_name="Poistot")[:2] == ["excluded", None]


def test_a_capitalised_line_goes_to_the_activity_of_capital_goods():
    twins = capital_activities(spend_books="spend_books_capital")
    both = lines(
        {"amount_cents": 1, "account_name": "Oppimateriaalit", "capitalised": True},
        {"amount_cents": 1, "account_name": "Oppimateriaalit"},
    )
    assert map_lines(both, BASIS, NO_OVERRIDES, twins)["activity_id"].tolist() == ["spend_books_capital", "spend_books"]


def test_order_and_number_of_lines_stay_and_no_lines_give_no_lines():
    many = lines(*({"amount_cents": number, "account_name": name} for number, name in enumerate(["Lämmitys", "?", "Lämmitys"])))
    assert map_lines(many, BASIS, NO_OVERRIDES, NO_CAPITAL)["amount_cents"].tolist() == [0, 1, 2]
    assert map_lines(many.head(0), BASIS, NO_OVERRIDES, NO_CAPITAL).empty


def test_every_rule_of_the_published_basis_is_found_by_its_own_name_or_code():
    basis = load_basis()
    rules = basis.spend_mapping
    rows = [
        {
            "amount_cents": 1,
            "account_name": rule["name_sv"] if rule["scheme"] == "account_group" else None,
            "cpv": f"{rule['code']}000000" if rule["scheme"] == "cpv" else None,
            "unspsc": f"{rule['code']}000000" if rule["scheme"] == "unspsc" else None,
        }
        for rule in rules.to_dict("records")
    ]
    found = map_lines(lines(*rows), pd.concat([rules, basis.jhs_accounts]), NO_OVERRIDES, NO_CAPITAL)
    assert (found["treatment"] == rules["treatment"]).all()
    assert (found["activity_id"].fillna("") == rules["activity_id"].fillna("")).all()


def test_every_activity_for_capital_goods_is_counted_in_category_2():
    basis = load_basis()
    twins = set(basis.capital_activities["capital_activity_id"])
    lines_of = basis.emission_lines[basis.emission_lines["activity_id"].isin(twins)]
    assert set(lines_of["ghg_category"]) == {2}


def test_the_own_decisions_are_declared_as_a_table():
    assert tables.columns(tables.MappingOverride)[:2] == ["scheme", "pattern"]
