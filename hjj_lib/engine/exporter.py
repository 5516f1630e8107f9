"""From an executed notebook to a report in HTML: one file, no script, nothing loaded from anywhere.

Registered under ``nbconvert.exporters``, so ``jupyter nbconvert --to hjj_report`` gives the same file.
"""

from __future__ import annotations

import base64
import copy
import hashlib
import html
import re
import struct
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from nbconvert.exporters.html import HTMLExporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from traitlets.config import Config

from hjj_lib.engine.safe_html import plain_text, sanitised, with_reachable_tables
from hjj_lib.language import LOCALES, Language

TEMPLATES = Path(__file__).parent / "templates"
_TEMPLATE = "hjj_report"
_HEADING = re.compile(r"<h([1-6])>(.*?)</h\1>", re.DOTALL)
_H1 = re.compile(r"<(/?)h1\b")
_PNG_HEAD = ">8s4s4sII"


class ReportExporter(HTMLExporter):
    """Reader's HTML: no code, the alternative text of every picture kept, one main heading, the language named.

    The language is the notebook's metadata ``hjj.language``, else papermill's parameter ``language``, else Finnish.
    """

    export_from_notebook = "HJJ report (HTML)"

    def __init__(self, **settings: Any) -> None:
        settings.setdefault("template_name", _TEMPLATE)
        settings.setdefault("extra_template_basedirs", [str(TEMPLATES)])
        super().__init__(exclude_input=True, exclude_input_prompt=True, exclude_output_prompt=True, **settings)  # type: ignore[no-untyped-call]

    @property
    def default_config(self) -> Config:
        """Pictures before HTML before text; no preprocessor that rewrites code, as no code is shown."""
        config = Config(
            {
                "NbConvertBase": {
                    "display_data_priority": ["image/png", "image/jpeg", "text/html", "text/markdown", "text/plain"]
                },
                "HighlightMagicsPreprocessor": {"enabled": False},
            }
        )
        settings: Config = super().default_config.copy()
        settings.merge(config)
        return settings

    def default_filters(self) -> Iterator[tuple[str, Any]]:
        """The filters of the template."""
        yield from super().default_filters()  # type: ignore[no-untyped-call]
        yield "picture_size", picture_size

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[str, dict[str, Any]]:
        """The report of an executed notebook and what nbconvert passes along with it."""
        language = Language(_language_code(nb.metadata))
        ready = copy.deepcopy(nb)
        chapters = _render_markdown(ready.cells)
        known = nb.metadata.get("hjj", {})
        page = {
            **words(language),
            "css": stylesheet(),
            "policy": content_policy(),
            "title": chapters[0][1] if chapters and chapters[0][0] == "h1" else str(known.get("title", "HJJ")),
            "has_h1": any(level == "h1" for level, _, _ in chapters),
            "subtitle": str(known.get("subtitle", "")),
            "index": str(known.get("index", "")),
            "untranslated": known.get("untranslated", 0),
            "contents": [(text, anchor) for level, text, anchor in chapters if level == "h2"],
        }
        for output in (output for cell in ready.cells for output in cell.get("outputs", [])):
            _make_safe(output, language)
        # HTMLExporter itself would parse and write the whole page anew to add English alternative texts.
        page_html, resources = TemplateExporter.from_notebook_node(self, ready, {**(resources or {}), "hjj": page}, **options)
        return page_html, resources


def words(language: Language) -> dict[str, str]:
    """The fixed words of a page in the reader's language."""
    return {
        "language": language.code,
        "skip": language.sentence("Skip to the content"),
        "contents_title": language.sentence("Contents"),
        "all_reports": language.sentence("All reports"),
        "no_description": language.sentence("A figure without a description"),
        "error": language.sentence("This part of the report could not be made."),
        "untranslated_note": language.sentence("Parts of this report have not been translated yet; they are in Finnish."),
        "footer": language.sentence("Made with the open HJJ workbench. Nothing in this file is loaded from the network."),
    }


@cache
def stylesheet() -> str:
    """The style of reports and index pages."""
    return (TEMPLATES / _TEMPLATE / "report.css").read_text(encoding="utf-8")


@cache
def content_policy() -> str:
    """What the browser may do with the page: show pictures that are in it and use our own style. Nothing else."""
    digest = base64.b64encode(hashlib.sha256(stylesheet().encode("utf-8")).digest()).decode("ascii")
    return f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def picture_size(png: str) -> str:
    """Attributes ``width`` and ``height`` of a PNG in base64, so that the page does not jump while it opens."""
    head = base64.b64decode(png[:100])[: struct.calcsize(_PNG_HEAD)]
    *_, width, height = struct.unpack(_PNG_HEAD, head)
    return f'width="{width}" height="{height}"'


def _language_code(metadata: NotebookNode) -> str:
    given = metadata.get("hjj", {}).get("language") or metadata.get("papermill", {}).get("parameters", {}).get("language")
    return str(given) if given in LOCALES else next(iter(LOCALES))


def _render_markdown(cells: Iterable[NotebookNode]) -> list[tuple[str, str, str]]:
    """Put HTML into the markdown cells; their headings as (level, text, anchor).

    The first heading of level one is the page's, further ones go down a level. A heading's anchor is the id of its cell.
    """
    found: list[tuple[str, str, str]] = []
    for cell in cells:
        if cell.cell_type != "markdown":
            continue
        renderer = IPythonRenderer(escape=False, exclude_anchor_links=True)
        first = len(found)

        def heading(match: re.Match[str], cell: NotebookNode = cell, first: int = first) -> str:
            level = "h2" if match[1] == "1" and any(earlier == "h1" for earlier, _, _ in found) else f"h{match[1]}"
            anchor = str(cell.get("id", "cell")) + (f"-{len(found) - first}" if len(found) > first else "")
            found.append((level, plain_text(match[2]), anchor))
            return f'<{level} id="{html.escape(anchor)}">{match[2]}</{level}>'

        text = sanitised(MarkdownWithMath(renderer=renderer).render(cell.source))
        text = _HEADING.sub(heading, text).replace("<th>", '<th scope="col">')
        cell.source = with_reachable_tables(text, found[-1][1] if found else "")
        if any(level == "h1" for level, _, _ in found[first:]):
            cell.metadata["contents_follow"] = True
    return found


def _make_safe(output: NotebookNode, language: Language) -> None:
    """Sanitise what an output shows as HTML; a heading of level one belongs to the page, not to an output."""
    data = output.get("data", {})
    if "text/markdown" in data:
        data["text/markdown"] = MarkdownWithMath(renderer=IPythonRenderer(escape=True, exclude_anchor_links=True)).render(
            data["text/markdown"]
        )
    for kind in ("text/html", "text/markdown"):
        if kind in data:
            data[kind] = with_reachable_tables(_H1.sub(r"<\1h2", sanitised(data[kind])), language.sentence("Table"))
