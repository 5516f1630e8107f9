"""The command with which an institution says where its meters are."""

from __future__ import annotations

from typing import Annotated

import typer

from hjj_lib.cli.options import DataOption, LanguageOption, spoken_in, wanted
from hjj_lib.engine import console
from hjj_lib.engine.plan import chosen_years
from hjj_lib.engine.sources import places

_STOP = "q"
_CONSUMPTION = "electricity"


def meters(
    institution: Annotated[str, typer.Option("--institution", "-i", metavar="ID", help="Whose meters.")],
    year: Annotated[int | None, typer.Option("--year", "-y", metavar="YEAR", help="Without it: the latest.")] = None,
    assign: Annotated[
        tuple[str, str] | None, typer.Option("--assign", metavar="METER SITE", help="The meter and its site: its name or its id.")
    ] = None,
    activity: Annotated[str, typer.Option("--activity", metavar="ACTIVITY", help="What it measures: name or id.")] = _CONSUMPTION,
    production: Annotated[
        bool, typer.Option("--production", help="The meter is not consumption, such as solar power fed into the grid.")
    ] = False,
    language: LanguageOption = "",
    data: DataOption = None,
) -> None:
    """Say where the meters of the readings are; remembered for all years."""
    with spoken_in(language) as spoken:
        from hjj_lib.basis import load_basis
        from hjj_lib.intake import read_institution
        from hjj_lib.intake.messages import Place
        from hjj_lib.intake.meter_sites import MeterSite
        from hjj_lib.intake.meter_sites import assign as remember
        from hjj_lib.intake.vocabulary import vocabulary
        from hjj_lib.intake.year import unmapped_meters

        where = places(data)
        ((name, one),) = chosen_years(where, wanted([institution], [str(year)] if year else None, None))
        home, basis = where.raw / name, load_basis(where.basis)
        who = read_institution(home)
        known = vocabulary(basis.activities, basis.categories, basis.evidence_rules, who)
        place, measured = Place(institution_id=who.institution_id, year=one), "" if production else activity
        if assign:
            path = remember(home, MeterSite(*assign, measured), place, known)
            console.say(spoken.sentence("Written: {path}", path=path))
            return
        unmapped, sites = unmapped_meters(home, one, who, basis), list(known.site_names)
        if not unmapped:
            console.say(spoken.sentence("Every meter has its site."))
            return
        for number, site in enumerate(sites, start=1):
            console.say(f"{number:>3}  {known.site_names[site]}")
        for meter, amount in unmapped.items():
            console.say(spoken.sentence("Meter {meter}, {amount} kWh: has no site", meter=meter, amount=spoken.number(amount)))
            answer = typer.prompt(spoken.sentence("Number of its site (Enter: later, q: stop)"), default="", show_default=False)
            if answer == _STOP:
                return
            if answer.isdecimal() and 0 < int(answer) <= len(sites):
                remember(home, MeterSite(meter, sites[int(answer) - 1], measured), place, known)
