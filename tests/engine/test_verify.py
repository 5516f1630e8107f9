"""Reports that are what the calculation gives are called the same; one changed digit anywhere is found, with its place."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

from hjj_lib.cli import app
from hjj_lib.engine import batch, verify
from hjj_lib.engine.compare import differences
from hjj_lib.engine.mask import masked
from hjj_lib.engine.plan import Wanted, plan, program
from hjj_lib.engine.sources import Places
from hjj_lib.language import Language

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "data" / "raw" / "example_coast"
YEAR = max(int(path.name) for path in EXAMPLE.iterdir() if path.name.isdigit())
REPORTS = f"example_coast/{YEAR}/fi"


def _silent(*_: object) -> None:
    """Nobody looks at the progress."""


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Iterator[Places]:
    """One institution's reports, as a run made them; with a basis that nobody edits meanwhile."""
    home = tmp_path_factory.mktemp("made")
    shutil.copytree(EXAMPLE, home / "data" / "raw" / "example_coast")
    shutil.copytree(ROOT / "factors", home / "factors")
    where = Places(home / "data", home / "data" / "outputs", Path(__file__).parent / "notebooks", home / "factors")
    where.outputs.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HJJ_WARM", "0")
        results = batch.make(where, plan(where, Wanted()), jobs=1, progress=_silent, index_language=Language("fi"))
        assert [result.state for result in results] == ["made"]
        yield where


@pytest.fixture
def copy(made, tmp_path) -> Places:
    data = Path(shutil.copytree(made.data, tmp_path / "data"))
    return replace(made, data=data, outputs=data / "outputs")


def _verdicts(where: Places, path: Path | None = None) -> dict[str, verify.Verdict]:
    found = verify.verify(path or where.outputs, where, jobs=1, progress=_silent)
    return {verdict.name: verdict for verdict in found}


def _told(verdict: verify.Verdict, code: str = "en") -> list[str]:
    return [Language(code).problem(problem) for problem in verdict.problems]


NAME = REPORTS.replace("/", " ")


def test_what_a_run_made_is_what_the_calculation_gives_and_nothing_is_written_where_it_lies(made):
    before = {path: path.stat().st_mtime_ns for path in made.data.rglob("*")}
    assert {name: (one.state, _told(one)) for name, one in _verdicts(made).items()} == {
        NAME: ("same", []),
        "index.html": ("same", []),
    }
    assert {path: path.stat().st_mtime_ns for path in made.data.rglob("*")} == before


def test_one_changed_digit_in_a_page_a_workbook_and_a_table_is_found_with_file_and_place(copy):
    folder = copy.outputs / REPORTS
    page = folder / "01_small.html"
    page.write_text(page.read_text(encoding="utf-8").replace("2025: 0.5", "2025: 0.6"), encoding="utf-8")
    book = openpyxl.load_workbook(folder / "inventory.xlsx")
    sheet = book.worksheets[2]  # the lines: those before hold sentences and formulas
    cell = next(cell for row in sheet.iter_rows(min_row=4) for cell in row if isinstance(cell.value, float))
    cell.value += 1
    book.save(folder / "inventory.xlsx")
    path = copy.processed / "example_coast" / str(YEAR) / "inventory.parquet"
    table = pd.read_parquet(path)
    table.loc[2, "emissions_kg_co2e"] += 1
    table.to_parquet(path, index=False)
    index = copy.outputs / "index.html"
    index.write_text(index.read_text(encoding="utf-8").replace("2025", "2024", 1), encoding="utf-8")
    found = _verdicts(copy)
    assert (found[NAME].state, found["index.html"].state) == ("different", "different")
    lines = _told(found[NAME])
    assert any(line.startswith("01_small.html, row ") and "2025: 0.6” stands" in line and "2025: 0.5”" in line for line in lines)
    assert any(
        line.startswith(f"inventory.xlsx, sheet {sheet.title}, row {cell.row}, column {cell.column_letter}:") for line in lines
    )
    assert any(line.startswith(f"processed/{REPORTS[:-3]}/inventory.parquet, row 3, column emissions_kg_co2e:") for line in lines)
    changed = [line for line in lines if "its hash is another" in line]
    assert [line.partition(":")[0] for line in changed] == ["01_small.html", "inventory.xlsx"]


def test_an_input_that_changed_is_named_and_nothing_is_calculated(copy, monkeypatch):
    monkeypatch.setattr(batch, "make", None)
    with (copy.raw / "example_coast" / "institution.toml").open("a", encoding="utf-8") as file:
        file.write("# one more line\n")
    found = _verdicts(copy)[NAME]
    assert (found.state, _told(found)) == ("changed", ["changed: example_coast/institution.toml"])
    shutil.rmtree(copy.raw / "example_coast")
    found = _verdicts(copy)[NAME]
    assert found.state == "changed"
    assert "There is no institution “example_coast”" in _told(found)[0]


def _rewrite(folder: Path, change: Callable[[dict[str, object]], object]) -> None:
    path = folder / "manifest.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")


def test_a_folder_that_was_sent_to_others_can_be_verified_and_other_packages_are_named_but_are_no_difference(copy, tmp_path):
    received = Path(shutil.copytree(copy.outputs / REPORTS, tmp_path / "received"))
    _rewrite(received, lambda content: content["inputs"].update(Python="3.0.1"))
    (found,) = _verdicts(copy, received).values()
    assert (found.state, found.other, _told(found)) == ("same", ("Python",), [])


def test_what_the_manifest_says_is_verified_too_and_a_file_that_nobody_made_is_told(copy):
    folder = copy.outputs / REPORTS
    _rewrite(folder, lambda content: content.update(name="Another college"))
    (folder / "05_more.html").write_text("more", encoding="utf-8")
    assert _told(_verdicts(copy, folder)[NAME]) == [
        "05_more.html: The calculation gives no such file.",
        "manifest.json: Names, titles or counts in it are not those of the calculation.",
    ]


def test_a_folder_whose_run_failed_is_told(copy):
    folder = copy.outputs / REPORTS
    (folder / "manifest.json").rename(folder / "failure.json")
    found = _verdicts(copy)["fi"]
    assert found.state == "failed"
    assert "has no manifest" in _told(found)[0]


@pytest.mark.parametrize(
    ("code", "told"), [("fi", "Kansiota {0} ei ole."), ("sv", "Mappen {0} finns inte."), ("en", "There is no folder {0}.")]
)
def test_a_wrong_path_is_told_in_the_users_language_and_ends_with_2(tmp_path, code, told):
    done = CliRunner().invoke(app, ["verify", str(tmp_path / "nowhere"), "--language", code])
    assert (done.exit_code, told.format(tmp_path / "nowhere") in done.stderr) == (2, True)
    done = CliRunner().invoke(app, ["verify", str(tmp_path), "--language", code])
    assert (done.exit_code, "outputs" in done.stderr) == (2, True)


def test_the_command_ends_with_1_when_something_is_not_the_same(copy):
    (copy.outputs / REPORTS / "manifest.json").unlink()
    (copy.outputs / REPORTS / "failure.json").write_text("{}", encoding="utf-8")
    done = CliRunner().invoke(app, ["verify", str(copy.outputs), "--language", "fi"])
    assert done.exit_code == 1
    assert "ei voitu laskea uudelleen" in done.stdout
    assert done.stdout.splitlines()[-1] == "Samoja: 0, ei samoja: 2."


def test_the_inputs_that_are_surroundings_are_those_of_the_program():
    assert set(program()) == verify.ENVIRONMENT


def _pair(folder: Path, name: str, found: object, made: object) -> tuple[Path, Path]:
    paths = folder / "found" / name, folder / "made" / name
    for path, content in zip(paths, (found, made), strict=True):
        path.parent.mkdir(exist_ok=True)
        if isinstance(content, pd.DataFrame):
            content.to_parquet(path, index=False)
        elif content is not None:
            path.write_text(str(content), encoding="utf-8")
    return paths


def _of(folder: Path, name: str, found: object, made: object, *, exactly: bool = True) -> list[str]:
    return [Language("en").problem(one) for one in differences(*_pair(folder, name, found, made), name, exactly=exactly)]


def test_numbers_may_differ_in_their_last_digits_where_other_packages_calculated_them(tmp_path):
    one, nearly, other = (pd.DataFrame({"kg": [1.0, value, None]}) for value in (2.0, 2.0 + 1e-12, 2.0 + 1e-6))
    assert _of(tmp_path, "a.parquet", nearly, one, exactly=False) == []
    assert _of(tmp_path, "a.parquet", nearly, one) == [
        "a.parquet, row 2, column kg: “2.000000000001” stands where the calculation gives “2.0”."
    ]
    assert len(_of(tmp_path, "a.parquet", other, one, exactly=False)) == 1


def test_rows_columns_and_files_that_are_missing_or_too_many_are_told(tmp_path):
    two, one = pd.DataFrame({"a": ["x", "y"]}), pd.DataFrame({"a": ["x"]})
    assert _of(tmp_path, "a.parquet", two, one) == ["a.parquet: The table has 2 rows where the calculation gives 1."]
    assert "column b" in _of(tmp_path, "a.parquet", one.assign(b=1), one)[0]
    assert _of(tmp_path, "b.html", None, "page") == ["b.html: The file is missing."]
    assert _of(tmp_path, "c.html", "page", None) == ["c.html: The calculation gives no such file."]
    assert _of(tmp_path, "d.parquet", "no table", one)[0].startswith("d.parquet: The file cannot be read")


def test_of_many_differences_a_few_are_shown_and_the_rest_are_counted(tmp_path):
    found = _of(tmp_path, "a.html", "<b>1</b>" * 9, "<b>2</b>" * 9)
    assert len(found) == 6
    assert found[-1] == "a.html: Further places in this file: 4."


def test_a_page_is_compared_without_what_differs_by_chance_and_by_pictures_only_with_the_same_packages(tmp_path):
    page = '<p id="{}">a</p>\n<img src="data:image/png;base64,{}">\n'
    assert _of(tmp_path, "a.html", page.format("0123abcd", "AA"), page.format("fedc4321", "AA")) == []
    told = ["a.html, row 2: The picture is not the one that the calculation gives."]
    assert _of(tmp_path, "a.html", page.format("x", "AA"), page.format("x", "AB")) == told
    assert _of(tmp_path, "a.html", page.format("x", "AA"), page.format("x", "AB"), exactly=False) == []
    assert masked('<p id="result">1</p>') == '<p id="result">1</p>'


def test_where_a_page_is_longer_the_first_place_is_told(tmp_path):
    assert _of(tmp_path, "a.html", "<p>1</p>\n<p>2</p>\n<p>3</p>", "<p>1</p>\n<p>3</p>") == [
        "a.html, row 2: “2” stands where the calculation gives “3”."
    ]


def test_a_document_is_compared_value_by_value_and_its_hash_only_with_the_same_packages(tmp_path):
    one, nearly, other = (f'{{"a": [{{"kg": {kg}}}], "content_sha256": "{kg}"}}' for kg in ("2.0", "2.000000000001", "3.0"))
    assert _of(tmp_path, "a.json", nearly, one, exactly=False) == []
    assert _of(tmp_path, "a.json", nearly, one)[0] == (
        "a.json: “a[0].kg: 2.000000000001” stands where the calculation gives “a[0].kg: 2.0”."
    )
    assert len(_of(tmp_path, "a.json", other, one, exactly=False)) == 1
    assert _of(tmp_path, "a.json", "[1, 2]", "[1]") == ["a.json: “[1]: 2” stands where the calculation gives “[1]: –”."]
    assert _of(tmp_path, "a.json", "[1", "[1]")[0].startswith("a.json: The file cannot be read")
