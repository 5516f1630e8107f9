"""What is written into a form in any language, unit and state is read back as it was meant."""

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hjj_lib import units
from hjj_lib.intake.layout import word, words
from hjj_lib.tables import DENOMINATORS

LANGUAGES = st.sampled_from(["fi", "sv", "en"])
STATES = st.sampled_from([w.id for w in words("state") if w.id != "given"])
#: Activities of the full form with their unit, none of them on two rows.
ACTIVITIES = {"diesel": "l", "refrigerants_other": "kg", "meals_mixed": "meal", "food_beef": "kg", "food_rice": "kg"}
ANSWERS = st.one_of(STATES, st.integers(1, 10**7), st.decimals(1, 10**6, places=2, allow_nan=False).map(float))
FEW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _same_kind(unit):
    """Every spelling of every unit in which an amount of this unit may be given."""
    found = []
    for spelling in units.spellings():
        try:
            units.conversion(units.spelling(spelling), unit)
        except units.UnitError:
            continue
        found.append(spelling)
    return found


SPELLINGS = {unit: _same_kind(unit) for unit in set(ACTIVITIES.values())}


@FEW
@given(LANGUAGES, st.dictionaries(st.sampled_from(sorted(ACTIVITIES)), ANSWERS, min_size=1), st.data())
def test_amounts_in_any_unit_and_states_come_back(home, language, answers, data):
    workbook = home.workbook(language=language)
    written = {}
    for key, answer in answers.items():
        if isinstance(answer, str):
            workbook.fill(key, state=word("state", answer, language))
        else:
            written[key] = data.draw(st.sampled_from(SPELLINGS[ACTIVITIES[key]]))
            workbook.fill(key, amount=answer, unit=f" {written[key]} ")
    workbook.save()
    entries = home.read().entries.set_index("activity_id")
    for key, answer in answers.items():
        row = entries.loc[key]
        if isinstance(answer, str):
            assert row["value_state"] == answer
        else:
            assert (row["value_state"], row["amount"], row["unit"]) == ("given", answer, units.spelling(written[key]))


@FEW
@given(LANGUAGES, st.dictionaries(st.sampled_from(sorted(set(DENOMINATORS) - {"floor_area_m2"})), ANSWERS, min_size=1))
def test_denominators_come_back(home, language, answers):
    workbook = home.workbook(language=language)
    for kind, answer in answers.items():
        cells = {"state": word("state", answer, language)} if isinstance(answer, str) else {"amount": answer}
        workbook.fill(f"denominator.{kind}", **cells)
    workbook.save()
    denominators = home.read().denominators.set_index("kind")
    for kind, answer in answers.items():
        row = denominators.loc[kind]
        if isinstance(answer, str):
            assert row["value_state"] == answer
        else:
            assert math.isclose(row["value"], answer)


@pytest.mark.parametrize("unit", sorted(SPELLINGS))
def test_there_is_more_than_one_spelling_to_try(unit):
    assert len(SPELLINGS[unit]) > 1
