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
    if not entry_points(group=_GROUP, name=_PROVISIONER):
        return False
    folder = Path(sys.prefix) / "share" / "jupyter" / "kernels" / NAME
    path = folder / "kernel.json"
    wanted = json.dumps(_content(), indent=1) + "\n"
    try:
        if not path.exists() or path.read_text(encoding="utf-8") != wanted:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted, encoding="utf-8")
    except OSError:
        return False
    return True


def _content() -> dict[str, object]:
    return {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "HJJ",
        "language": "python",
        "metadata": {"kernel_provisioner": {"provisioner_name": _PROVISIONER}, "debugger": True},
    }
