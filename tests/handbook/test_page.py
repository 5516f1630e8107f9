"""The pages of the handbook: whole, safe, the same each time, and complete in every language."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from babel.messages.pofile import read_po
from tables_of import SMALL_BASIS

from hjj_lib.basis import FOLDER
from hjj_lib.basis.load import Basis, basis_of
from hjj_lib.basis.read import read_settings, read_tables
from hjj_lib.handbook import handbook_pages, words
from hjj_lib.language import LOCALES, Language

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "hjj_lib" / "handbook" / "templates"
#: What a mail server and a phone still take, in bytes.
LARGEST = 1_500_000


class _Outline(HTMLParser):
    """Ids, links and tags of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.loads: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        named = dict(attrs)
        if "id" in named:
            self.ids.append(str(named["id"]))
        if tag == "a":
            self.links.append(str(named["href"]))
        elif "src" in named or "href" in named or "style" in named or any(name.startswith("on") for name in named):
            self.loads.append(self.get_starttag_text() or "")


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    content = read_tables(FOLDER)
    return {page.file: page.html for page in handbook_pages(basis_of(content, read_settings(FOLDER)), content.frames)}


@pytest.fixture(scope="module")
def outlines(pages) -> dict[str, _Outline]:
    return {file: _Outline(html) for file, html in pages.items()}


def small(**changed: object) -> tuple[Basis, object]:
    content = read_tables(SMALL_BASIS)
    return replace(basis_of(content, read_settings(SMALL_BASIS)), **changed), content.frames


def test_there_are_three_pages_in_every_language(pages):
    assert set(pages) == {f"{name}_{code}.html" for name in ("handbook", "places", "alternatives") for code in LOCALES}


def test_every_link_leads_somewhere(outlines):
    broken = []
    for file, outline in outlines.items():
        for link in outline.links:
            page, _, anchor = link.partition("#")
            if not page.startswith(("http://", "https://")):
                target = outlines.get(page or file)
                if target is None or (anchor and anchor not in target.ids):
                    broken.append((file, link))
    assert broken == []


def test_no_id_stands_twice_on_a_page(outlines):
    assert {file: {one for one in outline.ids if outline.ids.count(one) > 1} for file, outline in outlines.items()} == {
        file: set() for file in outlines
    }


def test_a_page_has_one_main_heading_and_every_table_a_caption_and_headings(outlines):
    for outline in outlines.values():
        assert outline.tags.count("h1") == 1
        assert outline.tags.count("table") == outline.tags.count("caption") == outline.tags.count("thead")


def test_nothing_runs_and_nothing_is_loaded(outlines):
    assert {tag for outline in outlines.values() for tag in outline.tags} & {"script", "iframe", "img", "link", "object"} == set()
    assert [load for outline in outlines.values() for load in outline.loads] == []


def test_the_main_page_is_small_enough_to_be_sent(pages):
    sizes = {file: len(html.encode()) for file, html in pages.items() if file.startswith("handbook")}
    assert {file: size for file, size in sizes.items() if size > LARGEST} == {}


def test_every_factor_of_the_basis_has_a_row_and_every_source_too(outlines):
    content = read_tables(FOLDER)
    basis = basis_of(content, read_settings(FOLDER))
    ids = {one for file, outline in outlines.items() if file.endswith("_fi.html") for one in outline.ids}
    assert {f"f-{one}" for one in basis.emission_factors["factor_id"]} - ids == set()
    assert {f"s-{one}" for one in basis.sources["source_id"]} - ids == set()
    assert {f"a-{one}" for one in basis.activities["activity_id"]} - ids == set()


def test_the_same_basis_gives_the_same_bytes():
    basis, frames = small()
    assert handbook_pages(basis, frames) == handbook_pages(basis, frames)


def test_the_order_of_rows_in_the_factor_files_changes_nothing():
    basis, frames = small()
    turned = replace(basis, emission_factors=basis.emission_factors.iloc[::-1].reset_index(drop=True))
    assert handbook_pages(turned, frames) == handbook_pages(basis, frames)


def test_a_page_shows_value_year_reason_and_uncertainty_of_a_line():
    basis, frames = small()
    html = next(page.html for page in handbook_pages(basis, frames, ["fi"]) if page.file == "handbook_fi.html")
    assert '<data value="0.2">0,2</data> kg/kWh' in html
    assert "The national average." in html
    assert "±\u00a025\u00a0%" in html
    assert "luotettavaa kerrointa ei ole" in html


def test_a_name_that_looks_like_html_is_shown_as_typed():
    basis, frames = small()
    names = basis.activities.assign(name_fi="<script>alert(1)</script>")
    html = "".join(page.html for page in handbook_pages(replace(basis, activities=names), frames, ["fi"]))
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_a_factor_that_two_places_choose_is_one_target():
    basis, frames = small()
    choices = basis.factor_choices
    shared = choices[choices["place"] == "network:north"].assign(place="network:northeast")
    both = replace(basis, factor_choices=pd.concat([choices, shared], ignore_index=True))
    html = next(page.html for page in handbook_pages(both, frames, ["fi"]) if page.file == "places_fi.html")
    assert html.count('id="f-heat_north"') == 1
    assert html.count("heat_<wbr>north</code></th>") == 2


def test_a_basis_without_gaps_or_places_has_pages_too():
    basis, frames = small()
    bare = replace(
        basis,
        known_gaps=basis.known_gaps.head(0),
        factor_choices=basis.factor_choices.query("place == 'FI'").reset_index(drop=True),
    )
    html = "".join(page.html for page in handbook_pages(bare, frames, ["en"]))
    assert "There are none." in html


def test_a_basis_that_says_nothing_of_better_factors_has_a_page_too():
    basis, frames = small()
    assert basis.better_factors.empty
    html = next(page.html for page in handbook_pages(basis, frames, ["en"]))
    assert "What would be better:" not in html


def test_another_version_tells_what_changed():
    content = read_tables(SMALL_BASIS)
    basis = basis_of(content, read_settings(SMALL_BASIS), version="2")
    html = next(page.html for page in handbook_pages(basis, content.frames, ["en"]))
    assert "Measured anew" in html
    assert "20.0%" in html


def _sentences() -> set[str]:
    """Everything that the templates and the tables of words say."""
    said = {match for path in TEMPLATES.glob("*.j2") for match in re.findall(r'say\("([^"]+)"', path.read_text(encoding="utf-8"))}
    names = [value for name, value in vars(words).items() if name.endswith(("_NAMES", "_MEANINGS"))]
    return said | {text for table in names for text in table.values() if re.search(r"[a-z]", text)}


@pytest.mark.parametrize("code", ["fi", "sv"])
def test_every_sentence_of_the_pages_is_translated(code):
    known = set()
    for path in (ROOT / "hjj_lib" / "locale" / code).glob("*.po"):
        with path.open("rb") as file:
            known |= {message.id for message in read_po(file) if message.string}
    assert _sentences() - known == set()


def test_every_word_of_the_real_basis_has_a_name():
    basis = basis_of(read_tables(FOLDER), read_settings(FOLDER))
    language = Language("fi")
    told = {
        "allocation_method": words.ALLOCATION_NAMES,
        "gases": words.GAS_NAMES,
        "part": words.PART_NAMES,
        "quality": words.QUALITY_NAMES,
    }
    for column, names in told.items():
        keys = set(basis.emission_factors[column].dropna())
        assert keys - set(names) == set()
        assert {words.word(names, key, language) for key in keys} & keys == set()


def _hjj(*given: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hjj_lib.cli", "basis", *given]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)


def test_the_command_writes_the_languages_that_are_asked_for(tmp_path):
    done = _hjj("handbook", "--out", str(tmp_path), "--language", "sv", "--folder", str(SMALL_BASIS), "--version", "2")
    assert (done.returncode, done.stderr) == (0, "")
    assert {path.name for path in tmp_path.iterdir()} == {"handbook_sv.html", "places_sv.html", "alternatives_sv.html"}
    assert "Handbok för beräkningsgrunden 2" in (tmp_path / "handbook_sv.html").read_text(encoding="utf-8")


def test_a_version_or_language_that_does_not_exist_is_refused(tmp_path):
    done = _hjj("handbook", "--out", str(tmp_path), "--language", "en", "--version", "1999")
    assert (done.returncode, "The basis has no version “1999”" in done.stderr) == (1, True)
    done = _hjj("handbook", "--out", str(tmp_path), "--language", "de")
    assert (done.returncode, "de" in done.stderr) == (1, True)
    assert list(tmp_path.iterdir()) == []
