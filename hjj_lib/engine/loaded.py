"""What every worker process needs, loaded once: workers are forked from a process that has imported this module."""

from __future__ import annotations

import hjj_lib.decided_plan
import hjj_lib.dependence
import hjj_lib.engine.notebooks
import hjj_lib.exports
import hjj_lib.monitoring
import hjj_lib.network.book
import hjj_lib.publication
import hjj_lib.standards_findings
import hjj_lib.study
import hjj_lib.submission  # noqa: F401  loaded for the workers, not used here
from hjj_lib import tables

tables.empty(tables.OwnFactor)  # half of what tables are checked with is loaded when the first one is checked
