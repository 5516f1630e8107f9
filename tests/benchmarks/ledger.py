"""How fast a large foreign ledger is read, as ratios within one run: ``python tests/benchmarks/ledger.py``.

A ledger of 200 000 rows that a recipe fits is read, checked and mapped: as a workbook, compared with ``python-calamine`` alone
reading the same file (wanted: within two times), and as CSV, compared with Python's own reading into rows of text. Each in a
process of its own, of which the peak memory is told too.
"""

from __future__ import annotations

import csv
import datetime
import io
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import xlsxwriter
from python_calamine import CalamineWorkbook

from hjj_lib.basis import load_basis
from hjj_lib.intake import read_institution, read_year

ROWS, ROUNDS, WANTED, YEAR = 200_000, 3, 2, 2024
HEADINGS = [
    *("Vastuualue", "Toimittaja nro", "Y-tunnus", "Toimittajan nimi", "Tiliryhmä", "Tili", "Tilin nimi"),
    *("Nettosumma", "Kirjauspvm"),
]
ACCOUNTS = ((4711, "ICT-palvelut"), (4520, "Kirjallisuus"), (4430, "Rakennusten kunnossapito"))
INSTITUTION = """
[institution]
id = "example_test"
name_fi = "Esimerkki"
name_sv = "Exempel"
name_en = "Example"
fictional = true
owner_type = "foundation"
reporting_unit = "vocational_only"
consolidation = "operational_control"
languages = ["fi"]
approver_role = "rehtori"
publication_consent = "none"

[[site]]
id = "main"
name = "Päärakennus"
municipality = "oulu"
region = "north_ostrobothnia"
tenure = "owned"
"""


def lines(rows: int) -> list[tuple[object, ...]]:
    """A ledger of invented lines: five hundred suppliers, nearly all sums different, every tenth a credit note."""
    return [
        (
            1100,
            row % 500,
            "0000000-0",
            f"Keksitty {row % 500} Oy",
            "Palvelut",
            *ACCOUNTS[row % len(ACCOUNTS)],
            (1 if row % 10 else -1) * (row * 7919 % 1_000_003) / 100,
            datetime.date(YEAR, 1 + row % 12, 1 + row % 28),
        )
        for row in range(rows)
    ]


def write_csv(path: Path, rows: int) -> None:
    """The ledger as finance programs write it as text."""
    cells = [
        [f"{cell:.2f}".replace(".", ",") if isinstance(cell, float) else _text(cell) for cell in line] for line in lines(rows)
    ]
    path.write_text("\n".join(";".join(line) for line in [HEADINGS, *cells]) + "\n", encoding="utf-8")


def _text(cell: object) -> str:
    return f"{cell.day}.{cell.month}.{cell.year}" if isinstance(cell, datetime.date) else str(cell)


def write_workbook(path: Path, rows: int) -> None:
    """The ledger as a workbook with numbers and days."""
    with xlsxwriter.Workbook(path, {"default_date_format": "d.m.yyyy"}) as book:
        sheet = book.add_worksheet("Ostot")
        sheet.write_row(0, 0, HEADINGS)
        for number, line in enumerate(lines(rows), start=1):
            sheet.write_row(number, 0, line)


def plain(path: Path) -> None:
    """What the fastest plain reading of the file takes."""
    if path.suffix == ".xlsx":
        CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    else:
        list(csv.reader(io.StringIO(path.read_text(encoding="utf-8")), delimiter=";"))


def seconds(action: Callable[[], object]) -> float:
    """Seconds of one round."""
    start = perf_counter()
    action()
    return perf_counter() - start


def peak_mb() -> float:
    """The most memory that this process has held. What its parent held before does not count, so ``getrusage`` is no help."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def measure(path: Path) -> None:
    """Print seconds, ratio and memory of one file, which lies in an institution's folder of the year."""
    basis, institution, before = load_basis(), read_institution(path.parent.parent), peak_mb()
    counted: list[int] = []

    def whole() -> None:
        counted.append(len(read_year(path.parent.parent, YEAR, institution, basis).purchases))

    ours = [seconds(whole)]
    memory = peak_mb() - before
    times = [seconds(lambda: plain(path))]
    for _ in range(ROUNDS - 1):
        # In turns, so that what else the machine does bears on both.
        ours.append(seconds(whole))
        times.append(seconds(lambda: plain(path)))
    ratio = min(ours) / min(times)
    sys.stdout.write(
        f"{path.suffix}: plain {min(times):.2f} s, {counted[0]:,} lines read, checked and mapped in {min(ours):.2f} s, "
        f"ratio {ratio:.2f}, memory {memory:.0f} MiB above start-up\n"
    )
    sys.exit(path.suffix == ".xlsx" and ratio > WANTED)


def main() -> int:
    """Measure both files; 1 if the workbook takes longer than wanted."""
    failed = 0
    for name, write in (("ostot.xlsx", write_workbook), ("ostot.csv", write_csv)):
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder) / "example_test"
            (home / str(YEAR)).mkdir(parents=True)
            (home / "institution.toml").write_text(INSTITUTION, encoding="utf-8")
            path = home / str(YEAR) / name
            write(path, ROWS)
            failed |= subprocess.run([sys.executable, __file__, str(path)], check=False).returncode
    return failed


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(Path(sys.argv[1]))
    sys.exit(main())
