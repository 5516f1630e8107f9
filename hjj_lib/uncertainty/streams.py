"""Streams of random numbers: every error has its own, named by its key and the seed.

The same factor therefore gets the same draws in every call with the same seed: over rows, sites, institutions and scenarios,
whatever else is drawn. Sobol points are the exception: they fill space evenly only as one set, so their digits depend on which
factors are drawn together, and everything that is compared must be drawn in one simulation.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.special import ndtri
from scipy.stats import qmc

from hjj_lib.uncertainty.distribution import Floats

RANDOM, SOBOL = "random", "sobol"
SAMPLINGS = (RANDOM, SOBOL)
#: Independent scramblings of Sobol points, from which standard errors are read off.
SCRAMBLINGS = 16


class Streams(Protocol):
    """Where the random numbers of a named error come from."""

    def normals(self, name: str) -> Floats:
        """Standard normal numbers, one per draw."""


@dataclass(frozen=True)
class RandomStreams:
    """Independent random numbers; a stream depends on its name, the seed and the count only."""

    draws: int
    seed: int

    def normals(self, name: str) -> Floats:
        """Standard normal numbers, one per draw."""
        return self.generator(name).standard_normal(self.draws)

    def into(self, name: str, row: Floats) -> None:
        """As :meth:`normals`, into a row that is there already."""
        self.generator(name).standard_normal(out=row)

    def generator(self, name: str) -> np.random.Generator:
        """The generator of a stream."""
        digest = hashlib.blake2b(name.encode("utf-8"), digest_size=np.dtype(np.int64).itemsize).digest()
        return np.random.default_rng([self.seed, int.from_bytes(digest, "little")])


@dataclass(frozen=True)
class SobolStreams:
    """Scrambled Sobol points, one dimension per name, in ``SCRAMBLINGS`` independent sets below each other."""

    points: Mapping[str, Floats]

    @classmethod
    def of(cls, names: Sequence[str], *, draws: int, seed: int) -> SobolStreams:
        """Points for the names, which are put in order first.

        Raises
        ------
        ValueError
            If the draws are no power of two, or fewer than two points per scrambling.
        """
        ordered = sorted(set(names))
        each = draws // SCRAMBLINGS
        if draws & (draws - 1) or each < len(("low", "high")):
            raise ValueError(f"Sobol points need a power of two of at least {2 * SCRAMBLINGS} draws, not {draws}")
        if not ordered:
            return cls({})
        blocks = [
            qmc.Sobol(len(ordered), scramble=True, rng=np.random.default_rng([seed, block])).random(each)
            for block in range(SCRAMBLINGS)
        ]
        # A point may be 0 in the digits of a double, which no normal number is.
        tiny = np.finfo(float).eps
        numbers = ndtri(np.clip(np.concatenate(blocks), tiny, 1 - tiny)).T
        return cls(dict(zip(ordered, np.ascontiguousarray(numbers), strict=True)))

    def normals(self, name: str) -> Floats:
        """Standard normal numbers, one per draw."""
        return self.points[name]


def standard_normals(keys: Iterable[str], *, draws: int, seed: int) -> Floats:
    """Standard normal numbers, one row per key; a row depends on its key, the seed and the count only."""
    streams = RandomStreams(draws, seed)
    return np.array([streams.normals(key) for key in keys]).reshape(-1, draws)
