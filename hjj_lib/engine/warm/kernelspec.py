"""The kernelspec ``hjj``, by which Jupyter finds the provisioner of warm kernels."""

from __future__ import annotations

import json
import sys
from importlib.metadata import entry_points
from pathlib import Path

NAME = "hjj"
_PROVISIONER, _GROUP = "hjj-warm", "jupyter_client.kernel_provisioners"


def install() -> bool:
    """Write the kernelspec into this installation, if it is not there already; whether Jupyter can use it now."""
    if not provisioner():
        return False
    try:
        if outdated():
            path().parent.mkdir(parents=True, exist_ok=True)
            path().write_text(_text(), encoding="utf-8")
    except OSError:
        return False
    return True


def provisioner() -> bool:
    """Whether Jupyter knows the provisioner of warm kernels."""
    return bool(entry_points(group=_GROUP, name=_PROVISIONER))


def outdated() -> bool:
    """Whether the kernelspec is missing or not as it should be."""
    return not path().exists() or path().read_text(encoding="utf-8") != _text()


def path(name: str = NAME) -> Path:
    """Where this installation describes a kernel."""
    return Path(sys.prefix) / "share" / "jupyter" / "kernels" / name / "kernel.json"


def _text() -> str:
    return json.dumps(_content(), indent=1) + "\n"


def _content() -> dict[str, object]:
    return {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "HJJ",
        "language": "python",
        "metadata": {"kernel_provisioner": {"provisioner_name": _PROVISIONER}, "debugger": True},
    }
