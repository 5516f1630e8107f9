"""The page of all institutions is written anew after a run, also after one that was interrupted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hjj_lib.engine.index import institutions_page
from hjj_lib.engine.manifest import write_whole
from hjj_lib.engine.recovery import PAGE_DUE
from hjj_lib.engine.sources import INDEX
from hjj_lib.language import Language


@contextmanager
def renewed(outputs: Path, language: Language) -> Iterator[None]:
    """Write the page after the block; until then a mark says that it is due, and stays when the run is killed.

    Raises
    ------
    OSError
        If the page cannot be written. The next run writes it then, even if it has nothing else to do.
    """
    mark = outputs / PAGE_DUE
    mark.touch()
    yield
    write_whole(outputs / INDEX, institutions_page(outputs, language))
    mark.unlink(missing_ok=True)
