"""The footprint in sentences that can be pasted into a sustainability report; every number in them is produced."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from hjj_lib.language import Language
from hjj_lib.standards_findings.filling import Filled

#: The standard whose groups the sentences name.
_GROUPS_OF = "state_treasury"
_TOTAL = "total"


def block_sentences(standards: Sequence[Filled], language: Language) -> list[str]:
    """The footprint in sentences for a sustainability report, ready to be pasted; empty without the State Treasury's lines."""
    found = [one for one in standards if one.standard_id == _GROUPS_OF]
    if not found:
        return []
    (one,) = found
    study, lines = one.study, one.projection.lines
    rows = lines.merge(one.projection.figures, on="line_id", how="left", validate="one_to_one").to_dict("records")
    (whole,) = [row for row in rows if row["line_id"] == _TOTAL]
    groups = [row for row in rows if row["parent"] == _TOTAL and row["kind"] != "ratio" and pd.notna(row["market_kg"])]
    told = [f"{row[language.column('name')]} {language.tonnes(row['market_kg'])}" for row in groups]
    parts = [
        language.sentence(
            "In {year} the carbon footprint of {name} was {market} by contracts (market-based) and {location} by the average "
            "production of the area (location-based).",
            year=study.year,
            name=study.institution.names[language.code],
            market=language.tonnes(whole["market_kg"]),
            location=language.tonnes(whole["location_kg"]),
        ),
        language.sentence("Market-based by group: {groups}.", groups="; ".join(told)),
    ]
    if whole["unknown_count"]:
        parts.append(
            language.sentence(
                "Emissions of {count} lines of the calculation are not known and are missing from the figures.",
                count=language.number(whole["unknown_count"]),
            )
        )
    parts.append(
        language.sentence(
            "Calculated by the GHG Protocol with the HJJ calculation basis {version}, global warming potentials {gwp_set}. The "
            "handprint, sinks and offsets are not taken off.",
            version=study.basis.version,
            gwp_set=study.basis.gwp_set,
        )
    )
    return parts
