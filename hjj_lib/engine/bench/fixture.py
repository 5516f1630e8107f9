"""What is run in a comparison: a notebook of twelve cells with tables drawn from a seed, or the project's own notebooks."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pandas as pd

from hjj_lib.engine.occasion import needed_files
from hjj_lib.engine.sources import Places, notebooks

_HERE = Path(__file__).parent
_CELL = re.compile(r"^# %% (\w+)$", re.MULTILINE)
_EXAMPLE = "example_coast"
_SEED = 1
#: The two cases: the notebook of twelve cells, and the project's own notebooks.
TWELVE, OWN = "twelve", "own"


@dataclass(frozen=True)
class Job:
    """One report: its notebook and the parameters of its run."""

    notebook: Path
    parameters: Mapping[str, str | int]


@cache
def settings() -> dict[str, Any]:
    """The ways that are compared, their goals, and the size of the drawn tables."""
    return tomllib.loads((_HERE / "bench.toml").read_text(encoding="utf-8"))


def jobs(case: str, folder: Path, count: int) -> tuple[Places, list[Job]]:
    """So many reports of a case, one after another; what they read is in the folder."""
    if case == OWN:
        where = Places(outputs=folder / "outputs")
        about: dict[str, str | int] = {
            "institution": _EXAMPLE,
            "year": settings()["data"]["year"],
            "language": "en",
            "data_dir": str(where.data),
        }
        paths = [path for path in notebooks(where) if not needed_files(path)]
    else:
        where = Places(data=folder, outputs=folder / "outputs", notebooks=folder / "notebooks")
        about = {"institution": "first", "year": settings()["data"]["year"], "language": "en", "data_dir": str(folder)}
        paths = [folder / "notebooks" / "01_twelve.ipynb"]
    return where, [Job(paths[number % len(paths)], about) for number in range(count)]


def write(folder: Path) -> None:
    """Write the notebook of twelve cells and its tables."""
    sizes, generator = settings()["data"], np.random.default_rng(_SEED)
    categories = [f"category {number}" for number in range(sizes["categories"])]
    (folder / "raw" / "first").mkdir(parents=True)
    (folder / "notebooks").mkdir()
    per_unit = generator.lognormal(-1, 1, len(categories))
    factors = {
        "category": categories,
        "kg_per_unit": per_unit,
        "scope": generator.integers(1, sizes["scopes"] + 1, len(categories)),
    }
    pd.DataFrame(factors).to_csv(folder / "raw" / "factors.csv", index=False)
    count = sizes["rows"]
    amounts = {
        "site": generator.integers(0, sizes["sites"], count),
        "year": sizes["year"] - generator.integers(0, sizes["years"], count),
        "month": generator.integers(1, sizes["months"] + 1, count),
        "category": generator.choice(categories, count),
        "amount": generator.lognormal(1, 1, count),
    }
    pd.DataFrame(amounts).to_csv(folder / "raw" / "first" / "amounts.csv", index=False)
    nbformat.write(_notebook(), folder / "notebooks" / "01_twelve.ipynb")  # type: ignore[no-untyped-call]


def sources(path: Path) -> Sequence[str]:
    """The code of a notebook's cells."""
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)  # type: ignore[no-untyped-call]
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def _notebook() -> Any:
    _, *parts = _CELL.split((_HERE / "twelve_cells.txt").read_text(encoding="utf-8"))
    notebook = nbformat.v4.new_notebook()  # type: ignore[no-untyped-call]
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    for name, source in zip(parts[::2], parts[1::2], strict=True):
        tags = {"tags": ["parameters"]} if name == "parameters" else {}
        notebook.cells.append(nbformat.v4.new_code_cell(source.strip(), id=name, metadata=tags))  # type: ignore[no-untyped-call]
    return notebook
