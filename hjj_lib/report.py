"""What a notebook may show: sentences, tables, figures and problems, always escaped, always in the reader's language.

These are the only ways to put text into a report, so a name such as ``<script>`` or ``$x$`` is shown as typed.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from IPython.display import HTML, display
from matplotlib.axes import Axes

from hjj_lib.language import Language
from hjj_lib.problems import Problem, by_group

_STRONG = re.compile(r"\*\*(.+?)\*\*")
_DOTS_PER_INCH = 200
_ROW_HEAD = "th scope='row'"
_GROUP_NAMES = {"error": "Errors", "question": "Questions", "confirmed": "Confirmed questions", "note": "Notes"}


@dataclass(frozen=True)
class Reader:
    """Shows things to a reader of one language."""

    language: Language

    def say(self, sentence: str, **values: Any) -> None:
        """A paragraph. ``sentence`` is English, translated by the catalogue; ``**word**`` is strong; values are escaped."""
        self._paragraph("p", sentence, values)

    def headline(self, sentence: str, **values: Any) -> None:
        """The bottom line, set large."""
        self._paragraph("p class='bottom-line'", sentence, values)

    def heading(self, sentence: str, **values: Any) -> None:
        """A heading below the section's own."""
        self._paragraph("h3", sentence, values)

    def listing(self, lines: Iterable[str]) -> None:
        """A list of ready lines (names, already in the reader's language)."""
        items = "".join(f"<li>{html.escape(str(line))}</li>" for line in lines)
        if items:
            display(HTML(f"<ul>{items}</ul>"))

    def table(
        self, frame: pd.DataFrame, *, caption: str, headings: Mapping[str, str], formats: Mapping[str, str] | None = None
    ) -> None:
        """A table with a caption; only the columns named in ``headings`` are shown, in that order.

        Parameters
        ----------
        headings
            Column → English heading, translated here.
        formats
            Column → ``tonnes``, ``percent``, ``text`` or a number of decimals as text (``"2"``). Default: text as it is,
            numbers without decimals.
        """
        display(HTML(self.table_html(frame, caption=caption, headings=headings, formats=formats or {})))

    def table_html(self, frame: pd.DataFrame, *, caption: str, headings: Mapping[str, str], formats: Mapping[str, str]) -> str:
        """The table of :meth:`table` as HTML."""
        sentence = self.language.sentence
        numeric = {column for column in headings if self._is_number(frame[column], formats.get(column, ""))}
        head = "".join(_cell("th scope='col'", sentence(text), column in numeric) for column, text in headings.items())
        body = []
        for row in frame[list(headings)].to_dict("records"):
            cells = [self._shown(row[column], formats.get(column, "")) for column in headings]
            first, *rest = zip(headings, cells, strict=True)
            body.append(
                f"<tr>{_cell(_ROW_HEAD, first[1], False)}"
                + "".join(_cell("td", text, c in numeric) for c, text in rest)
                + "</tr>"
            )
        title = html.escape(sentence(caption))
        parts = f"<caption>{title}</caption><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody>"
        return f"<div class='table'><table>{parts}</table></div>"

    def figure(
        self,
        axes: Axes,
        *,
        alt: str,
        data: pd.DataFrame,
        headings: Mapping[str, str],
        formats: Mapping[str, str] | None = None,
        caption: str = "The numbers of the figure",
    ) -> None:
        """A figure with its alternative text and, folded behind it, the table it was drawn from."""
        picture = io.BytesIO()
        figure = axes.get_figure(root=True)
        if figure is None:
            raise ValueError("the axes belong to no figure")
        figure.savefig(picture, format="png", dpi=_DOTS_PER_INCH, metadata={"Software": None})
        display(
            {"image/png": picture.getvalue(), "text/plain": alt},
            raw=True,
            metadata={"image/png": {"alt": alt}},
        )
        table = self.table_html(data, caption=caption, headings=headings, formats=formats or {})
        title = html.escape(self.language.sentence(caption))
        display(HTML(f"<details class='figure-data'><summary>{title}</summary>{table}</details>"))

    def problems(self, problems: Iterable[Problem]) -> None:
        """Problems by severity, confirmed questions with their reasons apart; each as a readable line."""
        for group, found in by_group(problems).items():
            lines = [self.language.problem(problem) for problem in found]
            if lines:
                self._paragraph("h3", _GROUP_NAMES[group], {})
                items = "".join(f"<li>{html.escape(line)}</li>" for line in lines)
                display(HTML(f"<ul class='problems {group}'>{items}</ul>"))

    def _paragraph(self, tag: str, sentence: str, values: Mapping[str, Any]) -> None:
        escaped = {key: html.escape(str(value)) for key, value in values.items()}
        text = html.escape(self.language.translation(sentence), quote=False).format(**escaped)
        strong = _STRONG.sub(r"<strong>\1</strong>", text)
        display(HTML(f"<{tag}>{strong}</{tag.split()[0]}>"))

    def _is_number(self, column: pd.Series, how: str) -> bool:
        return how != "text" and (how in ("tonnes", "percent") or how.isdigit() or pd.api.types.is_numeric_dtype(column))

    def _shown(self, value: Any, how: str) -> str:
        if not isinstance(value, str) and pd.isna(value):
            return "–"
        if how == "tonnes":
            return self.language.tonnes(float(value))
        if how == "percent":
            return self.language.percent(float(value))
        if how.isdigit():
            return self.language.number(float(value), int(how))
        if isinstance(value, bool):
            return self.language.sentence("yes") if value else self.language.sentence("no")
        if isinstance(value, (int, float)) and how != "text":
            return self.language.number(float(value))
        return str(value)


def named(frame: pd.DataFrame, names: pd.DataFrame, key: str, language: Language) -> pd.DataFrame:
    """The frame with a column ``name``: the name of ``key`` in the reader's language; the key itself if it has none."""
    column = language.column("name")
    table = names.drop_duplicates(key).set_index(key)[column]
    return frame.assign(name=frame[key].map(table).fillna(frame[key]))


def _cell(tag: str, text: str, number: bool) -> str:
    kind = " class='number'" if number else ""
    return f"<{tag}{kind}>{html.escape(text)}</{tag.split()[0]}>"
