"""What readers can work out: the questions answered by linear programmes, and those whose answer is too narrow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hjj_lib.network.disclosure.knowledge import Knowledge
from hjj_lib.network.disclosure.questions import OUTSIDER, Kind, Question, questions
from hjj_lib.network.disclosure.rules import Rules
from hjj_lib.network.disclosure.unknowns import Unknowns, unknowns_of
from hjj_lib.network.disclosure.ways import after_short_ways, furthest_ways, own_ways, still_open

#: Part of a value by which the solver may miss it.
_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Answer:
    """How far the sum of a question can go for one observer; ``reached`` as the question counts it.

    ``enough`` says whether that is as far as wanted. Where an outsider already falls short, members are not asked any more.
    """

    question: Question
    observer: int
    wanted: float
    reached: float
    enough: bool


def narrow(
    knowledge: Knowledge, hidden: NDArray[np.bool_], rules: Rules, *, touching: NDArray[np.bool_] | None = None
) -> Iterator[Answer]:
    """What can be worked out too closely when some sums are hidden; for each question the outsider or the first member who can.

    Parameters
    ----------
    hidden
        For each sum, whether it is hidden in all tables.
    touching
        For each block, whether questions about it are asked; ``None``: all questions.
    """
    unknowns = unknowns_of(knowledge, hidden)
    asked: dict[Kind, list[Question]] = {}
    for question in questions(knowledge, hidden, unknowns.blocks, rules):
        if touching is None or touching[list(question.scope)].any():
            asked.setdefault(question.kind, []).append(question)
    halves: set[tuple[int, ...]] = set()
    for some in asked.values():
        for answer in answered(knowledge, unknowns, some):
            question = answer.question
            if not answer.enough and (question.kind != "group" or question.scope in halves):
                yield answer
            elif not answer.enough:  # the sum of several is given away only when both its limits are near it
                halves.add(question.scope)


def answered(knowledge: Knowledge, unknowns: Unknowns, asked: Sequence[Question]) -> Iterator[Answer]:
    """The answers of all questions, the outsider's first; after one who can work out too much nobody else is asked."""
    directions = furthest_ways(knowledge, unknowns, {(question.blocks, question.upward) for question in asked})
    waiting: list[tuple[Question, NDArray[np.intp]]] = []
    for question in asked:
        direction = directions[question.blocks, question.upward]
        # What an outsider finds too near is too near for members as well; these may want more, as they know their part.
        short = np.flatnonzero(~_far_enough(question, question.wanted, direction.reached))
        outside = question.observers == OUTSIDER
        for place in (short if len(short) else np.flatnonzero(outside))[:1]:
            yield _answer(question, int(place), direction.reached)
        if not len(short):
            waiting.append((question, still_open(knowledge, unknowns, question, direction, np.flatnonzero(~outside))))
    waiting = list(after_short_ways(knowledge, unknowns, waiting, directions))
    while waiting := [(question, places) for question, places in waiting if len(places)]:
        asking = [(question.blocks, question.upward, int(question.observers[places[0]])) for question, places in waiting]
        found = zip(waiting, own_ways(knowledge, unknowns, asking), strict=True)
        waiting = []
        for (question, places), direction in found:
            answer = _answer(question, int(places[0]), direction.reached)
            yield answer
            if answer.enough:
                waiting.append((question, still_open(knowledge, unknowns, question, direction, places[1:])))


def _answer(question: Question, place: int, reached: float) -> Answer:
    wanted = float(question.wanted[place])
    enough = bool(_far_enough(question, question.wanted[[place]], reached)[0])
    return Answer(question, int(question.observers[place]), wanted, reached, enough)


def _far_enough(question: Question, wanted: NDArray[np.float64], reached: float) -> NDArray[np.bool_]:
    slack = _TOLERANCE * question.value
    return wanted <= reached + slack if question.upward else wanted >= reached - slack
