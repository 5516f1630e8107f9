"""What a notebook shows is escaped, in the reader's language, with numbers as the language writes them."""

import pandas as pd
import pytest
from matplotlib.figure import Figure

from hjj_lib import report
from hjj_lib.language import Language
from hjj_lib.problems import Problem

NASTY = ["</script><b>x</b>", "$\\frac{1}{2}$", "_x", "{{}}", '=cmd|"/c"!A1']


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    things: list[object] = []
    monkeypatch.setattr(report, "display", lambda thing, **rest: things.append((thing, rest) if rest else thing))
    return things


def html_of(things: list[object]) -> str:
    return "".join(getattr(thing, "data", "") or "" for thing in things)


@pytest.mark.parametrize("name", NASTY)
def test_a_name_is_shown_as_typed(name: str, shown: list[object]) -> None:
    reader = report.Reader(Language("en"))
    reader.say("It is **{name}**.", name=name)
    reader.table(pd.DataFrame({"a": [name]}), caption="C", headings={"a": "A"})
    assert "</script>" not in html_of(shown)
    assert "<b>" not in html_of(shown)


def test_numbers_follow_the_language_and_unknown_is_a_dash(shown: list[object]) -> None:
    frame = pd.DataFrame({"kg": [1234567.0, float("nan")], "share": [0.123, None]})
    report.Reader(Language("fi")).table(
        frame, caption="C", headings={"kg": "K", "share": "S"}, formats={"kg": "tonnes", "share": "percent"}
    )
    assert "1\u00a0235\u00a0t\u00a0CO₂e" in html_of(shown)
    assert "12\u00a0%" in html_of(shown)
    assert "–" in html_of(shown)


def test_a_figure_carries_its_alternative_text_and_its_table(shown: list[object]) -> None:
    axes = Figure().add_subplot()
    report.Reader(Language("en")).figure(axes, alt="Two bars.", data=pd.DataFrame({"a": [1]}), headings={"a": "A"})
    picture, details = shown
    assert isinstance(picture, tuple)
    assert picture[1]["metadata"] == {"image/png": {"alt": "Two bars."}}
    assert "<details" in html_of([details])


def test_problems_are_grouped_by_severity(shown: list[object]) -> None:
    found = [Problem("a", "note", "A note."), Problem("b", "error", "An error.", file="f.xlsx", row=3)]
    report.Reader(Language("en")).problems(found)
    text = html_of(shown)
    assert text.index("An error.") < text.index("A note.")
    assert "f.xlsx, row 3" in text
