"""The list of files says when a workbook was saved and whose figures it holds, from what stands in it and nothing else."""

from __future__ import annotations

import datetime
import io
import os
import zipfile

import pandas as pd
import pytest

from hjj_lib.intake.archive import last_saved
from hjj_lib.intake.files import LEDGER, METERS, STATEMENT, SURVEY
from hjj_lib.intake.holders import holder_of_kind, holders_of_sheets

PROPERTIES = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dcterms="http://purl.org/dc/terms/"><dcterms:modified>{}</dcterms:modified></cp:coreProperties>'
)


def archive(text: str, name: str = "docProps/core.xml") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as target:
        target.writestr(name, PROPERTIES.format(text))
    return made.getvalue()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-02-03T08:00:00Z", datetime.date(2025, 2, 3)),
        ("2025-02-30T08:00:00Z", None),
        ("eilen", None),
        ("1980-01-01T00:00:00Z", None),
        ("", None),
    ],
)
def test_a_workbook_says_on_which_day_it_was_saved_or_nothing(text, day):
    assert last_saved(archive(text)) == day


def test_what_is_no_archive_or_has_no_properties_was_saved_on_no_known_day():
    assert (last_saved(b"PK"), last_saved(archive("2025-02-03", name="other.xml"))) == (None, None)


def test_the_day_comes_from_the_workbook_and_not_from_the_computers_files(home):
    home.workbook().save()
    path = home.year_folder / "tiedot.xlsx"
    content = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(content, "w") as target:
        for part in source.namelist():
            told = PROPERTIES.format("2025-02-03T08:00:00Z") if part == "docProps/core.xml" else source.read(part)
            target.writestr(part, told)
    path.write_bytes(content.getvalue())
    home.csv("Tili;Netto\n4711;1,00\n")
    os.utime(path, (0, 0))
    files = home.read().files.set_index("file")["modified"]
    assert (files["tiedot.xlsx"], files.isna()["ostot.csv"]) == ("2025-02-03", True)


def test_a_sheet_belongs_to_the_holders_of_the_themes_of_its_rows():
    entries = pd.DataFrame(
        [("a.xlsx", "Energia", "heat"), ("a.xlsx", "Oma", "heat"), ("a.xlsx", "Oma", "meals"), ("b.csv", None, "ict")],
        columns=["file", "sheet", "activity_id"],
    )
    activities = pd.DataFrame({"activity_id": ["heat", "meals", "ict"], "theme": ["energy", "kitchen", "finance"]})
    assert holders_of_sheets(entries, activities) == {
        ("a.xlsx", "Energia"): ("facilities",),
        ("a.xlsx", "Oma"): ("facilities", "kitchen"),
        ("b.csv", ""): ("finance",),
    }


def test_a_kind_of_file_that_one_holder_has_is_theirs():
    assert [holder_of_kind(kind) for kind in (LEDGER, STATEMENT, METERS, SURVEY, "template")] == [
        ("finance",),
        ("finance",),
        ("facilities",),
        ("coordinator",),
        (),
    ]
