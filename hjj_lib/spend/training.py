"""Training that was bought from others: counted in scope 3 category 1, its student-years shown beside."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

#: The activity under which the basis asks for bought training.
TRAINING = "spend_training_services"


@dataclass(frozen=True)
class BoughtTraining:
    """What was paid for training of others and the student-years that the ledger states for it.

    ``student_years`` is None where no line states them: unknown is not zero. They belong to the provider's own
    student-years if those count bought training, so they are shown beside and never added.
    """

    net_cents: int
    lines: int
    student_years: float | None
    lines_without: int


def bought_training(purchases: pd.DataFrame) -> BoughtTraining:
    """Euros and student-years of bought training in ``tables.Purchase``."""
    lines = purchases[purchases["activity_id"].eq(TRAINING).fillna(value=False) & purchases["net_cents"].notna()]
    stated = lines["student_years"].dropna()
    return BoughtTraining(
        net_cents=int(lines["net_cents"].sum()),
        lines=len(lines),
        student_years=float(stated.sum()) if len(stated) else None,
        lines_without=len(lines) - len(stated),
    )
