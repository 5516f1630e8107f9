"""Claims against what consumer law asks, handprint and sinks one by one: nothing is summed, netted or made to look better."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from hjj_lib import tables
from hjj_lib.basis import load_basis
from hjj_lib.basis.check_claims import check_claims
from hjj_lib.basis.fingerprint import is_telling
from hjj_lib.basis.read import read_tables
from hjj_lib.claims import CLAIMS_FILE, HANDPRINT_FILE, VERDICTS, Told, claim_of, read_told, verdicts, words
from hjj_lib.language import Language
from hjj_lib.study import DATA, open_study

BASIS = load_basis()
CLAIMS = BASIS.claims
LANGUAGES = [Language(code) for code in ("fi", "sv", "en")]
EVERYTHING = dict.fromkeys(tables.EVIDENCE_KINDS, "named")
CLAIM_HEADER = "claim,used_in,offsets,evidence,plan,targets,verifier,excellence,comparison,decided_by_role,decided_on\n"
HANDPRINT_HEADER = "handprint_id,kind,name,beneficiary,baseline,method,source,year,benefit_t_co2e,own_share_pct,evidence\n"
COURSE = "course,handprint,Course,Employers,Before the course,Measured,Report,2025,12.5,50,report 2025\n"
PEAT = "peat,sink,Peat forest,Own land,A year before,Per hectare,Report,2025,-190,100,\n"


def stated(claim: str, *, offsets: bool = False, **evidence: str) -> pd.DataFrame:
    row = {name: evidence.get(name) for name in tables.EVIDENCE_KINDS}
    row |= {"claim": claim, "used_in": "page", "offsets": offsets, "decided_by_role": "rector", "decided_on": "2026-01-20"}
    return tables.checked(pd.DataFrame([row]), tables.StatedClaim, file="")


def verdict(claim: str, *, offsets: bool = False, **evidence: str) -> tuple[str, str, str]:
    row = verdicts(stated(claim, offsets=offsets, **evidence), CLAIMS).iloc[0]
    return row["verdict"], row["because"], row["missing"]


def handed_in(home: Path, *, handprint: str = "", claims: str = "") -> Told:
    for name, text in ((HANDPRINT_FILE, handprint), (CLAIMS_FILE, claims)):
        if text:
            (home / name).parent.mkdir(exist_ok=True)
            (home / name).write_text(text, encoding="utf-8")
    return read_told(home, "school")


FORMS = {
    "neutral": "Hiilineutraali ammattiopisto; ilmastoneutraaliuden edelläkävijä; nettonollapäästöinen; klimatneutralt campus; "
    "koldioxidneutrala; a carbon-neutral college; Climate neutral; Net zero campus",
    "neutral_by_year": "hiilineutraali vuoteen 2035 mennessä; Kohti hiilineutraalia opistoa; Vuoteen 2030 mennessä olemme "
    "hiilineutraaleja; klimatneutral senast 2035; carbon neutral by 2035; net zero by 2040",
    "positive": "ilmastopositiivinen; hiilinegatiivista koulutusta; klimatpositiv; climate positive; carbon-negative",
    "compensated": "Kurssimatkasi on päästökompensoitu; kompensoidut lennot; klimatkompenserade resor; carbon compensated meals",
    "emission_free": "päästötön koulu; päästöttömiä kuljetuksia; Päästöttömyys; nollapäästöinen; utsläppsfri; emission-free; "
    "zero emission transport",
    "environment_friendly": "ympäristöystävällinen; Ympäristöystävällisiä valintoja; vihreä kampus; ilmastoviisas; miljövänligt; "
    "grönt campus; eco-friendly; green college",
    "smaller_footprint": "pienempi hiilijalanjälki kuin muilla; vähäpäästöisin oppilaitos; ympäristöystävällisempi; "
    "lägsta klimatavtryck; lower carbon footprint",
}


@pytest.mark.parametrize("claim_id", FORMS)
def test_a_claim_is_known_by_its_words_in_all_their_forms(claim_id: str) -> None:
    texts = FORMS[claim_id].split("; ")
    assert {text: claim_of(text, CLAIMS) for text in texts} == dict.fromkeys(texts, claim_id)


@pytest.mark.parametrize(
    "text",
    [
        "Ostamme vihreää sähköä alkuperätakuilla",
        "Hiilijalanjälkemme oli 1 200 tonnia vuonna 2025",
        "Utsläppen minskade med tio procent",
        "Kompensointi ei vähennä hiilijalanjälkeä",
        "We bought units for 100 tonnes",
        "Päästöt ja päästökertoimet",
        "neutraali",
    ],
)
def test_plain_figures_and_products_are_no_claims(text: str) -> None:
    assert claim_of(text, CLAIMS) is None
    assert verdict(text)[0] == "not_listed"


def test_hidden_hyphens_line_ends_and_capitals_hide_no_claim() -> None:
    assert claim_of("HIILI\u00adNEUTRAALI", CLAIMS) == "neutral"
    assert claim_of("carbon\u00a0neutral", CLAIMS) == "neutral"
    assert claim_of("a net\n  zero campus", CLAIMS) == "neutral"


def test_neutral_without_plan_and_third_party_is_not_allowed_and_says_what_is_missing() -> None:
    assert verdict("hiilineutraali") == ("not_allowed", "missing", "evidence plan verifier")
    assert verdict("hiilineutraali", evidence="calculation") == ("not_allowed", "missing", "plan verifier")
    assert verdict("hiilineutraali", evidence="a", plan="b", verifier="c") == ("allowed", "", "")


@pytest.mark.parametrize(
    "claim", ["hiilineutraali", "climate positive", "ympäristöystävällinen", "carbon neutral by 2035", "utsläppsfri"]
)
def test_what_rests_on_offsets_is_not_allowed_whatever_the_evidence(claim: str) -> None:
    assert verdict(claim, offsets=True, **EVERYTHING) == ("not_allowed", "offsets", "")


def test_compensated_is_not_allowed_whatever_the_evidence_even_if_nobody_says_that_it_rests_on_offsets() -> None:
    assert verdict("päästökompensoitu", **EVERYTHING) == ("not_allowed", "nothing_enough", "")


def test_a_generic_claim_needs_recognised_excellent_performance() -> None:
    assert verdict("ympäristöystävällinen", evidence="calculation", verifier="somebody") == (
        "not_allowed",
        "missing",
        "excellence",
    )
    assert verdict("ympäristöystävällinen", excellence="EU Ecolabel")[0] == "allowed"


def test_a_promise_waits_for_plan_targets_and_verifier() -> None:
    assert verdict("carbon neutral by 2035") == ("evidence_missing", "missing", "plan targets verifier")
    assert verdict("carbon neutral by 2035", plan="a", targets="b") == ("evidence_missing", "missing", "verifier")
    assert verdict("carbon neutral by 2035", plan="a", targets="b", verifier="c")[0] == "allowed"


def test_more_evidence_never_makes_a_verdict_worse() -> None:
    order = ["not_allowed", "evidence_missing", "allowed"]
    for row in CLAIMS.to_dict("records"):
        claim = FORMS[row["claim_id"]].split("; ")[-1]
        named: dict[str, str] = {}
        found = []
        for kind in ["", *tables.EVIDENCE_KINDS]:
            named |= {kind: "named"} if kind else {}
            found.append(order.index(verdict(claim, **named)[0]))
        assert found == sorted(found), row["claim_id"]


def test_every_kind_names_its_source_second_hand_and_the_rules_are_told_in_every_language() -> None:
    assert (CLAIMS["source_id"] == "eu_2024_825").all()
    assert (CLAIMS["quality"] == "secondary").all()  # the directive itself was not seen
    for language in LANGUAGES:
        assert words.rules_table(BASIS, language).notna().all(axis=None)


def test_rules_belong_to_the_draft_and_the_published_version_has_none() -> None:
    assert load_basis(version="2026.1").claims.empty
    assert set(CLAIMS["since"]) == {"2026.2"}
    assert is_telling("evidence_fi")
    assert not is_telling("required")


@pytest.mark.parametrize(("column", "cell"), [("pattern_sv", "(kol"), ("pattern_en", "x*"), ("required", "plan faith")])
def test_a_pattern_that_cannot_be_looked_for_and_unknown_evidence_are_told(tmp_path: Path, column: str, cell: str) -> None:
    CLAIMS.assign(**{column: [cell, *CLAIMS[column].tolist()[1:]]}).to_csv(tmp_path / "claims.csv", index=False)
    content = read_tables(tmp_path)
    found = [finding.problem(content.places) for finding in check_claims(content)]
    code = "claim_required" if column == "required" else "claim_pattern"
    assert [(problem.code, problem.file, problem.row, problem.column) for problem in found] == [(code, "claims.csv", 2, column)]
    assert all("{" not in language.problem(problem) for language in LANGUAGES for problem in found)


def test_without_files_nothing_is_told_and_nothing_is_wrong(tmp_path: Path) -> None:
    told = read_told(tmp_path, "school")
    assert told.handprint.empty
    assert told.claims.empty
    assert told.problems == ()


def test_files_are_read_as_excel_writes_them(tmp_path: Path) -> None:
    text = (HANDPRINT_HEADER + COURSE).replace(",", ";").replace("12.5", "12,5")
    assert handed_in(tmp_path, handprint="\ufeff" + text).handprint["benefit_t_co2e"].tolist() == [12.5]


def test_every_faulty_cell_of_both_files_is_told_at_once_and_the_other_rows_stay(tmp_path: Path) -> None:
    bare = COURSE.replace("course,handprint", "bare,handprint").replace("Before the course", "").replace("12.5,50", "much,150")
    claim = "Carbon neutral,page,perhaps,,,,,,,rector,2026-01-20\n"
    told = handed_in(tmp_path, handprint=HANDPRINT_HEADER + bare + COURSE, claims=CLAIM_HEADER + claim)
    assert [(problem.file, problem.row, problem.column) for problem in told.problems] == [
        (HANDPRINT_FILE, 2, "baseline"),
        (HANDPRINT_FILE, 2, "benefit_t_co2e"),
        (HANDPRINT_FILE, 2, "own_share_pct"),
        (CLAIMS_FILE, 2, "offsets"),
    ]
    assert {problem.institution_id for problem in told.problems} == {"school"}
    assert told.handprint["handprint_id"].tolist() == ["course"]
    assert told.claims.empty


def test_a_file_without_its_columns_or_letters_gives_no_rows_and_says_why(tmp_path: Path) -> None:
    told = handed_in(tmp_path, handprint="name,baseline\nx,y\n")
    assert {problem.code for problem in told.problems} == {"column_missing"}
    (tmp_path / CLAIMS_FILE).write_bytes(b"\xff\xfe\x00claim")
    assert "file_unreadable" in {problem.code for problem in read_told(tmp_path, "school").problems}


def effects(home: Path, language: Language, kind: str) -> pd.DataFrame:
    unknown = COURSE.replace("course,handprint,Course", "unknown,handprint,Unknown").replace("12.5,50,report 2025", ",,")
    later = COURSE.replace("course,", "later,").replace("2025,12.5", "2026,99")
    told = handed_in(home, handprint=HANDPRINT_HEADER + COURSE + PEAT + unknown + later)
    return words.effects(told.handprint, language, kind=kind, year=2025)


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_effects_stand_one_by_one_without_a_sum_and_unknown_is_no_zero(tmp_path: Path, language: Language) -> None:
    rows = effects(tmp_path, language, "handprint")
    assert rows["name"].tolist() == ["Course", "Unknown"]  # nothing later than the year, no sink, no total
    assert language.tonnes(12500) in rows["effect"].iloc[0]
    assert rows[["effect", "own_share"]].iloc[1].tolist() == [language.sentence("not known")] * 2
    assert "2" in words.effects_sentence(rows, language, kind="handprint")
    assert list(rows) == list(words.HANDPRINT_HEADINGS)


def test_a_drained_peatland_lets_out_and_is_not_netted_with_anything(tmp_path: Path) -> None:
    english = Language("en")
    rows = effects(tmp_path, english, "sink")
    assert rows["effect"].tolist() == [f"lets out {english.tonnes(190000)}"]
    assert "not added up" in words.effects_sentence(rows, english, kind="sink")


def test_what_no_document_shows_is_named(tmp_path: Path) -> None:
    told = handed_in(tmp_path, handprint=HANDPRINT_HEADER + COURSE + PEAT)
    assert "Peat forest" in words.undocumented_sentence(told.handprint, Language("en"), year=2025)
    assert words.undocumented_sentence(told.handprint.iloc[:1], Language("en"), year=2025) == ""


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_verdicts_are_told_with_their_reason_the_refused_first(language: Language) -> None:
    several = [
        stated("We bought units", offsets=True),
        stated("eco-friendly", excellence="EU Ecolabel"),
        stated("carbon neutral by 2035"),
        stated("carbon neutral", offsets=True),
        stated("päästökompensoitu"),
    ]
    judged = verdicts(pd.concat(several, ignore_index=True), CLAIMS)
    assert set(judged["verdict"]) == set(VERDICTS)
    table = words.claims_table(judged, language)
    assert table["verdict"].tolist() == ["not_allowed", "not_allowed", "evidence_missing", "allowed", "not_listed"]
    assert table["why"].nunique() == len(several)
    assert language.number(len(several)) in words.claims_sentence(judged, language)
    assert words.claims_sentence(judged.iloc[:0], language) == language.sentence("No claim was handed in.")
    assert words.claims_table(judged.iloc[:0], language).empty


def test_the_fictional_forest_college_has_every_kind_of_row_and_a_refused_claim() -> None:
    told = read_told(DATA / "raw" / "example_forest", "example_forest")
    assert told.problems == ()
    judged = verdicts(told.claims, CLAIMS)
    assert judged["verdict"].tolist() == ["not_allowed", "not_allowed", "evidence_missing", "not_listed"]
    assert set(told.handprint["kind"]) == {"handprint", "sink"}
    assert (told.handprint["benefit_t_co2e"] < 0).any()
    assert told.handprint["benefit_t_co2e"].isna().any()


def test_a_study_tells_what_is_wrong_in_the_files_and_its_footprint_stays(tmp_path: Path) -> None:
    home = tmp_path / "raw" / "example_coast"
    shutil.copytree(DATA / "raw" / "example_coast", home)
    before = open_study("example_coast", 2023, data_dir=tmp_path)
    (home / HANDPRINT_FILE).write_text(HANDPRINT_HEADER + COURSE + PEAT.replace("sink", "forest"), encoding="utf-8")
    after = open_study("example_coast", 2023, data_dir=tmp_path)
    assert [(one.file, one.row, one.column) for one in after.found if one not in before.found] == [(HANDPRINT_FILE, 3, "kind")]
    assert after.told.handprint["handprint_id"].tolist() == ["course"]
    pd.testing.assert_frame_equal(after.inventory, before.inventory)
