"""The catalogue of faults in files of other programs: reports read by a recipe, readings of meters, answers of the survey.

Each stands beside a workbook in which everything is answered, so the list of problems is that of the file.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import openpyxl
from catalogue import ENERGY, Home, Said, answered, case, diesel
from mistakes import MISTAKES

ANSWERED, REPORT, METERS, SURVEY = "hyvä.xlsx", "raportti.csv", "datahub.csv", "commute_survey.csv"
COMMUTING, HEAT_BOOK, HEAT_SHEET = "Koulu- ja työmatkat", "lampo.xlsx", "Lämpö"
_USED: Said = ("recipe_used", REPORT, "", 1, "")
_PERIODS: Said = ("recipe_periods", REPORT, "", 2, "B")
_READ: Said = ("meter_used", METERS, "", 1, "")
_GAPS: Said = ("meter_gaps", METERS, "", 2, "G")
_HEADS: Said = ("survey_years_not_heads", SURVEY, "", None, "")


def beside(home: Home) -> None:
    """A workbook in which everything is answered."""
    answered(home, ANSWERED).save()


def borrowed(threat: str, fault: str, code: str, *said: Said, **counted: float | None) -> None:
    """The file that leads to a message, beside a workbook in which all else is answered."""

    @case(threat, fault, *said, **counted)
    def _(home: Home) -> None:
        beside(home)
        MISTAKES[code](home)


# --- reports that a recipe reads ------------------------------------------------------------------------------------

_HEAT = "Kuukausi;Kaukolämpö MWh\n"
_FUEL = "Tapahtumapäivä;Tuote;Määrä l\n"
_LONG = "Mikä;Määrä;Yksikkö;Kausi;Toimipaikka\n"


def report(threat: str, fault: str, content: str | bytes, *said: Said, **counted: float | None) -> None:
    """A report as a CSV file."""

    @case(threat, fault, *said, **counted)
    def _(home: Home) -> None:
        beside(home)
        data = content if isinstance(content, bytes) else content.encode()
        (home.year_folder / REPORT).write_bytes(data)


def heat(threat: str, fault: str, amount: str, code: str, month: str = "01/2024", column: str = "B") -> None:
    """A cell of a month's report of heat that cannot be read; the sum of which it is a part is not known."""
    said: tuple[Said, ...] = ((code, REPORT, "", 2, column), _USED)
    report(threat, f"report: {fault}", f"{_HEAT}{month};{amount}\n02/2024;10\n", *said, district_heat=None)


def months(first: str = "10") -> str:
    """The rows of a whole year, ten in each month but the first."""
    return f"01/2024;{first}\n" + "".join(f"{month:02}/2024;10\n" for month in range(2, 13))


report("I1", "report: spaces of all kinds between thousands", _HEAT + months("1\u00a0234,5"), _USED, district_heat=1344.5)
heat("I2", "point between thousands, of which the recipe says nothing", "1.234", "recipe_amount")
heat("I3", "minus behind a number", "10-", "recipe_negative")
heat("I4", "negative amount", "-10", "recipe_negative")
report(
    "I4",
    "report: credit notes that exceed the bills",
    _LONG + "Tavarat;-10;EUR;2024;\n",
    ("recipe_below_zero", REPORT, "", 2, "B"),
    ("state_differs", REPORT, "", 2, "B"),
    _USED,
    spend_goods=None,
)
heat("I5", "about 10", "noin 10", "recipe_amount")
heat("I5", "a range", "10–20", "recipe_amount")
heat("I5", "a number with its unit", "10 MWh", "recipe_amount")
heat("I6", "empty cell of an amount", "", "recipe_amount")
heat("I6", "a dash", "-", "recipe_amount")
report("I6", "report: two months of twelve", _HEAT + "01/2024;10\n02/2024;10\n", _PERIODS, _USED, district_heat=20)
heat("I8", "NaN as text", "NaN", "recipe_amount")
report(
    "I10",
    "report: unit of another dimension",
    _LONG + "Lämmitysöljy;10;kWh;2024;\n",
    ("recipe_unit", REPORT, "", 2, "C"),
    _USED,
    heating_oil=None,
)
report(
    "I10",
    "report: unit that does not exist",
    _LONG + "Lämmitysöljy;10;litroja yhteensä;2024;\n",
    ("recipe_unit", REPORT, "", 2, "C"),
    _USED,
    heating_oil=None,
)
report("I11", "report: unit spelt “ L ”", _LONG + "Lämmitysöljy;10; L ;2024;\n", _USED, heating_oil=10)
report(
    "I12",
    "report: title rows above the headings",
    "Raportti\n\n" + _HEAT + months(),
    ("recipe_used", REPORT, "", 3, ""),
    district_heat=120,
)
report(
    "I12",
    "report: columns in another order",
    "Kaukolämpö MWh;Kuukausi\n" + "".join(f"10;{month:02}/2024\n" for month in range(1, 13)),
    _USED,
    district_heat=120,
)
report(
    "I12",
    "report: headings again on every page",
    _HEAT + "01/2024;10\n" + _HEAT + months().partition("\n")[2],
    _USED,
    district_heat=120,
)
report(
    "I12",
    "report: a column that must be there is missing",
    "Kuukausi;Lämpöä\n01/2024;10\n",
    ("unknown_file", REPORT, "", None, ""),
    district_heat=None,
)
report(
    "I12",
    "report: doubled column",
    "Kuukausi;Kaukolämpö MWh;Kaukolämpö (MWh)\n01/2024;10;10\n",
    ("recipe_column_double", REPORT, "", 1, ""),
    district_heat=None,
)
borrowed(
    "I12",
    "report: headings merged over two columns",
    "recipe_header_merged",
    ("recipe_header_merged", HEAT_BOOK, HEAT_SHEET, 1, ""),
)
borrowed("I12", "report: two sheets that fit", "recipe_sheets", ("recipe_sheets", HEAT_BOOK, "", None, ""))
borrowed("I12", "report: two recipes that fit", "recipe_two", ("recipe_two", REPORT, "", None, ""))
report(
    "I12",
    "report: word that no recipe knows",
    _FUEL + "31.1.2024;Kevytdiesel;10\n",
    ("recipe_word", REPORT, "", 2, "B"),
    _USED,
)
report(
    "I14",
    "report: sum row at the end and between",
    _HEAT + "01/2024;10\nYhteensä;10\n" + months().partition("\n")[2] + "Summa;120\n",
    _USED,
    district_heat=120,
)
borrowed(
    "I15",
    "report: the same file under two names",
    "recipe_twice",
    ("recipe_twice", "b.csv", "", None, ""),
    ("recipe_periods", "a.csv", "", 2, "B"),
    ("recipe_used", "a.csv", "", 1, ""),
    ("recipe_used", "b.csv", "", 1, ""),
    district_heat=10,
)
report(
    "I15",
    "report: a month that stands twice",
    _HEAT + "01/2024;10\n" + months(),
    ("recipe_row_twice", REPORT, "", 3, "B"),
    _USED,
    district_heat=130,
)
report(
    "I16",
    "report: a row of another year",
    _HEAT + months() + "12/2023;10\n",
    _USED,
    ("recipe_other_year", REPORT, "", 14, "B"),
    district_heat=120,
)
report(
    "I16",
    "report: no row of the year",
    _HEAT + "12/2023;10\n",
    ("recipe_no_row_of_year", REPORT, "", 2, "B"),
    _USED,
    district_heat=None,
)
heat("I16", "month that is none", "10", "recipe_date", month="tammi", column="A")
heat("I16", "school year", "10", "recipe_date", month="2023/2024", column="A")
report(
    "I17",
    "report: site misspelt",
    _LONG + "Lämmitysöljy;10;l;2024;Hali\n",
    ("recipe_site", REPORT, "", 2, "E"),
    _USED,
    heating_oil=None,
)
report("I17", "report: site in capitals", _LONG + "Diesel;10;l;2024;HALLI\n", _USED, diesel=10)
report("I18", "report: a row of 20 000 empty cells", _HEAT + months() + ";" * 20_000 + "\n", _USED, district_heat=120)
for _encoding in ("utf-8-sig", "utf-16"):
    report("I21", f"report in {_encoding}", (_HEAT + months()).encode(_encoding), _USED, district_heat=120)
report(
    "I21",
    "report in Windows-1252",
    (_HEAT + months()).encode("cp1252"),
    ("csv_encoding", REPORT, "", None, ""),
    _USED,
    district_heat=120,
)
report("I21", "report: first line sep=;", "sep=;\n" + _HEAT + months(), _USED, district_heat=120)
report("I21", "report: NUL", _HEAT + months() + "\0", ("csv_unreadable", REPORT, "", None, ""), district_heat=None)
report(
    "I21",
    "report: decimal commas between cells parted by commas",
    "Kuukausi,Kaukolämpö MWh\n01/2024,1234567,5\n",
    ("recipe_cells", REPORT, "", 2, ""),
    district_heat=None,
)
report(
    "I21",
    "report: quotation mark that is never closed",
    _HEAT + '01/2024;"10\n02/2024;10;x\n',
    ("csv_quotes", REPORT, "", 2, ""),
    district_heat=None,
)
borrowed("I22", "recipe that is no TOML", "recipe_toml", ("recipe_toml", "decisions/recipes/oma.toml", "", None, ""))
borrowed(
    "I22",
    "recipe of a kind that this version does not know",
    "recipe_key",
    ("recipe_key", "decisions/recipes/oma.toml", "", None, ""),
)


def book(threat: str, fault: str, change: Callable[[Any], object], *said: Said, **counted: float | None) -> None:
    """A month's report of heat as a workbook; ``change`` makes the fault in its sheet."""
    used: Said = ("recipe_used", HEAT_BOOK, HEAT_SHEET, 1, "")
    places: list[Said] = [(code, HEAT_BOOK, HEAT_SHEET if row else "", row, column) for code, _, _, row, column in said]

    @case(threat, f"report: {fault}", used, *places, **counted)
    def _(home: Home) -> None:
        beside(home)
        made = openpyxl.Workbook()
        made.active.title = HEAT_SHEET
        made.active.append(["Kuukausi", "Kaukolämpö MWh"])
        for month in range(1, 13):
            made.active.append([f"{month:02}/2024", 10])
        change(made.active)
        made.save(home.year_folder / HEAT_BOOK)


def cell(threat: str, fault: str, value: Any, number_format: str = "") -> None:
    """A cell of the workbook that is no amount."""

    def change(sheet: Any) -> None:
        sheet["B2"] = value
        sheet["B2"].number_format = number_format or sheet["B2"].number_format

    book(threat, fault, change, ("recipe_amount", "", "", 2, "B"), district_heat=None)


cell("I7", "Excel made a date of 1.5", datetime.datetime(2024, 5, 1))
cell("I8", "truth value", True)
cell("I8", "cell in percent format", 0.1, "0 %")
cell("I9", "formula without a stored result", "=5+5")
cell("I9", "error cell", "#REF!")


def _hide_row(sheet: Any) -> None:
    sheet.row_dimensions[3].hidden = True


book("I13", "hidden row", _hide_row, ("recipe_hidden_rows", "", "", 3, ""), district_heat=120)


# --- ledgers: what the other cases of ledgers leave out, and the same by a recipe -------------------------------------

LEDGER = "ostot.csv"
_CLOSES = "Erä;Summa\nPalvelut;5,00\n"


def ledger(threat: str, fault: str, content: str, *said: Said, accounts: str = _CLOSES, **counted: float | None) -> None:
    """A ledger of 5 euros beside the annual accounts to which it closes."""

    @case(threat, fault, *said, **counted)
    def _(home: Home) -> None:
        beside(home)
        home.csv(content, LEDGER)
        home.csv(accounts, "income_statement.csv")


_DIFFERENCE: Said = ("ledger_difference", "income_statement.csv", "", None, "")
_ICT = "31.1.2024;4711;ICT-palvelut;5,00"
_HEAD = "Päivämäärä;Tili;Tilin nimi;Netto"
ledger(
    "I4",
    "ledger that is negative in all",
    f"{_HEAD}\n31.1.2024;4711;ICT-palvelut;-5,00\n",
    ("ledger_below_zero", LEDGER, "", 2, "Netto"),
    _DIFFERENCE,
    spend_ict=None,
)
ledger(
    "I8",
    "yes or no that is neither",
    f"{_HEAD};Investointi\n{_ICT};ehkä\n",
    ("ledger_yes_no", LEDGER, "", 2, "Investointi"),
    spend_ict=5,
)
ledger(
    "I10",
    "sums with VAT of an unknown rate",
    f"{_HEAD.replace('Netto', 'Brutto')}\n;4711;ICT-palvelut;6,20\n",
    ("ledger_vat", LEDGER, "", 2, "Brutto"),
    _DIFFERENCE,
    spend_ict=None,
)
ledger(
    "I12",
    "ledger without an account",
    "Päivämäärä;Netto\n31.1.2024;5,00\n",
    ("ledger_column_missing", LEDGER, "", None, ""),
    spend_ict=None,
)
ledger(
    "I12",
    "account that does not say what was bought",
    f"{_HEAD}\n31.1.2024;4790;Muut tavarat;5,00\n",
    ("ledger_vague", LEDGER, "", 2, "Netto"),
    spend_goods=5,
)
ledger(
    "I16",
    "day of a ledger that is none",
    f"{_HEAD}\n{_ICT.replace('31.1.2024', 'tammikuu')}\n",
    ("ledger_date", LEDGER, "", 2, "Päivämäärä"),
    spend_ict=5,
)
ledger(
    "I17",
    "site of a ledger misspelt",
    f"{_HEAD};Toimipaikka\n{_ICT};Hali\n",
    ("ledger_site", LEDGER, "", 2, "Toimipaikka"),
    spend_ict=5,
)


# --- readings of meters ---------------------------------------------------------------------------------------------

borrowed("I2", "reading with a point that may be thousands", "meter_amount", ("meter_amount", METERS, "", 3, "G"), _GAPS, _READ)
borrowed("I4", "negative reading", "meter_negative", ("meter_negative", METERS, "", 3, "G"), _GAPS, _READ)
borrowed("I6", "readings that are missing", "meter_gaps", _GAPS, _READ, electricity=0.0015)
borrowed("I7", "time that a spreadsheet program wrote anew", "meter_stamp", ("meter_stamp", METERS, "", 3, "F"), _GAPS, _READ)
borrowed("I10", "reading in a unit that is no energy", "meter_unit", ("meter_unit", METERS, "", 3, "D"), _GAPS, _READ)
borrowed("I10", "reading of another product", "meter_other_product", _READ, ("meter_other_product", METERS, "", 2, "B"))
borrowed(
    "I10",
    "meter of an activity that is no energy",
    "meter_activity",
    ("meter_activity", "decisions/meters.csv", "", 2, "activity_id"),
    ("meter_unmapped", METERS, "", 2, "G"),
    _READ,
)
borrowed("I12", "readings with all columns", "meter_used", _GAPS, _READ, electricity=0.0015)
borrowed(
    "I15", "reading that stands twice", "meter_repeated", _GAPS, _READ, ("meter_repeated", METERS, "", 3, "G"), electricity=0.0015
)
borrowed("I15", "readings that contradict each other", "meter_contrary", ("meter_contrary", METERS, "", 2, "G"), _GAPS, _READ)
borrowed(
    "I15",
    "meter that was decided twice",
    "meter_decided_twice",
    ("meter_decided_twice", "decisions/meters.csv", "", 3, ""),
    _GAPS,
    _READ,
    electricity=0.0015,
)
borrowed(
    "I15",
    "electricity typed and metered",
    "typed_and_metered",
    _GAPS,
    ("duplicate_state", ANSWERED, ENERGY, 14, "D"),
    ("typed_and_metered", "tiedot.xlsx", ENERGY, 14, "D"),
    _READ,
    electricity=0.0015,
)
borrowed(
    "I15",
    "certified electricity typed beside a meter",
    "meter_beside_typed",
    _GAPS,
    ("meter_beside_typed", "tiedot.xlsx", ENERGY, 16, "D"),
    _READ,
    electricity=0.0015,
)
borrowed("I17", "meter of which nobody has said where it is", "meter_unmapped", ("meter_unmapped", METERS, "", 2, "G"), _READ)
borrowed(
    "I17",
    "meter at a place that is no site",
    "meter_site",
    ("meter_site", "decisions/meters.csv", "", 2, "site_id"),
    ("meter_unmapped", METERS, "", 2, "G"),
    _READ,
)


# --- the commuting survey -------------------------------------------------------------------------------------------

borrowed("I5", "answer that is no code", "survey_answer", ("survey_answer", SURVEY, "", 2, "D"))
borrowed("I5", "more days than a week has", "survey_days", ("survey_days", SURVEY, "", 2, "E"))
borrowed("I6", "survey without answers", "survey_empty", ("survey_empty", SURVEY, "", None, ""))
borrowed("I6", "survey with too few answers", "survey_few", ("survey_few", SURVEY, "", None, ""))
borrowed("I6", "survey of a number of people that is not known", "survey_population", ("survey_population", SURVEY, "", None, ""))
borrowed("I6", "distance without an assumption", "survey_no_assumption", ("survey_no_assumption", "", "", None, ""))
borrowed("I6", "site with few answers", "survey_merged", ("survey_merged", SURVEY, "", None, ""), _HEADS)
borrowed(
    "I6",
    "site without answers",
    "survey_silent",
    ("survey_silent", SURVEY, "", None, ""),
    ("survey_merged", SURVEY, "", None, ""),
    _HEADS,
)
borrowed("I10", "answers of student-years and not of students", "survey_years_not_heads", _HEADS)
borrowed("I10", "more answers than people", "survey_too_many", ("survey_too_many", SURVEY, "", None, ""))
borrowed("I12", "survey without a column", "survey_columns", ("survey_columns", SURVEY, "", None, ""))
borrowed("I12", "survey with addresses", "survey_dropped", ("survey_dropped", SURVEY, "", 1, ""))
borrowed("I15", "the same answers under two names", "survey_twice", ("survey_twice", "commute_survey_2.csv", "", None, ""))
borrowed(
    "I15",
    "commuting typed and surveyed",
    "typed_and_survey",
    ("duplicate_state", ANSWERED, COMMUTING, 7, "D"),
    ("typed_and_survey", "tiedot.xlsx", COMMUTING, 7, "D"),
)
borrowed("I16", "answers of another year", "survey_year", ("survey_year", SURVEY, "", 2, "C"))


# --- other threats that only a comparison shows ---------------------------------------------------------------------


@case("I10", "a thousandfold of the year before", ("slip_last_year", "tiedot.xlsx", "Ajoneuvot ja koneet", 7, "D"))
def _(home: Home) -> None:
    home.earlier_year().fill("diesel", amount=5).save()
    diesel(home, amount=5000).save()


@case("I6", "an empty row of a category that must be answered", ("category_unanswered", "", "", None, ""))
def _(home: Home) -> None:
    diesel(home, amount=None).save()


@case(
    "I15",
    "the same figure in two files, and different",
    ("duplicate_conflict", "toinen.xlsx", "Ajoneuvot ja koneet", 7, "D"),
)
def _(home: Home) -> None:
    diesel(home, amount=5).save()
    answered(home, "toinen.xlsx").fill("diesel", state=None, amount=6).save()
