"""A factor over the years as a small drawing that stands in the text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby

from markupsafe import Markup

_WIDTH, _HEIGHT, _EDGE, _DOT = 168, 44, 6, 2.6
_WHOLE = Markup(
    '<svg class="spark" role="img" width="{width}" height="{height}" viewBox="0 0 {width} {height}" aria-label="{label}">'
    "{parts}</svg>"
)
_GROUND = Markup('<path class="ground" d="M0 {}H{}"/>')
_LINE = Markup('<polyline points="{}"/>')
_POINT = Markup('<circle cx="{}" cy="{}" r="{}"/>')
_CROSS = Markup('<path class="none" d="M{0} {1}l{2} {2}m0 -{2}l-{2} {2}"/>')


def sparkline(values: Sequence[float | None], label: str) -> Markup:
    """An inline SVG: a line from year to year, a dot for every value, a cross on the ground where there is none.

    Parameters
    ----------
    values
        One per year. The drawing begins at zero, so that a fall by half looks like one.
    label
        What a screen reader says in its place.
    """
    known = [abs(value) for value in values if value is not None and not math.isnan(value)]
    if not known:
        return Markup("")
    top = max(known) or 1
    step = (_WIDTH - 2 * _EDGE) / max(len(values) - 1, 1)
    ground = _HEIGHT - _EDGE
    points = [
        (_EDGE + number * step, None if value is None or math.isnan(value) else ground - (ground - _EDGE) * abs(value) / top)
        for number, value in enumerate(values)
    ]
    parts = [_GROUND.format(ground, _WIDTH)]
    for is_known, run in groupby(points, key=lambda point: point[1] is not None):
        places = list(run)
        if is_known:
            parts.append(_LINE.format(" ".join(f"{x:.1f},{y:.1f}" for x, y in places)))
            parts += [_POINT.format(f"{x:.1f}", f"{y:.1f}", _DOT) for x, y in places]
        else:
            parts += [_CROSS.format(f"{x - _DOT:.1f}", f"{ground - _DOT:.1f}", 2 * _DOT) for x, _ in places]
    return _WHOLE.format(width=_WIDTH, height=_HEIGHT, label=label, parts=Markup("").join(parts))
