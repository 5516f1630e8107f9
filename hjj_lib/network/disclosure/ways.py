"""The ways on which a sum of blocks goes to its extremes, and for which members a way is no contradiction to what they know.

Every way found is a straight line from the true amounts to others that agree with everything shown; all points on it agree too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from hjj_lib.network.disclosure.knowledge import Knowledge
from hjj_lib.network.disclosure.linear import Extreme, extremes
from hjj_lib.network.disclosure.questions import OUTSIDER, Question
from hjj_lib.network.disclosure.unknowns import Unknowns


@dataclass(frozen=True)
class Way:
    """From the true amounts to other possible ones, on the unknown blocks that have to do with a sum.

    Attributes
    ----------
    places, true, step
        Positions of these blocks among the unknown ones, their true amounts, and by how much each moves.
    gain, reached
        By how much the sum moves, and where it ends.
    """

    places: NDArray[np.intp]
    true: NDArray[np.float64]
    step: NDArray[np.float64]
    gain: float
    reached: float


def furthest_ways(
    knowledge: Knowledge, unknowns: Unknowns, keys: Iterable[tuple[tuple[int, ...], bool]]
) -> dict[tuple[tuple[int, ...], bool], Way]:
    """The way to the extreme of each sum, for an outsider."""
    ordered = sorted(keys)
    reached = own_ways(knowledge, unknowns, [(blocks, upward, OUTSIDER) for blocks, upward in ordered])
    return dict(zip(ordered, reached, strict=True))


def own_ways(knowledge: Knowledge, unknowns: Unknowns, keys: Sequence[tuple[tuple[int, ...], bool, int]]) -> list[Way]:
    """The way to the extreme of each sum for one observer; programmes of the same unknowns are solved together."""
    together: dict[bytes, list[int]] = {}
    joined = [unknowns.joined(np.array(blocks)) for blocks, *_ in keys]
    for number, mask in enumerate(joined):
        together.setdefault(mask.tobytes(), []).append(number)
    found: dict[int, Way] = {}
    for numbers in together.values():
        places = np.flatnonzero(joined[numbers[0]])
        rows, low, high = _restricted(unknowns, places)
        wanted = [_extreme(knowledge, unknowns.blocks[places], *keys[number]) for number in numbers]
        points = extremes(rows, low, high, wanted) if len(places) else [np.array([])] * len(numbers)
        for number, point in zip(numbers, points, strict=True):
            found[number] = _way(knowledge, unknowns, places, keys[number][0], point)
    return [found[number] for number in range(len(keys))]


def _restricted(
    unknowns: Unknowns, places: NDArray[np.intp]
) -> tuple[sparse.csr_array, NDArray[np.float64], NDArray[np.float64]]:
    rows = np.flatnonzero(np.isin(unknowns.row_part, np.unique(unknowns.part[places])))
    return sparse.csr_array(unknowns.rows[rows][:, places]), unknowns.low[rows], unknowns.high[rows]


def _extreme(knowledge: Knowledge, blocks: NDArray[np.intp], asked: tuple[int, ...], upward: bool, observer: int) -> Extreme:
    """The programme of one observer, who knows its own part and that nobody else's is negative."""
    weights = np.where(np.isin(blocks, asked), -1.0 if upward else 1.0, 0.0)
    # More than twice all there is would not be believed; without a limit a sum that nothing tells about has no largest value.
    most: NDArray[np.float64] = np.full(len(blocks), 2 * float(knowledge.amounts[blocks].sum()))
    least: NDArray[np.float64] = np.zeros(len(blocks))
    if observer != OUTSIDER:
        least = knowledge.held[blocks, observer]
        only = _only(knowledge, blocks)[:, observer]
        most = np.where(only, least, most)
    return Extreme(weights, least, most)


def _only(knowledge: Knowledge, blocks: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Blocks × institutions: whether the institution is the only one in the block."""
    has = knowledge.held[blocks] > 0
    return np.asarray(has & (has.sum(axis=1) == 1)[:, np.newaxis])


def _way(
    knowledge: Knowledge, unknowns: Unknowns, places: NDArray[np.intp], asked: tuple[int, ...], point: NDArray[np.float64]
) -> Way:
    blocks = unknowns.blocks[places]
    true = knowledge.amounts[blocks]
    step = point - true
    gain = float(step[np.isin(blocks, asked)].sum())
    return Way(places, true, step, gain, float(knowledge.amounts[list(asked)].sum()) + gain)


def still_open(
    knowledge: Knowledge, unknowns: Unknowns, question: Question, way: Way, places: NDArray[np.intp]
) -> NDArray[np.intp]:
    """The observers for whom a programme of their own is needed.

    The others can go the way that somebody else found, only as far as wanted, without leaving what they know: all points between
    the true one and that of somebody else fulfil the equations, as these are linear.
    """
    if not len(places) or not way.gain:
        return places
    blocks, observers = unknowns.blocks[way.places], question.observers[places]
    need = question.wanted[places] - knowledge.amounts[list(question.blocks)].sum()
    part = need / way.gain
    own = knowledge.held[np.ix_(blocks, observers)]
    point = way.true[:, np.newaxis] + way.step[:, np.newaxis] * np.clip(part, 0, 1)
    fixed = _only(knowledge, blocks)[:, observers] & (way.step != 0)[:, np.newaxis]
    return np.asarray(places[~((part <= 1) & (point >= own).all(axis=0) & ~fixed.any(axis=0))])


def after_short_ways(
    knowledge: Knowledge,
    unknowns: Unknowns,
    waiting: Sequence[tuple[Question, NDArray[np.intp]]],
    furthest: Mapping[tuple[tuple[int, ...], bool], Way],
) -> Iterator[tuple[Question, NDArray[np.intp]]]:
    """Who is left when ways to the wanted value that move little are tried for all members: few have a part in each.

    Where a way fails for some, one that avoids its blocks is tried, as long as this helps somebody.
    """
    asking = [(question, observers) for question, observers in waiting if len(observers)]
    joined = [unknowns.joined(np.array(question.blocks)) for question, _ in asking]
    for mask in {mask.tobytes(): mask for mask in joined}.values():
        places = np.flatnonzero(mask)
        same = [(*pair, np.ones(len(places))) for pair, other in zip(asking, joined, strict=True) if (other == mask).all()]
        while same:
            gains = [abs(furthest[question.blocks, question.upward].gain) for question, *_ in same]
            steps = _short_ways(knowledge, unknowns, places, same, gains)
            once_more = []
            for (question, observers, weights), step in zip(same, steps, strict=True):
                point = knowledge.amounts[unknowns.blocks[places]] + step
                way = _way(knowledge, unknowns, places, question.blocks, point)
                open_still = still_open(knowledge, unknowns, question, way, observers)
                if 0 < len(open_still) < len(observers):
                    once_more.append((question, open_still, np.where(step != 0, 100, weights)))
                else:
                    yield question, open_still
            same = once_more


def _short_ways(
    knowledge: Knowledge,
    unknowns: Unknowns,
    places: NDArray[np.intp],
    asking: Sequence[tuple[Question, NDArray[np.intp], NDArray[np.float64]]],
    gains: Sequence[float],
) -> list[NDArray[np.float64]]:
    """How each block moves, up or down and by weight as little as possible, so far as all observers want."""
    rows, low, high = _restricted(unknowns, places)
    blocks = unknowns.blocks[places]
    true, count = knowledge.amounts[blocks], len(blocks)
    most = np.concatenate([np.full(count, 2 * true.sum()), true])
    wanted = []
    for (question, observers, weights), gain in zip(asking, gains, strict=True):
        toward = np.where(np.isin(blocks, question.blocks), 1.0 if question.upward else -1.0, 0.0)
        needs = np.abs(question.wanted[observers] - knowledge.amounts[list(question.blocks)].sum())
        reach = min(float(needs.max()), gain)
        wanted.append(Extreme(np.tile(weights, 2), np.zeros(2 * count), most, np.concatenate([toward, -toward]), reach))
    both, given = sparse.csr_array(sparse.hstack([rows, -rows])), rows @ true
    return [point[:count] - point[count:] for point in extremes(both, low - given, high - given, wanted)]
