"""``factors/datapackage.json``: valid, up to date, and true to the declarations."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft4Validator
from tables_of import SMALL_BASIS

from hjj_lib import datapackage
from hjj_lib.basis import FOLDER
from hjj_lib.language import Language
from hjj_lib.problems import DataError

ROOT = Path(__file__).parents[1]
PROFILE = json.loads((Path(__file__).parent / "profiles" / "tabular-data-package.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def real() -> dict[str, dict]:
    return {one["name"]: one for one in datapackage.package(FOLDER)["resources"]}


@pytest.fixture(scope="module")
def small() -> dict[str, dict]:
    return {one["name"]: one for one in datapackage.package(SMALL_BASIS)["resources"]}


def fields(resource: dict) -> dict[str, dict]:
    return {one["name"]: one for one in resource["schema"]["fields"]}


def test_the_stored_descriptor_is_up_to_date():
    stored = (FOLDER / datapackage.FILE).read_text(encoding="utf-8")
    assert stored == datapackage.text(FOLDER), "run: ./hjj basis documents"


@pytest.mark.parametrize("folder", [FOLDER, SMALL_BASIS], ids=["real", "small"])
def test_the_descriptor_is_a_tabular_data_package(folder):
    errors = Draft4Validator(PROFILE).iter_errors(datapackage.package(folder))
    assert [f"{list(error.path)}: {error.message}" for error in errors] == []


def test_the_profile_refuses_what_is_none():
    assert list(Draft4Validator(PROFILE).iter_errors({"name": "nothing", "resources": []})) != []


def test_every_csv_file_of_the_basis_is_a_resource(real):
    paths = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.csv")}
    assert {one["path"] for one in real.values()} == paths


def test_the_fields_are_the_columns_of_the_file_in_its_order(real):
    for resource in real.values():
        with (FOLDER / resource["path"]).open(encoding="utf-8", newline="") as file:
            assert [one["name"] for one in resource["schema"]["fields"]] == next(csv.reader(file)), resource["path"]


def test_types_and_limits_are_those_of_the_declaration(small):
    factor = fields(small["emission_factors.all"])
    assert factor["valid_from"]["type"] == "integer"
    assert factor["valid_from"]["constraints"] == {"required": True, "minimum": 1990, "maximum": 2100}
    assert factor["kg_co2e_per_unit"]["type"] == "number"
    assert factor["quality"]["constraints"]["enum"] == ["verified", "derived", "secondary", "unverified"]
    assert "constraints" not in factor["note"]
    assert fields(small["activities"])["quick"]["type"] == "boolean"
    assert factor["valid_from"]["description"] == "Year from which the value holds"


def test_keys_and_references_are_those_of_the_checks(small):
    lines = small["emission_lines"]["schema"]
    assert lines["primaryKey"] == ["activity_id", "line_id", "since"]
    assert {"fields": "activity_id", "reference": {"resource": "activities", "fields": "activity_id"}} in lines["foreignKeys"]
    assert small["sources"]["schema"]["primaryKey"] == ["source_id"]
    # a table of many files cannot be referred to
    roles = [key["fields"] for key in small["factor_choices"]["schema"]["foreignKeys"]]
    assert roles == ["factor_role"]


def test_a_resource_names_the_licences_and_sources_of_its_rows_once(small):
    factors = small["emission_factors.all"]
    assert factors["licenses"] == [{"name": "EUPL-1.2", "title": "EUPL-1.2"}]
    assert factors["shareAlike"] is False
    assert factors["sources"] == [{"title": "HJJ: Invented figures for tests", "source_id": "invented"}]
    assert "licenses" not in small["categories"]


def test_share_alike_files_are_marked_and_no_other_file_of_factors_is(real):
    factors = {name: one["shareAlike"] for name, one in real.items() if name.startswith("emission_factors.")}
    assert {name for name, shared in factors.items() if shared} == {name for name in factors if name.endswith("_share_alike")}


def test_a_column_that_nobody_declared_is_told_with_the_known_ones(tmp_path):
    folder = shutil.copytree(SMALL_BASIS, tmp_path / "basis")
    (folder / "blends.csv").write_text("blend,gas,mass_share,source_id,since,until,colour\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        datapackage.package(folder)
    (problem,) = caught.value.problems
    told = Language("fi").problem(problem)
    assert told.startswith("blends.csv, sarake colour: Saraketta ”colour” ei ole määritelty. Sarakkeet: ")
    assert "mass_share" in told


def test_the_command_writes_the_file_beside_the_tables(tmp_path):
    folder = shutil.copytree(SMALL_BASIS, tmp_path / "basis")
    command = [sys.executable, "-m", "hjj_lib.cli", "basis", "documents", "--folder", str(folder), "--language", "en"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert (folder / "datapackage.json").read_text(encoding="utf-8") == datapackage.text(SMALL_BASIS)
