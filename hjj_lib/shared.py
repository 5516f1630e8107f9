"""Results that the processes of one run share: what one has calculated, the others read.

The notebooks of an institution all begin with the same study, once more in every language. While a run lasts, a folder that
only its owner can look into keeps such results under the hash of everything they were calculated from; it goes when the run
ends. Without the folder, as in JupyterLab, everything is calculated where it is asked for. Either way the result is the same.
"""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

#: Names the folder; set to 0, nothing is shared.
VARIABLE = "HJJ_SHARED"
_OFF = "0"
_Result = TypeVar("_Result")


@contextmanager
def sharing(folder: Path) -> Iterator[None]:
    """Share results in a folder among this process and those it starts, for the time of the block."""
    earlier = os.environ.get(VARIABLE)
    if earlier == _OFF:
        yield
        return
    os.environ[VARIABLE] = str(folder)
    try:
        yield
    finally:
        os.environ.pop(VARIABLE)
        os.environ.update({VARIABLE: earlier} if earlier else {})


def is_sharing() -> bool:
    """Whether there is a folder of results."""
    return _folder() is not None


def shared(key: str, calculate: Callable[[], _Result]) -> _Result:
    """The result under a key: read if another process has it, else calculated and kept.

    Parameters
    ----------
    key
        From :func:`key_of`, of everything the result depends on; empty: calculate, and keep nothing.
    calculate
        Gives the result; what it raises is raised, and nothing is kept.
    """
    folder = _folder()
    if folder is None or not key:
        return calculate()
    path = folder / key
    try:
        result: _Result = pickle.loads(path.read_bytes())  # noqa: S301  written by this run, in a folder that is ours alone
    except Exception:  # not there, or not whole: pickle fails in many ways
        result = calculate()
        _keep(result, path)
    return result


def key_of(*parts: object) -> str:
    """One key for the words and numbers that name a result and what it depends on."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def contents(folder: Path) -> str:
    """Hash of every file in a folder, by name and content."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return key_of(*((str(path), hashlib.sha256(path.read_bytes()).hexdigest()) for path in paths))


def _folder() -> Path | None:
    """The folder, if there is one and nobody else can have written into it."""
    name = os.environ.get(VARIABLE, _OFF)
    folder = Path(name)
    if name == _OFF or not folder.is_dir() or (hasattr(os, "getuid") and folder.stat().st_uid != os.getuid()):
        return None
    return folder


def _read_only(content: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(content)


class _Pickler(pickle.Pickler):
    """Knows read-only views of dictionaries as well, which pickle itself refuses."""

    def reducer_override(self, thing: Any) -> Any:
        return (_read_only, (dict(thing),)) if isinstance(thing, MappingProxyType) else NotImplemented


def _keep(result: object, path: Path) -> None:
    """Write the result as a whole. A full disk only means that it is calculated again."""
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            _Pickler(file, protocol=pickle.HIGHEST_PROTOCOL).dump(result)
        Path(file.name).replace(path)
    except OSError:
        pass
