"""How fast a large foreign ledger is read, as a ratio within one run: ``python tests/benchmarks/ledger.py``.

A CSV file of 200 000 rows that a recipe fits is read, checked and mapped; compared with Python's own reading of the same file
into rows of text. A workbook of this size is refused today, as it has more cells than intake reads.
"""

from __future__ import annotations

import csv
import io
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from hjj_lib.basis import load_basis
from hjj_lib.intake import read_institution, read_year

ROWS = 200_000
HEADINGS = "Vastuualue;Toimittaja nro;Y-tunnus;Toimittajan nimi;Tiliryhmä;Tili;Tilin nimi;Nettosumma;Kirjauspvm\n"
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


def ledger(rows: int = ROWS) -> str:
    """A ledger of invented lines: two accounts, every tenth a credit note."""
    names = ("4711;ICT-palvelut", "4520;Kirjallisuus")
    lines = (
        f"1100;{row % 500};0000000-0;Keksitty {row % 500} Oy;Palvelut;{names[row % 2]};"
        f"{'-' if not row % 10 else ''}{row % 900},25;"
        f"{1 + row % 28}.{1 + row % 12}.2024\n"
        for row in range(rows)
    )
    return HEADINGS + "".join(lines)


def main() -> None:
    """Print seconds and ratio."""
    basis, text = load_basis(), ledger()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "example_test"
        (home / "2024").mkdir(parents=True)
        (home / "institution.toml").write_text(INSTITUTION, encoding="utf-8")
        path = home / "2024" / "ostot.csv"
        path.write_text(text, encoding="utf-8")
        institution = read_institution(home)
        start = perf_counter()
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8")), delimiter=";"))
        plain = perf_counter() - start
        start = perf_counter()
        intake = read_year(home, 2024, institution, basis)
        whole = perf_counter() - start
    sys.stdout.write(
        f"{len(rows):,} rows: plain {plain:.2f} s, read, checked and mapped {whole:.2f} s, ratio {whole / plain:.1f}\n"
    )
    sys.stdout.write(f"lines counted: {len(intake.purchases):,}\n")


if __name__ == "__main__":
    main()
