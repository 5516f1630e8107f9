"""``hjj demo``: the example providers as they were delivered, or a whole fictional country."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hjj_lib.cli.options import DataOption, LanguageOption, spoken_in
from hjj_lib.engine import console
from hjj_lib.engine.sources import places
from hjj_lib.language import Language
from hjj_lib.problems import DataError

if TYPE_CHECKING:
    from collections.abc import Callable

    from hjj_lib.basis import Basis
    from hjj_lib.country import Country

_FOLDER = "country"


def demo(
    data: DataOption = None,
    providers: Annotated[
        int, typer.Option("--providers", metavar="N", min=0, help="Write a fictional country with so many providers instead.")
    ] = 0,
    years: Annotated[int, typer.Option("--years", metavar="N", min=0, help="The last N years of the country; 0: all.")] = 0,
    seed: Annotated[int, typer.Option("--seed", metavar="N", min=0, help="Another seed, another country.")] = 1,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="DIR", help="The new folder to write the country to; else “country”.")
    ] = None,
    workbooks: Annotated[
        bool, typer.Option("--workbooks", help="Write the country's filled workbooks, in place of submissions.")
    ] = False,
    language: LanguageOption = "",
) -> None:
    """Write the fictional example providers anew, as they were delivered."""
    with spoken_in(language) as spoken:
        if providers:
            _country(providers, years, seed, to or Path(_FOLDER), spoken, workbooks=workbooks)
            return
        if to or workbooks:
            # Without this the example providers would be written elsewhere than somebody wanted.
            raise typer.BadParameter(spoken.sentence("--to and --workbooks belong to a country: add --providers N."))
        from hjj_lib import demo as examples
        from hjj_lib.basis import load_basis

        files = examples.write(places(data).raw, load_basis())
        console.say(spoken.sentence("Written: {count} files of the example providers.", count=len(files)))


def _country(providers: int, years: int, seed: int, to: Path, spoken: Language, *, workbooks: bool) -> None:
    from hjj_lib.basis import load_basis
    from hjj_lib.country import last_years, make_country
    from hjj_lib.country.folder import TRUTH, write_country, write_rounds
    from hjj_lib.engine.newcomer import there_already
    from hjj_lib.engine.pool import cores

    asked = last_years(years)
    if to.exists():
        raise DataError([there_already(to)])
    country, basis = make_country(providers, asked, seed=seed), load_basis()
    console.say(spoken.sentence("A fictional country: every provider and every number is invented."))

    def tell(year: int, count: int) -> None:
        console.say(spoken.sentence("{year}: {count} providers.", year=year, count=count))

    write_country(country, to, basis, _write_workbooks if workbooks else partial(write_rounds, jobs=cores()), tell)
    console.say(spoken.sentence("Written: {path}", path=to))
    console.say(spoken.sentence("Mistakes were planted on purpose; what would be right: {path}", path=to / TRUTH))


def _write_workbooks(country: Country, folder: Path, basis: Basis, tell: Callable[[int, int], None]) -> None:
    """The workbooks of all years below ``raw/``, as a data folder has them."""
    from hjj_lib import demo as examples
    from hjj_lib.country.example_set import write_set

    with tempfile.TemporaryDirectory() as made:
        write_set(country, Path(made), basis)
        examples.write(folder / "raw", basis, Path(made))
    for one in country.years:
        tell(one.year, len(one.providers))
