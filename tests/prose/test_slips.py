"""Slips that were published, and their right versions: every slip is found, and nothing else is."""

from __future__ import annotations

import pytest
from drafts_of import checked, expected, wrong

from hjj_lib.language import Language
from hjj_lib.prose.tell import lines

#: Facts and figures of published texts (Oamk 2019–2021, an NHS guide, Livia, OSAO 2022) in sentences of our own:
#: language, text with the slip, the number that should stand there.
SLIPS = [
    ("fi", "Päästöt laskivat 3 155 tonnista 2 223 tonniin, eli 992 tonnia.", 932),
    ("fi", "Päästöt olivat 3 155 t vuonna 2019 ja 2 223 t vuonna 2021. Vähennys on 992 t.", 932),
    ("fi", "Päästöt olivat 3 155 t (2019), 2 271 t (2020) ja 2 223 t (2021): vähennystä 992 t.", 932),
    ("sv", "Utsläppen minskade från 3 155 ton till 2 223 ton, en minskning på 992 ton.", 932),
    ("en", "Emissions fell from 3,155 tonnes in 2019 to 2,223 tonnes in 2021, a cut of 992 tonnes.", 932),
    ("en", "Emissions 3,155 → 2,223 t, a reduction of 992 t.", 932),
    ("en", "Electricity: 12,780 × 0.2556 = 12.78 t.", 3.2666),
    ("en", "Transmission losses: 50,000 kWh × 0.02170 = 6.45 t.", 1.085),
    ("en", "Waste: 120 t x 249 + 40 t x 569 + 40 t x 1,074 = 90.62 t.", 95.6),
    ("en", "The two parts of the factor: 338 + 64 = 569.", 402),
    ("fi", "Kulutuksesta 9 500 MWh tuotamme itse 1 500 MWh eli noin 22 %.", 16),
    ("fi", "Energiankulutus on 9 500 MWh vuodessa. Omaa tuotantoa on 1 500 MWh, ja omavaraisuus on noin 22 %.", 16),
    ("sv", "Av förbrukningen 9 500 MWh producerar vi själva 1 500 MWh (22 %).", 16),
    ("en", "We produce 1,500 MWh of 9,500 MWh ourselves: 22%.", 16),
]
RIGHT = [
    ("fi", "Päästöt laskivat 3 155 tonnista 2 223 tonniin, eli 932 tonnia (29,5 %)."),
    ("fi", "Päästöt olivat 3 155 t (2019), 2 271 t (2020) ja 2 223 t (2021): vähennystä 932 t."),
    ("sv", "Utsläppen minskade från 3 155 ton till 2 223 ton, en minskning på 932 ton."),
    ("en", "Emissions fell from 3,155 tonnes in 2019 to 2,223 tonnes in 2021, a cut of 932 tonnes (29.5%)."),
    ("en", "Electricity: 50,000 kWh × 0.2556 = 12.78 t."),
    ("en", "Transmission losses: 50,000 kWh × 0.02170 = 1.085 t."),
    ("en", "Waste: 100 t x 249 + 40 t x 569 + 40 t x 1,074 = 90.62 t."),
    ("en", "Gas: 328 × 2,778.54 kWh × 0.18385 = 167.55 t."),
    ("fi", "Kulutuksesta 9 500 MWh tuotamme itse 1 500 MWh eli noin 16 %."),
    ("fi", "Päästöt olivat yhteensä 9 800 t: polttoaineet 1 007 t (10 %), lämpö 2 680 t (27 %) ja muut 6 113 t (62 %)."),
    ("fi", "Sekasähköllä päästöt olisivat kasvaneet 9 800 tonnista 12 800 tonniin, eli noin 31 %."),
    ("en", "Our footprint splits into scope 1 (10%), scope 2 (27%) and scope 3 (62%)."),
]


@pytest.mark.parametrize(("language", "text", "right"), SLIPS)
def test_a_published_slip_is_found_with_the_right_number(language, text, right):
    assert expected(text, language) == [pytest.approx(right, abs=0.05)]


@pytest.mark.parametrize(("language", "text"), RIGHT)
def test_the_right_version_raises_nothing_and_its_numbers_fit(language, text):
    found = checked(text, language)
    assert found.wrong == ()
    assert found.counts()["fits"] > 0


@pytest.mark.parametrize(
    ("language", "text", "rule"),
    [
        ("fi", "Osuus laski 30 prosentista 20 prosenttiin eli 10 %.", "points_meant"),
        ("sv", "Andelen sjönk från 30 % till 20 %, det vill säga 10 %.", "points_meant"),
        ("en", "The share fell from 30% to 20%, a drop of 10%.", "points_meant"),
        ("fi", "Päästöt laskivat 2 223 tonnista 3 155 tonniin.", "said_to_fall"),
        ("en", "Emissions rose from 3,155 t to 2,223 t.", "said_to_rise"),
        ("fi", "Päästöt kaksinkertaistuivat 100 tonnista 150 tonniin.", "change_wrong"),
        ("fi", "Päästöt puolittuivat 100 tonnista 70 tonniin.", "change_wrong"),
        ("fi", "Yhteensä 1 000 t: lämpö 700 t ja sähkö 400 t.", "sum_wrong"),
        ("fi", "Kokonaispäästöt 980 t koostuvat lämmöstä 700 t ja sähköstä 300 t.", "sum_wrong"),
        ("fi", "Päästöt jakautuvat näin: lämpö 50 %, sähkö 30 % ja hankinnat 30 %.", "split_wrong"),
        (
            "fi",
            "Päästöt olivat 6 663 t ja opiskelijavuosia oli 7 080 opiskelijavuotta, 941 tonnia opiskelijavuotta kohti.",
            "ratio_wrong",
        ),
        ("en", "Total 1,000 t, of that heat 300 t (40%).", "share_wrong"),
    ],
)
def test_each_rule_finds_its_slip(language, text, rule):
    assert wrong(text, language) == [rule]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fi", "Osuus laski 30 prosentista 20 prosenttiin eli 10 prosenttiyksikköä."),
        ("fi", "Osuus laski 30 prosentista 20 prosenttiin eli kolmanneksen."),
        ("fi", "Yhteensä 1 000 t: suurimmat ovat lämpö 700 t ja sähkö 100 t."),
        ("fi", "Päästöt olivat 3 155 t (2019) ja 2 223 t (2021). Lämmön päästöt vähenivät 400 t."),
        ("fi", "Hankimme 12 konetta, joista 3 lahjoitettiin. Lasku oli 45 000 euroa."),
        ("fi", "Vaikka opiskelijamäärä väheni, päästöt nousivat 100 tonnista 120 tonniin."),
        ("en", "We served 450,000 meals, 12% more than in 2023, and waste fell from 12 to 9 kg per meal."),
        ("sv", "Utsläppen minskade med 3 %, medan andelen värme sjönk från 35 % till 30 %."),
        ("en", "We measured 20% more meals and 12 t of waste in 2025."),
        ("sv", "Lunchen kostar 2,90 € och 450 studerande äter varje dag."),
        ("fi", "Päästöt olivat 6 663 t ja opiskelijavuosia oli 7 080 opiskelijavuotta, 941 kg opiskelijavuotta kohti."),
    ],
)
def test_what_nothing_explains_stays_unsaid(language, text):
    assert wrong(text, language) == []


def test_a_list_and_a_table_add_up_to_their_total():
    listed = "- Lämpö 700 t\n- Sähkö 200 t\n- Yhteensä {total} t\n"
    table = "| Luokka | t CO₂e |\n|---|---|\n| Lämpö | 700 |\n| Sähkö | 200 |\n| Yhteensä | {total} |\n"
    for text in (listed, table):
        assert wrong(text.format(total="900")) == []
        assert wrong(text.format(total="950")) == ["sum_wrong"]
    assert checked(table.format(total="950")).wrong[0].place.row == 4


def test_shares_of_a_list_are_those_of_its_total():
    text = "- Lämpö 700 t ({share} %)\n- Sähkö 200 t\n- Yhteensä 900 t\n"
    assert wrong(text.format(share=78)) == []
    assert wrong(text.format(share=70)) == ["share_wrong"]


def test_the_column_of_changes_is_calculated_from_the_columns_of_years():
    text = "| Luokka | 2023 | 2024 | Muutos |\n|---|---|---|---|\n| Lämpö | 500 t | 450 t | -{share} % |\n"
    assert wrong(text.format(share=10)) == []
    assert (wrong(text.format(share=15)), expected(text.format(share=15))) == (["change_wrong"], [10])


def test_subtotals_of_a_table_are_not_counted_twice():
    rows = [
        "Lämpö | 700",
        "Sähkö | 200",
        "Yhteensä | 900",
        "Hankinnat | 50",
        "Vesi | 50",
        "Yhteensä | 100",
        "Kaikki yhteensä | 1 000",
    ]
    text = "| Luokka | t |\n|---|---|\n" + "\n".join(f"| {row} |" for row in rows)
    assert wrong(text) == []


def test_the_place_the_text_the_right_number_and_the_counts_are_told_in_the_readers_language():
    text = "# Otsikko\n\nPäästöt laskivat\n3 155 tonnista 2 223 tonniin, eli 992 tonnia.\n"
    told = list(lines(checked(text), Language("fi")))
    assert told[0].startswith("* rivi 3: ”Päästöt laskivat 3 155 tonnista")
    assert "932\u00a0t" in told[1]
    assert told[-1] == "Luvut: 0 pitää paikkansa, 3 ei täsmää, 0 ei voi tarkistaa. Näyttöä vaativia väitteitä: 0."
    for code in ("sv", "en"):
        assert "932\u00a0t" in list(lines(checked(text), Language(code)))[1]


def test_numbers_that_nothing_explains_are_listed_only_when_asked():
    found = checked("Ostimme 12 t jätettä.")
    assert len(list(lines(found, Language("fi")))) == 1
    assert "12 t – ei voi tarkistaa" in "\n".join(lines(found, Language("fi"), everything=True))
