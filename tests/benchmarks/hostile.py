"""How quickly files are dealt with that are made to take the machine: ``python tests/benchmarks/hostile.py``.

A lone cell in the far corner of a sheet, small or large, is left out with a note; what unpacks to far more than people write is
refused. Wanted: each within one second and 200 MiB above start-up, the large ledger with a far cell apart, which is read whole.
Each file is read in a process of its own.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import openpyxl
from ledger import INSTITUTION, YEAR, peak_mb, write_workbook

from hjj_lib.basis import load_basis
from hjj_lib.intake import read_institution, read_year

SECONDS, MEMORY_MB = 1, 200
WHOLE = 200_000
SHEET = "xl/worksheets/sheet1.xml"


def far_cell(path: Path) -> None:
    """A short list with a mark in the last cell that a sheet has."""
    book = openpyxl.Workbook()
    book.active.append(["Tositenumero", "Tositepvä"])
    book.active["XFD1048576"] = "x"
    book.save(path)


def far_cell_of_a_ledger(path: Path) -> None:
    """The same in a ledger of 200 000 rows."""
    write_workbook(path, WHOLE)
    _change(
        path, lambda part: part.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')
    )


def bomb(path: Path) -> None:
    """A sheet of two gigabytes of spaces."""
    _swollen(path, 2000)


def bomb_below_the_limit(path: Path) -> None:
    """A sheet that unpacks to a little less than the largest size that is unpacked at all."""
    _swollen(path, 390)


def bomb_that_lies(path: Path) -> None:
    """A sheet that unpacks to two gigabytes and says that it is small."""
    _swollen(path, 2000)
    content = bytearray(path.read_bytes())
    size = (2000 * 1_000_000).to_bytes(4, "little")
    for place in (content.find(size), content.rfind(size)):
        content[place : place + 4] = (1000).to_bytes(4, "little")
    path.write_bytes(bytes(content))


def many_far_cells(path: Path) -> None:
    """Cells scattered over the whole sheet, each alone."""
    far_cell(path)
    rows = "".join(f'<row r="{row}"><c r="BZ{row}"><v>1</v></c></row>' for row in range(1, 1_048_576, 8))
    _change(path, lambda _: f"<worksheet><sheetData>{rows}</sheetData></worksheet>".encode())


CASES = (far_cell, far_cell_of_a_ledger, bomb, bomb_below_the_limit, bomb_that_lies, many_far_cells)


def _change(path: Path, change: Callable[[bytes], bytes]) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, change(source.read(name)) if name == SHEET else source.read(name))
    path.write_bytes(content.getvalue())


def _swollen(path: Path, megabytes: int) -> None:
    far_cell(path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as book, book.open("xl/worksheets/sheet2.xml", "w") as part:
        for _ in range(megabytes):
            part.write(b" " * 1_000_000)


def measure(path: Path) -> None:
    """Print seconds, memory and what was said of the file."""
    basis, institution, before = load_basis(), read_institution(path.parent.parent), peak_mb()
    start = perf_counter()
    intake = read_year(path.parent.parent, YEAR, institution, basis)
    took, memory = perf_counter() - start, peak_mb() - before
    codes = [found.code for found in intake.problems if found.file == path.name]
    sys.stdout.write(f"{took:.2f} s, {memory:.0f} MiB above start-up: {', '.join(codes)}\n")
    sys.exit(took > SECONDS or memory > MEMORY_MB)


def main() -> int:
    """Measure all cases; 1 if one takes more than wanted."""
    failed = 0
    for make in CASES:
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder) / "example_test"
            (home / str(YEAR)).mkdir(parents=True)
            (home / "institution.toml").write_text(INSTITUTION, encoding="utf-8")
            path = home / str(YEAR) / "tiedosto.xlsx"
            make(path)
            sys.stdout.write(f"{make.__name__} ({path.stat().st_size / 1_000_000:.1f} MB): ")
            sys.stdout.flush()
            code = subprocess.run([sys.executable, __file__, str(path)], check=False).returncode
            failed |= code if make is not far_cell_of_a_ledger else 0
    return failed


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(Path(sys.argv[1]))
    sys.exit(main())
