"""The commands of the network's coordinator: the schema, results from elsewhere, collection rounds, comparability."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hjj_lib.cli.options import LanguageOption, spoken_in
from hjj_lib.engine import console
from hjj_lib.language import Language
from hjj_lib.problems import DataError, Problem

if TYPE_CHECKING:
    import pandas as pd

    from hjj_lib.basis import Basis
    from hjj_lib.network.collection import Collection

network_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
FolderArgument = Annotated[
    Path, typer.Argument(metavar="FOLDER", help="Folder with round.toml and the submissions, .json.", exists=False)
]


@network_app.command(epilog="Example: hjj network schema > submission.schema.json")
def schema() -> None:
    """Print the JSON Schema of submission.json."""
    from hjj_lib.network.document import schema_text

    console.say(schema_text().rstrip("\n"))


@network_app.command("import", epilog="Example: hjj network import collection.xlsx --mapping collection.toml --to round_2025")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The table with the results of others: .xlsx or .csv.")],
    mapping: Annotated[Path, typer.Option("--mapping", metavar="TOML", help="What its columns mean.")],
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="The folder to write the submissions to.")],
    language: LanguageOption = "",
) -> None:
    """Take results over from an old collection sheet or another tool; they are flagged as such."""
    with spoken_in(language) as spoken:
        from hjj_lib.basis import load_basis
        from hjj_lib.engine.newcomer import there_already
        from hjj_lib.network.document import text_of
        from hjj_lib.network.foreign import import_results
        from hjj_lib.network.mapping import read_mapping

        basis = load_basis()
        made = import_results(file, read_mapping(mapping, basis), basis)
        existing = [there_already(to / one.file_name) for one in made if (to / one.file_name).exists()]
        if existing:
            raise DataError(existing)
        to.mkdir(parents=True, exist_ok=True)
        for one in made:
            (to / one.file_name).write_text(text_of(one), encoding="utf-8", newline="\n")
            console.say(spoken.sentence("Written: {path}", path=to / one.file_name))
            missing = ", ".join(one.origin.missing)
            console.say("  " + spoken.sentence("Taken over from elsewhere; missing: {missing}", missing=missing))


@network_app.command(epilog="Example: hjj network status round_2025")
def status(folder: FolderArgument, language: LanguageOption = "") -> None:
    """Check every submission of a round and show what has come; notes in received.csv when each was first seen."""
    with spoken_in(language) as spoken:
        from hjj_lib.network.collection import note_received
        from hjj_lib.problems import blocking

        found = _collection(folder)
        note_received(folder, found)
        _show(found, spoken)
        problems = [problem for one in found.files for problem in one.problems]
        console.list_problems(problems, spoken)
        if blocking(problems):
            raise typer.Exit(1)


@network_app.command(epilog="Example: hjj network freeze round_2025")
def freeze(folder: FolderArgument, language: LanguageOption = "") -> None:
    """End a round: remember the hashes of all submissions without errors; a later change is told."""
    with spoken_in(language) as spoken:
        from hjj_lib.network.collection import FROZEN_FILE, note_received
        from hjj_lib.network.collection import freeze as freeze_round

        found = _collection(folder)
        note_received(folder, found)
        count = freeze_round(folder, found, _today())
        console.say(spoken.sentence("Frozen: {count} submissions, in {path}.", count=count, path=folder / FROZEN_FILE))
        _show(_collection(folder), spoken)


@network_app.command(epilog="Example: hjj network compare round_2025 --boundary core --view market --per student_years")
def compare(
    folder: FolderArgument,
    boundary: Annotated[str, typer.Option("--boundary", metavar="ID", help="inventory, core, extended or operational.")] = "core",
    view: Annotated[str, typer.Option("--view", metavar="VIEW", help="market or location; the two are never mixed.")] = "market",
    per: Annotated[str, typer.Option("--per", metavar="KIND", help="The denominator of the ranking.")] = "student_years",
    pair: Annotated[
        list[str] | None, typer.Option("--pair", metavar="ID", help="Give it twice: only these two providers, by category.")
    ] = None,
    moves: Annotated[bool, typer.Option("--moves", help="Show how ranks move with boundary, view and denominator.")] = False,
    language: LanguageOption = "",
) -> None:
    """Say who may be compared in what, with reasons, and rank only those who may."""
    with spoken_in(language) as spoken:
        from hjj_lib.network.comparability import group_verdict, standings
        from hjj_lib.network.denominators import kinds
        from hjj_lib.network.ranking import shared_categories

        found = _collection(folder)
        _refuse_unknown(found, boundary, view, per, pair, tuple(kinds()))
        names = _category_names(spoken)
        rows = _in_order(standings(found.submissions, boundary=boundary), list(names))
        if pair:
            _show_pair(rows, view, pair, names, spoken)
            return
        if moves:
            console.table(_moving_ranks(found, spoken))
            return
        console.table(_group_rows(group_verdict(rows), names, spoken))
        console.say("")
        over = shared_categories(rows)
        shown = ", ".join(names.get(name, name) for name in over) or "–"
        console.say(spoken.sentence("Ranked over what more than half of them cover fully: {categories}.", categories=shown))
        console.say(spoken.sentence("Percentile: how many of the ranked have a higher figure, equals counted half."))
        console.table(_ranking_rows(found, boundary, view, per, spoken))


def _collection(folder: Path) -> Collection:
    """The round in a folder; the basis of each version is loaded once."""
    from hjj_lib.basis import load_basis
    from hjj_lib.network.collection import read_collection

    return read_collection(folder, _bases(load_basis), _today())


def _bases(load: Callable[..., Basis]) -> Callable[[str, str], Basis]:
    known: dict[tuple[str, str], Basis] = {}

    def basis_of(version: str, gwp_set: str) -> Basis:
        if (version, gwp_set) not in known:
            try:
                known[version, gwp_set] = load(version=version, gwp_set=gwp_set)
            except DataError:
                known[version, gwp_set] = load()
        return known[version, gwp_set]

    return basis_of


def _today() -> datetime.date:
    """The day of the user's own calendar."""
    return datetime.datetime.now().astimezone().date()


def _category_names(spoken: Language) -> dict[str, str]:
    from hjj_lib.basis import load_basis

    categories = load_basis().categories.sort_values("position").drop_duplicates("category_id")
    return dict(zip(categories["category_id"], categories[spoken.column("name")], strict=True))


def _in_order(rows: pd.DataFrame, categories: Sequence[str]) -> pd.DataFrame:
    """Standings with the categories in the order in which the basis shows them."""
    place = {name: number for number, name in enumerate(categories)}
    ordered = rows.assign(place=rows["category_id"].map(place).fillna(len(place)))
    return ordered.sort_values(["institution_id", "year", "place"], ignore_index=True).drop(columns="place")


def _show(found: Collection, spoken: Language) -> None:
    from hjj_lib.network.collection import status_table
    from hjj_lib.network.words import STATE_NAMES

    sentence = spoken.sentence
    rows = status_table(found).to_dict("records")
    table = [
        {
            sentence("Institution"): row["institution_id"] or "–",
            sentence("Year"): row["year"] or "–",
            sentence("File"): row["file"] or "–",
            sentence("Received on"): row["received_on"] or "–",
            sentence("Late"): sentence("yes") if row["late"] else sentence("no"),
            sentence("State"): sentence(STATE_NAMES[row["state"]]),
            sentence("Errors"): str(row["errors"]),
        }
        for row in rows
    ]
    console.table(table)


def _refuse_unknown(
    found: Collection, boundary: str, view: str, per: str, pair: list[str] | None, kinds: tuple[str, ...]
) -> None:
    """Words of the command that nothing stands for, told together.

    Raises
    ------
    DataError
        With every such word; or if there is nothing to compare.
    """
    from hjj_lib.inventory import VIEWS

    if not found.submissions:
        raise DataError([_nothing()])
    boundaries = sorted({name for one in found.submissions for name in one.categories["boundary_id"]})
    names = [one.provider.institution_id for one in found.submissions]
    asked = [("--boundary", boundary, boundaries), ("--view", view, VIEWS), ("--per", per, kinds)]
    asked += [("--pair", name, names) for name in pair or []]
    problems = [_unknown_word(option, word, ", ".join(known)) for option, word, known in asked if word not in known]
    if pair and len(set(pair)) != len(("left", "right")):
        problems.append(_no_pair())
    if problems:
        raise DataError(problems)


def _show_pair(rows: pd.DataFrame, view: str, pair: list[str], names: Mapping[str, str], spoken: Language) -> None:
    from hjj_lib.network.comparability import verdicts
    from hjj_lib.network.words import CATEGORY_SENTENCES, PAIR_SENTENCES, REASON_SENTENCES, shown

    sentence = spoken.sentence
    found = verdicts(rows[rows["institution_id"].isin(pair)], view=view)
    table = [
        {
            sentence("Category"): names.get(row["category_id"], row["category_id"]),
            sentence("Verdict"): sentence(CATEGORY_SENTENCES[row["verdict"]]),
            sentence("Why"): shown(row["reasons"], REASON_SENTENCES, spoken) or "–",
        }
        for row in found.categories.to_dict("records")
    ]
    console.table(table)
    for row in found.pairs.to_dict("records"):
        told = sentence(PAIR_SENTENCES[row["verdict"]])
        left, right = (f"{row[f'{side}_id']} {row[f'{side}_year']}" for side in ("left", "right"))
        console.say(sentence("{left} and {right}: {verdict}", left=left, right=right, verdict=told))
        sides = {side: spoken.tonnes(row[f"{side}_overlap_kg"]) for side in ("left", "right")}
        console.say(sentence("Over the comparable categories: {left} and {right}", **sides))


def _group_rows(table: pd.DataFrame, names: Mapping[str, str], spoken: Language) -> list[dict[str, str]]:
    from hjj_lib.network.words import CATEGORY_SENTENCES, METHOD_NAMES, shown

    sentence = spoken.sentence
    return [
        {
            sentence("Category"): names.get(row["category_id"], row["category_id"]),
            sentence("Fully calculated"): str(row["full"]),
            sentence("Partly calculated"): str(row["partial"]),
            sentence("Not calculated"): str(row["missing"]),
            sentence("Method"): shown(row["methods"], METHOD_NAMES, spoken) or "–",
            sentence("Verdict"): sentence(CATEGORY_SENTENCES[row["verdict"]]),
        }
        for row in table.to_dict("records")
    ]


def _ranking_rows(found: Collection, boundary: str, view: str, per: str, spoken: Language) -> list[dict[str, str]]:
    from hjj_lib.network.ranking import ranking
    from hjj_lib.network.words import REASON_SENTENCES, shown

    sentence = spoken.sentence
    table = ranking(found.submissions, boundary=boundary, view=view, per=per)
    table = table.sort_values(["rank", "institution_id", "year"], na_position="last")
    return [
        {
            sentence("Institution"): f"{row['institution_id']} {row['year']}",
            sentence("kg CO₂e per unit"): spoken.significant(row["intensity_kg"], digits=3),
            sentence("Rank"): str(row["rank"]) if row["reasons"] == "" else "–",
            sentence("Percentile"): spoken.percent(row["percentile"]),
            sentence("Why it has no rank"): shown(row["reasons"], REASON_SENTENCES, spoken) or "–",
        }
        for row in table.to_dict("records")
    ]


def _moving_ranks(found: Collection, spoken: Language) -> list[dict[str, str]]:
    """The rank of every result for each boundary, view and denominator that anybody states; a dash: not ranked."""
    from hjj_lib.inventory import VIEWS
    from hjj_lib.network.denominators import kinds
    from hjj_lib.network.ranking import rank_moves
    from hjj_lib.network.words import BOUNDARY_NAMES, VIEW_NAMES, shown

    stated = {kind for one in found.submissions for kind in one.denominators.dropna(subset=["value"])["kind"]}
    boundaries = sorted({name for one in found.submissions for name in one.categories["boundary_id"]})
    asked = [kind for kind in kinds() if kind in stated]
    moved = rank_moves(found.submissions, boundaries=boundaries, views=VIEWS, denominators=asked)
    return [
        {
            spoken.sentence("Boundary"): shown(str(boundary), BOUNDARY_NAMES, spoken),
            spoken.sentence("View"): shown(str(view), VIEW_NAMES, spoken),
            spoken.sentence("Denominator"): kinds()[str(per)].names[spoken.code],
            **{
                f"{row['institution_id']} {row['year']}": "–" if row["reasons"] else str(row["rank"])
                for row in table.to_dict("records")
            },
        }
        for (boundary, view, per), table in moved.groupby(["boundary", "view", "per"], sort=False)
    ]


def _unknown_word(option: str, word: str, known: str) -> Problem:
    return Problem(
        "network_word",
        "error",
        found="{option}: there is no “{word}”.",
        expected="One of: {known}.",
        values={"option": option, "word": word, "known": known},
    )


def _no_pair() -> Problem:
    return Problem("network_pair", "error", found="A pair is two different providers.", remedy="Give --pair twice.")


def _nothing() -> Problem:
    return Problem(
        "network_nothing",
        "error",
        found="The folder holds no submission without errors.",
        remedy="“hjj network status” says what is wrong with those that are there.",
    )
