"""“9 800 t, 7 080 student-years, 1,38 t per student-year”: a ratio beside the total and the count it is made of."""

from __future__ import annotations

from collections.abc import Iterator

from hjj_lib.prose.passage import Draft, Sentence
from hjj_lib.prose.quantity import Quantity, overlaps
from hjj_lib.prose.verdict import Verdict, beside, spot, written
from hjj_lib.prose.vocabulary import limit


def ratios(draft: Draft) -> Iterator[Verdict]:
    """Verdicts on ratios, where the paragraph has exactly one count of that kind and one or two totals (both views)."""
    for sentences in draft.sentences:
        numbers = [(at, one) for at in sentences for one in at.quantities]
        for at, one in numbers if len(numbers) <= limit("numbers") else ():
            if one.dimension == "mass" and one.per:
                counts = [(place, other) for place, other in numbers if other.dimension == one.per]
                masses = [(place, other) for place, other in numbers if other.dimension == "mass" and not other.per]
                if len(counts) == 1 and 0 < len(masses) <= 2 and counts[0][1].low > 0:
                    yield _verdict(at, one, masses, counts[0])


def _verdict(at: Sentence, ratio: Quantity, masses: list[tuple[Sentence, Quantity]], count: tuple[Sentence, Quantity]) -> Verdict:
    fits = any(overlaps(mass.low / count[1].high, mass.high / count[1].low, ratio) for _, mass in masses)
    place, mass = masses[0]
    values = {
        "stated": written(ratio),
        "total": written(mass),
        "count": written(count[1]),
        "expected": beside(ratio, mass.value / count[1].value),
    }
    spots = (spot(at, ratio), spot(place, mass), spot(*count))
    return Verdict("ratio_wrong", fits, at.place, at.text, spots, values)
