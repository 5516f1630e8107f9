"""The example providers, copied once for all tests of this folder, and years made of small ledgers."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from hjj_lib import tables
from hjj_lib.monitoring import Followed, FollowedYear, follow
from hjj_lib.scenarios import Targets
from hjj_lib.study import Study, open_study
from hjj_lib.tables.monitoring import PublishedTotal, Succession
from hjj_lib.trends import read_weather

EXAMPLES = Path(__file__).parents[2] / "data" / "raw"


@pytest.fixture(scope="session")
def data(tmp_path_factory):
    """A folder of data with the example providers."""
    folder = tmp_path_factory.mktemp("data")
    for provider in sorted(EXAMPLES.glob("example_*")):
        shutil.copytree(provider, folder / "raw" / provider.name)
    return folder


@pytest.fixture(scope="session")
def coast(data) -> Followed:
    """An example provider with its three years."""
    return follow("example_coast", 2025, data_dir=data)


@pytest.fixture(scope="session")
def study(data) -> Study:
    """A study whose basis and sites small ledgers may borrow."""
    return open_study("example_forest", 2025, data_dir=data)


@pytest.fixture
def years_of(study, tmp_path) -> Callable[..., Followed]:
    """Years made of small ledgers: year → ledger, the last one reported."""

    def made(ledgers: dict[int, pd.DataFrame], *, plan: pd.DataFrame | None = None) -> Followed:
        none = study.denominators.iloc[:0]
        years = tuple(
            FollowedYear(year, one, one, (), none, study.intake.files.iloc[:0]) for year, one in sorted(ledgers.items())
        )
        weather = read_weather(tmp_path, "school", sites=[], activities=[])
        rows = tables.empty(tables.PlannedAction) if plan is None else plan
        published, successions = tables.empty(PublishedTotal), tables.empty(Succession)
        return Followed(study, years, (), published, weather, rows, Targets(), successions)

    return made
