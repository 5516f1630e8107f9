"""Settings by which libraries begin no threads of their own as they load."""

from __future__ import annotations

#: Each worker and kernel computes with one thread: the run itself uses all cores. And a process from which others are forked
#: must have one thread only.
ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}
