"""The manager of a notebook's kernel: Jupyter's own, which also limits the kernel's memory and loses no time at its start."""

from __future__ import annotations

import asyncio
import contextlib
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from traitlets import Integer, Type

from hjj_lib.engine.limits import limit_memory

#: Seconds of silence after which the kernel is asked again, as in Jupyter's own client.
_ANSWER = 1
_SILENCE = 0.2


class LimitedKernel(AsyncKernelManager):
    """Starts a kernel, plain or warm, and limits the memory of it alone before its first cell."""

    client_factory = Type("hjj_lib.engine.kernels.AttentiveClient", klass="jupyter_client.asynchronous.AsyncKernelClient")
    megabytes = Integer(0, config=True, help="What the kernel may ask for; 0: no limit.")

    async def _async_launch_kernel(self, kernel_cmd: list[str], **kw: Any) -> None:
        await super()._async_launch_kernel(kernel_cmd, **kw)
        pid = getattr(self.provisioner, "pid", None)
        if pid and self.megabytes:
            # It may have ended already; then whoever waits for it says so.
            with contextlib.suppress(ProcessLookupError):
                limit_memory(pid, self.megabytes)


class AttentiveClient(AsyncKernelClient):
    """Knows that a kernel is ready when the kernel says so.

    Jupyter's own client listens on until a fifth of a second has passed in silence, for every notebook.
    """

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Ask the kernel who it is until both its answer and its word that it is done with answering have come.

        What it tells on the second channel is heard only from the moment the channel is open, so the question is repeated.

        Raises
        ------
        RuntimeError
            If the kernel has died or does not answer in time, as with Jupyter's own client.
        """
        clock = asyncio.get_running_loop().time
        last = None if timeout is None else clock() + timeout
        while True:
            asked = self.kernel_info()
            reply = await _next(self.shell_channel, asked, _ANSWER)
            if reply and await _next(self.iopub_channel, asked, _SILENCE, state="idle"):
                self._handle_kernel_info_reply(reply)
                return
            if not await self.is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if last is not None and clock() > last:
                raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")


async def _next(channel: Any, asked: str, seconds: float, *, state: str = "") -> dict[str, Any]:
    """The message on a channel that belongs to a question, of a state if one is named; empty after so long a silence."""
    with contextlib.suppress(Empty):
        while True:
            message: dict[str, Any] = await channel.get_msg(timeout=seconds)
            mine = message["parent_header"].get("msg_id") == asked
            if mine and message["content"].get("execution_state", "") == state:
                return message
    return {}
