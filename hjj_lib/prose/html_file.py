"""A web page as passages. Nothing of it is run and nothing is fetched: tags only say where a paragraph ends."""

from __future__ import annotations

from html.parser import HTMLParser

from hjj_lib.prose.passage import ITEM, TABLE, TEXT, Passage, Place
from hjj_lib.prose.text_file import without_comments

_BLOCKS = frozenset(
    {
        *(
            "p",
            "div",
            "section",
            "article",
            "header",
            "footer",
            "main",
            "nav",
            "aside",
            "blockquote",
            "pre",
            "figure",
            "figcaption",
        ),
        *("h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "dt", "dd", "body", "html", "summary", "details", "br", "hr"),
        *("form", "fieldset", "address", "legend"),
    }
)
_UNSEEN = frozenset({"script", "style", "title", "template", "noscript", "svg", "math"})
#: What a reader of a broken page meets.
BROKEN = (ValueError, AssertionError, RecursionError)
_CELLS = frozenset({"td", "th"})


def html_passages(text: str) -> tuple[Passage, ...]:
    """Paragraphs, items and tables of a page; scripts, styles and drawings are left out.

    Raises
    ------
    ValueError, AssertionError
        If a script, a style or a drawing has no end, or a declaration cannot be read; see ``BROKEN``.
    """
    page = _Page()
    # A comment without an end would make the parser look for it again and again.
    page.feed(without_comments(text).replace("<!--", ""))
    page.close()
    if page.unseen:
        raise ValueError(page.unseen[0])
    page.end_block()
    page.end_table()
    return tuple(page.passages)


class _Page(HTMLParser):
    """Collects the text of a page block by block; a table inside a table is read as text of its cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.passages: list[Passage] = []
        self._text: list[str] = []
        self.unseen: list[str] = []
        self._lists: list[int] = []
        self._items = 0
        self._groups = 0
        self._paragraphs = 0
        self._tables = 0
        self._depth = 0
        self._rows: list[list[str]] = []
        self._caption = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  named by the parser
        if self.unseen or tag in _UNSEEN:
            if tag in _UNSEEN:
                self.unseen.append(tag)
            return
        if tag == "table":
            self._start_table()
        elif self._depth:
            self._start_in_table(tag)
        elif tag in _BLOCKS or tag == "li":
            self.end_block()
            self._start_list(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _UNSEEN:
            self.handle_starttag(tag, attrs)
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.unseen:
            if tag in self.unseen:
                while self.unseen.pop() != tag:
                    pass
            return
        if tag == "table" and self._depth:
            self._depth -= 1
            if not self._depth:
                self.end_table()
        elif self._depth:
            if tag == "caption":
                self._caption, self._text = self._words(), []
            elif tag in _CELLS:
                self._end_cell()
        elif tag in _BLOCKS or tag == "li":
            self.end_block()
            self._end_list(tag)

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self._text.append(data)

    def end_block(self) -> None:
        """What was collected since the last block becomes a passage."""
        words, self._text = self._words(), []
        if words and not self._depth:
            self._paragraphs += 1
            kind, group = (ITEM, self._lists[-1]) if self._items and self._lists else (TEXT, 0)
            self.passages.append(Passage(kind, Place("paragraph", self._paragraphs), words, group=group))

    def end_table(self) -> None:
        """The rows that were collected become a passage."""
        if self._rows:
            self._end_cell()
            self._tables += 1
            rows = tuple(tuple(row) for row in self._rows if row)
            self.passages.append(Passage(TABLE, Place("table", self._tables), rows=rows, caption=self._caption))
        self._rows, self._text, self._caption, self._depth = [], [], "", 0

    def _start_table(self) -> None:
        if not self._depth:
            self.end_block()
            self._rows, self._caption = [], ""
        self._depth += 1

    def _start_in_table(self, tag: str) -> None:
        if self._depth > 1:
            return
        if tag == "tr":
            self._end_cell()
            self._rows.append([])
        elif tag in _CELLS:
            self._end_cell()
            if not self._rows:
                self._rows.append([])
            self._rows[-1].append("")
        else:
            self._text.append(" " if tag in _BLOCKS else "")

    def _end_cell(self) -> None:
        words = self._words()
        if self._depth <= 1 and self._rows and self._rows[-1] and words:
            self._rows[-1][-1] = f"{self._rows[-1][-1]} {words}".strip()
        if self._depth <= 1:
            self._text = []

    def _start_list(self, tag: str) -> None:
        if tag in ("ul", "ol"):
            self._groups += 1
            self._lists.append(self._groups)
        elif tag == "li":
            self._items += 1

    def _end_list(self, tag: str) -> None:
        if tag in ("ul", "ol") and self._lists:
            self._lists.pop()
        elif tag == "li" and self._items:
            self._items -= 1

    def _words(self) -> str:
        # No-break spaces stay: they stand between thousands.
        return " ".join(part for part in "".join(self._text).replace("\n", " ").replace("\t", " ").split(" ") if part)
