"""The errors of factors: which there are in a ledger, and their draws.

A factor has one error a year. Its logarithm is made of up to four independent parts: what all factors of its correlation group
share, always or in that year, and its own, always or in that year.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from hjj_lib.uncertainty.assumptions import Assumptions, gwp_half_widths
from hjj_lib.uncertainty.distribution import Floats, log_deviation
from hjj_lib.uncertainty.lines import shape_of
from hjj_lib.uncertainty.shapes import LOGNORMAL, Shape
from hjj_lib.uncertainty.streams import RandomStreams, Streams

Integers = npt.NDArray[np.integer]

#: What describes an error, of the columns of the lines.
_OF_ERROR = (
    *("factor_id", "valid_from", "factor_key", "factor_shape", "factor_cv", "factor_low", "factor_high", "factor_mean"),
    *("factor_variance", "shared_between_years", "group_id", "correlation", "group_shared_between_years"),
)
_OF_FACTOR = ["factor_id", "factor_key", "factor_cv", "shared_between_years"]


@dataclass(frozen=True)
class FactorErrors:
    """The errors of the factors of some lines.

    Attributes
    ----------
    code
        Of each line, the number of its factor's error.
    table
        One row per error: the columns of the lines that describe it.
    gases
        Per error: gas → share of the factor's CO2e, where global warming potentials have errors.
    gwp_cv
        Gas → coefficient of variation of its global warming potential.
    """

    code: Integers
    table: pd.DataFrame
    gases: tuple[dict[str, float], ...]
    gwp_cv: dict[str, float]

    def names(self) -> list[str]:
        """The names of all streams that the errors need."""
        return list(dict.fromkeys(name for parts in self._all_parts() for name, _ in parts if not _is_gwp(name)))

    def draws(self, streams: Streams, fixed: RandomStreams) -> Floats:
        """Errors × draws: the multipliers.

        Parameters
        ----------
        streams
            Of the factors.
        fixed
            Of the global warming potentials: random also where the factors have Sobol points.
        """
        drawn = np.empty((len(self.table), fixed.draws))
        shapes = [shape_of(row, "factor") for _, row in self.table.iterrows()]
        known: dict[str, Floats] = {}
        for number, (shape, parts) in enumerate(zip(shapes, self._all_parts(), strict=True)):
            row = drawn[number]
            row[:] = 0
            for name, weight in parts:
                shared = not name.startswith("factor year ")
                normals = known[name] if name in known else streams.normals(name)
                if shared:
                    known[name] = normals
                row += weight * normals if weight != 1 else normals
            shape.in_place(row)
            for gas, share in self.gases[number].items():
                row *= 1 + share * (_gwp(gas, self.gwp_cv, fixed) - 1)
        return drawn

    def covariance(self) -> Floats:
        """Errors × errors: the covariance of the multipliers.

        Exact between two lognormals, ``exp(r σ σ') − 1``; where another shape takes part, ``r`` times both deviations.
        """
        variance = self.table["factor_variance"].to_numpy(dtype=float)
        matrix = np.diag(variance)
        groups = self.table["group_id"].to_numpy()
        for group in set(groups) - {""}:
            mine = np.flatnonzero(groups == group)
            if len(mine) > 1:
                part = self._of_group(mine)
                part[np.diag_indices(len(mine))] = variance[mine]
                matrix[np.ix_(mine, mine)] = part
        return self._with_gwp(matrix)

    def covariance_with(self, number: int, cv: float, known: Floats) -> Floats:
        """The covariance if one error were a lognormal of another coefficient of variation.

        Parameters
        ----------
        known
            The covariance as it is; only what the error takes part in is worked out anew.
        """
        groups = self.table["group_id"].to_numpy()
        mine = np.flatnonzero(groups == groups[number]) if groups[number] else np.array([number])
        at = int(np.flatnonzero(mine == number)[0])
        sigma, deviation, plain = (values[mine] for values in self._deviations())
        sigma[at], deviation[at], plain[at] = float(log_deviation(cv)), cv, True
        correlation = float(self.table["correlation"].iloc[number])
        row = np.where(plain, np.expm1(correlation * sigma[at] * sigma), correlation * cv * deviation)
        row[at] = cv * cv
        if any(self.gases):
            mean = self.table["factor_mean"].to_numpy(dtype=float)[mine]
            mean[at] = 1.0
            row = (row + mean) * (1 + self._gas_covariance()[number, mine]) - mean
        matrix = known.copy()
        matrix[number, mine] = matrix[mine, number] = row
        return matrix

    def _deviations(self) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
        """Of each error: deviation of the logarithm, of the multiplier, and whether it is a lognormal that is not cut off."""
        columns = ["factor_cv", "factor_variance", "factor_low", "factor_high"]
        cv, variance, low, high = self.table[columns].to_numpy(dtype=float).T
        plain = (self.table["factor_shape"] == LOGNORMAL).to_numpy(dtype=bool) & (low <= 0) & (high == np.inf)
        return log_deviation(cv), np.sqrt(variance), plain

    def _of_group(self, mine: Integers) -> Floats:
        correlation = float(self.table["correlation"].iloc[mine[0]])
        sigma, deviation, plain = (values[mine] for values in self._deviations())
        exact = np.expm1(correlation * np.outer(sigma, sigma))
        rough = correlation * np.outer(deviation, deviation)
        return np.where(np.outer(plain, plain), exact, rough)

    def _with_gwp(self, matrix: Floats) -> Floats:
        """With the errors of global warming potentials, which multiply: ``Cov(FG, F'G') = (c + mm')(1 + g) − mm'``."""
        if not any(self.gases):
            return matrix
        mean = self.table["factor_mean"].to_numpy(dtype=float)
        means = np.outer(mean, mean)
        return np.asarray((matrix + means) * (1 + self._gas_covariance()) - means, dtype=float)

    def _gas_covariance(self) -> Floats:
        """Errors × errors: the covariance of what the errors of global warming potentials multiply them by."""
        shares = pd.DataFrame(self.gases).fillna(0.0)
        weighted = shares.to_numpy() * np.array([self.gwp_cv.get(gas, self.gwp_cv.get("*", 0.0)) for gas in shares.columns])
        return np.asarray(weighted @ weighted.T, dtype=float)

    def _all_parts(self) -> Iterator[list[tuple[str, float]]]:
        columns = ["factor_id", "factor_key", "shared_between_years", "group_id", "correlation", "group_shared_between_years"]
        for factor, key, shared, group, correlation, group_shared in self.table[columns].itertuples(index=False, name=None):
            year = str(key).rpartition("/")[2]
            own = 1 - correlation if group else 1.0
            told = [
                (f"factor {'' if pd.isna(factor) else factor}", own * shared),
                (f"factor year {key}", own * (1 - shared)),
            ]
            if group:
                told += [
                    (f"group {group}", correlation * group_shared),
                    (f"group year {group}/{year}", correlation * (1 - group_shared)),
                ]
            yield [(name, float(np.sqrt(weight))) for name, weight in told if weight > 0]


def factor_errors(lines: pd.DataFrame, assumptions: Assumptions) -> FactorErrors:
    """The errors of the factors of lines, as from :func:`hjj_lib.uncertainty.lines.uncertain_lines`."""
    columns = [*_OF_FACTOR, *(["valid_from"] if len(assumptions.gas_shares) else [])]
    # What is the same every year is one error, and drawn once.
    same = (lines["shared_between_years"] == 1) & ((lines["correlation"] == 0) | (lines["group_shared_between_years"] == 1))
    keyed = lines[columns].assign(factor_key=lines["factor_key"].mask(same, lines["factor_id"].fillna("")))
    code = keyed.groupby(columns, dropna=False, sort=True).ngroup().to_numpy()
    firsts = np.unique(code, return_index=True)[1]
    kept = [name for name in _OF_ERROR if name in lines]
    table = lines[kept].iloc[firsts].reset_index(drop=True)
    shares = assumptions.gas_shares
    by_factor: dict[tuple[str, float], dict[str, float]] = {}
    for factor_id, valid_from, gas, share in shares[["factor_id", "valid_from", "gas", "share"]].itertuples(
        index=False, name=None
    ):
        by_factor.setdefault((factor_id, float(valid_from)), {})[gas] = float(share)
    keys = zip(table["factor_id"], table["valid_from"].astype(float), strict=True) if by_factor else ()
    gases = tuple(by_factor.get(key, {}) for key in keys) or ({},) * len(table)
    return FactorErrors(code, table, gases, gwp_half_widths(assumptions))


def _is_gwp(name: str) -> bool:
    return name.startswith("gwp ")


def _gwp(gas: str, cvs: dict[str, float], streams: RandomStreams) -> Floats:
    """The multipliers of a gas's global warming potential."""
    return Shape(cv=cvs.get(gas, cvs.get("*", 0.0))).multipliers(streams.normals(f"gwp {gas}"))
