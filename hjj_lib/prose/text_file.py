"""Plain text and Markdown as passages, with the numbers of their lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from hjj_lib.prose.passage import ITEM, TABLE, TEXT, Passage, Place

_BULLET = re.compile(r"\s*(?:[-*+•]|\d{1,2}[.)])\s+")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_RULE = frozenset(" \t|:-")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+")
_QUOTE = re.compile(r"\s{0,3}>\s?")
_COMMENT, _COMMENT_END = "<!--", "-->"
_LINK = re.compile(r"!?\[([^\]\[]*)\]\([^()\s]*(?:\s+\"[^\"()]*\")?\)")
_EMPHASIS = re.compile(r"(?<!\w)(\*\*|__|\*|_)(?=\S)([^*_]+)(?<=\S)\1(?!\w)")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


def plain_passages(text: str) -> tuple[Passage, ...]:
    """Paragraphs of a plain text: blocks between empty lines; lines that begin with a bullet are items of a list."""
    return tuple(_blocks(text.split("\n"), markdown=False))


def markdown_passages(text: str) -> tuple[Passage, ...]:
    """Paragraphs, lists and tables of Markdown; code, comments, addresses of links and marks of emphasis are left out."""
    return tuple(_blocks(_without_code(without_comments(text).split("\n")), markdown=True))


def without_comments(text: str) -> str:
    """Markdown or HTML with its comments emptied; their lines stay, so that later lines keep their numbers."""
    kept, place = [], 0
    while (start := text.find(_COMMENT, place)) >= 0 and (end := text.find(_COMMENT_END, start)) >= 0:
        kept += [text[place:start], "\n" * text.count("\n", start, end)]
        place = end + len(_COMMENT_END)
    return "".join([*kept, text[place:]])


def _without_code(lines: list[str]) -> list[str]:
    kept, inside = [], False
    for line in lines:
        fence = bool(_FENCE.match(line))
        kept.append("" if fence or inside else line)
        inside ^= fence
    return kept


def _blocks(lines: list[str], *, markdown: bool) -> Iterator[Passage]:
    """Passages from lines; a table is lines with bars, of which the second is a rule."""
    number, group, tables = 0, 0, 0
    while number < len(lines):
        if not lines[number].strip():
            number += 1
        elif markdown and "|" in lines[number] and number + 1 < len(lines) and _is_rule(lines[number + 1]):
            end = _end(lines, number, lambda line: "|" in line)
            rows = tuple(_cells(line) for at, line in enumerate(lines[number:end]) if at != 1)
            tables += 1
            yield Passage(TABLE, Place("table", tables), rows=rows)
            number = end
        elif _BULLET.match(lines[number]):
            end = _end(lines, number, lambda line: bool(line.strip()))
            group += 1
            yield from _items(lines[number:end], number, group, markdown=markdown)
            number = end
        else:
            end = _paragraph_end(lines, number, markdown=markdown)
            yield _joined(TEXT, lines[number:end], number, 0, markdown=markdown)
            number = end


def _is_rule(line: str) -> bool:
    return "--" in line and set(line) <= _RULE


def _end(lines: list[str], start: int, goes_on: Callable[[str], bool]) -> int:
    end = start + 1
    while end < len(lines) and goes_on(lines[end]):
        end += 1
    return end


def _paragraph_end(lines: list[str], start: int, *, markdown: bool) -> int:
    if markdown and _HEADING.match(lines[start]):
        return start + 1
    end = start + 1
    while end < len(lines) and lines[end].strip() and not _BULLET.match(lines[end]):
        if markdown and (_HEADING.match(lines[end]) or ("|" in lines[end] and _is_rule("".join(lines[end + 1 : end + 2])))):
            break
        end += 1
    return end


def _items(lines: list[str], first: int, group: int, *, markdown: bool) -> Iterator[Passage]:
    starts = [at for at, line in enumerate(lines) if _BULLET.match(line)]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        inside = [_BULLET.sub("", lines[start], count=1), *lines[start + 1 : end]]
        yield _joined(ITEM, inside, first + start, group, markdown=markdown)


def _joined(kind: str, lines: list[str], first: int, group: int, *, markdown: bool) -> Passage:
    shown = [_bare(line) if markdown else line.strip() for line in lines]
    breaks, length = [], 0
    for line in shown[:-1]:
        length += len(line) + 1
        breaks.append(length - 1)
    return Passage(kind, Place("line", first + 1), " ".join(shown), tuple(breaks), group=group)


def _cells(line: str) -> tuple[str, ...]:
    return tuple(_bare(cell) for cell in line.strip().removeprefix("|").removesuffix("|").split("|"))


def _bare(line: str) -> str:
    text = _QUOTE.sub("", _HEADING.sub("", line, count=1), count=1)
    return _TAG.sub("", _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", text))).strip()
