"""The fictional country as a folder: a collection round for each year, who came of whom, and the truth about the mistakes."""

from __future__ import annotations

import datetime
import hashlib
import multiprocessing
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import repeat
from pathlib import Path

import pandas as pd

from hjj_lib import tables
from hjj_lib.basis import Basis
from hjj_lib.country import Country, CountryOfYear
from hjj_lib.country.assumptions import Assumptions, read_assumptions
from hjj_lib.country.chance import stream
from hjj_lib.country.submissions import submissions_of
from hjj_lib.network.collection import RECEIVED_FILE, ROUND_FILE
from hjj_lib.network.document import text_of
from hjj_lib.tables.network import ReceivedFile

ROUND, TRUTH, SUCCESSIONS, PROVIDERS = "round_{year}", "truth.csv", "successions.csv", "providers.csv"
#: Is told a year and a number of providers.
Tell = Callable[[int, int], None]
WriteYears = Callable[[Country, Path, Basis, Tell], None]
_SAYS = "# Fictional: every provider and number is invented.\n"


def write_country(country: Country, folder: Path, basis: Basis, write_years: WriteYears, tell: Tell) -> None:
    """Write the country into a new folder, all of it or nothing.

    Parameters
    ----------
    folder
        Must not exist. Gets ``providers.csv``, ``successions.csv`` as ``factors/successions.csv``, ``truth.csv``
        (``tables.country.PlantedError``), and what ``write_years`` writes.
    basis
        With which everything is calculated.
    write_years
        Writes the years, such as :func:`write_rounds`.
    tell
        Is told each year and how many providers report in it.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=folder.parent) as made:
        fresh = Path(made) / "fresh"
        fresh.mkdir()
        _write(fresh / TRUTH, country.truth)
        _write(fresh / SUCCESSIONS, country.successions.assign(date=country.successions["date"].dt.strftime("%Y-%m-%d")))
        _write(fresh / PROVIDERS, pd.concat([one.providers.assign(year=one.year) for one in country.years]))
        write_years(country, fresh, basis, tell)
        fresh.rename(folder)


def write_rounds(country: Country, folder: Path, basis: Basis, tell: Tell, *, jobs: int = 1) -> None:
    """A collection round of each year, as the commands of ``hjj network`` read it.

    ``round_<year>/`` gets ``round.toml``, ``received.csv`` and a submission of each provider. With several ``jobs``, as many
    years are calculated at the same time, each in a process of its own; the files are the same.
    """
    with _years_of(country, basis, min(jobs, len(country.years))) as calculated:
        for one, files in zip(country.years, calculated, strict=True):
            _write_round(folder / ROUND.format(year=one.year), one, files, basis.version)
            tell(one.year, len(one.providers))


@contextmanager
def _years_of(country: Country, basis: Basis, jobs: int) -> Iterator[Iterator[dict[str, bytes]]]:
    """The submissions of each year, one year after the other."""
    if jobs == 1:
        yield map(_files_of, country.years, repeat(basis))
        return
    # Not forked: libraries that are loaded have threads, which a copy of this process would not have.
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield pool.map(_files_of, country.years, repeat(basis))


def _files_of(country: CountryOfYear, basis: Basis) -> dict[str, bytes]:
    """The submissions of a year by the names of their files."""
    return {one.file_name: text_of(one).encode() for one in submissions_of(country, basis)}


def _write_round(home: Path, country: CountryOfYear, files: Mapping[str, bytes], basis_version: str) -> None:
    given = read_assumptions()
    home.mkdir()
    deadline = _deadline(country.year, given)
    names = sorted(country.providers["institution_id"])
    expected = ", ".join(f'"{name}"' for name in names)
    rules = f'year = {country.year}\ndeadline = {deadline}\nbasis_version = "{basis_version}"\nexpected = [{expected}]\n'
    (home / ROUND_FILE).write_text(_SAYS + rules, encoding="utf-8", newline="\n")
    for name, data in files.items():
        (home / name).write_bytes(data)
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    _write(home / RECEIVED_FILE, _received(hashes, country, deadline, given))


def _deadline(year: int, given: Assumptions) -> datetime.date:
    return datetime.date.fromisoformat(f"{year + 1}-{given.figures['reporting']['deadline']}")


def _received(hashes: Mapping[str, str], country: CountryOfYear, deadline: datetime.date, given: Assumptions) -> pd.DataFrame:
    """On which day each file came: most before the deadline, some after it."""
    chance = stream(country.seed, f"received {country.year}")
    early, late = (int(given.number("reporting", name)) for name in ("days_early", "days_late"))
    days = chance.integers(-early, late, len(hashes), endpoint=True)
    rows = [
        (file, digest, (deadline + datetime.timedelta(days=int(day))).isoformat())
        for (file, digest), day in zip(hashes.items(), days, strict=True)
    ]
    return pd.DataFrame(rows, columns=tables.columns(ReceivedFile))


def _write(path: Path, rows: pd.DataFrame) -> None:
    rows.to_csv(path, index=False, lineterminator="\n")
