"""What must not be worked out of a publication, by whom, and how far the possible values must reach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from hjj_lib.network.disclosure.knowledge import Knowledge
from hjj_lib.network.disclosure.primary import unsafe
from hjj_lib.network.disclosure.rules import Rules

#: A reader who is no member; members are counted from 0.
OUTSIDER = -1
Kind = Literal["cell", "group", "member"]


@dataclass(frozen=True)
class Question:
    """How far a sum of blocks can go in one direction, for readers with different knowledge.

    Attributes
    ----------
    kind
        ``cell``: a hidden cell; ``group``: a sum of too few members that can be had by subtraction; ``member``: the part of
        one member in a sum.
    subject
        Number of the sum of a ``cell``, of the institution of a ``member``; of a ``group`` nothing.
    blocks, upward
        The sum, and whether its largest or its smallest possible value is asked for.
    observers, wanted
        Who asks (``OUTSIDER`` or a member), and the value that the sum must be able to reach for each of them. It contains
        what the observer has of the sum itself.
    value
        What is protected, as it truly is.
    scope
        All blocks of the sum that the question is about; ``blocks`` are those of them that matter for this direction.
    """

    kind: Kind
    subject: int
    blocks: tuple[int, ...]
    upward: bool
    observers: NDArray[np.intp]
    wanted: NDArray[np.float64]
    value: float
    scope: tuple[int, ...]


def questions(knowledge: Knowledge, hidden: NDArray[np.bool_], unknown: NDArray[np.intp], rules: Rules) -> Iterator[Question]:
    """Everything that must stay unknown while some sums are hidden, but what is not certain anyway.

    Parameters
    ----------
    hidden
        For each sum, whether it is hidden.
    unknown
        Blocks that are not shown by themselves.
    """
    yield from hidden_cells(knowledge, hidden, rules)
    scopes = {(block,) for block in np.flatnonzero(unsafe(knowledge.held, rules))}
    scopes |= {tuple(blocks) for blocks in _remainders(knowledge, hidden)}
    few = [scope for scope in sorted(scopes) if unsafe(knowledge.held[list(scope)].sum(axis=0)[np.newaxis], rules)[0]]
    for scope in few:
        blocks = np.array(scope)
        if (knowledge.held[blocks].sum(axis=0) > 0).sum() > 1:
            yield from _both_ways("group", OUTSIDER, blocks, float(knowledge.amounts[blocks].sum()), rules)
    insiders = np.flatnonzero((knowledge.held[unknown] > 0).any(axis=0)) if rules.insiders else np.array([], dtype=np.intp)
    wholes = [_blocks(knowledge, [number]) for number in np.flatnonzero(hidden & unsafe(knowledge.of_sums, rules)).tolist()]
    wholes += [np.array(scope) for scope in few]
    for blocks in wholes:
        for member in np.flatnonzero((knowledge.held[blocks] > 0).any(axis=0)):
            yield from _of_member(knowledge, int(member), blocks, insiders, rules)
    yield from _of_years(knowledge, insiders, rules)


def hidden_cells(knowledge: Knowledge, hidden: NDArray[np.bool_], rules: Rules) -> Iterator[Question]:
    """What an outsider may not work out of the hidden sums."""
    for number in np.flatnonzero(hidden):
        blocks = _blocks(knowledge, [int(number)])
        yield from _both_ways("cell", int(number), blocks, float(knowledge.amounts[blocks].sum()), rules)


def _blocks(knowledge: Knowledge, numbers: list[int]) -> NDArray[np.intp]:
    return np.unique(knowledge.sums[numbers].indices).astype(np.intp)


def _remainders(knowledge: Knowledge, hidden: NDArray[np.bool_]) -> Iterator[NDArray[np.intp]]:
    """What a shown total leaves for the hidden ones of its parts."""
    for total, parts in knowledge.remainders:
        of_total = [part for part in parts if hidden[part]]
        if of_total and not hidden[total]:
            yield _blocks(knowledge, of_total)


def _both_ways(kind: Kind, subject: int, blocks: NDArray[np.intp], value: float, rules: Rules) -> Iterator[Question]:
    for upward in (False, True):
        wanted = np.array([_away(value, rules, upward=upward)])
        scope = tuple(blocks.tolist())
        yield Question(kind, subject, scope, upward, np.array([OUTSIDER]), wanted, value, scope)


def _away(value: float, rules: Rules, *, upward: bool) -> float:
    return value * (1 + (rules.range_pct if upward else -rules.range_pct) / 100)


def _of_years(knowledge: Knowledge, insiders: NDArray[np.intp], rules: Rules) -> Iterator[Question]:
    """The whole of a member, in each year and in all of them, where it is alone with another somewhere."""
    near = ((knowledge.held > 0).sum(axis=1) <= 2)[:, np.newaxis] & (knowledge.held > 0)
    everything = np.arange(len(knowledge.amounts))
    for blocks in [*knowledge.years, *([everything] if len(knowledge.years) > 1 else [])]:
        for member in np.flatnonzero(near[blocks].any(axis=0)):
            yield from _of_member(knowledge, int(member), blocks, insiders, rules)


def _of_member(
    knowledge: Knowledge, member: int, scope: NDArray[np.intp], insiders: NDArray[np.intp], rules: Rules
) -> Iterator[Question]:
    """The part of a member in some blocks: at most all of them, at least those where it is alone beside the observer."""
    blocks = scope[knowledge.held[scope, member] > 0]
    value = float(knowledge.held[blocks, member].sum())
    observers = np.append(OUTSIDER, insiders[insiders != member])
    own = np.column_stack([np.zeros(len(blocks)), knowledge.held[np.ix_(blocks, observers[1:])]])
    amounts = knowledge.amounts[blocks]
    upper = _away(value, rules, upward=True)
    asked = amounts.sum() - own.sum(axis=0) < upper
    told = tuple(scope.tolist())
    if asked.any():
        wanted = upper + own.sum(axis=0)[asked]
        yield Question("member", member, tuple(blocks.tolist()), True, observers[asked], wanted, value, told)
    contributors = (knowledge.held[blocks] > 0).sum(axis=1)
    # Beside one of the observers, a member is also alone in blocks of two.
    alone = (contributors == 1)[:, np.newaxis] | ((contributors == 2)[:, np.newaxis] & (own > 0))
    lower = _away(value, rules, upward=False)
    least = (alone * (amounts[:, np.newaxis] - own)).sum(axis=0)
    if not (least > lower).any():
        return
    for pattern in np.unique(alone[:, least > lower], axis=1).T:
        same = (alone == pattern[:, np.newaxis]).all(axis=0) & (least > lower)
        wanted = lower + (own[pattern][:, same]).sum(axis=0)
        yield Question("member", member, tuple(blocks[pattern].tolist()), False, observers[same], wanted, value, told)
