"""A standard is a projection of the ledger: each row lands on one line, and the lines add up to the inventory."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledgers_of import ledger
from standard_lines_of import VSME, lines
from tables_of import denominators

from hjj_lib import tables
from hjj_lib.basis.placing import NOT_PLACED, placed
from hjj_lib.inventory import total
from hjj_lib.standards import project

NOTHING = tables.empty(tables.Denominator)


def row(
    scope: str, tonnes: float | None, *, view: str = "both", category: int | None = None, **more: object
) -> dict[str, object]:
    """A ledger row of so many tonnes, one kilogram per unit."""
    said = {"amount": None if tonnes is None else tonnes, "factor": 1.0, "activity_id": "heating", "scope": scope, "view": view}
    return {**said, "ghg_category": category, **more}


def figures(inventory: pd.DataFrame, of: pd.DataFrame = VSME, known: pd.DataFrame = NOTHING) -> pd.DataFrame:
    return project(inventory, of, known).figures.set_index("line_id")


#: T-VSME: scope 1 100, scope 2 300 and 50, scope 3 600 t, turnover 20 million.
T_VSME = ledger(
    row("1", 100),
    row("2", 300, view="location", line_id="location"),
    row("2", 50, view="market", line_id="market"),
    row("3", 600, category=1),
)


def test_the_equations_of_the_voluntary_standard_hold() -> None:
    found = figures(T_VSME, known=denominators({"kind": "turnover_eur", "value": 20_000_000}))
    tonnes = found[["location_kg", "market_kg"]] / 1000
    assert tonnes.loc["scope_1_and_2"].tolist() == pytest.approx([400, 150])
    assert tonnes.loc["total"].tolist() == pytest.approx([1000, 750])
    assert found.loc["intensity", ["location_kg", "market_kg"]].tolist() == pytest.approx([50, 37.5])


def test_a_line_of_one_view_has_no_figure_in_the_other() -> None:
    found = figures(T_VSME)
    assert pd.isna(found.loc["scope_2_location", "market_kg"])
    assert pd.isna(found.loc["scope_2_market", "location_kg"])


def test_a_ratio_without_its_denominator_is_unknown() -> None:
    assert figures(T_VSME).loc["intensity", ["location_kg", "market_kg"]].isna().all()


def test_what_the_standard_leaves_out_is_named_and_the_rest_is_not_lost() -> None:
    # 100 t in, 7 t of students outside, 3 t biogenic in neither total
    inventory = ledger(row("1", 100), row("3", 7), row("memo", 3))
    (market, _) = project(inventory, VSME, NOTHING).reconciliation.to_dict("records")
    told = {name: market[name] for name in ("inventory_kg", "standard_kg", "outside_kg", "memo_kg", "difference_kg")}
    assert told == pytest.approx(
        {"inventory_kg": 107_000, "standard_kg": 100_000, "outside_kg": 7_000, "memo_kg": 3_000, "difference_kg": 0}
    )


def test_unknown_is_counted_and_is_not_zero() -> None:
    found = figures(ledger(row("1", None, value_state="unknown"), row("3", 2, category=6)))
    assert pd.isna(found.loc["scope_1", "market_kg"])
    assert (found.loc["total", "market_kg"], found.loc["total", "unknown_count"]) == (2000, 1)


def test_a_sum_of_nothing_known_is_unknown() -> None:
    assert pd.isna(figures(ledger(row("1", None, value_state="unknown"))).loc["scope_1_and_2", "market_kg"])


def test_a_row_that_fits_two_lines_is_on_neither_and_the_reconciliation_says_so() -> None:
    twice = lines({"line_id": "total", "kind": "sum"}, *({"line_id": name, "parent": "total"} for name in ("one", "other")))
    (market, _) = project(ledger(row("1", 5)), twice, NOTHING).reconciliation.to_dict("records")
    assert (market["not_placed_kg"], market["not_placed_count"], market["standard_kg"]) == (5000, 1, 0)
    assert market["difference_kg"] == 0


def test_memo_items_land_on_memo_lines_only() -> None:
    anything = lines({"line_id": "total", "kind": "sum"}, {"line_id": "all", "parent": "total"})
    rows = placed(ledger(row("1", 1), row("memo", 1)), anything, view="market")
    assert rows["standard_line"].tolist() == ["all", NOT_PLACED]


def test_activities_boundaries_and_parts_choose_lines() -> None:
    chosen = lines(
        {"line_id": "total", "kind": "sum"},
        {"line_id": "wood", "parent": "total", "activities": "wood_* peat", "within": "core"},
        {"line_id": "beyond", "kind": "outside", "beyond": "core"},
        {"line_id": "supply", "parent": "total", "activities": "electricity", "within": "core", "parts": "upstream losses"},
    )
    inventory = ledger(
        row("1", 1, activity_id="wood_chips"),
        row("1", 1, activity_id="wood_chips", boundaries="extended"),
        row("3", 1, activity_id="electricity", part="losses", category=3),
        row("2", 1, activity_id="electricity"),
    )
    assert placed(inventory, chosen, view="market")["standard_line"].tolist() == ["wood", "beyond", "supply", NOT_PLACED]


rows = st.lists(
    st.tuples(
        st.sampled_from(["1", "2", "3", "memo"]),
        st.one_of(st.none(), st.floats(-1e6, 1e6)),
        st.sampled_from(["market", "location", "both"]),
        st.one_of(st.none(), st.integers(1, 15)),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=25, deadline=None)
@given(rows)
def test_whatever_the_ledger_holds_every_kilogram_is_on_one_line(drawn: list[tuple[str, float | None, str, int | None]]) -> None:
    states = ["unknown" if tonnes is None else "given" for _, tonnes, _, _ in drawn]
    inventory = ledger(
        *(
            row(scope, tonnes, view=view, category=category, value_state=state)
            for (scope, tonnes, view, category), state in zip(drawn, states, strict=True)
        )
    )
    projection = project(inventory, VSME, NOTHING)
    for found in projection.reconciliation.to_dict("records"):
        view = str(found["view"])
        assert found["inventory_kg"] == pytest.approx(total(inventory, view=view, boundary="inventory").known_kg)
        assert found["difference_kg"] == pytest.approx(0, abs=1e-3)
        counted = projection.rows[view]
        assert len(counted) == inventory["view"].isin([view, "both"]).sum()
        shown = projection.figures.set_index("line_id").loc["total", f"{view}_kg"]
        assert (0 if pd.isna(shown) else shown) == pytest.approx(found["standard_kg"], abs=1e-3)
