"""papermill's way to run a notebook, but saved once: when it has ended, in whatever way.

papermill saves a notebook before and after every cell. A report of fifty cells with its pictures would be written a hundred
times, while its kernel waits.
"""

from __future__ import annotations

from typing import Any

from papermill.engines import NBClientEngine, NotebookExecutionManager, papermill_engines

#: The name by which papermill knows this engine.
SAVED_ONCE = "hjj"


class SavedOnce(NBClientEngine):  # type: ignore[misc]  # papermill says nothing of its types
    """Saves after the last cell that was begun, so that also a notebook that failed can be looked at."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: NotebookExecutionManager, kernel_name: str, **kwargs: Any) -> None:
        """Run the cells while the manager has nowhere to save to."""
        path, nb_man.output_path = nb_man.output_path, None
        try:
            super().execute_managed_notebook(nb_man, kernel_name, **kwargs)
        finally:
            nb_man.output_path = path


papermill_engines.register(SAVED_ONCE, SavedOnce)
