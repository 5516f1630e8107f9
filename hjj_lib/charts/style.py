"""How every figure looks: one width, one type size, colours that colour-blind readers tell apart."""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from hjj_lib.language import Language

#: Okabe and Ito's palette, told apart with every common kind of colour vision.
PALETTE: tuple[str, ...] = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#999999")
SCOPE_COLOURS: Mapping[str, str] = {"1": "#D55E00", "2": "#E69F00", "3": "#0072B2", "memo": "#999999"}
VIEW_COLOURS: Mapping[str, str] = {"market": "#0072B2", "location": "#E69F00"}
INK, FAINT, GRID = "#1A1A1A", "#595959", "#D9D9D9"
LOW, HIGH = "#56B4E9", "#D55E00"

WIDTH_INCHES = 7.5
ROW_INCHES = 0.36
PLOT_INCHES = 4.0
TITLE_POINTS, TEXT_POINTS = 11, 9
BAR_HEIGHT = 0.62


def new_axes(rows: int | None = None) -> Axes:
    """Empty axes in the common look; with ``rows`` as high as that many horizontal bars need."""
    height = PLOT_INCHES if rows is None else ROW_INCHES * rows + ROW_INCHES * 4
    figure = Figure(figsize=(WIDTH_INCHES, height), layout="constrained", facecolor="white")
    axes = figure.add_subplot()
    axes.tick_params(labelsize=TEXT_POINTS, colors=INK, length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(FAINT)
    axes.set_axisbelow(True)
    return axes


def set_title(axes: Axes, title: str) -> None:
    """A title from the figure's left edge, taken literally: names may hold dollar signs."""
    figure = axes.get_figure(root=True)
    if figure is not None:
        figure.suptitle(title, x=0, ha="left", fontsize=TITLE_POINTS, color=INK, fontweight="bold", parse_math=False)


def set_tonnes(axes: Axes, language: Language, *, which: str, label: str, decimals: int = 0) -> None:
    """An axis of kilograms shown in tonnes, or of other numbers divided likewise, in the language's numerals."""
    axis = axes.xaxis if which == "x" else axes.yaxis
    axis.set_major_formatter(FuncFormatter(lambda value, _: language.number(value / 1000, decimals)))
    axis.set_label_text(label, fontsize=TEXT_POINTS, color=INK, parse_math=False)


def decimals_of(largest_kg: float) -> int:
    """Decimals of tonnes so that a small institution's axis does not read as zeros."""
    return 0 if abs(largest_kg) >= 1000 * 10 else 1 if abs(largest_kg) >= 1000 else 2
