"""A report as its reader meets it: opened from the disk in Chromium."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from pathlib import Path

import nbformat
import pytest

from hjj_lib.engine.exporter import ReportExporter

PHONE = 320
A_SCRIPT = "<script>document.title = 'owned'</script>"


def _png(width: int, height: int) -> str:
    """A red picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\xff\x00\x00" * width) * height
    content = io.BytesIO(b"")
    content.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)))
    content.write(chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
    return base64.b64encode(content.getvalue()).decode("ascii")


def _shown(data: dict[str, str], metadata: dict[str, object] | None = None) -> nbformat.NotebookNode:
    output = nbformat.v4.new_output("display_data", data, metadata=metadata or {})
    return nbformat.v4.new_code_cell("secret_code()", execution_count=1, outputs=[output])


def _wide_table() -> str:
    head = "".join(f"<th scope='col'>Pitkä otsikko {number}</th>" for number in range(12))
    row = "".join(f"<td class='number'>{number}</td>" for number in range(12))
    body = f"<thead><tr>{head}</tr></thead><tbody><tr>{row}</tr></tbody>"
    return f"<div class='table'><table><caption>Leveä</caption>{body}</table></div>"


@pytest.fixture(scope="session")
def report(tmp_path_factory) -> Path:
    """A report with one of everything, and with things that must not get through."""
    cells = [
        nbformat.v4.new_markdown_cell("# Mikä on hiilijalanjälkemme?\n\nTeksti."),
        _shown({"text/html": "<p class='bottom-line'>Päästöt olivat <strong>12 t</strong>.</p>"}),
        nbformat.v4.new_markdown_cell("## Mistä päästöt tulevat?\n\n# Toinen pääotsikko"),
        _shown({"image/png": _png(1500, 800), "text/plain": "x"}, {"image/png": {"alt": "Pylväs: lämpö 5 t & sähkö 7 t"}}),
        _shown({"text/html": _wide_table()}),
        _shown({"text/html": "<details class='figure-data'><summary>Luvut</summary><p>viisi</p></details>"}),
        _shown({"text/html": "<h3>Virheet</h3><ul class='problems error'><li>Rivi 5</li></ul>"}),
        _shown({"text/html": f"<p onclick='x()'>{A_SCRIPT}<img src='https://example.org/x.png'><b style='x'>lihava</b></p>"}),
        nbformat.v4.new_markdown_cell(f"Nimi {A_SCRIPT} ![](https://example.org/y.png)"),
    ]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"hjj": {"language": "fi", "title": "T", "subtitle": "S"}})
    body, _ = ReportExporter().from_notebook_node(notebook)
    path = tmp_path_factory.mktemp("ä raportti") / "02_calculation.html"
    path.write_text(body, encoding="utf-8")
    return path


def test_the_browser_does_not_complain_and_nothing_is_fetched(open_page, report):
    opened = open_page(report)
    assert opened.complaints == []
    assert [url for url in opened.asked_for if not url.startswith(("file:", "data:"))] == []
    assert len([url for url in opened.asked_for if url.startswith("file:")]) == 1


def test_the_page_says_its_language_title_and_has_one_main_heading(open_page, report):
    page = open_page(report).page
    assert page.get_attribute("html", "lang") == "fi"
    assert page.title().startswith("Mikä on hiilijalanjälkemme?")
    assert page.locator("h1").all_inner_texts() == ["Mikä on hiilijalanjälkemme?"]
    assert page.locator("main").count() == 1


def test_no_code_and_no_script_is_in_the_page(open_page, report):
    page = open_page(report).page
    assert page.locator("script").count() == 0
    assert "secret_code" not in page.content()
    assert page.locator("[onclick], [style]").count() == 0


def test_every_picture_has_words_and_is_not_empty(open_page, report):
    page = open_page(report).page
    assert page.locator("img").evaluate_all("all => all.map(one => one.alt)") == ["Pylväs: lämpö 5 t & sähkö 7 t"]
    assert page.locator("img").evaluate_all("all => all.map(one => [one.naturalWidth, one.naturalHeight])") == [[1500, 800]]
    box = page.locator("img").bounding_box()
    assert box["width"] > 400
    assert abs(box["width"] / box["height"] - 1500 / 800) < 0.01


def test_the_page_as_a_picture_is_not_blank(open_page, report):
    page = open_page(report).page
    blank = page.context.new_page()
    blank.set_viewport_size(page.viewport_size)
    assert len(page.screenshot()) > 2 * len(blank.screenshot())


def test_on_a_phone_only_the_table_scrolls_sideways(open_page, report):
    page = open_page(report, width=PHONE).page
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    table = page.locator(".table").first
    assert table.evaluate("box => box.scrollWidth > box.clientWidth")
    assert table.get_attribute("tabindex") == "0"


def test_numbers_stand_to_the_right_and_problems_have_a_coloured_edge(open_page, report):
    page = open_page(report).page
    assert page.locator("td.number").first.evaluate("cell => getComputedStyle(cell).textAlign") == "right"
    edge = page.locator("ul.problems.error li").evaluate("item => getComputedStyle(item).borderLeftColor")
    text = page.locator("main p").first.evaluate("item => getComputedStyle(item).color")
    assert edge != text
    assert page.locator("h3", has_text="Virheet").count() == 1


def test_the_first_stop_of_the_keyboard_is_the_way_to_the_content(open_page, report):
    page = open_page(report).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"
    page.keyboard.press("Enter")
    page.wait_for_url("**#content")


def test_paper_shows_what_is_folded_on_the_screen(open_page, report):
    page = open_page(report, media="print").page
    assert page.locator(".skip").evaluate("link => getComputedStyle(link).display") == "none"
    assert page.get_by_text("viisi").is_visible()


def test_the_page_can_be_used_with_a_screen_reader(open_page, report):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed (./hjj setup all)")
    page = open_page(report).page
    # The page's own policy forbids every script, axe's as well; the check reads a copy without the policy.
    content = page.content().replace("Content-Security-Policy", "x-policy")
    copy = page.context.new_page()
    copy.set_content(content)
    found = axe.Axe().run(copy).response["violations"]
    assert [(one["id"], [node["html"][:100] for node in one["nodes"]]) for one in found] == []
