"""The basis handbook in Chromium: the real basis in Finnish, on a screen, on a phone, on paper and for a screen reader."""

from __future__ import annotations

from pathlib import Path

import pytest

from hjj_lib.basis import FOLDER
from hjj_lib.basis.load import basis_of
from hjj_lib.basis.read import read_settings, read_tables
from hjj_lib.handbook import handbook_pages

PHONE = 320
NAMES = ("handbook_fi.html", "places_fi.html", "alternatives_fi.html")


@pytest.fixture(scope="session")
def handbook(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("handbook")
    content = read_tables(FOLDER)
    for page in handbook_pages(basis_of(content, read_settings(FOLDER)), content.frames, ["fi"]):
        (folder / page.file).write_text(page.html, encoding="utf-8")
    return folder


@pytest.mark.parametrize("width", [1100, PHONE])
@pytest.mark.parametrize("name", NAMES)
def test_a_page_opens_without_complaint_or_request_and_only_its_tables_scroll_sideways(open_page, handbook, name, width):
    opened = open_page(handbook / name, width=width)
    assert opened.complaints == []
    assert [Path(url).name for url in opened.asked_for] == [name]
    assert opened.page.get_attribute("html", "lang") == "fi"
    assert opened.page.locator("h1").count() == 1
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_marks_of_the_matrix_are_words_on_different_grounds(open_page, handbook):
    page = open_page(handbook / "handbook_fi.html").page
    cells = page.locator(".matrix td.cell").evaluate_all(
        "all => all.map(one => [one.innerText, getComputedStyle(one).backgroundColor])"
    )
    assert {text for text, _ in cells} >= {"tarkka", "vanhempi", "oletus", "arvio", "puute"}
    grounds = dict(cells)
    assert len(set(grounds.values())) == len(grounds)


def test_the_drawings_are_drawn_and_described(open_page, handbook):
    page = open_page(handbook / "handbook_fi.html").page
    drawn = page.locator("svg.spark").evaluate_all(
        """all => all.map(one => [
            one.getAttribute('aria-label'),
            one.getBBox().width,
            getComputedStyle(one.querySelector('circle')).fill,
        ])"""
    )
    assert drawn != []
    assert [one for one in drawn if "2019–2025" not in one[0] or one[1] < PHONE / 4 or one[2] == "rgb(0, 0, 0)"] == []


def test_one_can_go_from_an_activity_to_its_factor_and_on_to_the_source(open_page, handbook):
    page = open_page(handbook / "handbook_fi.html").page
    page.locator(".activity", has=page.locator("#a-electricity")).locator("a[href='#f-electricity_average']").first.click()
    assert page.locator("#f-electricity_average").evaluate("one => one.matches(':target')")
    page.locator("#f-electricity_average a").first.click()
    assert page.locator("tr:target").count() == 1


def test_one_can_go_to_the_places_and_back(open_page, handbook):
    page = open_page(handbook / "handbook_fi.html").page
    page.locator(".contents a[href='places_fi.html']").click()
    assert page.locator("tbody tr").count() > PHONE / 2
    page.locator("main a[href='handbook_fi.html']").first.click()
    page.wait_for_url("**/handbook_fi.html")


def test_paper_shows_what_is_folded_on_the_screen(open_page, handbook):
    page = open_page(handbook / "places_fi.html", media="print").page
    assert page.locator("details dl.notes dd").first.is_visible()
    assert page.locator(".skip").evaluate("link => getComputedStyle(link).display") == "none"


@pytest.mark.parametrize("name", NAMES)
def test_a_page_can_be_used_with_a_screen_reader(open_page, handbook, name):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed (./hjj setup all)")
    page = open_page(handbook / name).page
    # The page's own policy forbids every script, axe's as well; the check reads a copy without the policy.
    content = page.content().replace("Content-Security-Policy", "x-policy")
    copy = page.context.new_page()
    copy.set_content(content)
    # The rows of a register look alike: a few of each are enough, thousands take minutes.
    copy.evaluate("document.querySelectorAll('tbody.factor:nth-of-type(n+4)').forEach(one => one.remove())")
    found = axe.Axe().run(copy).response["violations"]
    assert [(one["id"], [node["html"][:100] for node in one["nodes"]][:5]) for one in found] == []
