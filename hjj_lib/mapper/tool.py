"""The ledger mapper on the screen: accounts without a class, one decision at a time. What it does is in the other files."""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import Any

import ipywidgets as widgets
import pandas as pd

from hjj_lib.language import Language
from hjj_lib.mapper.accounts import largest_suppliers, open_accounts, suggestion
from hjj_lib.mapper.decide import Decision, OpenLedger, choices, decide, progress, today
from hjj_lib.problems import DataError

_WIDE = {"width": "100%"}
_LABEL = {"description_width": "12em"}
_SUPPLIERS = 2 * 2


class MapperTool:
    """The form of one ledger. ``view`` is what a notebook shows; the parts are attributes, so that they can be filled by hand.

    Nothing is chosen for the user: account, class and reason are empty until somebody fills them.
    """

    def __init__(self, ledger: OpenLedger, language: Language) -> None:
        self.ledger, self.language = ledger, language
        say = language.sentence
        self._accounts = open_accounts(ledger.purchases)
        self._choices = choices(ledger.basis, language)
        self.told = widgets.HTML()
        self.account = _dropdown(say("Account"))
        self.about = widgets.HTML()
        self.supplier = _dropdown(say("Only this supplier"))
        self.choice = _dropdown(say("Class"))
        self.why = widgets.Textarea(description=say("Why"), placeholder=say("Name no persons or suppliers"), **_look())
        self.role = widgets.Text(description=say("Whose decision"), value=ledger.institution.approver_role, **_look())
        self.save = widgets.Button(description=say("Save"), button_style="primary", disabled=True)
        self.answer = widgets.HTML()
        self.choice.options = [(say("choose …"), None), *((one.label, place) for place, one in enumerate(self._choices))]
        parts = (self.told, self.account, self.about, self.supplier, self.choice, self.why, self.role, self.save, self.answer)
        self.view = widgets.VBox(list(parts), layout=widgets.Layout(max_width="46em"))
        self._offer_accounts()
        self.account.observe(self._account_chosen, names="value")
        for part in (self.account, self.choice, self.why, self.role):
            part.observe(self._ready, names="value")
        self.save.on_click(self._save)

    def _offer_accounts(self) -> None:
        say, number = self.language.sentence, self.language.number
        self._accounts = open_accounts(self.ledger.purchases)
        rows = self._accounts.to_dict("records")
        labels = [f"{row['account']} {row['account_name']} · {number(row['amount_eur'])} €" for row in rows]
        self.account.options = [(say("choose …"), None), *zip(labels, range(len(rows)), strict=True)]
        self.account.index = 0
        self.told.value = _paragraph(progress(self.ledger, self.language))
        self._account_chosen()

    def _account_chosen(self, _: Any = None) -> None:
        """Show what is known of the account; suppliers are shown here and nowhere else."""
        say = self.language.sentence
        self.about.value, self.supplier.options = "", [(say("all suppliers"), "")]
        if self.account.value is None:
            return
        row = self._accounts.iloc[self.account.value]
        lines = [
            say(
                "{amount} euros without VAT, {share} of the ledger, on {lines} lines.",
                amount=self.language.number(row["amount_eur"]),
                share=self.language.percent(row["share"], 1),
                lines=self.language.number(row["lines"]),
            )
        ]
        if row["vague"]:
            lines.append(say("The name does not say what was bought: look at its invoices first."))
        like = suggestion(str(row["account_name"]), self.ledger.basis)
        if like:
            lines.append(say("A known account has a name like it: {name}.", name=like.like))
        sellers = largest_suppliers(self.ledger.purchases, row["account"], row["account_name"], rows=_SUPPLIERS)
        self.supplier.options = [(say("all suppliers"), ""), *self._named(sellers)]
        self.about.value = "".join(map(_paragraph, lines))

    def _named(self, sellers: pd.DataFrame) -> Iterable[tuple[str, str]]:
        names, amounts = sellers["supplier"], sellers["amount_eur"]
        return [(f"{name} · {self.language.number(euros)} €", str(name)) for name, euros in zip(names, amounts, strict=True)]

    def _ready(self, _: Any = None) -> None:
        """Only a whole decision can be saved."""
        chosen = self.account.value is not None and self.choice.value is not None
        self.save.disabled = not (chosen and self.why.value.strip() and self.role.value.strip())

    def _save(self, _: Any = None) -> None:
        row, choice = self._accounts.iloc[self.account.value], self._choices[self.choice.value]
        decision = Decision(
            str(row["scheme"]),
            str(row["pattern"]),
            choice.treatment,
            choice.activity_id,
            self.why.value,
            self.role.value,
            today(),
            self.supplier.value or "",
        )
        try:
            self.ledger = decide(self.ledger, decision)
        except DataError as error:
            self.answer.value = "".join(_paragraph(self.language.problem(problem)) for problem in error.problems)
            return
        except OSError as error:
            self.answer.value = _paragraph(self.language.sentence("Could not be saved: {reason}.", reason=error.strerror or ""))
            return
        self.answer.value = _paragraph(
            self.language.sentence("Saved: {account} → {name}.", account=row["account"], name=choice.label)
        )
        self.choice.index, self.why.value = 0, ""
        self._offer_accounts()


def _dropdown(description: str) -> Any:
    return widgets.Dropdown(description=description, options=[("", None)], **_look())


def _look() -> dict[str, Any]:
    return {"layout": widgets.Layout(**_WIDE), "style": _LABEL}


def _paragraph(text: str) -> str:
    return f"<p>{html.escape(text)}</p>"
