"""How Jupyter gets a warm kernel: a kernel provisioner that asks the server, and starts plainly where there is none.

The kernelspec ``hjj`` names it, so JupyterLab, plain papermill and our own runs all come this way.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import select
import signal
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from hjj_lib.engine.warm.lifecycle import SOCKET_VARIABLE

if TYPE_CHECKING:
    from subprocess import Popen


#: Seconds. A killed process takes some thousandths to give its memory back; a kernel some hundredths to open its sockets.
_DEATH = _OPENING = 1
_LOOK = 0.002


class WarmProvisioner(LocalProvisioner):
    """A kernel forked from the warm server, else a plain one."""

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Sockets that are files in the server's private folder: no ports that others could take or listen to."""
        server, manager = _server(), self.parent
        if server is not None and manager is not None:
            manager.transport = "ipc"
            manager.ip = str(server.parent / f"k{self.kernel_id[:8]}")
        return await super().pre_launch(**kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Ask the server for a kernel; if it does not answer, start one plainly."""
        environment = kwargs.get("env") or os.environ
        wanted = {
            "argv": ["ipykernel_launcher", *cmd[cmd.index("-f") :]] if "-f" in cmd else cmd,
            "env": dict(environment),
            "cwd": str(kwargs.get("cwd") or Path.cwd()),
        }
        kernel = _ask(_server(), wanted)
        if kernel is None:
            return await super().launch_kernel(cmd, **kwargs)
        self.process = cast("Popen[Any]", _Forked(kernel))  # it has what LocalProvisioner uses of a Popen
        self.pid = self.pgid = kernel
        await self._listening()
        return self.connection_info

    async def _listening(self) -> None:
        """Wait until the kernel has opened its sockets: who knocks too early comes again only after a tenth of a second."""
        clock = asyncio.get_running_loop().time
        last = clock() + _OPENING
        while any(not path.exists() for path in self._sockets()) and await self.poll() is None and clock() < last:
            await asyncio.sleep(_LOOK)

    def _sockets(self) -> list[Path]:
        manager = self.parent
        if manager is None or manager.transport != "ipc":
            return []
        return [Path(f"{manager.ip}-{port}") for port in manager.ports]

    async def kill(self, restart: bool = False) -> None:
        """End the kernel at once, and see it ended: Jupyter would look again only after a tenth of a second."""
        await super().kill(restart)
        kernel: object = self.process
        if isinstance(kernel, _Forked):
            kernel.end()

    async def cleanup(self, restart: bool = False) -> None:
        """Remove the socket files of a kernel that has ended."""
        await super().cleanup(restart)
        if not restart:
            for channel in self._sockets():
                channel.unlink(missing_ok=True)


class _Forked:
    """A kernel that is not our child, as far as jupyter_client looks at a process.

    It is held by a file descriptor of its own, so that a number used again by the system can never be taken for it.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._descriptor = os.pidfd_open(pid)

    def poll(self) -> int | None:
        """None while it runs. Its exit code is its parent's to know; here it is 0."""
        if self.returncode is None and select.select([self._descriptor], [], [], 0)[0]:
            os.close(self._descriptor)
            self.returncode = 0
        return self.returncode

    def wait(self) -> int:
        """Wait until it has ended."""
        while self.poll() is None:
            select.select([self._descriptor], [], [])
        return 0

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it still runs."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._descriptor, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def end(self) -> None:
        """Wait until it has ended, but not for long."""
        if self.poll() is None:
            select.select([self._descriptor], [], [], _DEATH)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


def _server() -> Path | None:
    """The socket of the warm server, if one is said to be there."""
    path = os.environ.get(SOCKET_VARIABLE)
    return Path(path) if path and hasattr(os, "pidfd_open") else None


def _ask(server: Path | None, wanted: dict[str, Any]) -> int | None:
    """The process number of a new kernel; None if the server does not answer."""
    if server is None:
        return None
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(server))
            connection.sendall((json.dumps(wanted) + "\n").encode())
            answer = connection.makefile().readline()
        return int(answer)
    except (OSError, ValueError):
        return None
