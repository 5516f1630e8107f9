"""A Word document as passages: its paragraphs, tables, foot- and endnotes. Nothing of it is run, linked or fetched."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from hjj_lib.prose.passage import ITEM, TABLE, TEXT, Passage, Place

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BODY = "word/document.xml"
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
#: What a reader of a broken part meets; the archive itself was looked at before.
BROKEN = (KeyError, ParseError, DefusedXmlException, ValueError, zipfile.BadZipFile, OSError, EOFError, RecursionError)


def word_passages(data: bytes) -> tuple[Passage, ...]:
    """Paragraphs, items and tables of the document, then the notes.

    Parameters
    ----------
    data
        Bytes of a ``.docx`` file in which :func:`hjj_lib.intake.archive.check_archive` found no problem.

    Raises
    ------
    KeyError, ParseError, DefusedXmlException
        If it is no such document; see ``BROKEN``.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [_BODY, *(name for name in _NOTES if name in archive.namelist())]
        roots = [fromstring(archive.read(name)) for name in parts]
    counts = {"paragraph": 0, "table": 0, "group": 0}
    return tuple(passage for root in roots for passage in _blocks(root, counts))


def _blocks(element: Any, counts: dict[str, int]) -> Iterator[Passage]:
    was_item = False
    for child in element:
        if child.tag == f"{_WORD}p":
            text, is_item = _text(child), child.find(f"{_WORD}pPr/{_WORD}numPr") is not None
            counts["paragraph"] += 1
            counts["group"] += is_item and not was_item
            was_item = is_item
            if text.strip():
                kind, group = (ITEM, counts["group"]) if is_item else (TEXT, 0)
                yield Passage(kind, Place("paragraph", counts["paragraph"]), text.strip(), group=group)
        elif child.tag == f"{_WORD}tbl":
            counts["table"] += 1
            rows = tuple(tuple(_text(cell).strip() for cell in row.findall(f"{_WORD}tc")) for row in child.findall(f"{_WORD}tr"))
            yield Passage(TABLE, Place("table", counts["table"]), rows=rows)
        elif child.tag != f"{_WORD}pPr":
            yield from _blocks(child, counts)


def _text(element: Any) -> str:
    """The words of a paragraph or a cell, as a reader sees them once all changes are accepted."""
    parts = []
    for part in element.iter():
        if part.tag == f"{_WORD}t":
            parts.append(part.text or "")
        elif part.tag in (f"{_WORD}tab", f"{_WORD}br", f"{_WORD}cr"):
            parts.append(" ")
        elif part.tag == f"{_WORD}noBreakHyphen":
            parts.append("-")
        elif part.tag == f"{_WORD}p" and parts:
            parts.append(" ")
    return "".join(parts)
