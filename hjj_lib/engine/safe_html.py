"""What HTML a report may hold: an allow-list, the second wall after the escaping in ``report``."""

from __future__ import annotations

import html
import re

import nh3

_TAGS = {
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "div", "span", "section", "blockquote", "pre", "code", "kbd", "samp"),
    *("strong", "em", "b", "i", "u", "s", "del", "ins", "mark", "small", "sub", "sup", "abbr", "cite", "q", "time", "var"),
    *("ul", "ol", "li", "dl", "dt", "dd", "a", "img", "figure", "figcaption", "details", "summary"),
    *("table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td"),
}
_ATTRIBUTES = {
    "*": {"class", "id", "lang", "dir", "title"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "details": {"open"},
    "ol": {"start", "reversed"},
    "col": {"span"},
    "colgroup": {"span"},
    "th": {"scope", "colspan", "rowspan", "headers", "abbr"},
    "td": {"colspan", "rowspan", "headers"},
    "time": {"datetime"},
}
#: Pictures are part of the page; anything else would be fetched from somewhere when the report is opened.
_PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,")
_NO_PICTURE = re.compile(r"<img\b(?![^>]*\ssrc=)[^>]*>")
_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
_WRAPPED = re.compile(r'<div class="table">\s*(<table\b.*?</table>)\s*</div>', re.DOTALL)
_CAPTION = re.compile(r"<caption\b[^>]*>(.*?)</caption>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
#: A cell that holds something longer than any word: an address, a checksum, a key.
_LONG = re.compile(r"<td>(?=[^<]*[^\s<]{24})")


def sanitised(fragment: str) -> str:
    """The fragment with nothing in it that runs, loads or restyles; headings, tables, figures, classes and ids stay."""
    cleaned = nh3.clean(
        fragment,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel="noopener noreferrer",
    )
    return _NO_PICTURE.sub("", cleaned)


def _attribute(_tag: str, name: str, value: str) -> str | None:
    if name == "src":
        return value if _PICTURE.match(value) else None
    if name == "href" and value.strip().lower().startswith("data:"):
        return None
    return value


def with_reachable_tables(fragment: str, name: str) -> str:
    """Every table in a box that scrolls by itself and can be reached and scrolled with the keyboard.

    Parameters
    ----------
    fragment
        Sanitised HTML.
    name
        What a screen reader calls a table that has no caption.
    """
    bare = _WRAPPED.sub(r"\1", fragment)
    return _TABLE.sub(lambda table: _boxed(table[0], name), bare)


def _boxed(table: str, name: str) -> str:
    caption = _CAPTION.search(table)
    label = plain_text(caption[1]) if caption else name
    marked = _LONG.sub('<td class="long">', table)
    return f'<div class="table" role="region" tabindex="0" aria-label="{html.escape(label)}">{marked}</div>'


def plain_text(fragment: str) -> str:
    """The words of a fragment, without tags and character references."""
    return html.unescape(_TAG.sub("", fragment)).strip()
