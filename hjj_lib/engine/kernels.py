"""The manager of a notebook's kernel: Jupyter's own, which also says how much memory the kernel may have."""

from __future__ import annotations

import contextlib
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from traitlets import Integer

from hjj_lib.engine.limits import limit_memory


class LimitedKernel(AsyncKernelManager):
    """Starts a kernel, plain or warm, and limits the memory of it alone before its first cell."""

    megabytes = Integer(0, config=True, help="What the kernel may ask for; 0: no limit.")

    async def _async_launch_kernel(self, kernel_cmd: list[str], **kw: Any) -> None:
        await super()._async_launch_kernel(kernel_cmd, **kw)
        pid = getattr(self.provisioner, "pid", None)
        if pid and self.megabytes:
            # It may have ended already; then whoever waits for it says so.
            with contextlib.suppress(ProcessLookupError):
                limit_memory(pid, self.megabytes)
