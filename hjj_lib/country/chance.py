"""Where chance comes from: a stream for each topic, so that no draw moves another."""

from __future__ import annotations

import hashlib

import numpy as np


def stream(seed: int, topic: str) -> np.random.Generator:
    """The stream of a topic: the same seed and topic give the same draws, on any machine and in any order."""
    digest = hashlib.sha256(f"{seed} {topic}".encode()).digest()
    return np.random.default_rng(int.from_bytes(digest, "big"))
