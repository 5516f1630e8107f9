"""The form on which a plan is moved: a row for each action, and below it what comes of the plan at once."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets
import pandas as pd
from IPython.display import display

from hjj_lib.charts.scenarios import pathway_wedges, pathway_wedges_alt
from hjj_lib.language import Language
from hjj_lib.problems import DataError
from hjj_lib.scenarios.words import with_names
from hjj_lib.workshop.lines import action_lines, plan_lines
from hjj_lib.workshop.live_plan import CHOICE, LivePlan, offers, outcome, wedges
from hjj_lib.workshop.words import outcome_sentences, rule_sentences

#: How many actions can be looked over at once; the others are added by name.
_SHOWN = 20
_STEP = 5
_DOTS_PER_INCH = 130
_OWN_WIDTH = {"description_width": "initial"}
_WIDGET = "application/vnd.jupyter.widget-view+json"
#: Names may be long and letters large, so a row breaks where it no longer fits; the rows scroll, so that what comes of a move
#: stays in sight above and below them.
_LOOK = """<style>
.hjj-live { max-width: 76em; }
.hjj-live .widget-html-content, .hjj-live label, .hjj-live button { font-size: 1.1rem; }
.hjj-live .hjj-row input[type="number"], .hjj-live .widget-dropdown > select { font-size: 1.1rem; height: auto; }
.hjj-live .widget-html-content { line-height: 1.5; }
.hjj-live .widget-html-content p { margin: 0.2em 0; }
.hjj-live .hjj-result p:first-child { font-size: 1.3rem; font-weight: bold; }
.hjj-live .hjj-rows { max-height: 45vh; overflow: auto; border: 1px solid #767676; padding: 0.3rem; display: block; }
.hjj-live .hjj-row { flex-flow: row wrap; border-bottom: 1px solid #d9d9d9; padding: 0.2rem 0; overflow: visible; height: auto; }
.hjj-live .hjj-row > * { height: auto; align-items: center; }
.hjj-live .hjj-row label { white-space: normal; line-height: 1.3; height: auto; display: flex; align-items: center; }
.hjj-live .hjj-row label input { flex: none; }
.hjj-live img { max-width: 100%; height: auto; }
.hjj-live textarea { white-space: pre; overflow-x: auto; font-size: 0.95rem; }
.hjj-live :focus-visible { outline: 3px solid #0072b2; outline-offset: 1px; }
</style>"""


@dataclass(frozen=True)
class ActionRow:
    """An action as it can be moved: whether, from when, and how much of it, as a number with its name and as a slider."""

    action_id: str
    chosen: Any
    start_year: Any
    strength: Any
    slider: Any

    @property
    def view(self) -> Any:
        """The row as it is shown."""
        row = widgets.HBox([self.chosen, self.start_year, self.strength, self.slider])
        row.add_class("hjj-row")
        return row


class PlanSliders:
    """The form of one plan. ``view`` is what a notebook shows; the parts are attributes, so that they can be moved by hand.

    It begins with the report's plan. Nothing is saved: the button shows lines that a person may copy.
    """

    def __init__(self, live: LivePlan, language: Language) -> None:
        self.live, self.language = live, language
        say = language.sentence
        self._offers = with_names(offers(live), live.possible.actions, language)
        mine = int(self._offers["in_plan"].sum())
        shown = self._offers.head(max(mine, _SHOWN))
        self.rows = {str(row["action_id"]): self._row(row) for _, row in shown.iterrows()}
        self._waiting = self._offers.iloc[len(shown) :]
        self.more = widgets.Dropdown(description=say("One more action"), style=_OWN_WIDTH, layout=_wide("40em"))
        self.result, self.figure = widgets.HTML(), widgets.HTML()
        self.result.add_class("hjj-result")
        self.show_lines = widgets.Button(description=say("Show the lines to copy"), layout=_wide("24em"))
        self.lines = widgets.VBox([])
        views = [row.view for row in self.rows.values()]
        self._others = widgets.VBox(views[mine:])
        planned = [_heading(say("In the plan")), *views[:mine]] if mine else []
        moved = widgets.VBox([*planned, _heading(say("Could be done too, the largest effect first")), self._others])
        moved.add_class("hjj-rows")
        above = [widgets.HTML(_LOOK), _heading(say("Move the plan")), widgets.HTML(_paragraphs([self._how()])), self.result]
        self.view = widgets.VBox([*above, moved, self.more, self.figure, self.show_lines, self.lines])
        self.view.add_class("hjj-live")
        self._offer_more()
        self.more.observe(self._add, names="value")
        self.show_lines.on_click(self._show_lines)
        self._moved()

    def choice(self) -> pd.DataFrame:
        """What is chosen on the form; see :mod:`hjj_lib.workshop.live_plan`."""
        cells = [(row.action_id, row.start_year.value, row.strength.value) for row in self.rows.values() if row.chosen.value]
        return pd.DataFrame(cells, columns=CHOICE)

    def _how(self) -> str:
        return self.language.sentence(
            "Choose actions, the year each begins, and how much of its full effect is done. The result follows at once. "
            "Nothing is saved."
        )

    def _row(self, row: pd.Series) -> ActionRow:
        say, begun = self.language.sentence, bool(row["begun"])
        name = say("{name} (begun)", name=row["name"]) if begun else str(row["name"])
        year, last = int(row["start_year"]), self.live.conditions.last_year
        first = min(year, self.live.decided.first_year)
        chosen = widgets.Checkbox(value=bool(row["in_plan"]), description=name, indent=False, layout=_wide("27em"))
        start = widgets.BoundedIntText(value=year, min=first, max=max(last, year), description=say("from year"))
        strength = widgets.BoundedIntText(value=100, min=0, max=100, step=_STEP, description=say("done, %"))
        slider = widgets.IntSlider(value=100, min=0, max=100, step=_STEP, readout=False, continuous_update=False)
        widgets.link((strength, "value"), (slider, "value"))
        for part, width in ((start, "15em"), (strength, "15em"), (slider, "13em")):
            part.layout, part.disabled, part.tooltip = _wide(width), begun, name
            part.style.description_width = "initial"
        slider.style.description_width = "0"
        made = ActionRow(str(row["action_id"]), chosen, start, strength, slider)
        for part in (made.chosen, made.start_year, made.strength):
            part.observe(self._moved, names="value")
        return made

    def _offer_more(self) -> None:
        names = [(str(row["name"]), str(row["action_id"])) for _, row in self._waiting.sort_values("name").iterrows()]
        self.more.options = [(self.language.sentence("choose …"), ""), *names]
        self.more.index = 0
        self.more.layout.display = None if names else "none"

    def _add(self, change: Any) -> None:
        """A row for the action chosen by name, already ticked."""
        if not change["new"]:
            return
        wanted = self._waiting["action_id"] == change["new"]
        row = self._row(self._waiting[wanted].iloc[0])
        self._waiting = self._waiting[~wanted]
        self.rows[row.action_id] = row
        self._others.children = (*self._others.children, row.view)
        self._offer_more()
        row.chosen.value = True

    def _moved(self, _: Any = None) -> None:
        """The numbers first, then the figure, which takes longer to draw; lines that were shown no longer hold."""
        self.lines.children = ()
        choice = self.choice()
        try:
            found = outcome(self.live, choice)
        except DataError as error:
            actions = self.live.possible.all_actions
            why = rule_sentences(error.problems, actions, self.language)
            begin = self.language.sentence("These actions do not fit together, so nothing is calculated.")
            self.result.value, self.figure.value, self.show_lines.disabled = _paragraphs([begin, *why]), "", True
            return
        self.result.value, self.show_lines.disabled = _paragraphs(outcome_sentences(self.live, found, self.language)), False
        self.figure.value = self.picture(choice)

    def picture(self, choice: pd.DataFrame) -> str:
        """The wedge figure of a choice as HTML, with its alternative text."""
        path, parts = wedges(self.live, choice)
        parts = with_names(parts, self.live.possible.actions, self.language)
        view = self.live.decided.target.view
        figure = pathway_wedges(path, parts, self.language, view=view).get_figure(root=True)
        drawn = io.BytesIO()
        if figure is not None:
            figure.savefig(drawn, format="png", dpi=_DOTS_PER_INCH)
        told = html.escape(pathway_wedges_alt(path, parts, self.language, view=view), quote=True)
        return f'<img src="data:image/png;base64,{base64.b64encode(drawn.getvalue()).decode()}" alt="{told}">'

    def _show_lines(self, _: Any = None) -> None:
        say, choice = self.language.sentence, self.choice()
        shown = [
            widgets.HTML(
                _paragraphs(
                    [
                        say(
                            "Copy these lines to {file}, and write into every new row the role that answers for the action. "
                            "They become a decision only when those who decide put them there.",
                            file="decisions/plan.csv",
                        )
                    ]
                )
            ),
            _to_copy(plan_lines(self.live, choice), "decisions/plan.csv"),
        ]
        if weaker := action_lines(self.live, choice):
            told = say("What is done only in part is told by its own row in {file}.", file="decisions/actions.csv")
            shown += [widgets.HTML(_paragraphs([told])), _to_copy(weaker, "decisions/actions.csv")]
        self.lines.children = tuple(shown)


def show(live: LivePlan, language: Language) -> PlanSliders:
    """Show the form; where no widgets can be shown, as in a finished report, a sentence says so."""
    form = PlanSliders(live, language)
    instead = language.sentence("The sliders work in JupyterLab only.")
    shown = {"version_major": 2, "version_minor": 0, "model_id": form.view.model_id}
    display({_WIDGET: shown, "text/plain": instead}, raw=True)
    return form


def _to_copy(text: str, file: str) -> Any:
    rows = text.count("\n") + 1
    return widgets.Textarea(value=text, description=file, rows=rows, style=_OWN_WIDTH, layout=_wide("98%"))


def _wide(width: str) -> Any:
    return widgets.Layout(width=width)


def _heading(text: str) -> Any:
    return widgets.HTML(f"<h4>{html.escape(text)}</h4>")


def _paragraphs(lines: Iterable[str]) -> str:
    return "".join(f"<p>{html.escape(line)}</p>" for line in lines)
