"""Opens a draft article: plain text, Markdown, Word or a web page. A file that cannot be read is told, never half read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from hjj_lib.intake.archive import check_archive, check_size
from hjj_lib.intake.messages import Place as FilePlace
from hjj_lib.problems import DataError, Problem
from hjj_lib.prose.html_file import BROKEN as BROKEN_PAGE
from hjj_lib.prose.html_file import html_passages
from hjj_lib.prose.passage import TABLE, Draft, Passage, draft_of
from hjj_lib.prose.text_file import markdown_passages, plain_passages
from hjj_lib.prose.vocabulary import guessed_language, limit
from hjj_lib.prose.word_file import BROKEN, word_passages

_TEXTS: Mapping[str, Callable[[str], tuple[Passage, ...]]] = {
    ".txt": plain_passages,
    ".md": markdown_passages,
    ".markdown": markdown_passages,
    ".html": html_passages,
    ".htm": html_passages,
}
_WORD = ".docx"
_ENCODINGS = ("utf-8-sig", "cp1252")
_CONTROLS = frozenset(map(chr, range(ord(" ")))) - set("\t\n\r\f\v")


def read_draft(path: Path, language: str = "") -> Draft:
    """The text of a file with its numbers.

    Parameters
    ----------
    language
        ``fi``, ``sv`` or ``en``; empty: the one whose small words are the most.

    Raises
    ------
    DataError
        If there is no such file, its kind is not known, or it cannot be read.
    """
    passages = _passages(path)
    text = "\n".join(passage.text for passage in passages) + "\n".join(
        cell for passage in passages if passage.kind == TABLE for row in passage.rows for cell in row
    )
    if len(text) > limit("letters"):
        raise DataError([_problem("draft_too_long", path)])
    return draft_of(passages, language or guessed_language(text))


def _passages(path: Path) -> tuple[Passage, ...]:
    kind = path.suffix.lower()
    if kind not in (*_TEXTS, _WORD):
        raise DataError([_problem("draft_kind", path)])
    try:
        size = path.stat().st_size
        if check_size(size, FilePlace(path.name)):
            raise DataError([_problem("draft_too_long", path)])
        data = path.read_bytes()
    except OSError as error:
        raise DataError([_problem("draft_missing", path, reason=error.strerror or str(error))]) from None
    if kind == _WORD:
        return _word(path, data)
    text = _decoded(path, data)
    try:
        return _TEXTS[kind](text)
    except BROKEN_PAGE:
        raise DataError([_problem("draft_broken", path)]) from None


def _word(path: Path, data: bytes) -> tuple[Passage, ...]:
    if check_archive(data, FilePlace(path.name)):
        raise DataError([_problem("draft_broken", path)])
    try:
        return word_passages(data)
    except BROKEN:
        raise DataError([_problem("draft_broken", path)]) from None


def _decoded(path: Path, data: bytes) -> str:
    """The text of the bytes; what has control characters is no text."""
    for encoding in _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROLS & set(text):
            break
        return text.replace("\r\n", "\n").replace("\r", "\n")
    raise DataError([_problem("draft_broken", path)])


def _problem(code: str, path: Path, **values: str) -> Problem:
    found, remedy = _MESSAGES[code]
    return Problem(code, "error", found=found, remedy=remedy, file=path.name, values=values)


_MESSAGES = {
    "draft_kind": (
        "The file is of a kind that is not read as a text.",
        "Give a file whose name ends in .txt, .md, .docx or .html.",
    ),
    "draft_missing": ("The file cannot be opened: {reason}.", "Check the name and the folder."),
    "draft_broken": (
        "The content is not what the name of the file says, or it is broken, protected or holds macros; it was not read.",
        "Save the text anew as .docx, .md, .txt or .html and try again.",
    ),
    "draft_too_long": ("The file is larger than any article, so it was not read.", "Give only the text, without pictures."),
}
