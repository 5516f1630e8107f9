"""The pages one opens first, in Chromium: links that lead somewhere, the look and the rules of the reports."""

from __future__ import annotations

from pathlib import Path

import pytest

from hjj_lib.engine.index import INDEX, institutions_page, reports_page
from hjj_lib.engine.manifest import FailureRecord, Manifest, ReportRecord, write_record
from hjj_lib.language import Language

PHONE = 320
REPORT = ReportRecord("02_calculation.html", "Mikä on <hiilijalanjälkemme>?", "Tämä kertoo.", {}, 1.0)


@pytest.fixture(scope="session")
def outputs(tmp_path_factory) -> Path:
    """One institution that was made and one that was not."""
    folder = tmp_path_factory.mktemp("outputs")
    made, failed = folder / "example_coast" / "2025" / "fi", folder / "example_forest" / "2025" / "fi"
    made.mkdir(parents=True)
    failed.mkdir(parents=True)
    counts = {"error": 1, "question": 2, "note": 3}
    manifest = Manifest("example_coast", 2025, "fi", "Esimerkki & Rannikko", {}, {"02_calculation": REPORT}, {}, counts, 12.0)
    write_record(made, manifest)
    write_record(failed, FailureRecord("example_forest", 2025, "fi", ("Rivi 5: <teksti> luvun paikalla.",)))
    (made / INDEX).write_text(reports_page(manifest), encoding="utf-8")
    (made / REPORT.file).write_text("<!DOCTYPE html><title>Raportti</title>", encoding="utf-8")
    (folder / INDEX).write_text(institutions_page(folder, Language("fi")), encoding="utf-8")
    return folder


@pytest.mark.parametrize("width", [1100, PHONE])
@pytest.mark.parametrize("page", [INDEX, f"example_coast/2025/fi/{INDEX}"])
def test_an_index_page_opens_without_complaint_and_fits_the_screen(open_page, outputs, page, width):
    opened = open_page(outputs / page, width=width)
    assert opened.complaints == []
    assert [url for url in opened.asked_for if not url.startswith("file:")] == []
    assert opened.page.get_attribute("html", "lang") == "fi"
    assert opened.page.locator("h1").count() == 1
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width


def test_one_can_go_from_all_institutions_to_a_report_and_back(open_page, outputs):
    page = open_page(outputs / INDEX).page
    page.locator("tr", has_text="Esimerkki & Rannikko").get_by_role("link", name="suomi").click()
    page.wait_for_url("**/example_coast/2025/fi/index.html")
    back = page.locator(".page-head a").get_attribute("href")
    page.get_by_role("link", name=REPORT.title).click()
    assert page.title() == "Raportti"
    assert (outputs / "example_coast" / "2025" / "fi" / back).resolve() == (outputs / INDEX).resolve()


def test_what_failed_is_told_with_its_reason_and_leads_nowhere(open_page, outputs):
    page = open_page(outputs / INDEX).page
    assert page.locator("ul.problems.error li").all_inner_texts() == ["Rivi 5: <teksti> luvun paikalla."]
    row = page.locator("tr", has_text="example_forest")
    assert row.get_by_role("link").count() == 0
    assert row.locator(".state-failed").count() == 1
