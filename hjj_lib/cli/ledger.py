"""The command with which an institution decides what its accounts are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from hjj_lib.cli.options import DataOption, LanguageOption, spoken_in, wanted
from hjj_lib.engine import console
from hjj_lib.engine.plan import chosen_years
from hjj_lib.engine.sources import places
from hjj_lib.problems import DataError

if TYPE_CHECKING:
    from hjj_lib.language import Language
    from hjj_lib.mapper import OpenLedger

_MAPPED = "mapped"
_STOP, _PASS = "q", ""


def map_accounts(
    institution: Annotated[str, typer.Option("--institution", "-i", metavar="ID", help="Whose ledger.")],
    year: Annotated[int | None, typer.Option("--year", "-y", metavar="YEAR", help="Without it: the latest.")] = None,
    account: Annotated[
        str, typer.Option("--account", metavar="ACCOUNT", help="Account number; * stands for any letters. Without it: asks.")
    ] = "",
    account_name: Annotated[
        str, typer.Option("--account-name", metavar="NAME", help="The account's name, where accounts have no numbers.")
    ] = "",
    supplier: Annotated[
        str, typer.Option("--supplier", metavar="NAME", help="Only what this supplier sold on the account.")
    ] = "",
    activity: Annotated[str, typer.Option("--activity", metavar="CLASS", help="The class: its name or its id.")] = "",
    treatment: Annotated[
        str, typer.Option("--treatment", metavar="WORD", help="mapped, covered_by_activity, excluded or pass_through.")
    ] = _MAPPED,
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason. Name no persons or suppliers.")] = "",
    role: Annotated[
        str, typer.Option("--role", metavar="ROLE", help="Whose decision it is; without it: who approves the figures.")
    ] = "",
    language: LanguageOption = "",
    data: DataOption = None,
) -> None:
    """Decide which class an account of the purchase ledger has; remembered for all years."""
    with spoken_in(language) as spoken:
        from hjj_lib.mapper import Decision, decide, open_ledger, progress, today

        where = places(data)
        ((name, one),) = chosen_years(where, wanted([institution], [str(year)] if year else None, None))
        ledger = open_ledger(name, one, data_dir=where.data)
        console.say(progress(ledger, spoken))
        whose = role or ledger.institution.approver_role
        if not (account or account_name):
            _ask(ledger, whose, spoken)
            return
        about = ("account", account) if account else ("account_name", account_name)
        decision = Decision(*about, treatment, activity, why, whose, today(), supplier)
        console.say(progress(decide(ledger, decision), spoken))


def _ask(ledger: OpenLedger, whose: str, spoken: Language) -> None:
    """Go through the accounts without a class, largest first; an empty answer leaves an account as it is."""
    from hjj_lib.mapper import Decision, choices, decide, open_accounts, progress, suggestion, today

    offered = choices(ledger.basis, spoken)
    for number, choice in enumerate(offered, start=1):
        console.say(f"{number:>3}  {choice.label}")
    for row in open_accounts(ledger.purchases).to_dict("records"):
        amount, share = spoken.number(row["amount_eur"]), spoken.percent(row["share"], 1)
        console.say(f"\n{row['account']} {row['account_name']}: {amount} €, {share}")
        if row["vague"]:
            console.say(spoken.sentence("The name does not say what was bought: look at its invoices first."))
        like = suggestion(str(row["account_name"]), ledger.basis)
        if like:
            console.say(spoken.sentence("A known account has a name like it: {name}.", name=like.like))
        answer = typer.prompt(spoken.sentence("Number of its class (Enter: later, q: stop)"), default=_PASS, show_default=False)
        if answer == _STOP:
            return
        if not (answer.isdecimal() and 0 < int(answer) <= len(offered)):
            continue
        choice = offered[int(answer) - 1]
        why = typer.prompt(spoken.sentence("Why? (Name no persons or suppliers)"), default="", show_default=False)
        about = (str(row["scheme"]), str(row["pattern"]))
        decision = Decision(*about, choice.treatment, choice.activity_id, why, whose, today())
        try:
            console.say(progress(decide(ledger, decision), spoken))
        except DataError as error:
            console.complain(error.problems, spoken)
