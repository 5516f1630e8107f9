"""Claims that need evidence are found in three languages; a denial, a word in quotation marks and a title are no claims."""

from __future__ import annotations

import pytest
from drafts_of import checked

from hjj_lib.basis import load_basis
from hjj_lib.language import Language
from hjj_lib.prose.tell import lines, parts


@pytest.fixture(scope="module")
def claims():
    return load_basis().claims


@pytest.mark.parametrize(
    ("language", "text", "claim"),
    [
        ("fi", "Olemme hiilineutraali oppilaitos.", "hiilineutraali"),
        ("fi", "Kampus on ilmastopositiivinen.", "ilmastopositiivinen"),
        ("fi", "Ajamme päästöttömällä sähköllä.", "päästöttömällä"),
        ("sv", "Vi är en klimatneutral skola.", "klimatneutral"),
        ("en", "Our college is carbon neutral.", "carbon neutral"),
    ],
)
def test_a_claim_is_found_with_the_evidence_it_needs(claims, language, text, claim):
    found = checked(text, language, claims=claims)
    assert [(verdict.rule, verdict.values["claim"]) for verdict in found.wrong] == [("claim_open", claim)]
    for code in ("fi", "sv", "en"):
        told = parts(found.wrong[0], found, Language(code))
        assert claim in told["found"]
        assert len(told["expected"]) > 20
    assert claim in "\n".join(lines(found, Language("fi")))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fi", "Emme ole hiilineutraali oppilaitos."),
        ("fi", "Sana ”hiilineutraali” vaatii näyttöä."),
        ("fi", "Päästömme vähenivät 5 t."),
        ("sv", "Vi är inte klimatneutrala."),
        ("en", "No college is carbon neutral."),
        ("en", "| Source | Address |\n|---|---|\n| A carbon-neutral school | https://example.org |\n"),
    ],
)
def test_what_is_denied_quoted_or_a_title_is_no_claim(claims, language, text):
    assert checked(text, language, claims=claims).wrong == ()
