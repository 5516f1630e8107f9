"""A folder of reports is replaced as a whole: made under another name beside the old one, then renamed."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from hjj_lib.engine.index import reports_page
from hjj_lib.engine.manifest import FailureRecord, Manifest, ReportRecord, digest, read_manifest, write_record
from hjj_lib.engine.plan import Work
from hjj_lib.engine.sources import CHOICES, INDEX, Places
from hjj_lib.engine.steps import BESIDE, STANDARD_TABLES, Year


def fresh_folder(where: Places, work: Work) -> Path:
    """An empty folder beside the one to replace."""
    fresh = _beside(where.reports(work.institution, work.year, work.language), "new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    return fresh


def finish(where: Places, work: Work, year: Year, made: Mapping[str, ReportRecord], seconds: float) -> Manifest:
    """Complete the fresh folder and put it in the place of the old one.

    Parameters
    ----------
    made
        Notebook → the report made in this run; the others are taken over from the old folder.

    Raises
    ------
    OSError
        If something cannot be written or the old folder is in use; the old reports are then where they were.
    """
    target = where.reports(work.institution, work.year, work.language)
    fresh = _beside(target, "new")
    old = None if work.whole else read_manifest(target)
    kept = {name: record for name, record in old.reports.items() if name in work.sources and name not in made} if old else {}
    for file in [*(record.file for record in kept.values()), *(_beside_reports(old.outputs) if old else [])]:
        shutil.copy2(target / file, fresh / file)
    manifest = Manifest(
        institution=work.institution,
        year=work.year,
        language=work.language,
        name=year.names.get(work.language, work.institution),
        inputs=work.inputs,
        reports={**kept, **made},
        outputs={},
        problems=year.problems,
        choices={name: value for name in CHOICES if (value := getattr(where, name))},
        used=year.used,
        seconds=seconds,
    )
    beside = [name for name in BESIDE if (fresh / name).exists()]
    (fresh / INDEX).write_text(reports_page(manifest, beside), encoding="utf-8")
    written = replace(manifest, outputs={path.name: digest(path) for path in sorted(fresh.iterdir())})
    write_record(fresh, written)
    _swap(fresh, target)
    return written


def give_up(where: Places, work: Work, reasons: tuple[str, ...]) -> None:
    """Forget the fresh folder and say beside the earlier reports, if any, why the attempt failed."""
    target = where.reports(work.institution, work.year, work.language)
    shutil.rmtree(_beside(target, "new"), ignore_errors=True)
    target.mkdir(parents=True, exist_ok=True)
    write_record(target, FailureRecord(work.institution, work.year, work.language, reasons))


def _beside_reports(outputs: Iterable[str]) -> list[str]:
    """Of the files of a folder, those that are neither reports nor about them."""
    return [name for name in outputs if name in BESIDE or name.startswith(STANDARD_TABLES)]


def _swap(fresh: Path, target: Path) -> None:
    old = _beside(target, "old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    try:
        fresh.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _beside(target: Path, suffix: str) -> Path:
    return target.with_name(f".{target.name}.{suffix}")
