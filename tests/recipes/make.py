"""Make the test files of the recipes: ``python tests/recipes/make.py``. Companies, sites and figures are invented.

Their headings are those that such programs write; sums are small, so that they can be added in the head.
"""

from __future__ import annotations

import datetime
from pathlib import Path

import xlsxwriter

FILES = Path(__file__).parent / "files"
MONTHS = [f"{month:02}/2024" for month in range(1, 13)]

RESPONSIBILITY_AREA = """Vastuualue;Toimittaja nro;Y-tunnus;Toimittajan nimi;Tiliryhmä;Tili;Tilin nimi;Nettosumma;Kirjauspvm
1100 Opetus;20011;0000000-0;Keksitty Data Oy;Palvelut;4711;ICT-palvelut;1 200,50;15.1.2024
1100 Opetus;20011;0000000-0;Keksitty Data Oy;Palvelut;4711;ICT-palvelut;-200,50;20.1.2024
1200 Hallinto;20012;0000000-0;Kuviteltu Kirja Oy;Aineet;4520;Kirjallisuus;300,00;1.2.2024
Yhteensä;;;;;;;1 300,00;
"""
JHS_HEADINGS = (
    "Kuntanumero;Kunta;Organisaatio;Vastuuyksikkö;Toimittajan Y-tunnus;Toimittajan nimi;Toimittajan kotipaikka;JHS-tili;"
    "JHS-tilin nimi;Tiliöinnin tili;Laskun numero;Laskun päivämäärä;Kirjauspäivämäärä;Laskun summa ilman ALV;Valuutta;"
    "Palveluluokka;Selite"
)
JHS_BUYER = "000;Keksittylä;Koulutuskuntayhtymä;Opetus;0000000-0;"
JHS_ROWS = (
    "Keksitty Data Oy;Keksittylä;4340;ICT-palvelut;434000;1;10.3.2024;12.3.2024;1000,00;EUR;Koulutus;",
    "Kuviteltu Kirja Oy;Keksittylä;4510;Kirjallisuus;451000;2;11.3.2024;13.3.2024;50,25;EUR;Koulutus;",
)
FUEL_CARDS = """Kortti;Tapahtumapäivä;Asema;Tuote;Määrä l;Summa EUR
0001;3.1.2024;Keksittylä;Diesel;40,5;70,00
0001;5.2.2024;Keksittylä;Diesel;39,5;69,00
0002;6.2.2024;Keksittylä;95 E10;30;55,00
0002;6.2.2024;Keksittylä;Autopesu;1;12,00
Yhteensä;;;;111,0;206,00
"""
WASTE = """Asiakas;Noutopaikka;Jätelaji;Paino;Yksikkö
Esimerkki;Päärakennus;Sekajäte;1 500;kg
Esimerkki;Päärakennus;Sekajäte;0,5;tn
Esimerkki;Päärakennus;Biojäte;800;kg
Esimerkki;Halli;Metalli;2;tn
Yhteensä;;;4 800;kg
"""
FOOD = """Tuoteryhmä;Määrä kg;Summa EUR
Naudanliha;120,5;1500
Kala;80;900
Yhteensä;200,5;2400
"""
LONG_FORM = """Mikä;Määrä;Yksikkö;Kausi;Toimipaikka
Diesel;100;l;2024;
Kaukolämpö;250000;kWh;2024;Päärakennus
"""


def texts() -> dict[str, str]:
    """The CSV files by name."""
    heat = "".join(f"Päärakennus;{month};10,5\n" for month in MONTHS)
    meals = "".join(f"Päärakennus;{month};1 000;200\n" for month in MONTHS if month not in ("06/2024", "07/2024"))
    return {
        "ledger_responsibility_area.csv": RESPONSIBILITY_AREA,
        "ledger_jhs_accounts.csv": "\n".join([JHS_HEADINGS, *(JHS_BUYER + row for row in JHS_ROWS), ""]),
        "fuel_cards.csv": FUEL_CARDS,
        "waste_fractions.csv": WASTE,
        "kitchen_food_kg.csv": FOOD,
        "long_form.csv": LONG_FORM,
        "district_heat_months.csv": f"Keksitty Lämpö Oy\n\nKohde;Kuukausi;Kaukolämpö MWh\n{heat}Yhteensä;;126\n",
        "kitchen_meals.csv": f"Keittiö;Kuukausi;Liha- ja kala-ateriat;Kasvisateriat\n{meals}",
    }


def events(path: Path, headings: list[str], year: int) -> None:
    """A list of ledger events below a title block, with a heading broken over two lines and a hidden row."""
    rows = [
        [1, datetime.date(year, 1, 15), 4711, "ICT-palvelut", "Keksitty Data Oy", 100.1],
        [2, datetime.date(year, 2, 15), 4520, "Kirjallisuus", "Kuviteltu Kirja Oy", 50],
        [3, datetime.date(year, 3, 15), 4711, "ICT-palvelut", "Keksitty Data Oy", -0.1],
    ]
    with _book(path) as book:
        sheet, day = book.add_worksheet("Tapahtumat"), book.add_format({"num_format": "d.m.yyyy"})
        sheet.write(0, 0, "Esimerkkioppilaitos")
        sheet.write(1, 0, f"Kirjanpidon tapahtumat {year}")
        sheet.write_row(3, 0, headings)
        for number, row in enumerate(rows, start=4):
            sheet.write_row(number, 0, row)
            sheet.write_datetime(number, 1, row[1], day)
        sheet.write_row(7, 0, ["Yhteensä", "", "", "", "", 150])
        sheet.set_row(5, None, None, {"hidden": True})


def water(path: Path) -> None:
    """A monthly report of water whose months are days in the workbook."""
    with _book(path) as book:
        sheet, day = book.add_worksheet("Vesi"), book.add_format({"num_format": "mm/yyyy"})
        sheet.write_row(0, 0, ["Kohde", "Kuukausi", "Vesi\n(m3)"])
        for month in range(1, 13):
            sheet.write_row(month, 0, ["Päärakennus", "", 20.5])
            sheet.write_datetime(month, 1, datetime.date(2024, month, 1), day)


def _book(path: Path) -> xlsxwriter.Workbook:
    book = xlsxwriter.Workbook(str(path))
    # Without this every run would write another time into the file.
    book.set_properties({"created": datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)})
    return book


def make(folder: Path) -> None:
    """Write all files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts().items():
        (folder / name).write_bytes(text.encode("utf-8"))
    first = ["Tapahtumanumero", "Tapahtpvm", "Tilinro", "Tilin nimi", "Toimittaja", "Summa\n(alv 0 %)"]
    events(folder / "ledger_events.xlsx", first, 2024)
    later = ["Tositenumero", "Tositepvä", "Tilinumero", "Tilin nimi", "Toimittaja", "Netto"]
    events(folder / "ledger_events_later.xlsx", later, 2024)
    water(folder / "water_months.xlsx")


if __name__ == "__main__":
    make(FILES)
