"""A report is one safe, readable file: no script, nothing fetched, one main heading, every picture described."""

from __future__ import annotations

import base64
import hashlib
import re
import struct
import zlib

import nbformat
import pytest
from nbconvert.exporters import get_exporter

from hjj_lib.engine.exporter import ReportExporter, content_policy, picture_size, stylesheet
from hjj_lib.engine.safe_html import sanitised, with_reachable_tables


def _png(width: int = 3, height: int = 2) -> str:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\0" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    content = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return base64.b64encode(content).decode("ascii")


def _code(cell_id: str, *outputs: object, source: str = "secret = 1") -> nbformat.NotebookNode:
    cell = nbformat.v4.new_code_cell(source, execution_count=1, outputs=list(outputs))
    cell["id"] = cell_id
    return cell


def _text(cell_id: str, source: str) -> nbformat.NotebookNode:
    cell = nbformat.v4.new_markdown_cell(source)
    cell["id"] = cell_id
    return cell


def _shown(kind: str, content: str, **metadata: object) -> nbformat.NotebookNode:
    return nbformat.v4.new_output("display_data", {kind: content, "text/plain": "plain"}, metadata=metadata)


def _report(*cells: nbformat.NotebookNode, **metadata: object) -> str:
    notebook = nbformat.v4.new_notebook(cells=list(cells), metadata={"hjj": metadata})
    return ReportExporter().from_notebook_node(notebook)[0]


TITLE = _text("title", "# Otsikko\n\nJohdanto.")


def test_code_is_not_shown():
    assert "secret" not in _report(TITLE, _code("cell", _shown("text/html", "<p>tulos</p>")))


def test_a_script_a_handler_a_frame_and_a_style_do_not_reach_the_page():
    hostile = (
        "<script>go()</script><p onclick='go()' style='color:red'>hei</p>"
        "<iframe src='https://example.org'></iframe><a href='javascript:go()'>x</a>"
    )
    page = _report(TITLE, _code("cell", _shown("text/html", hostile)), _text("more", hostile))
    body = page.split("</style>")[1]
    assert "<p>hei</p>" in body
    assert [bad for bad in ("<script", "onclick", "style=", "<iframe", "javascript:") if bad in body] == []


def test_a_name_in_the_head_of_the_page_is_escaped():
    page = _report(TITLE, subtitle="<script>x</script> & co", index="index.html")
    assert "<script" not in page
    assert "&lt;script&gt;x&lt;/script&gt; &amp; co" in page


def test_nothing_is_fetched_from_anywhere():
    outside = "<img src='https://example.org/a.png' alt='a'><link rel='stylesheet' href='https://example.org/a.css'>"
    page = _report(TITLE, _code("cell", _shown("text/html", outside)), _text("picture", "![kuva](https://example.org/b.png)"))
    assert "example.org" not in page
    assert re.findall(r"""(?:src|url\()=?["']?(?!data:)[^"')>]*""", page.split("</style>")[1]) == []


def test_the_policy_allows_the_pages_own_style_and_no_other():
    page = _report(TITLE)
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    assert f"style-src 'sha256-{digest}'" in page
    assert style == stylesheet()
    assert content_policy().startswith("default-src 'none'")


@pytest.mark.parametrize("code", ["fi", "sv", "en"])
def test_the_page_names_its_language(code):
    assert f'<html lang="{code}">' in _report(TITLE, language=code)


def test_without_our_metadata_the_language_is_the_parameter_that_papermill_was_given():
    notebook = nbformat.v4.new_notebook(cells=[TITLE], metadata={"papermill": {"parameters": {"language": "sv"}}})
    assert '<html lang="sv">' in ReportExporter().from_notebook_node(notebook)[0]


def test_the_first_heading_of_level_one_is_the_pages_and_further_ones_go_down():
    page = _report(TITLE, _text("second", "# Toinen"), _code("cell", _shown("text/html", "<h1>Kolmas</h1>")))
    assert re.findall(r"<(h\d)[^>]*>([^<]*)</h\d>", page) == [("h1", "Otsikko"), ("h2", "Toinen"), ("h2", "Kolmas")]


def test_a_notebook_without_a_heading_gets_one_from_its_title():
    page = _report(_text("text", "Vain tekstiä."), title="Nimi")
    assert re.findall(r"<h1[^>]*>([^<]*)</h1>", page) == ["Nimi"]


def test_sections_can_be_reached_from_the_contents_by_the_ids_of_their_cells():
    page = _report(TITLE, _text("first", "## Yksi & kaksi"), _text("second", "## Kaksi\n\n### Alle\n\n## Vielä"))
    assert re.findall(r'<li><a href="#([^"]*)">([^<]*)</a>', page) == [
        ("first", "Yksi &amp; kaksi"),
        ("second", "Kaksi"),
        ("second-2", "Vielä"),
    ]
    assert {"first", "second", "second-1", "second-2"} <= set(re.findall(r'<h\d id="([^"]*)">', page))


def test_the_alternative_text_of_a_picture_is_kept_and_escaped():
    alt = 'Pylväs "a" < b'
    page = _report(TITLE, _code("figure", _shown("image/png", _png(), **{"image/png": {"alt": alt}})))
    assert 'width="3" height="2" alt="Pylväs &#34;a&#34; &lt; b"' in page


def test_a_picture_without_a_description_says_so():
    page = _report(TITLE, _code("figure", _shown("image/png", _png())), language="fi")
    assert 'alt="Kuva, jolla ei ole kuvausta"' in page


def test_the_size_of_a_picture_is_read_from_its_head():
    assert picture_size(_png(1500, 800)) == 'width="1500" height="800"'


def test_tables_keep_caption_scope_and_class():
    table = "<table><caption>Luvut</caption><thead><tr><th scope='col' class='number'>a</th></tr></thead></table>"
    page = _report(TITLE, _code("cell", _shown("text/html", f"<div class='table'>{table}</div>")))
    assert '<div class="table" role="region" tabindex="0" aria-label="Luvut"><table><caption>Luvut</caption>' in page
    assert '<th scope="col" class="number">a</th>' in page


def test_a_table_without_a_box_or_caption_gets_a_box_with_a_name():
    assert with_reachable_tables("<table><tbody></tbody></table>", "Taulukko") == (
        '<div class="table" role="region" tabindex="0" aria-label="Taulukko"><table><tbody></tbody></table></div>'
    )


def test_headings_details_and_figures_pass_the_sanitiser():
    kept = '<h3 id="a">x</h3><details class="b"><summary>y</summary><p>z</p></details><figure><figcaption>w</figcaption></figure>'
    assert sanitised(kept) == kept


def test_a_link_that_carries_a_document_of_its_own_loses_its_address():
    assert sanitised("<a href='data:text/html;base64,AAAA'>x</a>") == '<a rel="noopener noreferrer">x</a>'


def test_warnings_of_the_libraries_are_not_shown_to_readers():
    page = _report(TITLE, _code("cell", nbformat.v4.new_output("stream", name="stderr", text="FutureWarning")))
    assert "FutureWarning" not in page


def test_missing_translations_are_told_to_the_reader():
    assert "har ännu inte översatts" in _report(TITLE, language="sv", untranslated=2)
    assert "har ännu inte översatts" not in _report(TITLE, language="sv", untranslated=0)


def test_the_nbconvert_command_knows_the_exporter():
    assert get_exporter("hjj_report") is ReportExporter
