"""Codes of peer groups and standings in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping

from hjj_lib.language import Language
from hjj_lib.network.intensities import NATIONAL
from hjj_lib.network.peers import PeerGroup, peer_features
from hjj_lib.network.words import REASON_SENTENCES, shown

#: Reason → why a provider has no standing in a quantity, beside those for which results are not compared at all.
STANDING_SENTENCES: Mapping[str, str] = {
    "not_all_counted": "another energy source or fuel serves the same use and is not counted in this unit",
    "no_national_factor": "a part has no national factor",
    "no_lines": "the result was taken over from elsewhere, without lines",
    "few_comparable": "too few others may be ranked",
}
FACTOR_SENTENCES: Mapping[str, str] = {
    "own": "with each provider's own factors",
    "national": "with the same national factors for all",
    "none": "amounts, without factors",
}


def refusal_words(reasons: str, language: Language) -> str:
    """The reasons of a standing, separated by commas."""
    return shown(reasons, {**REASON_SENTENCES, **STANDING_SENTENCES}, language)


def group_sentence(group: PeerGroup, language: Language) -> str:
    """Among whom a provider is compared and what was given up for it, or why it is not compared."""
    if not group.formed:
        sentence = language.sentence(
            "No peer group: only {count} others may be compared with us, and a group needs {least}.",
            count=group.comparable_count,
            least=group.at_least,
        )
        why = ", ".join(f"{refusal_words(code, language)} ({count})" for code, count in group.reasons.items())
        return sentence + (" " + language.sentence("The rest may not: {reasons}.", reasons=why) if why else "")
    parts = [language.sentence("We are compared with {count} others.", count=len(group.members))]
    if group.relaxed:
        given_up = _names(group.relaxed, language)
        parts.append(language.sentence("To find enough, these features were given up: {features}.", features=given_up))
    if group.unknown:
        parts.append(language.sentence("Not known of us: {features}.", features=_names(group.unknown, language)))
    return " ".join(parts)


def quantity_name(name: str, category: str, factors: str, language: Language) -> str:
    """The name of a ranked quantity in the reader's language.

    Parameters
    ----------
    name
        As the file of quantities has it in that language.
    category
        The name that fills its field, if it has one.
    """
    whole = name.format(category=category)
    return f"{whole}, {language.sentence(FACTOR_SENTENCES[factors])}" if factors == NATIONAL else whole


def _names(features: tuple[str, ...], language: Language) -> str:
    named = peer_features().set_index("feature_id")[language.column("name")]
    return ", ".join(str(named[feature]) for feature in features)
