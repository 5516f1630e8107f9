"""Disclosure control: nothing published about groups tells about one member.

``publication_of`` gathers everything that a reader can lay side by side, ``protect`` chooses what is hidden, ``check`` works
out what readers could, whoever chose, and refuses; ``released`` gives the tables that may go out. See ``docs/disclosure.md``.
"""

from hjj_lib.network.disclosure.check import check, inferable
from hjj_lib.network.disclosure.coarsening import Coarsened, coarsened
from hjj_lib.network.disclosure.contributions import GROUPED, NAMED
from hjj_lib.network.disclosure.leaks import leaks
from hjj_lib.network.disclosure.protection import Plan, protect
from hjj_lib.network.disclosure.published import ALL, Publication, PublishedTable, publication_of
from hjj_lib.network.disclosure.release import hidden_values, released, shown_values
from hjj_lib.network.disclosure.rules import Rules, read_rules

__all__ = [
    "ALL",
    "GROUPED",
    "NAMED",
    "Coarsened",
    "Plan",
    "Publication",
    "PublishedTable",
    "Rules",
    "check",
    "coarsened",
    "hidden_values",
    "inferable",
    "leaks",
    "protect",
    "publication_of",
    "read_rules",
    "released",
    "shown_values",
]
