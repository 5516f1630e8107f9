"""Are reports what comes out when they are made again? Each folder is recalculated elsewhere from what its manifest names.

What went in is compared first: where that has changed, the calculation would tell nothing, so the change is told instead. Other
packages or another version of the program are not a change of what went in; numbers may then differ in their last digits.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from hjj_lib.engine import batch
from hjj_lib.engine.basis_rows import BasisRows
from hjj_lib.engine.compare import differences
from hjj_lib.engine.index import institutions_page
from hjj_lib.engine.log import run_log
from hjj_lib.engine.manifest import FAILURE_FILE, FILE, Manifest, digest, read_manifest
from hjj_lib.engine.mask import masked_manifest
from hjj_lib.engine.plan import REASONS, Reason, Wanted, Work, counting, input_differences, plan
from hjj_lib.engine.sources import CHOICES, INDEX, Places
from hjj_lib.language import LOCALES, Language
from hjj_lib.problems import DataError, Problem

State = Literal["same", "different", "changed", "failed"]
#: Inputs that are the surroundings of the calculation, not what it is about.
ENVIRONMENT = frozenset({"Python", "hjj_lib", "requirements/base.lock"})


@dataclass(frozen=True)
class Verdict:
    """What became of one folder.

    ``same``; ``different``: ``problems`` say where; ``changed``: ``problems`` name what went in and is no longer the same;
    ``failed``: it could not be calculated again. ``other`` names surroundings that differ.
    """

    name: str
    state: State
    problems: tuple[Problem, ...] = ()
    other: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Folder:
    """A folder of reports as it was found, and what is to be calculated for it."""

    path: Path
    manifest: Manifest
    work: Work
    other: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.manifest.institution} {self.manifest.year} {self.manifest.language}"

    @property
    def year(self) -> tuple[str, int]:
        return self.manifest.institution, self.manifest.year


@dataclass(frozen=True)
class _Compared:
    """What differs in a folder's reports and in its year's tables, or why it could not be made again."""

    folder: _Folder
    reports: tuple[Problem, ...] = ()
    tables: tuple[Problem, ...] = ()
    failed: tuple[Problem, ...] = ()


def verify(path: Path, where: Places, *, jobs: int, progress: batch.Progress) -> list[Verdict]:
    """Make the reports of a folder, or of all folders below it, again and compare.

    Parameters
    ----------
    path
        A folder of reports, or one that holds such folders, such as the whole of the outputs.
    where
        Whose data, basis and notebooks. Nothing is written there.

    Returns
    -------
    One verdict for each folder with a manifest or a failure, and one for the page of all institutions if ``path`` has it.

    Raises
    ------
    DataError
        If there is nothing to verify.
    """
    homes = sorted({file.parent for name in (FILE, FAILURE_FILE) for file in path.rglob(name) if _is_no_rest(file)})
    if not homes:
        raise DataError([_nothing(path)])
    with tempfile.TemporaryDirectory(prefix="hjj-verify-") as made:
        verdicts = {home: _inputs(home, where) for home in homes}
        ready = sorted((one for one in verdicts.values() if isinstance(one, _Folder)), key=_choices)
        compared: list[_Compared] = []
        for number, (_, group) in enumerate(groupby(ready, key=_choices)):
            compared += _recalculated(list(group), where, Path(made) / str(number), jobs, progress)
    told = {home: one for home, one in verdicts.items() if isinstance(one, Verdict)} | _judged(compared)
    return [*(told[home] for home in homes), *_front_page(path)]


def _is_no_rest(file: Path) -> bool:
    """Not in a folder that a run left half made."""
    return not file.parent.name.startswith(".")


def _choices(folder: _Folder) -> list[tuple[str, str]]:
    return sorted(folder.manifest.choices.items())


def _inputs(home: Path, where: Places) -> _Folder | Verdict:
    """What is to be calculated, if what went in is still the same; else the verdict."""
    manifest = read_manifest(home)
    if manifest is None:
        return Verdict(home.name, "failed", (_without_manifest(home),))
    name = f"{manifest.institution} {manifest.year} {manifest.language}"
    wanted = Wanted((manifest.institution,), (manifest.year,), (manifest.language,), force=True)
    there = _chosen(where, manifest)
    try:
        (work,) = plan(there, wanted)
    except DataError as error:
        return Verdict(name, "changed", error.problems)
    found = [*counting(input_differences(manifest.inputs, work.inputs), manifest, work, BasisRows(there))]
    for notebook in dict.fromkeys([*manifest.reports, *work.sources]):
        recorded = manifest.reports[notebook].inputs if notebook in manifest.reports else {}
        found += input_differences(recorded, work.sources.get(notebook, {}))
    other = tuple(reason.name for reason in found if reason.name in ENVIRONMENT)
    changed = [_changed(reason) for reason in found if reason.name not in ENVIRONMENT]
    return Verdict(name, "changed", tuple(changed), other) if changed else _Folder(home, manifest, work, other)


def _chosen(where: Places, manifest: Manifest) -> Places:
    asked: dict[str, Any] = {name: manifest.choices[name] for name in CHOICES if name in manifest.choices}
    return replace(where, **asked)


def _recalculated(folders: Sequence[_Folder], where: Places, home: Path, jobs: int, progress: batch.Progress) -> list[_Compared]:
    """Folders that were made with the same choices, made again and compared."""
    for institution in {folder.manifest.institution for folder in folders}:
        shutil.copytree(where.raw / institution, home / "data" / "raw" / institution)
    there = replace(_chosen(where, folders[0].manifest), data=home / "data", outputs=home / "outputs")
    there.outputs.mkdir(parents=True)
    with run_log(there.outputs):
        work = [folder.work for folder in folders]
        results = batch.make(there, work, jobs=jobs, progress=progress, index_language=Language(next(iter(LOCALES))))
    return [_compared(folder, result, where, there) for folder, result in zip(folders, results, strict=True)]


def _compared(folder: _Folder, result: batch.Result, where: Places, there: Places) -> _Compared:
    if result.state == "failed":
        return _Compared(folder, failed=tuple(_failed(reason) for reason in result.reasons))
    return _Compared(folder, tuple(_of_reports(folder, there)), tuple(_of_tables(folder, where, there)))


def _judged(compared: Sequence[_Compared]) -> dict[Path, Verdict]:
    """Verdicts. Reports of a year that were made with different choices share its tables, which can be right for one only."""
    fitting = {one.folder.year for one in compared if not one.tables and not one.failed}
    told = {}
    for one in compared:
        problems = (*one.failed, *one.reports, *(() if one.folder.year in fitting else one.tables))
        state: State = "failed" if one.failed else "different" if problems else "same"
        told[one.folder.path] = Verdict(one.folder.name, state, problems, one.folder.other)
    return told


def _of_reports(folder: _Folder, there: Places) -> Iterable[Problem]:
    """Differences of the folder itself: files as recorded, files as calculated, and what the manifest says of them."""
    manifest = folder.manifest
    made = there.reports(manifest.institution, manifest.year, manifest.language)
    fresh = read_manifest(made)
    exactly = not folder.other
    names = {path.name for home in (folder.path, made) for path in home.iterdir() if path.is_file()} | set(manifest.outputs)
    for name in sorted(names - {FILE, FAILURE_FILE}):
        path = folder.path / name
        if name in manifest.outputs and path.is_file() and digest(path) != manifest.outputs[name]:
            yield _not_as_written(name)
        yield from differences(path, made / name, name, exactly=exactly)
    if fresh is None or asdict(masked_manifest(manifest)) != asdict(masked_manifest(fresh)):
        yield _other_manifest()


def _of_tables(folder: _Folder, where: Places, there: Places) -> Iterable[Problem]:
    """Differences of the tables of the year, which the reports of all languages share."""
    place = Path(folder.manifest.institution) / str(folder.manifest.year)
    names = {path.name for home in (where, there) for path in (home.processed / place).glob("*.parquet")}
    for name in sorted(names):
        shown = f"processed/{place.as_posix()}/{name}"
        yield from differences(where.processed / place / name, there.processed / place / name, shown, exactly=not folder.other)


def _front_page(path: Path) -> list[Verdict]:
    """The page of all institutions, made again in each language from the manifests it tells of."""
    page = path / INDEX
    if not page.is_file() or (path / FILE).exists():
        return []
    text = page.read_text(encoding="utf-8")
    same = any(text == institutions_page(path, Language(code)) for code in LOCALES)
    return [Verdict(INDEX, "same")] if same else [Verdict(INDEX, "different", (_other_front_page(),))]


def _changed(reason: Reason) -> Problem:
    return Problem("verify_input", "error", found=REASONS[reason.code], values={"name": reason.name})


def _failed(reason: str) -> Problem:
    return Problem("verify_failed", "error", found="The calculation did not succeed: {reason}", values={"reason": reason})


def _without_manifest(home: Path) -> Problem:
    return Problem(
        "verify_no_manifest",
        "error",
        found="The folder {folder} has no manifest that this version understands: it is half made, or its run failed.",
        remedy="Make its reports with “hjj run”.",
        values={"folder": str(home)},
    )


def _not_as_written(name: str) -> Problem:
    return Problem("verify_hash", "error", found="The file was changed after it was made: its hash is another.", file=name)


def _other_manifest() -> Problem:
    return Problem("verify_manifest", "error", found="Names, titles or counts in it are not those of the calculation.", file=FILE)


def _other_front_page() -> Problem:
    return Problem("verify_front_page", "error", found="The page does not tell what the manifests say.", file=INDEX)


def _nothing(path: Path) -> Problem:
    return Problem(
        "verify_nothing",
        "error",
        found="There are no reports in the folder {folder}.",
        remedy="Give a folder that “hjj run” has made, such as “outputs”.",
        values={"folder": str(path)},
    )
