"""Tables are declared once; a frame that does not fit is told cell by cell, all cells at once."""

from __future__ import annotations

import inspect

import pandas as pd
import pandera.pandas as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hjj_lib import tables
from hjj_lib.problems import DataError
from hjj_lib.tables.faults import MESSAGES

MODELS = [model for name, model in inspect.getmembers(tables, inspect.isclass) if issubclass(model, pa.DataFrameModel)]

SITES = pd.DataFrame(
    {
        "institution_id": ["example", "example"],
        "site_id": ["north", "south"],
        "name": ["North", "South"],
        "municipality": ["oulu", "oulu"],
        "region": ["north_ostrobothnia", "north_ostrobothnia"],
        "tenure": ["owned", "shared"],
        "share_pct": ["100", "25"],
    }
)


def test_a_fitting_frame_gets_the_declared_columns_types_and_order():
    sites = tables.checked(SITES, tables.Site, file="sites.csv")
    assert list(sites) == tables.columns(tables.Site)
    assert sites["share_pct"].tolist() == [100.0, 25.0]


def test_a_column_that_may_be_empty_may_be_absent():
    assert tables.checked(SITES, tables.Site, file="sites.csv")["heat_network"].isna().all()


def test_the_frame_that_was_given_is_not_changed():
    before = SITES.copy()
    tables.checked(SITES, tables.Site, file="sites.csv")
    pd.testing.assert_frame_equal(SITES, before)


def test_every_cell_that_does_not_fit_is_told_with_its_row_and_column():
    wrong = SITES.assign(tenure=["rented", "shared"], share_pct=["100", "125"])
    with pytest.raises(DataError) as caught:
        tables.checked(wrong, tables.Site, file="sites.csv")
    places = {(problem.file, problem.row, problem.column) for problem in caught.value.problems}
    assert places == {("sites.csv", 2, "tenure"), ("sites.csv", 3, "share_pct")}


def test_an_unknown_column_and_a_missing_one_are_both_told():
    with pytest.raises(DataError) as caught:
        tables.checked(SITES.rename(columns={"tenure": "tenur"}), tables.Site, file="sites.csv")
    told = " ".join(str(problem.values) for problem in caught.value.problems)
    assert "tenur" in told
    assert "'tenure'" in told


def test_a_key_that_occurs_twice_is_told():
    with pytest.raises(DataError) as caught:
        tables.checked(SITES.assign(site_id="north"), tables.Site, file="sites.csv")
    assert {problem.row for problem in caught.value.problems} == {2, 3}


def test_only_an_empty_cell_is_missing_and_the_text_na_stays_text(tmp_path):
    path = tmp_path / "price_index.csv"
    path.write_text("index_id,year,value,source_id,since,until\nNA,2023,1.5,null,2026.1,\n", encoding="utf-8")
    row = tables.read_csv(path, tables.PriceIndex).iloc[0]
    assert (row["index_id"], row["source_id"]) == ("NA", "null")
    assert pd.isna(row["until"])


def test_a_faulty_file_is_named(tmp_path):
    path = tmp_path / "price_index.csv"
    path.write_text("index_id,year,value,source_id,since,until\nppi,2023,high,statistics,2026.1,\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        tables.read_csv(path, tables.PriceIndex)
    assert {(problem.file, problem.column) for problem in caught.value.problems} == {("price_index.csv", "value")}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_table_can_be_empty_and_has_a_sentence_about_itself(model):
    assert list(tables.empty(model)) == tables.columns(model)
    assert (model.__doc__ or "").strip().endswith(".")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_table_has_a_key(model):
    schema = model.to_schema()
    assert schema.unique or any(column.unique for column in schema.columns.values())


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_column_names_are_lower_case_words_and_a_name_has_all_languages(model):
    names = tables.columns(model)
    assert all(name.islower() and name.replace("_", "").isalnum() for name in names)
    stems = {name.removesuffix("_fi") for name in names if name.endswith("_fi")}
    assert {f"{stem}_{code}" for stem in stems for code in tables.LANGUAGES} <= set(names)


def _activities(tmp_path, quick):
    """One activity whose column ``quick`` holds the given word."""
    row = dict.fromkeys(tables.columns(tables.Activity), "x") | {
        "theme": "energy",
        "by_site": "True",
        "position": "1",
        "quick": quick,
    }
    path = tmp_path / "activities.csv"
    path.write_text(",".join(row) + "\n" + ",".join(row.values()) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(("word", "value"), [("True", True), ("False", False), ("false", False)])
def test_the_words_true_and_false_are_truth_values(tmp_path, word, value):
    assert tables.read_csv(_activities(tmp_path, word), tables.Activity)["quick"].tolist() == [value]


@pytest.mark.parametrize("word", ["kyllä", "1", ""])
def test_any_other_word_is_not_a_truth_value_and_is_named(tmp_path, word):
    with pytest.raises(DataError) as raised:
        tables.read_csv(_activities(tmp_path, word), tables.Activity)
    assert [(p.row, p.column) for p in raised.value.problems] == [(2, "quick")]


PRICES = "index_id,year,value,since,until,source_id\nprices,2024,100,1,,s\nprices,2025,103.5,1,,s\n"
FAULTS = [
    ("prices,2025", "prices,twenty", "not_a_whole_number", 3, "year"),
    ("103.5", "1 035", "not_a_number", 3, "value"),
    ("103.5", "inf", "not_a_number", 3, "value"),
    ("103.5", "0", "not_above_limit", 3, "value"),
    ("103.5", "", "cell_empty", 3, "value"),
    ("103.5", "103,5", "row_length", 3, ""),
    ("prices,2025", "prices,2024", "row_twice", 3, "index_id"),
    ("source_id\n", "sourec_id\n", "column_unknown", None, "sourec_id"),
    ("source_id\n", "sourec_id\n", "column_missing", None, "source_id"),
    ("value,since", "year,since", "column_twice", None, "year"),
    (PRICES, "", "file_empty", None, ""),
]


@pytest.mark.parametrize(("old", "new", "code", "row", "column"), FAULTS, ids=[f"{f[2]} {f[1][:9]!r}" for f in FAULTS])
def test_each_fault_of_a_file_is_told_with_row_and_column(tmp_path, old, new, code, row, column):
    path = tmp_path / "prices.csv"
    path.write_text(PRICES.replace(old, new), encoding="utf-8")
    with pytest.raises(DataError) as error:
        tables.read_csv(path, tables.PriceIndex)
    assert (code, "prices.csv", row, column) in [(p.code, p.file, p.row, p.column) for p in error.value.problems]


def test_faults_of_other_kinds_of_columns_are_told(tmp_path):
    path = tmp_path / "factor_choices.csv"
    header = "factor_role,rank,level,place,year_from,year_to,factor_id,since,until,reason\n"
    path.write_text(header + "heat,-1,nation,FI,2020,2025,f,1,,r\nheat,1,village,FI,2020,2025,f,1,,r\n", encoding="utf-8")
    with pytest.raises(DataError) as error:
        tables.read_csv(path, tables.FactorChoice)
    assert [p.code for p in error.value.problems] == ["below_limit", "not_in_list"]


def test_a_word_that_is_neither_yes_nor_no_and_a_number_above_its_limit_are_told():
    activity = {key: ["x"] for key in tables.columns(tables.Activity)} | {"quick": ["maybe"]}
    assert "not_a_truth" in [p.code for p in tables.faults(activity, tables.Activity, "a.csv")]
    factor = {key: ["x"] for key in tables.columns(tables.EmissionFactor)} | {"shared_between_years": ["2"]}
    assert "above_limit" in [p.code for p in tables.faults(factor, tables.EmissionFactor, "a.csv")]


def test_a_day_that_is_not_written_as_it_must_be_is_told():
    decision = {key: ["x"] for key in tables.columns(tables.MappingOverride)} | {"decided_on": ["1.2.2024"]}
    assert "not_as_written" in [p.code for p in tables.faults(decision, tables.MappingOverride, "a.csv")]


def test_a_file_in_another_encoding_is_told(tmp_path):
    path = tmp_path / "prices.csv"
    path.write_bytes("index_id\nsähkö\n".encode("latin-1"))
    with pytest.raises(DataError, match="file_unreadable"):
        tables.read_csv(path, tables.PriceIndex)


def test_every_message_about_cells_has_a_test():
    elsewhere = {"below_limit", "not_in_list", "not_a_truth", "above_limit", "file_unreadable", "not_as_written"}
    assert {code for _, _, code, _, _ in FAULTS} | elsewhere == set(MESSAGES)


def test_a_byte_order_mark_and_the_text_na_do_no_harm(tmp_path):
    path = tmp_path / "prices.csv"
    path.write_text("\ufeff" + PRICES.replace(",s\n", ",NA\n"), encoding="utf-8")
    assert tables.read_csv(path, tables.PriceIndex)["source_id"].tolist() == ["NA", "NA"]


def test_a_file_read_cell_by_cell_is_the_frame_that_the_declaration_makes(tmp_path):
    path = tmp_path / "prices.csv"
    path.write_text(PRICES, encoding="utf-8")
    made = tables.checked(pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""]), tables.PriceIndex, file="p")
    pd.testing.assert_frame_equal(tables.read_csv(path, tables.PriceIndex), made)


CELLS = st.lists(st.sampled_from(["2024", "2025", "", "x", "1.5", "-1", "nan", "1_0"]), min_size=2, max_size=2)


@given(CELLS, CELLS)
def test_a_table_is_typed_exactly_when_it_has_no_fault(years, values):
    columns = {"index_id": ["a", "a"], "year": years, "value": values, "since": ["1", "1"], "source_id": ["s", "s"]}
    assert (tables.typed(columns, tables.PriceIndex) is None) == bool(tables.faults(columns, tables.PriceIndex, "p.csv"))


AMOUNTS = st.lists(st.sampled_from([1.0, -1.0, float("nan")]), min_size=1, max_size=3)


@given(AMOUNTS, st.sampled_from(["measured", "guessed", None]))
def test_a_frame_that_fits_is_what_the_check_makes_and_one_that_does_not_is_refused(uncertainties, origin):
    count = len(uncertainties)
    words = {"institution_id": "school", "activity_id": "heat", "value_state": "given", "unit": "MWh", "file": "f"}
    rows = pd.DataFrame({"entry_id": [f"e{number}" for number in range(count)], **words, "year": 2024, "amount": 1.0})
    good = tables.checked(rows, tables.Entry, file="f")
    frame = good.assign(uncertainty_95_pct=uncertainties, origin=pd.array([origin] * count, dtype=good["origin"].dtype))
    wrong = origin == "guessed" or any(value < 0 for value in uncertainties)
    assert tables.fits(frame, tables.Entry) != wrong
    if wrong:
        with pytest.raises(DataError):
            tables.checked(frame, tables.Entry, file="f")
    else:
        pd.testing.assert_frame_equal(tables.checked(frame[reversed(list(frame))], tables.Entry, file="f"), frame)
