"""The reports of a real run, opened from the disk: nothing complained, nothing fetched, every picture drawn and described."""

from __future__ import annotations

from pathlib import Path

import pytest

from hjj_lib.engine.occasion import needed_files

ROOT = Path(__file__).parents[2]
#: The reports that need no file of their own.
REPORTS = [f"{path.stem}.html" for path in sorted((ROOT / "notebooks").glob("0*.ipynb")) if not needed_files(path)]
#: Reports that are tables only.
WITHOUT_PICTURES = ("01_intake.html", "08_standards.html")
PHONE = 320


def _folder(data: Path, language: str) -> Path:
    (folder,) = (data / "outputs" / "example_coast").glob(f"*/{language}")
    return folder


@pytest.mark.parametrize("language", ["fi", "sv"])
@pytest.mark.parametrize("name", [*REPORTS, "index.html"])
def test_a_report_opens_without_complaint_or_request_and_says_its_language(open_page, example_run, name, language):
    opened = open_page(_folder(example_run, language) / name)
    assert opened.complaints == []
    assert [url for url in opened.asked_for if not url.startswith(("file:", "data:"))] == []
    assert len([url for url in opened.asked_for if url.startswith("file:")]) == 1
    assert opened.page.get_attribute("html", "lang") == language
    assert opened.page.locator("h1").count() == 1


@pytest.mark.parametrize("name", [name for name in REPORTS if name not in WITHOUT_PICTURES])
def test_every_picture_is_drawn_and_described(open_page, example_run, name):
    page = open_page(_folder(example_run, "fi") / name).page
    pictures = page.locator("img").evaluate_all("all => all.map(one => [one.alt.length, one.naturalWidth, one.naturalHeight])")
    assert pictures != []
    assert [picture for picture in pictures if min(picture) < len("ei kuvausta")] == []
    # A picture of one colour shows nothing: its drawn pixels are counted in the browser.
    colours = page.locator("img").evaluate_all(
        """all => all.map(one => {
            const canvas = document.createElement('canvas');
            [canvas.width, canvas.height] = [one.naturalWidth, one.naturalHeight];
            const context = canvas.getContext('2d');
            context.drawImage(one, 0, 0);
            return new Set(new Uint32Array(context.getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size;
        })"""
    )
    assert [count for count in colours if count < len(("paper", "ink", "colour"))] == []


@pytest.mark.parametrize("name", [*REPORTS, "index.html"])
def test_a_report_fits_a_phone(open_page, example_run, name):
    page = open_page(_folder(example_run, "fi") / name, width=PHONE).page
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE


def test_the_page_of_all_institutions_leads_to_both_languages(open_page, example_run):
    opened = open_page(example_run / "outputs" / "index.html")
    assert opened.complaints == []
    links = opened.page.locator("tbody a").evaluate_all("all => all.map(one => [one.hreflang, one.getAttribute('href')])")
    assert [language for language, _ in links] == ["fi", "sv"]
    assert [href for _, href in links if not (example_run / "outputs" / href).is_file()] == []
