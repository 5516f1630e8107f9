"""Tables are declared once; a frame that does not fit is told cell by cell, all cells at once."""

from __future__ import annotations

import inspect

import pandas as pd
import pandera.pandas as pa
import pytest

from hjj_lib import tables
from hjj_lib.problems import DataError

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
