"""Files that nobody would make on purpose: intake must answer every one of them with problems, never with a traceback.

Files of ``tests/bad``, the example workbooks and ledgers, and a file of every ready recipe are changed at random, byte by
byte and cell by cell, and read.
Run by hand, as it takes as long as it is told to::

    python tests/soak/fuzz_intake.py --minutes 10 --seed 1

A file that ends the program, takes too long or too much memory, or is written to, is kept with its seed in its name.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
for _folder in (ROOT, TESTS, TESTS / "bad", TESTS / "intake"):
    sys.path.insert(0, str(_folder))

from conftest import INSTITUTION, YEAR, Home, small_basis  # noqa: E402
from mistakes import MISTAKES  # noqa: E402

from hjj_lib.intake import read_institution, read_year  # noqa: E402
from hjj_lib.language import Language  # noqa: E402
from hjj_lib.problems import DataError  # noqa: E402

#: A changed file is a small file: reading it may take this many seconds and this much memory over that of the start.
SECONDS, MEBIBYTES = 20, 300
#: Larger files are tried by tests of their own; changing them would only take time.
LARGEST = 2_000_000
ENDINGS = (".csv", ".xlsx", ".toml", ".txt", ".json")
LARGE = {"csv_too_large", "file_too_large", "ghost_cells", "archive_bomb"}
#: A run of few files begins with few mistakes, as making them takes most of its time.
FEW, SHORT_STEP = 200, 6
NASTY = (
    "",
    " ",
    "0",
    "-0",
    "1e309",
    "-1e309",
    "9" * 400,
    "nan",
    "1.234",
    "1 23",
    "(5",
    "5-",
    "−5",
    "=1+1",
    "=[1]A!A1",
    "#REF!",
    "TRUE",
    "31.2.2024",
    "2024-13-45",
    "20241399",
    "\ud7ff",
    "\u202e",
    "\u200b",
    "a" * 40_000,
    '"',
    "{",
    "{0.x}",
    "%s",
    "<b>",
    "&amp;",
    "\x0b",
    "١٢٣",
    "½",
    "1" + "\u00a0" * 50 + "000",
    "yhteensä",
    "ei koske",
    "kWh",
)
TOKENS = (b"<", b">", b"/>", b'"', b"&", b"&#0;", b"<v>", b"</v>", b"<f>", b'r="A1048577"', b't="s"', b't="e"', b't="d"', b"-1")


@dataclass
class Tally:
    """What became of the files."""

    kinds: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slowest: float = 0.0


class TookTooLongError(BaseException):
    """Raised by the alarm clock; no reader may swallow it."""


def corpus(folder: Path, step: int) -> list[tuple[str, bytes]]:
    """Files to begin with, by their place in an institution's folder: of every mistake, or of one in ``step``."""
    files: dict[bytes, str] = {}
    places = [ROOT / "data" / "raw", TESTS / "recipes" / "files"]
    for code in sorted(set(MISTAKES) - LARGE)[::step]:
        home = new_home(folder / code)
        MISTAKES[code](home)
        places.append(home.folder)
    for place in places:
        for path in sorted(place.rglob("*")):
            if path.is_file() and path.suffix in ENDINGS and path.name != "institution.toml" and path.stat().st_size <= LARGEST:
                files.setdefault(path.read_bytes(), _place(path))
    return [(name, data) for data, name in files.items()]


def _place(path: Path) -> str:
    """Where a file belongs: in the folder of the year, or where it was among the decisions."""
    if "decisions" in path.parts:
        return "/".join(path.parts[path.parts.index("decisions") :])
    return f"{YEAR}/{path.name}"


def new_home(folder: Path) -> Home:
    """An institution's folder with nothing in it; the folder's own name is that of the institution."""
    home = folder / "example_test"
    (home / str(YEAR)).mkdir(parents=True)
    (home / "institution.toml").write_text(INSTITUTION, encoding="utf-8")
    return Home(home, read_institution(home), small_basis())


def changed(name: str, data: bytes, dice: random.Random) -> bytes:
    """The file with something wrong."""
    ways: list[Callable[[bytes, random.Random], bytes]] = [_bytes]
    if name.endswith((".csv", ".txt")):
        ways = [_bytes, _csv_cells, _csv_cells, _recoded]
    elif zipfile.is_zipfile(io.BytesIO(data)):
        ways = [_values, _values, _values, _part]
        # A changed byte nearly always breaks the archive, which is soon told.
        if dice.random() < 0.1:
            return _bytes(data, dice)
    for _ in range(dice.choice((1, 1, 2, 3))):
        data = dice.choice(ways)(data, dice)
    return data


def _bytes(data: bytes, dice: random.Random) -> bytes:
    whole = bytearray(data)
    for _ in range(dice.choice((1, 2, 5, 30))):
        place = dice.randrange(len(whole) + 1)
        length = dice.choice((1, 1, 4, 60))
        match dice.randrange(5):
            case 0:
                whole[place : place + length] = dice.randbytes(length)
            case 1:
                del whole[place : place + length]
            case 2:
                whole[place:place] = dice.choice(TOKENS)
            case 3:
                whole[place:place] = whole[place : place + length] * dice.choice((1, 3, 50))
            case _:
                other = dice.randrange(len(whole) + 1)
                whole[place : place + length] = whole[other : other + length]
    return bytes(whole) if dice.random() > 0.1 else bytes(whole[: dice.randrange(len(whole) + 1)])


def _rezipped(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    content = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as target:
            for name in dict.fromkeys(source.namelist()):
                part = change(name, source.read(name))
                if part is not None:
                    target.writestr(name, part)
    except Exception:  # what was broken before stays as it is
        return data
    return content.getvalue()


def _part(data: bytes, dice: random.Random) -> bytes:
    """One part of a workbook changed, removed or put in the place of another."""
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except Exception:
        return data
    chosen, way = dice.choice(names), dice.random()
    if way < 0.05:
        return _rezipped(data, lambda name, part: None if name == chosen else part)
    return _rezipped(data, lambda name, part: _bytes(part, dice) if name == chosen else part)


def _values(data: bytes, dice: random.Random) -> bytes:
    """Some values between two marks of a sheet replaced: a number, a name, a reference, a style."""

    def change(name: str, part: bytes) -> bytes:
        if not name.endswith(".xml") or dice.random() < 0.5:
            return part
        opening, closing = dice.choice(((b"<v>", b"</v>"), (b'="', b'"'), (b"<t>", b"</t>"), (b"<f>", b"</f>")))
        for _ in range(dice.choice((1, 3))):
            start = part.find(opening, dice.randrange(len(part) + 1))
            end = part.find(closing, start + len(opening))
            if start >= 0 and end >= 0:
                text = dice.choice(NASTY).replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
                part = part[: start + len(opening)] + text.encode() + part[end:]
        return part

    return _rezipped(data, change)


def _csv_cells(data: bytes, dice: random.Random) -> bytes:
    text = data.decode("utf-8", "replace")
    mark = dice.choice(";;;,\t")
    rows = [line.split(mark) for line in text.split("\n")]
    for _ in range(dice.choice((1, 2, 6))):
        row = dice.choice(rows)
        match dice.randrange(6):
            case 0 | 1:
                row[dice.randrange(len(row))] = dice.choice(NASTY)
            case 2:
                row.insert(dice.randrange(len(row) + 1), dice.choice(NASTY))
            case 3 if len(row) > 1:
                del row[dice.randrange(len(row))]
            case 4:
                rows.insert(dice.randrange(len(rows) + 1), list(dice.choice(rows)))
            case _:
                dice.shuffle(row)
    buffer = io.StringIO()
    if dice.random() < 0.3:
        csv.writer(buffer, delimiter=dice.choice(";,\t"), quoting=csv.QUOTE_ALL).writerows(rows)
        return buffer.getvalue().encode("utf-8", "replace")
    return dice.choice("\n\n\n\r").join(mark.join(row) for row in rows).encode("utf-8", "replace")


def _recoded(data: bytes, dice: random.Random) -> bytes:
    text = data.decode("utf-8", "replace")
    first = dice.choice(("", "sep=;\n", "\ufeff", "\n\n", "Otsikko;;\n"))
    return (first + text).encode(
        dice.choice(("utf-8", "cp1252", "utf-16", "utf-16-le", "utf-32", "mac-roman", "cp437")), "replace"
    )


def read(home: Home, tally: Tally) -> str:
    """Read the folder of the year; the name of a fault, or nothing."""
    before = _hashes(home)
    peak, began = _peak(), time.monotonic()
    try:
        signal.alarm(SECONDS)
        try:
            intake = read_year(home.folder, YEAR, read_institution(home.folder), home.basis)  # type: ignore[arg-type]
            problems = list(intake.problems)
            tally.kinds.update(intake.files["kind"])
        except DataError as error:
            problems = list(error.problems)
            tally.kinds["institution_refused"] += 1
        for code in ("fi", "sv", "en"):
            for problem in problems[:50]:
                Language(code).problem(problem)
        tally.codes.update({problem.code for problem in problems})
    except TookTooLongError:
        return f"took longer than {SECONDS} s"
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return traceback.format_exc(limit=-4)
    finally:
        signal.alarm(0)
    tally.slowest = max(tally.slowest, time.monotonic() - began)
    if _peak() - peak > MEBIBYTES:
        return f"took {_peak() - peak} MiB"
    return "" if _hashes(home) == before else "a raw file was written"


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _hashes(home: Home) -> dict[str, str]:
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(home.folder.rglob("*")) if path.is_file()}


def _wake(*_: object) -> None:
    raise TookTooLongError


def attempts(files: list[tuple[str, bytes]], seed: int) -> Iterator[tuple[int, str, bytes]]:
    """Changed files without end, each with the seed that makes it again."""
    number = seed * 1_000_000
    while True:
        dice = random.Random(number)
        name, data = dice.choice(files)
        yield number, name, changed(name, data, dice)
        number += 1


def run(seed: int, seconds: float, most: int, keep: Path) -> Tally:
    """Try files until the time or the number is over."""
    tally = Tally()
    signal.signal(signal.SIGALRM, _wake)
    with tempfile.TemporaryDirectory() as scratch:
        files = corpus(Path(scratch), 1 if most > FEW else SHORT_STEP)
        began = time.monotonic()
        home = new_home(Path(scratch) / "tried")
        for number, name, data in attempts(files, seed):
            if time.monotonic() - began > seconds or tally.kinds["tried"] >= most:
                break
            tally.kinds["tried"] += 1
            place = home.folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
            fault = read(home, tally)
            if fault:
                keep.mkdir(parents=True, exist_ok=True)
                (keep / f"{number}_{place.name}").write_bytes(data)
                tally.faults.append(f"{number} {name}: {fault}")
            place.unlink()
    return tally


def main() -> int:
    """Run from the command line; the exit code says whether a fault was found."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--minutes", type=float, default=1.0)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--most", type=int, default=sys.maxsize, help="files to try")
    options.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "fuzz_intake")
    chosen = options.parse_args()
    tally = run(chosen.seed, 60 * chosen.minutes, chosen.most, chosen.keep)
    write = sys.stdout.write
    write(f"files: {dict(tally.kinds)}\nslowest: {tally.slowest:.1f} s, memory at most {_peak()} MiB\n")
    write(f"messages: {dict(tally.codes.most_common())}\nfaults: {len(tally.faults)}\n")
    for fault in tally.faults:
        write(fault + "\n")
    return 1 if tally.faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
