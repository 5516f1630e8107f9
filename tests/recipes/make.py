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

TRAVEL_LEGS = """Keksitty Matkatoimisto Oy;;;;;;;;;;;;
Asiakas: Esimerkki;;;;;;;;;;;;

Matkapäivä;Tuote;Mistä;Mihin;Lentoyhtiö;Matkustusluokka;Matkustajia;Lipun numero;Tila;Hinta EUR;Kilometrit;Huoneyöt;Matkustaja
5.2.2024;Lento;HEL;OUL;XX;Economy;2;105001;Matkustettu;240,00;;;Henkilö 1
6.2.2024;Lento;OUL;HEL;XX;Economy;2;105001;Matkustettu;240,00;;;Henkilö 1
11.3.2024;Lento;HEL;ARN;XX;Business;1;105002;Matkustettu;410,00;;;Henkilö 2
13.3.2024;Lento;ARN;HEL;XX;Economy;1;105002;Matkustettu;180,00;;;Henkilö 2
8.4.2024;Lento;HEL;BKK;XX;Premium economy;1;105003;Matkustettu;890,00;;;Henkilö 3
22.4.2024;Lento;BKK;HEL;XX;;1;105003;Matkustettu;890,00;;;Henkilö 3
2.5.2024;Lento;HEL;CPH;XX;Economy;1;105004;Peruttu;0,00;;;Henkilö 1
6.5.2024;Lento;HEL;CPH;XX;Economy;3;105005;Matkustettu;510,00;;;Henkilö 4
10.5.2024;Lento;HEL;CPH;XX;Economy;1;105005;Hyvitetty;-170,00;;;Henkilö 4
3.9.2024;Juna;Helsinki;Tampere;VR;;2;;;98,00;187;;Henkilö 5
3.9.2024;Hotelli;;Tampere;;;2;;;310,00;;3;Henkilö 5
3.9.2024;Palvelumaksu;;;;;1;;;12,00;;;Henkilö 5
Yhteensä;;;;;;;;;3610,00;;;
"""
TRAVEL_ROUTES = [
    ["Resdatum", "Produkt", "Resväg", "Restyp", "Resklass", "Antal resenärer", "Biljettnummer", "Pris EUR", "Resenär"],
    [datetime.date(2024, 2, 5), "Flyg", "HEL-ARN-CPH", "Tur och retur", "Ekonomiklass", 2, 205001, 900, "Person 1"],
    [datetime.date(2024, 3, 4), "Flyg", "HEL-OUL-HEL", "Tur och retur", "Ekonomiklass", 1, 205002, 220, "Person 2"],
    [datetime.date(2024, 4, 1), "Flyg", "HEL-LHR//CDG-HEL", "Enkel", "Affärsklass", 1, 205003, 800, "Person 3"],
    [datetime.date(2023, 12, 1), "Flyg", "HEL-OUL", "Enkel", "Ekonomiklass", 1, 204999, 90, "Person 2"],
    ["Totalt", "", "", "", "", "", "", 2010, ""],
]
EXPENSES = """Matkalasku;Henkilö;Kulupäivä;Kululaji;Selite;Määrä;Yksikkö;A-hinta;Yhteensä
9001;Henkilö 1;15.1.2024;Kilometrikorvaus;Työpaikkakäynti;120;km;0,57;68,40
9001;Henkilö 1;15.1.2024;Kilometrikorvaus, lisähenkilö;Työpaikkakäynti;120;km;0,04;4,80
9001;Henkilö 1;15.1.2024;Kokopäiväraha;Työpaikkakäynti;1;vrk;51,00;51,00
9002;Henkilö 2;20.3.2024;Kilometrikorvaus;Seminaari;80;km;0,57;45,60
9002;Henkilö 2;20.3.2024;Majoitus;Seminaari;2;yö;95,00;190,00
9002;Henkilö 2;20.3.2024;Pysäköinti;Seminaari;2;vrk;8,00;16,00
9003;Henkilö 3;2.5.2024;Taksi;Asemalta;1;kpl;24,00;24,00
Yhteensä;;;;;;;;399,80
"""
EXPENSES_SWEDISH = """Reseräkning;Datum;Kostnadsslag;Antal;Enhet;Summa
1;15.1.2024;Kilometerersättning;50,5;km;28,79
1;15.1.2024;Heldagtraktamente;1;dygn;51,00
2;16.1.2024;Logi;1;natt;95,00
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
        "travel_agency.csv": TRAVEL_LEGS,
        "expense_claims.csv": EXPENSES,
        "expense_claims_sv.csv": EXPENSES_SWEDISH,
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


def routes(path: Path) -> None:
    """A travel agency's report by ticket, in Swedish, whose days are days in the workbook."""
    with _book(path) as book:
        sheet, day = book.add_worksheet("Resor"), book.add_format({"num_format": "d.m.yyyy"})
        sheet.write(0, 0, "Påhittade Resor Ab")
        for number, row in enumerate(TRAVEL_ROUTES, start=2):
            sheet.write_row(number, 0, [str(cell) if isinstance(cell, datetime.date) else cell for cell in row])
            if isinstance(row[0], datetime.date):
                sheet.write_datetime(number, 0, row[0], day)


#: Sheet → headings and rows of an invented calculator; a row of one text is the title of a part. Empty: nobody filled it.
CALCULATOR: dict[str, list[list[str | float | None]]] = {
    "Polttoaineet": [
        ["Polttoaine", "Määrä", "Yksikkö"],
        ["Diesel, omat ajoneuvot", 3000, "l"],
        ["Diesel, kuljettajakoulutus", 2000, "l"],
        ["Moottoripolttoöljy, metsäkoneet", 4000, "l"],
    ],
    "Kylmäaineet": [["Kylmäaine", "Lisätty määrä", "Yksikkö"], ["R410A", None, "kg"]],
    "Energia": [
        ["Energia", "Kulutus", "Yksikkö"],
        ["Päärakennus"],
        ["Kaukolämpö", 600, "MWh"],
        ["Halli"],
        ["Kaukolämpö", 400, "MWh"],
        ["Koko oppilaitos"],
        ["Ostettu sähkö", 500000, "kWh"],
    ],
    "Hankinnat": [["Hankinta", "Euroa ilman alv:tä"], ["Tavarat", 200000], ["Palvelut", 100000]],
    "Jätteet": [["Jätelaji", "Määrä", "Yksikkö"], ["Sekajäte", 10, "t"]],
    "Ruokailut": [["Ruokailu", "Määrä", "Yksikkö"], ["Annokset", None, "kpl"]],
    "Matkat": [["Matka", "Määrä", "Yksikkö"], ["Oman auton käyttö", None, "km"]],
    "Vesi": [["Vesi", "Määrä", "Yksikkö"], ["Vesi ja jätevesi", 2000, "m3"]],
    "Yhteenveto": [
        ["Päästöluokka", "t CO2e"],
        ["Suorat päästöt, fossiiliset polttoaineet", 24],
        ["Suorat päästöt, kylmäaineet", None],
        ["Ostettu ja/tai itse tuotettu lämpöenergia", 150],
        ["Ostettu ja/tai itse tuotettu sähköenergia", 30],
        ["Ostettu ja/tai itse tuotettu jäähdytysenergia", 0],
        ["Hankinnat", 100],
        ["Jätteet", 4],
        ["Opiskelijaruokailut", 50],
        ["Työnantajan matkat", 12],
        ["Polttoaineiden tuotanto ja jakelu", 6],
        ["Energian tuotanto ja jakelu", 20],
        ["Vesi", 1],
    ],
}


def calculator(path: Path) -> None:
    """An old calculator: the published groups, everything else invented, as its first sheet says."""
    with _book(path) as book:
        front = book.add_worksheet("Etusivu")
        front.write("A1", "Keksitty hiilijalanjälkilaskuri")
        front.write("A2", "Taulukko, luvut ja tulokset on keksitty esimerkiksi. Oikeaa laskuria ei ole nähty.")
        front.write_row(3, 0, ["Laskentavuosi", 2024])
        for name, rows in CALCULATOR.items():
            sheet = book.add_worksheet(name)
            sheet.merge_range("A1:C1", f"{name} (keksitty esimerkki)")
            for number, row in enumerate(rows, start=3):
                sheet.write_row(number, 0, row)
        results = len(CALCULATOR["Yhteenveto"]) - 1
        sheet.write(results + 4, 0, "Yhteensä")
        sheet.write_formula(results + 4, 1, f"=SUM(B5:B{results + 4})", None, 397)


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
    calculator(folder / "old_calculator.xlsx")
    routes(folder / "travel_agency_routes.xlsx")


if __name__ == "__main__":
    make(FILES)
