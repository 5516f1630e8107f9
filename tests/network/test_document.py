"""A submission as a file: its published schema, what is wrong with files that are none, and figures that cannot be."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from submissions_of import given as example
from submissions_of import study, submission

from hjj_lib.language import LOCALES, Language
from hjj_lib.network.document import SCHEMA_FILE, content_hash, content_of, schema_text, submission_of_bytes, text_of
from hjj_lib.network.meaning import meaning_problems
from hjj_lib.network.shape import misfits, schema
from hjj_lib.network.told import messages
from hjj_lib.problems import DataError, Problem

GOOD = content_of(example())
BASIS = study().basis


def _bytes(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode("utf-8")


def _rehashed(content: dict[str, Any]) -> dict[str, Any]:
    return {**content, "content_sha256": content_hash(content)}


def _problems(data: bytes) -> list[Problem]:
    """Everything that is told about the bytes of a file, of form and of meaning."""
    try:
        one = submission_of_bytes(data, "x.json")
    except DataError as error:
        return list(error.problems)
    return meaning_problems(one, "x.json", BASIS)


def _changed(change: Callable[[dict[str, Any]], Any]) -> list[str]:
    content = copy.deepcopy(GOOD)
    change(content)
    return [problem.code for problem in _problems(_bytes(_rehashed(content)))]


def _line(content: dict[str, Any], activity: str, line: str) -> dict[str, Any]:
    return next(row for row in content["lines"] if (row["activity_id"], row["line_id"]) == (activity, line))


def test_the_schema_is_valid_and_our_own_submissions_fit_it():
    jsonschema.Draft202012Validator.check_schema(json.loads(schema_text()))
    for content in (GOOD, content_of(submission("alpha", {"heat": 1.0}))):
        jsonschema.validate(content, json.loads(schema_text()))
        assert list(misfits(content)) == []


def test_the_schema_that_lies_beside_the_code_is_that_of_the_declared_tables():
    # Made by: ./hjj network schema > hjj_lib/network/submission.schema.json
    assert SCHEMA_FILE.read_text(encoding="utf-8") == schema_text()


def test_equal_content_has_an_equal_hash_however_it_is_written():
    spaced = json.loads(json.dumps(GOOD, indent=7, sort_keys=False))
    assert content_hash(dict(reversed(spaced.items()))) == GOOD["content_sha256"]
    assert submission_of_bytes(_bytes(spaced), "x").key == ("school", 2024)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "json_broken"),
        (_bytes(GOOD)[: len(_bytes(GOOD)) // 2], "json_broken"),
        ("ä".encode("latin-1"), "json_encoding"),
        (b'{"a": 1, "a": 2}', "json_odd"),
        (b'{"a": NaN}', "json_odd"),
        (b'{"a": 1e999}', "json_odd"),
        (b'{"a": ' + b"9" * 5000 + b"}", "json_odd"),
        (b"[" * 100_000, "json_odd"),
        (b"[]", "json_other"),
        (b'{"schema": "other"}', "json_other"),
        (_bytes({**GOOD, "schema_version": 2}), "json_newer"),
        (_bytes({**GOOD, "year": 2023}), "json_changed"),
    ],
)
def test_a_file_that_is_no_submission_is_told_in_one_sentence(data, code):
    assert [problem.code for problem in _problems(data)] == [code]


def test_a_file_of_many_megabytes_is_not_read(tmp_path: Path):
    from hjj_lib.network.document import read_submission

    path = tmp_path / "large.json"
    path.write_bytes(b" " * 3_000_000)
    with pytest.raises(DataError) as caught:
        read_submission(path)
    assert [problem.code for problem in caught.value.problems] == ["json_large"]


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (lambda c: c.update(year="2024"), ["json_type"]),
        (lambda c: c.update(year=True), ["json_type"]),
        (lambda c: c.update(year=1066), ["json_below"]),
        (lambda c: c.update(year=3000), ["json_above"]),
        (lambda c: c.update(consent="anything"), ["json_choice"]),
        (lambda c: c.update(lines=None), ["json_type"]),
        (lambda c: c.pop("totals"), ["json_missing"]),
        (lambda c: c.update(persons=["x"]), ["json_unknown"]),
        (lambda c: c["provider"].update(id="</script>"), ["json_pattern"]),
        (lambda c: c["provider"].update(contact="x"), ["json_unknown"]),
        (lambda c: c["lines"][0].update(kg_co2e=1e300), ["json_above"]),
        (lambda c: c["lines"][0].update(unknown_count=10**400), ["json_above"]),
        (lambda c: c["lines"][0].update(unknown_count=0.5), ["json_type"]),
        (lambda c: c["denominators"][0].update(value=-1), ["json_below"]),
        (lambda c: c["lines"].append(c["lines"][0]), ["json_twice"]),
        (lambda c: (c.update(year=None), c["provider"].update(names={})), ["json_missing"] * 3 + ["json_type"]),
    ],
)
def test_everything_that_has_not_the_form_is_told_at_once(change, codes):
    assert sorted(_changed(change)) == sorted(codes)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda c: c["totals"][0].update(known_kg=c["totals"][0]["known_kg"] + 1), "sum_unequal"),
        (lambda c: c["categories"][0].update(market_kg=12345.0), "sum_unequal"),
        (lambda c: c["memo"][0].update(known_kg=1.0), "sum_unequal"),
        (lambda c: c["totals"].pop(0), "total_missing"),
        (lambda c: c["lines"][0].update(activity_id="unicorns"), "word_unknown"),
        (lambda c: c["lines"][0].update(category_id="unicorns"), "word_unknown"),
        (lambda c: c["denominators"][0].update(kind="unicorns"), "word_unknown"),
        (lambda c: _line(c, "diesel", "direct").update(factor_id="unicorns"), "word_unknown"),
        (lambda c: _line(c, "diesel", "direct").update(kg_co2e=-250.0), "line_negative"),
        (lambda c: _line(c, "diesel", "direct").update(amount=-1.0), "line_negative"),
        (lambda c: _line(c, "diesel", "direct").update(valid_from=None), "line_factor"),
        (lambda c: _line(c, "diesel", "biogenic").update(kg_co2e=None), "line_unknown"),
        (lambda c: c["origin"].update(basis_version="1999.1"), "basis_unknown"),
        (lambda c: c["origin"].update(basis_fingerprint="0" * 64), "basis_other"),
    ],
)
def test_figures_that_cannot_be_are_told(change, code):
    assert code in _changed(change)


def test_a_file_with_hundreds_of_faults_tells_the_first_and_how_many_more_there_are():
    codes = _changed(lambda c: c.update(denominators=[{"kind": "student_years"}] * 100))
    assert codes[-1] == "json_further"
    assert len(codes) < 100


def test_a_problem_names_the_file_and_the_place_in_it():
    content = copy.deepcopy(GOOD)
    content["lines"][3]["kg_co2e"] = "much"
    (problem,) = _problems(_bytes(_rehashed(content)))
    told = {code: Language(code).problem(problem) for code in LOCALES}
    assert told["en"].startswith("x.json: At lines[3].kg_co2e stands “much”.")
    assert told["fi"].startswith("x.json: Kohdassa lines[3].kg_co2e on ”much”.")
    assert told["sv"].startswith("x.json: På platsen lines[3].kg_co2e står ”much”.")


def test_a_lone_half_of_a_letter_is_no_reason_to_fail():
    content = copy.deepcopy(GOOD)
    content["provider"]["names"]["fi"] = "\ud800"
    data = json.dumps(_rehashed(content)).encode("ascii")
    assert _problems(data) == []


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def _places(content: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    below = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    return [path, *(place for key, value in below for place in _places(value, (*path, key)))][:400]


PLACES = [place for place in _places(GOOD) if place and place != ("content_sha256",)]


def _with(place: tuple[Any, ...], value: Any) -> dict[str, Any]:
    content = copy.deepcopy(GOOD)
    inner: Any = content
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    return content


@settings(max_examples=200)
@given(st.sampled_from(PLACES), JUNK)
def test_anything_in_any_place_is_told_in_words_and_never_a_traceback(place, junk):
    content = _with(place, junk)
    for problem in _problems(json.dumps({**content, "content_sha256": "0" * 64}).encode()):
        assert all(Language(code).problem(problem) for code in LOCALES)


@settings(max_examples=200)
@given(st.sampled_from(PLACES), JUNK)
def test_the_published_schema_and_the_check_agree(place, junk):
    content = json.loads(json.dumps(_with(place, junk)).replace("NaN", "null").replace("-Infinity", "0").replace("Infinity", "0"))
    valid = jsonschema.Draft202012Validator(schema()).is_valid(content)
    assert valid == (list(misfits(content)) == [])


@given(st.binary(max_size=200))
def test_any_bytes_are_told_in_words(data):
    assert _problems(data)


def test_every_message_has_a_test():
    told = "\n".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    assert [code for code in messages() if f'"{code}"' not in told] == []


def test_text_is_the_same_for_the_same_content_in_any_order_of_rows():
    one = example()
    turned = type(one)(**{**vars(one), "lines": one.lines.iloc[::-1].reset_index(drop=True)})
    assert text_of(turned) == text_of(one)
