"""Rules of the library of actions that look across its rows: of the basis, and of an institution's own rows among them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hjj_lib.basis.finding import Finding
from hjj_lib.basis.read import Content

_COLUMNS = (
    "action_id",
    "acts_on",
    "activity_id",
    "to_activity_id",
    "to_amount_per_amount",
    "investment_eur_per_unit",
    "yearly_cost_eur_per_unit",
    "requires",
    "excludes",
    "until",
)


@dataclass(frozen=True)
class ActionFault:
    """What is wrong with the action ``number`` of a library; ``code`` is that of its message, ``values`` fill its fields."""

    code: str
    number: int
    column: str
    values: Mapping[str, str]


def check_actions(content: Content) -> Iterator[Finding]:
    """Faults of the actions that hold in the newest version."""
    held = [(index, dict(zip(_COLUMNS, cells, strict=True))) for index, *cells in content.rows("actions", *_COLUMNS)]
    held = [(index, action) for index, action in held if action["until"] is None]
    units = {activity: unit for _, activity, unit in content.rows("activities", "activity_id", "unit")}
    for fault in action_faults([action for _, action in held], units):
        yield Finding(fault.code, "actions", held[fault.number][0], fault.column, fault.values)


def action_faults(actions: Sequence[Mapping[str, Any]], units: Mapping[str, str]) -> Iterator[ActionFault]:
    """What is wrong with actions, each and among each other.

    Parameters
    ----------
    actions
        Rows of ``tables.Action``, None where a cell is empty; each action once.
    units
        Activity → its unit.
    """
    requires = {str(action["action_id"]): _words(action["requires"]) for action in actions}
    excludes = {str(action["action_id"]): set(_words(action["excludes"])) for action in actions}
    for number, action in enumerate(actions):
        name = str(action["action_id"])
        moves = action["acts_on"] == "share"
        found = sorted({units[activity] for activity in _words(action["activity_id"]) if activity in units})
        if len(found) > 1 and (moves or action["investment_eur_per_unit"] or action["yearly_cost_eur_per_unit"]):
            yield ActionFault("action_units", number, "activity_id", {"value": name, "units": ", ".join(found)})
        for column in ("to_activity_id", "to_amount_per_amount"):
            if (action[column] is not None) != moves:
                code = "action_without_target" if moves else "action_with_target"
                yield ActionFault(code, number, column, {"value": name, "column": column})
        needed = _needed(name, requires)
        if name in needed:
            yield ActionFault("action_requires_itself", number, "requires", {"value": name, "names": ", ".join(needed)})
        together = [name, *needed]
        apart = [one for one in together if any(one in excludes.get(other, ()) for other in together)]
        if apart:
            yield ActionFault("action_never", number, "requires", {"value": name, "names": ", ".join(dict.fromkeys(apart))})
        if moves and (back := _way_back(action, actions)):
            yield ActionFault("action_circle", number, "to_activity_id", {"value": name, "names": ", ".join(back)})


def _way_back(action: Mapping[str, Any], actions: Sequence[Mapping[str, Any]]) -> list[str]:
    """The activities over which an action's target leads back to what the action leaves; empty if it does not."""
    left = set(_words(action["activity_id"]))
    reached = dict.fromkeys(_words(action["to_activity_id"]))
    size = -1
    while len(reached) > size:
        size = len(reached)
        for other in actions:
            if other["acts_on"] == "share" and reached.keys() & set(_words(other["activity_id"])):
                reached |= dict.fromkeys(_words(other["to_activity_id"]))
    return list(reached) if left & reached.keys() else []


def _needed(name: str, requires: Mapping[str, Sequence[str]]) -> list[str]:
    """What must be there before an action, over others too; itself only in a circle."""
    needed: dict[str, None] = {}
    waiting = list(requires.get(name, ()))
    while waiting:
        one = waiting.pop(0)
        if one not in needed:
            needed[one] = None
            waiting.extend(requires.get(one, ()))
    return list(needed)


def _words(cell: object) -> list[str]:
    return str(cell).split() if cell is not None else []
