"""The library of actions in the reader's language: what acts here, whose figures they are, and what goes together."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from hjj_lib.language import Language
from hjj_lib.scenarios.possibilities import Possibilities

LIBRARY_HEADINGS = {"name": "Action", "action_id": "Key", "effect_pct": "Effect at full force, %", "note": "Basis of the figures"}


def library_table(possible: Possibilities, language: Language, own: Iterable[str] = ()) -> pd.DataFrame:
    """The actions that act on something here, with the columns of ``LIBRARY_HEADINGS``; the institution's own come first.

    Parameters
    ----------
    own
        Ids of the institution's own actions. Their notes say that they are, and all notes say what an action needs and rules
        out, in keys as a plan is written.
    """
    actions = possible.all_actions
    mine = actions["action_id"].isin(list(own))
    notes = actions[language.column("note")].where(
        ~mine, language.sentence("Own figures:") + " " + actions[language.column("note")]
    )
    table = actions.assign(name=actions[language.column("name")], note=notes + _conditions(actions, language))
    table = pd.concat([table[mine], table[~mine]])
    return table.loc[~table["action_id"].isin(possible.without_amount), list(LIBRARY_HEADINGS)].reset_index(drop=True)


def idle_sentence(possible: Possibilities, language: Language) -> str:
    """The actions that act on nothing here, with their keys; empty if there are none."""
    names = possible.all_actions.set_index("action_id")[language.column("name")]
    listed = "; ".join(f"{names[action]} ({action})" for action in possible.without_amount)
    if not listed:
        return ""
    return language.sentence("The library has more, for what this ledger does not hold: {names}.", names=listed)


def _conditions(actions: pd.DataFrame, language: Language) -> list[str]:
    """What each action needs, and what it rules out or is ruled out by, as sentences after a note."""
    cells = actions[["requires", "excludes"]].fillna("").astype(str)
    needs = dict(zip(actions["action_id"], cells["requires"].str.split(), strict=True))
    apart: dict[str, set[str]] = {action: set() for action in needs}
    for action, others in zip(actions["action_id"], cells["excludes"].str.split(), strict=True):
        for other in others:
            apart[action].add(other)
            apart.setdefault(other, set()).add(action)
    told = []
    for action, needed in needs.items():
        sentences = [language.sentence("Needs first: {names}.", names=", ".join(needed))] if needed else []
        if apart[action]:
            sentences.append(language.sentence("Not in the same plan: {names}.", names=", ".join(sorted(apart[action]))))
        told.append("".join(f" {sentence}" for sentence in sentences))
    return told
