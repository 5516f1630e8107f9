"""What every worker process needs, loaded once: workers are forked from a process that has imported this module."""

from __future__ import annotations

import hjj_lib.engine.notebooks
import hjj_lib.exports
import hjj_lib.publication
import hjj_lib.study  # noqa: F401  loaded for the workers, not used here
from hjj_lib import tables

tables.empty(tables.OwnFactor)  # half of what tables are checked with is loaded when the first one is checked
