"""A draft is read from four kinds of files with its places; what cannot be read is told and never half read."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hjj_lib.language import LOCALES, Language
from hjj_lib.problems import DataError
from hjj_lib.prose.passage import ITEM, TABLE, TEXT
from hjj_lib.prose.read import read_draft

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def document(body: str, notes: str = "", before: str = "") -> bytes:
    """A Word document with this body."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("word/document.xml", f'{before}<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>')
        if notes:
            archive.writestr(
                "word/footnotes.xml", f'<w:footnotes xmlns:w="{_WORD}"><w:footnote>{notes}</w:footnote></w:footnotes>'
            )
    return data.getvalue()


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


def saved(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def problems(path: Path) -> list[str]:
    with pytest.raises(DataError) as caught:
        read_draft(path)
    for code in LOCALES:
        assert all(Language(code).problem(problem) for problem in caught.value.problems)
    return [problem.code for problem in caught.value.problems]


def test_markdown_is_read_with_lines_lists_and_tables_and_without_code_and_addresses(tmp_path):
    text = (
        "# Päästöt\n\nLuku on **12** t,\nkatso [sivu](https://a.fi/99).\n\n- a 1 t\n- b 2 t\n\n"
        "```\n77 t\n```\n\n| a | b |\n|---|---|\n| x | 5 t |\n"
    )
    draft = read_draft(saved(tmp_path, "a.md", text))
    assert [(one.kind, one.place.number) for one in draft.passages] == [(TEXT, 1), (TEXT, 3), (ITEM, 6), (ITEM, 7), (TABLE, 1)]
    assert draft.passages[1].text == "Luku on 12 t, katso sivu."
    assert [one.text for sentences in draft.sentences for sentence in sentences for one in sentence.quantities] == [
        "12 t",
        "1 t",
        "2 t",
    ]
    assert draft.tables[0].rows[1][1].quantity.value == 5000


def test_a_page_is_read_by_paragraph_and_row_and_its_scripts_and_styles_are_not_text(tmp_path):
    page = (
        "<html><head><title>9 t</title><style>p{width:5t}</style></head><body><h1>Otsikko</h1><script>var a = '7 t';</script>"
        "<p>Kaksi <b>1&nbsp;234</b> t</p><ul><li>3 t</li></ul>"
        "<table><caption>Kuva</caption><tr><th>Lämpö</th><td>901&nbsp;t</td></tr><tr><th>Sähkö<td>727 t</table></body></html>"
    )
    draft = read_draft(saved(tmp_path, "a.html", page))
    assert [(one.kind, one.text) for one in draft.passages[:3]] == [
        (TEXT, "Otsikko"),
        (TEXT, "Kaksi 1\u00a0234 t"),
        (ITEM, "3 t"),
    ]
    assert (draft.passages[3].rows, draft.passages[3].caption) == ((("Lämpö", "901\u00a0t"), ("Sähkö", "727 t")), "Kuva")


def test_a_word_document_is_read_with_its_lists_tables_and_footnotes(tmp_path):
    listed = "<w:pPr><w:numPr/></w:pPr>"
    table = f"<w:tbl><w:tr><w:tc>{paragraph('Lämpö')}</w:tc><w:tc>{paragraph('901 t')}</w:tc></w:tr></w:tbl>"
    body = paragraph("Yksi 5 t.") + paragraph("") + paragraph("a 1 t", listed) + paragraph("b 2 t", listed) + table
    draft = read_draft(saved(tmp_path, "a.docx", document(body, notes=paragraph("Viite 3 t."))))
    assert [(one.kind, one.text, one.place.number) for one in draft.passages] == [
        (TEXT, "Yksi 5 t.", 1),
        (ITEM, "a 1 t", 3),
        (ITEM, "b 2 t", 4),
        (TABLE, "", 1),
        (TEXT, "Viite 3 t.", 5),
    ]
    assert draft.passages[3].rows == (("Lämpö", "901 t"),)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Päästöt olivat vuonna 2025 noin 5 t ja ne ovat laskeneet.", "fi"),
        ("Utsläppen var cirka 5 ton och de har minskat från året innan.", "sv"),
        ("The emissions were about 5 tonnes and they fell from the year before.", "en"),
    ],
)
def test_the_language_of_a_text_is_known_by_its_small_words_unless_it_is_given(tmp_path, text, language):
    path = saved(tmp_path, "a.txt", text)
    assert read_draft(path).language == language
    assert read_draft(path, "sv").language == "sv"


def test_text_in_the_code_page_of_windows_is_read(tmp_path):
    draft = read_draft(saved(tmp_path, "a.txt", "Päästöt 5 t.".encode("cp1252")))
    assert draft.passages[0].text == "Päästöt 5 t."


def test_an_empty_file_has_no_numbers(tmp_path):
    assert read_draft(saved(tmp_path, "a.md", "")).sentences == ()


def test_what_cannot_be_read_is_told(tmp_path):
    assert problems(saved(tmp_path, "a.pdf", "x")) == ["draft_kind"]
    assert problems(tmp_path / "none.md") == ["draft_missing"]
    assert problems(saved(tmp_path, "a.txt", b"\x00\x01\x02")) == ["draft_broken"]
    assert problems(saved(tmp_path, "a.docx", b"PK\x03\x04 broken")) == ["draft_broken"]
    assert problems(saved(tmp_path, "b.docx", "plain text")) == ["draft_broken"]
    assert problems(saved(tmp_path, "c.docx", document("<w:p><w:unclosed>"))) == ["draft_broken"]


def test_a_document_with_entities_or_an_archive_that_swells_is_refused(tmp_path):
    entity = '<!DOCTYPE a [<!ENTITY b "c">]>'
    assert problems(saved(tmp_path, "a.docx", document(paragraph("&b;"), before=entity))) == ["draft_broken"]
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 30_000_000)
    assert problems(saved(tmp_path, "b.docx", data.getvalue())) == ["draft_broken"]


def test_a_text_longer_than_any_article_is_refused(tmp_path):
    assert problems(saved(tmp_path, "a.txt", "a " * 500_001)) == ["draft_too_long"]


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.docx"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=300))
def test_any_bytes_give_a_draft_or_a_message(tmp_path, name, data):
    path = saved(tmp_path, name, data)
    told: set[str] = set()
    try:
        read_draft(path)
    except DataError as error:
        told = {problem.code for problem in error.problems}
    assert told <= {"draft_broken", "draft_too_long"}


@pytest.mark.parametrize("name", ["a.md", "a.html"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet="|-*#<>/ptdrhulio\n 0123456789.,%", max_size=200))
def test_any_marks_give_a_draft(tmp_path, name, text):
    assert read_draft(saved(tmp_path, name, text), "fi").language == "fi"
