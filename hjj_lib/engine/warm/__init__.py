"""Warm kernels: one server has the libraries loaded; each notebook gets a kernel forked from it in a moment.

A kernel of its own for every notebook, as always; only its start is faster. What a notebook gives is the same as from a
kernel that was started plainly, and a test compares the two for every notebook. Where there is no server, or none can be
had, kernels start plainly: nothing depends on this.
"""

from hjj_lib.engine.warm.lifecycle import SOCKET_VARIABLE, warm_kernels

__all__ = ["SOCKET_VARIABLE", "warm_kernels"]
