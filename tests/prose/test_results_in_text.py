"""Numbers of a text against the results of an institution: a small one that can be multiplied in the head."""

from __future__ import annotations

import pytest
from drafts_of import checked, wrong
from tables_of import SMALL_BASIS, denominators, entries, sites

from hjj_lib.basis import load_basis
from hjj_lib.intake import Institution, Intake
from hjj_lib.inventory import calculate
from hjj_lib.language import Language
from hjj_lib.prose.results import Results, results_of
from hjj_lib.prose.tell import as_document, lines
from hjj_lib.study import Study


@pytest.fixture(scope="module")
def results() -> Results:
    basis = load_basis(SMALL_BASIS)
    places = sites({"site_id": "campus", "tenure": "shared", "share_pct": 40, "name": "=cmd|_x"})
    rows = entries(
        {"activity_id": "diesel", "amount": 100_000, "unit": "l"},
        {"activity_id": "electricity", "amount": 10_000, "unit": "MWh", "site_id": "campus"},
    )
    names = {"fi": "Koulu", "sv": "Skola", "en": "School"}
    school = Institution(
        "school", names, "foundation", "vocational_only", "operational_control", ("fi",), "rector", "none", True, {}, places, {}
    )
    known = denominators({"kind": "student_years", "value": 1000})
    intake = Intake(rows, known, (), rows[["file"]].drop_duplicates().assign(sha256="0", kind="template", modified=None))
    return results_of([Study(school, 2024, intake, basis, rows, known, calculate(rows, places, basis))], 2024)


def value(
    results: Results, topic: str, dimension: str = "mass", view: str = "market", boundary: str = "core", per: str = ""
) -> float:
    (one,) = [
        fact.value
        for fact in results.facts
        if (fact.topic, fact.dimension, fact.view, fact.boundary, fact.per) == (topic, dimension, view, boundary, per)
    ]
    return one


def told(results: Results, template: str, language: str = "fi", **values: float) -> list[str]:
    reader = Language(language)
    shown = {name: reader.tonnes(kg) for name, kg in values.items()}
    return wrong(template.format(**shown), language, results)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fi", "Hiilijalanjälkemme on {total}."),
        ("sv", "Vårt koldioxidavtryck är {total}."),
        ("en", "Our footprint is {total}."),
        ("fi", "Vuonna 2024 hiilijalanjälki oli {total} markkinaperusteisesti."),
    ],
)
def test_the_total_of_the_results_fits_and_another_does_not(results, language, text):
    total = value(results, "total")
    assert told(results, text, language, total=total) == []
    assert told(results, text, language, total=total * 1.3) == ["result_wrong"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fi", "Sähkön päästöt olivat {part}."),
        ("fi", "Päästöt luokittain: sähkö {part}."),
        ("sv", "Utsläppen från el var {part}."),
        ("en", "Electricity caused emissions of {part}."),
        ("fi", "| Luokka | Päästö |\n|---|---|\n| Sähkö | {part} |\n"),
    ],
)
def test_a_category_is_known_by_its_names_and_endings(results, language, text):
    part = value(results, "electricity")
    assert told(results, text, language, part=part) == []
    assert told(results, text, language, part=part * 1.3) == ["result_wrong"]


def test_a_share_and_a_ratio_are_compared_too(results):
    share = value(results, "electricity", "share")
    assert wrong(f"Sähkön osuus päästöistä on {100 * share:.0f} %.", "fi", results) == []
    assert wrong(f"Sähkön osuus päästöistä on {100 * share / 2:.0f} %.", "fi", results) == ["result_wrong"]
    ratio = value(results, "total", per="student_years")
    text = "Päästöt ovat {shown} kg opiskelijavuotta kohti."
    assert wrong(text.format(shown=Language("fi").number(ratio)), "fi", results) == []
    assert wrong(text.format(shown=Language("fi").number(2 * ratio)), "fi", results) == ["result_wrong"]


def test_a_view_that_is_named_is_the_only_one_that_fits(results):
    market, location = (value(results, "total", view=view) for view in ("market", "location"))
    assert market != pytest.approx(location, rel=0.01)
    assert told(results, "Hiilijalanjälki on {total} sijaintiperusteisesti.", total=location) == []
    assert told(results, "Hiilijalanjälki on {total} sijaintiperusteisesti.", total=market) == ["result_wrong"]
    assert told(results, "Hiilijalanjälki on {a} markkinaperusteisesti ja {b} sijaintiperusteisesti.", a=market, b=location) == []


def test_a_rounded_number_is_right(results):
    total = value(results, "total") / 1000
    rounded = round(total, -len(str(int(total))) + 2)
    assert wrong(f"Hiilijalanjälki on {Language('fi').number(rounded)} t.", "fi", results) == []


def test_what_is_told_names_both_views_and_the_boundary(results):
    found = checked("Hiilijalanjälki on 1 t CO₂e.", "fi", results)
    text = "\n".join(lines(found, Language("fi")))
    assert "markkinaperusteinen tulos, perusrajaus" in text
    assert "sijaintiperusteinen tulos, perusrajaus" in text
    document = as_document(found, Language("fi"))
    assert (document["counts"]["does_not_fit"], document["findings"][0]["rule"]) == (1, "result_wrong")


@pytest.mark.parametrize(
    "text",
    [
        "Tavoite on, että hiilijalanjälki on 1 t CO₂e.",
        "Vuonna 2030 hiilijalanjälki on 1 t CO₂e.",
        "Kampuksen sähkön päästöt olivat 1 t CO₂e.",
        "Keittiön sähkön päästöt olivat 1 t CO₂e.",
        "Sähkön ja lämmön päästöt olivat 1 t CO₂e.",
        "Sähkön päästöjen epävarmuus on 40 %.",
        "Ostimme 1 t sähköromua.",
        "=cmd|_x: hiilijalanjälki 1 t CO₂e.",
        "Hankimme 30 opiskelijavuotta kumppaneilta.",
    ],
)
def test_a_number_of_something_else_is_not_compared(results, text):
    assert wrong(text, "fi", results) == []


def test_the_number_of_student_years_is_compared_where_the_text_speaks_of_emissions(results):
    assert wrong("Opiskelijavuosia oli yhteensä 1 000 opiskelijavuotta.", "fi", results) == []
    assert wrong("Opiskelijavuosia oli yhteensä 1 200 opiskelijavuotta.", "fi", results) == ["result_wrong"]


def test_views_that_were_interchanged_are_found_whether_they_stand_before_or_after_their_numbers(results):
    market, location = (value(results, "total", view=view) for view in ("market", "location"))
    after = "Hiilijalanjälki on {a} markkinaperusteisesti ja {b} sijaintiperusteisesti."
    before = "Hiilijalanjälki on markkinaperusteisesti {a} ja sijaintiperusteisesti {b}."
    for text in (after, before):
        assert told(results, text, a=market, b=location) == []
        assert told(results, text, a=location, b=market) == ["result_wrong", "result_wrong"]


def test_a_ratio_of_a_category_is_not_compared_with_that_of_the_whole(results):
    assert wrong("Sähkön päästöt ovat 3 kg opiskelijavuotta kohti.", "fi", results) == []


def test_a_year_holds_for_the_sentences_after_it_until_another_is_named(results):
    share = 100 * value(results, "electricity", "share") / 2
    assert wrong(f"Vuosi oli 2024. Sähkön osuus päästöistä on {share:.0f} %.", "fi", results) == ["result_wrong"]
    assert wrong(f"Vuosi oli 2010. Sähkön osuus päästöistä on {share:.0f} %.", "fi", results) == []
