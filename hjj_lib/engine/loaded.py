"""What every worker process needs, loaded once: workers are forked from a process that has imported this module.

``rfc3987_syntax`` builds three seconds' worth of grammars for a kind of address that no notebook holds, each time that
nbformat is imported. It is kept out before anything can ask for it; nbformat then checks everything else as before.
"""

from __future__ import annotations

import importlib
import sys

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

for _name in ("hjj_lib.engine.notebooks", "hjj_lib.exports", "hjj_lib.publication", "hjj_lib.study"):
    importlib.import_module(_name)
