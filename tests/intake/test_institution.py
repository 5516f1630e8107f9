"""institution.toml is read whole, and everything wrong with it is said at once."""

import pytest

from hjj_lib.intake import read_institution
from hjj_lib.problems import DataError


def test_the_file_is_read_as_it_stands(home):
    institution = home.institution
    assert (institution.institution_id, institution.names["sv"], institution.languages) == ("example_test", "Exempel", ("fi",))
    assert institution.allocation == {"default": "floor_area_m2", "student_meals": "meals"}
    assert institution.floor_areas_m2 == {"main": 1000, "hall": 500}
    assert list(institution.sites["share_pct"]) == [100, 40]


def test_a_network_of_the_whole_institution_serves_sites_without_their_own(home):
    home.rewrite("fictional = true", 'fictional = true\nheat_default_network = "kemin_energia"')
    assert list(read_institution(home.folder).sites["heat_network"]) == ["oulun_energia", "kemin_energia"]


def test_all_problems_come_at_once_with_line_and_key(home):
    home.rewrite("fictional = true", 'fictional = "yes"')
    home.rewrite('"foundation"', '"fondation"')
    home.rewrite("share_pct = 40", "share_pct = 140")
    with pytest.raises(DataError) as raised:
        read_institution(home.folder)
    found = {(p.code, p.column): p.row for p in raised.value.problems}
    lines = (home.folder / "institution.toml").read_text(encoding="utf-8").splitlines()
    assert found == {
        ("value_type", "fictional"): lines.index('fictional = "yes"') + 1,
        ("value_choice", "owner_type"): lines.index('owner_type = "fondation"') + 1,
        ("value_type", "share_pct"): lines.index("share_pct = 140") + 1,
    }
    assert next(p for p in raised.value.problems if p.column == "owner_type").values["suggestion"] == "foundation"


def test_a_problem_of_the_second_site_points_at_its_own_line(home):
    home.rewrite('"lapland"', '"Lappi"')
    with pytest.raises(DataError) as raised:
        read_institution(home.folder)
    (problem,) = raised.value.problems
    lines = (home.folder / "institution.toml").read_text(encoding="utf-8").splitlines()
    assert problem.row == lines.index('region = "Lappi"') + 1


@pytest.mark.parametrize("value", ["true", '"4200"', "-1", "inf", "nan"])
def test_a_floor_area_must_be_a_number(home, value):
    home.rewrite("floor_area_m2 = 1000", f"floor_area_m2 = {value}")
    with pytest.raises(DataError) as raised:
        read_institution(home.folder)
    assert [p.column for p in raised.value.problems] == ["floor_area_m2"]


def test_an_unknown_language_is_named(home):
    home.rewrite('["fi"]', '["fi", "se"]')
    with pytest.raises(DataError) as raised:
        read_institution(home.folder)
    assert [(p.code, p.values["found"]) for p in raised.value.problems] == [("value_choice", "se")]


@pytest.mark.parametrize(
    "content", ["", "institution = 5", "site = 5\n[institution]", "[[institution]]", "site = [5]", "allocation = 5"]
)
def test_odd_files_give_problems_and_never_a_traceback(home, content):
    (home.folder / "institution.toml").write_text(content, encoding="utf-8")
    with pytest.raises(DataError):
        read_institution(home.folder)
