"""The catalogue of what must be caught: one faulty file per threat, and everything that intake must say about it.

Every file stands in a year in which all else is answered, so that the list of problems is exactly that of the fault.
"""

from __future__ import annotations

import datetime
import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import openpyxl

Home = Any
#: Code, file, sheet, row and column of a problem.
Said = tuple[str, str, str, int | None, str]
FILE, LEDGER = "tiedot.xlsx", "ostot.csv"
VEHICLES, ENERGY, INSTRUCTIONS, EVIDENCE = "Ajoneuvot ja koneet", "Energia", "Ohjeet", "Todisteet"
#: The cell of the amount of diesel.
DIESEL = (FILE, VEHICLES, 7, "D")


#: What follows when the only answer of a category could not be read.
NOT_ANSWERED: Said = ("category_unanswered", "", "", None, "")


@dataclass(frozen=True)
class Case:
    """One fault.

    Attributes
    ----------
    threat
        Number in the list of threats.
    fault
        What is wrong, for people.
    make
        Makes the file in the folder of the year.
    said
        Every problem of the year.
    counted
        Activity → the amount that counts, in all; ``None`` where it is not known, 0 where nothing of it was read.
    """

    threat: str
    fault: str
    make: Callable[[Home], None]
    said: tuple[Said, ...]
    counted: Mapping[str, float | None]


CASES: list[Case] = []
_ANSWERED: dict[str, bytes] = {}


def case(threat: str, fault: str, *said: Said, **counted: float | None) -> Callable[[Callable[[Home], None]], None]:
    """Register the function that makes the fault."""

    def register(make: Callable[[Home], None]) -> None:
        CASES.append(Case(threat, fault, make, said, {"diesel": None, **counted}))

    return register


def answered(home: Home, name: str = FILE) -> Any:
    """A workbook in which every row says that it does not concern, so that nothing is asked."""
    workbook = home.workbook(name)
    if "fi" not in _ANSWERED:
        for sheet in workbook.book.worksheets:
            columns = {cell.value: cell.column for cell in sheet[1]}
            for row in range(6, sheet.max_row + 1):
                key = sheet.cell(row, 1).value if "state" in columns else None
                if key and key not in ("spare", "header") and not str(key).startswith("category"):
                    sheet.cell(row, columns["amount"]).value = None
                    sheet.cell(row, columns["state"]).value = "ei koske"
        workbook.save()
        _ANSWERED["fi"] = workbook.path.read_bytes()
    workbook.path.write_bytes(_ANSWERED["fi"])
    return type(workbook)(workbook.path)


def diesel(home: Home, **cells: Any) -> Any:
    """The answered workbook with cells of the row of diesel."""
    return answered(home).fill("diesel", **{"state": None, **cells})


# --- numbers --------------------------------------------------------------------------------------------------------


def amount(threat: str, fault: str, value: Any, code: str = "", read: float | None = None) -> None:
    """A fault that is one value in the cell of the amount of diesel, in litres."""
    said = ((code, *DIESEL),) if code else ()
    CASES.append(Case(threat, fault, lambda home: diesel(home, amount=value).save(), said, {"diesel": read}))


for _space, _name in {
    " ": "space",
    "\u00a0": "no-break space",
    "\u202f": "narrow no-break space",
    "\u2009": "thin space",
    "\u200a": "hair space",
    "\u2006": "six-per-em space",
    "\u3000": "wide space",
}.items():
    amount("I1", f"{_name} between thousands", f"1{_space}234,5", read=1234.5)
amount("I1", "signs that show nothing around a number", "\ufeff1234,5\u200b", read=1234.5)
amount("I2", "point between thousands or before decimals", "1.234", "number_ambiguous")
amount("I2", "comma before three decimals", "1,234", "number_comma_three", 1.234)
amount("I2", "points between thousands, decimal comma", "1.234.567,5", "number_points")
amount("I2", "points between thousands", "1.234.567", "number_points")
amount("I2", "commas between thousands, decimal point", "1,234,567.5", "number_points")
for _minus, _name in {"-": "hyphen", "\u2212": "minus sign", "\u2013": "dash", "\u2011": "no-break hyphen"}.items():
    amount("I3", f"{_name} before a number", f"{_minus}5", "negative_amount")
amount("I3", "minus behind a number", "5-", "negative_amount")
amount("I3", "number in brackets", "(5)", "negative_amount")
amount("I4", "negative physical amount", -500, "negative_amount")
amount("I5", "about 500", "n. 500", "number_approximate")
amount("I5", "less than 1", "<1", "number_approximate")
amount("I5", "a range", "100–200", "number_range")
amount("I5", "a number with another unit", "1 200 kWh", "number_unit_contradicts")
amount("I5", "a number with the unit of the row", "1 200 l", "number_with_unit", 1200)
amount("I5", "words", "kysy huollosta", "number_text")
amount("I6", "a dash", "-", "number_dash")
amount("I6", "zero", 0, read=0)
amount("I7", "Excel made a date of 1.5", datetime.datetime(2024, 5, 1), "number_date")
amount("I7", "Excel made a time of 1:30", datetime.time(1, 30), "number_date")
amount("I8", "truth value", True, "number_boolean")
amount("I8", "NaN as text", "NaN", "number_not_finite")
amount("I8", "1e309 as text", "1e309", "number_not_finite")
amount("I8", "percent as text", "50 %", "number_percent")
amount("I9", "formula without a stored result", "=1+1", "formula_no_value")
amount("I9", "error cell", "#DIV/0!", "error_cell")
amount("I9", "link to another workbook", "=[1]Taul1!A1", "external_link")
amount("I9", "link to a workbook by its path", "='C:\\\\tiedot\\\\[vanha.xlsx]Taul1'!A1", "external_link")
amount("I9", "figure from another program", "=excel|ark!A1", "external_link")
amount("I9", "figure from the web", '=WEBSERVICE("http://example.org")', "external_link")


@case("I4", "credit note", ("negative_spend", FILE, "Talous", 7, "D"), ("negative_category", "", "", None, ""))
def _(home: Home) -> None:
    answered(home).fill("spend_ict", state=None, amount=-5).save()


@case("I8", "cell in percent format", ("number_percent", *DIESEL))
def _(home: Home) -> None:
    workbook = diesel(home, amount=0.5)
    workbook.cell("diesel", "amount").number_format = "0 %"
    workbook.save()


def stored(home: Home, formula: str, value: str) -> None:
    """A formula with a stored result in the cell of the amount of diesel."""
    diesel(home, amount=formula).save()
    in_parts(
        home,
        lambda part: part.replace(b"<v></v>", b"<v/>").replace(b"<v />", b"<v/>").replace(b"<v/>", f"<v>{value}</v>".encode()),
    )


@case("I9", "link to another workbook with a stored result", ("external_link", *DIESEL))
def _(home: Home) -> None:
    stored(home, "=[1]Taul1!A1", "5")


@case("I9", "formula with a stored result", diesel=5)
def _(home: Home) -> None:
    stored(home, "=2+3", "5")


@case("I9", "column of a table in the same workbook", diesel=5)
def _(home: Home) -> None:
    stored(home, "=SUM(Taulu1[2024])", "5")


# --- units and states -----------------------------------------------------------------------------------------------


def unit(threat: str, fault: str, text: str | None, code: str = "") -> None:
    """A fault in the unit of diesel."""
    said = ((code, FILE, VEHICLES, 7, "E"),) if code else ()
    counted = {"diesel": None if code else 5}
    CASES.append(Case(threat, fault, lambda home: diesel(home, amount=5, unit=text).save(), said, counted))


unit("I10", "unit missing", None, "unit_missing")
unit("I10", "unit that does not exist", "littraa", "unknown_unit")
unit("I10", "unit of another dimension", "MWh", "unit_dimension")
for _spelling in ("L", " l ", "litraa", "Litra", "liter"):
    unit("I11", f"unit spelt “{_spelling}”", _spelling)


@case("I6", "the words for not known in the amount's cell")
def _(home: Home) -> None:
    diesel(home, amount="ei tietoa").save()


@case("I6", "an amount and the state “does not concern”", ("state_contradicts", FILE, VEHICLES, 7, "F"))
def _(home: Home) -> None:
    diesel(home, amount=5, state="ei koske").save()


@case("I10", "kilowatt-hours on a row of megawatt-hours", ("unit_slip", FILE, ENERGY, 9, "D"))
def _(home: Home) -> None:
    workbook = answered(home).fill("district_heat", "Päärakennus", state=None, amount=100_000)
    workbook.fill("denominator.floor_area_m2", "Päärakennus", state=None, amount=1000).save()


# --- the shape of a sheet -------------------------------------------------------------------------------------------


@case("I12", "merged cells", ("merged_cells", FILE, VEHICLES, 7, "D"), diesel=5)
def _(home: Home) -> None:
    workbook = diesel(home, amount=5)
    workbook.book[VEHICLES].merge_cells("D7:D8")
    workbook.save()


@case(
    "I12",
    "merged from an amount to the end of the sheet",
    ("merged_cells", FILE, VEHICLES, 7, "D"),
    ("unit_missing", FILE, VEHICLES, 7, "E"),
)
def _(home: Home) -> None:
    diesel(home, amount=5).save()
    in_parts(home, lambda part: with_merged(part, "D7:XFD1048576"), VEHICLES)


@case("I12", "columns in another order", diesel=5)
def _(home: Home) -> None:
    workbook = diesel(home, amount=5)
    sheet = workbook.book[VEHICLES]
    for row in range(1, sheet.max_row + 1):
        one, other = sheet.cell(row, 9), sheet.cell(row, 10)
        one.value, other.value = other.value, one.value
    workbook.save()


@case("I12", "doubled column", ("column_double", FILE, VEHICLES, None, ""), NOT_ANSWERED)
def _(home: Home) -> None:
    workbook = diesel(home, amount=5)
    workbook.book[VEHICLES]["K1"] = "amount"
    workbook.save()


@case("I12", "missing column", ("column_missing", FILE, VEHICLES, None, ""), NOT_ANSWERED)
def _(home: Home) -> None:
    workbook = diesel(home, amount=5)
    workbook.book[VEHICLES].delete_cols(5)
    workbook.save()


@case("I12", "column of one's own", ("column_extra", FILE, VEHICLES, 5, "P"), diesel=5)
def _(home: Home) -> None:
    workbook = diesel(home, amount=5)
    workbook.book[VEHICLES]["P5"] = "Viime vuonna"
    workbook.save()


@case("I12", "figure beside the table", ("stray_cells", FILE, VEHICLES, 7, "T"), diesel=5)
def _(home: Home) -> None:
    workbook = diesel(home, amount=5)
    workbook.book[VEHICLES]["T7"] = 5
    workbook.save()


@case("I13", "hidden sheet", ("sheet_hidden", FILE, VEHICLES, None, ""), diesel=5)
def _(home: Home) -> None:
    workbook = diesel(home, amount=5)
    workbook.book[VEHICLES].sheet_state = "veryHidden"
    workbook.save()


@case("I13", "hidden or filtered row", ("row_hidden", FILE, VEHICLES, 7, ""), diesel=5)
def _(home: Home) -> None:
    workbook = diesel(home, amount=5)
    sheet = workbook.book[VEHICLES]
    sheet.auto_filter.ref = "B5:K8"
    sheet.row_dimensions[7].hidden = True
    workbook.save()


@case("I13", "row of no height", ("row_hidden", FILE, VEHICLES, 7, ""), diesel=5)
def _(home: Home) -> None:
    diesel(home, amount=5).save()
    in_parts(home, lambda part: re.sub(rb'<row r="7"[^>]*>', b'<row r="7" ht="0" customHeight="1">', part), VEHICLES)


@case("I13", "hidden column", ("column_hidden", FILE, VEHICLES, None, "D"), diesel=5)
def _(home: Home) -> None:
    workbook = diesel(home, amount=5)
    workbook.book[VEHICLES].column_dimensions["D"].hidden = True
    workbook.save()


@case("I14", "sum row at the end", ("sum_row", FILE, VEHICLES, 9, "B"), diesel=5)
def _(home: Home) -> None:
    diesel(home, amount=5).spare(VEHICLES, activity="Yhteensä", amount=5, unit="l").save()


@case("I14", "a row of the template renamed to a sum", ("sum_row", FILE, VEHICLES, 7, "B"), NOT_ANSWERED)
def _(home: Home) -> None:
    diesel(home, amount=5, activity="Polttoaineet yhteensä").save()


def summed(fault: str, formula: str) -> None:
    """A formula that adds up the amount of heat in row 9, which is counted itself."""

    @case("I14", fault, ("sum_of_counted", FILE, ENERGY, 10, "D"))
    def _(home: Home) -> None:
        workbook = answered(home).fill("district_heat", "Päärakennus", state=None, amount=100)
        workbook.fill("district_heat", "Halli", state=None, amount=formula).save()
        in_parts(home, lambda part: part.replace(b"<v></v>", b"<v/>").replace(b"<v />", b"<v/>").replace(b"<v/>", b"<v>100</v>"))


summed("SUM over counted rows", "=SUM(D6:D9)")
summed("sum of cells one by one", "=D9+D6")
summed("SUBTOTAL over counted rows", "=SUBTOTAL(9,D6:D9)")


# --- the same thing twice -------------------------------------------------------------------------------------------


@case("I15", "the same amount twice on a sheet", ("duplicate_amount", FILE, VEHICLES, 9, "D"), diesel=5)
def _(home: Home) -> None:
    diesel(home, amount=5).spare(VEHICLES, activity="Diesel", amount=5, unit="l", comment="sama").save()


@case("I15", "the same amount on two sheets", ("duplicate_amount", FILE, VEHICLES, 7, "D"), diesel=5)
def _(home: Home) -> None:
    diesel(home, amount=5).spare(ENERGY, activity="Diesel", amount=5, unit="l").save()


@case("I15", "the same amount in two files", ("duplicate_amount", "toinen.xlsx", VEHICLES, 7, "D"), diesel=5)
def _(home: Home) -> None:
    diesel(home, amount=5).save()
    answered(home, "toinen.xlsx").fill("diesel", state=None, amount=5, comment="sama").save()


# --- year, institution, version -------------------------------------------------------------------------------------


def named(threat: str, fault: str, name: str, value: Any, code: str, cell: tuple[int, str]) -> None:
    """A fault in a cell of the instructions."""

    @case(threat, fault, (code, FILE, INSTRUCTIONS, *cell))
    def _(home: Home) -> None:
        workbook = diesel(home, amount=5)
        ((sheet, address),) = workbook.book.defined_names[name].destinations
        workbook.book[sheet][address.replace("$", "")].value = value
        workbook.save()


named("I16", "another year", "hjj_year", 2023, "year_wrong", (4, "B"))
named("I16", "school year", "hjj_year", "2023/2024", "year_text", (4, "B"))
named("I16", "a day in place of the year", "hjj_year", datetime.datetime(2024, 1, 1), "year_text", (4, "B"))
named("I16", "no year", "hjj_year", None, "year_missing", (4, "B"))
named("I17", "another institution", "hjj_institution_id", "example_other", "institution_wrong", (2, "B"))
named("I17", "no institution", "hjj_institution_id", None, "institution_missing", (2, "B"))
named("I22", "template of another version", "hjj_template_version", "99", "template_version", (7, "B"))


@case("I17", "site in decomposed letters, with spaces and capitals", diesel=5)
def _(home: Home) -> None:
    diesel(home, amount=5, site=unicodedata.normalize("NFD", " PÄÄRAKENNUS ")).save()


@case("I17", "site misspelt", ("unknown_site", FILE, VEHICLES, 7, "C"))
def _(home: Home) -> None:
    diesel(home, amount=5, site="Hali").save()


@case("I22", "sheet of instructions removed, and the version with it", ("template_version", FILE, "", None, ""))
def _(home: Home) -> None:
    workbook = diesel(home, amount=5)
    del workbook.book[INSTRUCTIONS]
    workbook.save()


# --- ghosts ---------------------------------------------------------------------------------------------------------


@case("I18", "figure in the last row", ("rows_beyond", FILE, VEHICLES, 1048576, "D"), diesel=5)
def _(home: Home) -> None:
    workbook = diesel(home, amount=5)
    workbook.book[VEHICLES]["D1048576"] = 5
    workbook.save()


@case("I18", "spaces in the last row", diesel=5)
def _(home: Home) -> None:
    workbook = diesel(home, amount=5)
    workbook.book[VEHICLES]["D1048576"] = "  "
    workbook.save()


@case("I18", "text in the last cell of the sheet", ("stray_cells", FILE, VEHICLES, 1048576, "XFD"), diesel=5)
def _(home: Home) -> None:
    workbook = diesel(home, amount=5)
    workbook.book[VEHICLES]["XFD1048576"] = "x"
    workbook.save()


@case("I18", "a million formatted but empty rows", ("ghost_cells", FILE, "", None, ""), diesel=5)
def _(home: Home) -> None:
    diesel(home, amount=5).save()
    rows = "".join(f'<row r="{row}" s="1" customFormat="1"/>' for row in range(100_000, 1_048_577)).encode()
    in_parts(home, lambda part: part.replace(b"</sheetData>", rows + b"</sheetData>"), VEHICLES)


@case("I18", "a link over the whole sheet", diesel=5)
def _(home: Home) -> None:
    diesel(home, amount=5).save()
    link = b'<hyperlinks><hyperlink ref="A1:XFD1048576" location="A1"/></hyperlinks></worksheet>'
    in_parts(home, lambda part: part.replace(b"</worksheet>", link), VEHICLES)


# --- files ----------------------------------------------------------------------------------------------------------


def file_of(threat: str, fault: str, code: str, content: bytes, name: str = FILE) -> None:
    """A file that is not what its name says, beside an answered workbook."""

    @case(threat, fault, (code, name, "", None, ""), diesel=5)
    def _(home: Home) -> None:
        diesel(home, amount=5).save()
        (home.year_folder / FILE).rename(home.year_folder / "hyvä.xlsx")
        (home.year_folder / name).write_bytes(content)


_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
file_of("I19", "password", "workbook_protected", _COMPOUND + "EncryptedPackage".encode("utf-16-le"))
file_of("I19", "web page named .xlsx", "workbook_html", b"<!DOCTYPE html><table><tr><td>1</td></tr></table>")
file_of("I19", "CSV named .xlsx", "workbook_text", b"Energia;MWh\n1;2\n")
file_of("I19", "empty file", "workbook_broken", b"")
file_of("I19", "old Excel format", "workbook_old_format", _COMPOUND, "vanha.xls")
file_of("I19", "macros", "workbook_macros", b"PK\x03\x04", "makrot.xlsm")
file_of("I19", "LibreOffice format", "workbook_old_format", b"PK\x03\x04", "taulukko.ods")
file_of("I19", "workbook named .csv", "csv_unreadable", b"PK\x03\x04\x00\x00", "taulukko.csv")
file_of("I19", "picture", "unknown_file", b"\x89PNG", "kuitti.png")


def archive(threat: str, fault: str, code: str, change: Callable[[zipfile.ZipFile], None]) -> None:
    """A workbook with a part that does not belong there, beside an answered workbook."""

    @case(threat, fault, (code, FILE, "", None, ""), diesel=5)
    def _(home: Home) -> None:
        diesel(home, amount=5).save()
        content = (home.year_folder / FILE).read_bytes()
        (home.year_folder / "hyvä.xlsx").write_bytes(content)
        with zipfile.ZipFile(home.year_folder / FILE, "a", zipfile.ZIP_DEFLATED) as book:
            change(book)


archive("I19", "macros in a file named .xlsx", "workbook_macros", lambda book: book.writestr("xl/vbaProject.bin", b"x"))
archive("I20", "zip bomb", "archive_bomb", lambda book: book.writestr("xl/worksheets/sheet99.xml", b"0" * 192_000_000))
archive("I20", "part that climbs out of the archive", "archive_paths", lambda book: book.writestr("../../etc/passwd", b"x"))
archive(
    "I20",
    "document type declaration",
    "archive_doctype",
    lambda book: book.writestr("xl/extra.xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
)
archive(
    "I20",
    "document type declaration in a part with another ending",
    "archive_doctype",
    lambda book: book.writestr("xl/worksheets/sheet98.bin", b"<!DOCTYPE a><a/>"),
)
archive(
    "I20",
    "markup in an encoding in which a search does not see it",
    "workbook_broken",
    lambda book: book.writestr("xl/extra.xml", b'<?xml version="1.0" encoding="cp037"?>' + "<!DOCTYPE a>".encode("cp037")),
)
archive(
    "I20",
    "merged ranges over whole sheets",
    "too_many_cells",
    lambda book: book.writestr(
        "xl/worksheets/sheet97.xml", b"<worksheet>" + b'<mergeCell ref="A1:XFD1048576"/>' * 10 + b"</worksheet>"
    ),
)


@case("I19", "workbook cut in the middle", ("workbook_broken", FILE, "", None, ""), diesel=5)
def _(home: Home) -> None:
    diesel(home, amount=5).save()
    content = (home.year_folder / FILE).read_bytes()
    (home.year_folder / "hyvä.xlsx").write_bytes(content)
    (home.year_folder / FILE).write_bytes(content[: len(content) // 2])


def in_parts(home: Home, change: Callable[[bytes], bytes], title: str = "") -> None:
    """Change the sheets of the workbook as other programs write them; ``title`` names one of them."""
    path = home.year_folder / FILE
    titles = openpyxl.load_workbook(path, read_only=True).sheetnames
    content = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            wanted = f"sheet{titles.index(title) + 1}.xml" if title else ".xml"
            chosen = name.startswith("xl/worksheets/") and name.endswith(wanted)
            target.writestr(name, change(part) if chosen else part)
    path.write_bytes(content.getvalue())


def with_merged(part: bytes, reference: str) -> bytes:
    """The sheet with a merged range."""
    merged = f'<mergeCells><mergeCell ref="{reference}"/></mergeCells><pageMargins'
    return part.replace(b"<pageMargins", merged.encode(), 1)


# --- ledgers --------------------------------------------------------------------------------------------------------

_HEAD = "Päivämäärä;Tili;Tilin nimi;Netto\n"
_LINE = "31.1.2024;4711;ICT-palvelut;5,00\n"


def ledger(
    threat: str, fault: str, content: str | bytes, *said: tuple[str, int | None, str], more: tuple[Said, ...] = ()
) -> None:
    """A ledger beside an answered workbook and accounts to which it closes; ``said`` is code, row and column."""

    @case(threat, fault, *((code, LEDGER, "", row, column) for code, row, column in said), *more, diesel=5)
    def _(home: Home) -> None:
        diesel(home, amount=5).save()
        data = content if isinstance(content, bytes) else content.encode()
        (home.year_folder / LEDGER).write_bytes(data)
        home.csv("Erä;Summa\nPalvelut;5,00\n", "income_statement.csv")


for _encoding in ("utf-8", "utf-8-sig", "utf-16"):
    ledger("I21", f"ledger in {_encoding}", (_HEAD + _LINE).encode(_encoding))
ledger("I21", "ledger in Windows-1252", (_HEAD + _LINE).encode("cp1252"), ("csv_encoding", None, ""))
ledger("I21", "ledger in UTF-16 without a mark", (_HEAD + _LINE).encode("utf-16-le"), ("csv_unreadable", None, ""))
ledger("I21", "ledger in UTF-32", (_HEAD + _LINE).encode("utf-32"), ("csv_unreadable", None, ""))
ledger("I21", "NUL in a ledger", _HEAD + _LINE + "\0", ("csv_unreadable", None, ""))
ledger("I21", "first line sep=;", "sep=;\n" + _HEAD + _LINE)
ledger("I21", "first line sep=| and cells so parted", "sep=|\r\n" + (_HEAD + _LINE).replace(";", "|"))
ledger("I21", "empty lines above the headings", "\n;;;\n" + _HEAD + _LINE)
ledger("I21", "line ends of an old Mac", (_HEAD + _LINE).replace("\n", "\r"))
ledger("I21", "line break in a cell", _HEAD.replace("Netto", "Netto;Selite").strip() + "\n" + _LINE.strip() + ';"kaksi\nriviä"\n')
ledger(
    "I21",
    "quotation marks that name something",
    _HEAD + _LINE.replace("ICT-palvelut", '"ICT-palvelut" Oy'),
    ("ledger_unmapped", 2, "Netto"),
)
ledger(
    "I21", "row with more cells than headings", _HEAD + _LINE + "31.1.2024;4711;ICT-palvelut;5,00;x\n", ("ledger_cells", 3, "")
)
ledger("I21", "quotation mark that is never closed", _HEAD + '31.1.2024;4711;"ICT; muut;1,00\n' + _LINE, ("csv_quotes", 2, ""))
ledger(
    "I2",
    "sum with a point that may be thousands",
    _HEAD + _LINE.replace("5,00", "1.234"),
    ("ledger_amount", 2, "Netto"),
    more=(("ledger_difference", "income_statement.csv", "", None, ""),),
)
ledger(
    "I1",
    "sum with spaces where no thousands are",
    _HEAD + _LINE + _LINE.replace("5,00", "1 23,00"),
    ("ledger_amount", 3, "Netto"),
)
ledger("I14", "sum row of a ledger", _HEAD + _LINE + "Yhteensä;;;5,00\n", ("sum_row", 3, ""))
ledger(
    "I16", "a line of another year", _HEAD + _LINE + "31.12.2023;4711;ICT-palvelut;0,00\n", ("ledger_other_year", 3, "Päivämäärä")
)
ledger("I16", "a ledger of another year", _HEAD + _LINE.replace("2024", "2023"), ("ledger_year_wrong", 2, "Päivämäärä"))


@case("I15", "the same ledger under two names", ("csv_twice", "toiset.csv", "", None, ""), diesel=5)
def _(home: Home) -> None:
    diesel(home, amount=5).save()
    for name in (LEDGER, "toiset.csv"):
        home.csv(_HEAD + _LINE, name)
    home.csv("Erä;Summa\nPalvelut;5,00\n", "income_statement.csv")


@case(
    "I15",
    "two ledgers that share a booking",
    ("ledger_overlap", "toiset.csv", "", 3, "Netto"),
    ("ledger_difference", "income_statement.csv", "", None, ""),
    diesel=5,
)
def _(home: Home) -> None:
    diesel(home, amount=5).save()
    home.csv(_HEAD + _LINE, LEDGER)
    home.csv(_HEAD + "28.2.2024;4711;ICT-palvelut;7,00\n" + _LINE, "toiset.csv")
    home.csv("Erä;Summa\nPalvelut;12,00\n", "income_statement.csv")


@case("I15", "two ledgers with bookings of their own", diesel=5)
def _(home: Home) -> None:
    diesel(home, amount=5).save()
    home.csv(_HEAD + _LINE, LEDGER)
    home.csv(_HEAD + "28.2.2024;4711;ICT-palvelut;5,00\n", "toiset.csv")
    home.csv("Erä;Summa\nPalvelut;10,00\n", "income_statement.csv")


@case("I12", "doubled column in the annual accounts", ("ledger_column_double", "income_statement.csv", "", None, ""), diesel=5)
def _(home: Home) -> None:
    diesel(home, amount=5).save()
    home.csv("Erä;Summa;Summa\nPalvelut;5,00;6,00\n", "income_statement.csv")


@case("I21", "row with more cells in the annual accounts", ("ledger_cells", "income_statement.csv", "", 3, ""), diesel=5)
def _(home: Home) -> None:
    diesel(home, amount=5).save()
    home.csv("Erä;Summa\nPalvelut;5,00\nTilat;6,00;x\n", "income_statement.csv")


@case(
    "I21",
    "annual accounts with headings and nothing below",
    ("statement_missing", "income_statement.csv", "", None, ""),
    diesel=5,
)
def _(home: Home) -> None:
    diesel(home, amount=5).save()
    home.csv(_HEAD + _LINE)
    home.csv("Erä;Summa\n", "income_statement.csv")
