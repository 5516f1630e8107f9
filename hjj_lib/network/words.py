"""Codes of comparability and of rounds in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping

from hjj_lib.language import Language

#: Reason → why two results, or a result and its group, are not compared.
REASON_SENTENCES: Mapping[str, str] = {
    "other_year": "another year",
    "other_unit": "another reporting unit",
    "other_consolidation": "another way of consolidation",
    "other_basis": "another basis of calculation",
    "other_gwp_set": "another GWP set",
    "no_view": "no figure in this view",
    "one_side_missing": "missing on one side",
    "both_missing": "missing on both sides",
    "partial": "only partly calculated",
    "other_method": "calculated by another method",
    "other_allocation": "fuel of combined heat and power divided in another way",
    "no_denominator": "the denominator is not known",
    "category_missing": "a category is missing",
}
#: Verdict about a pair as a whole.
PAIR_SENTENCES: Mapping[str, str] = {
    "comparable": "comparable",
    "overlap": "comparable only in the categories that both have",
    "not": "not comparable",
}
#: Verdict about one category.
CATEGORY_SENTENCES: Mapping[str, str] = {
    "comparable": "comparable",
    "overlap": "comparable between some",
    "not": "not comparable",
    "neither": "nobody has it",
}
COVERAGE_NAMES: Mapping[str, str] = {"full": "full", "partial": "partial", "not": "not calculated"}
METHOD_NAMES: Mapping[str, str] = {
    "amounts": "from amounts",
    "spend": "from euros",
    "stated": "tonnes stated elsewhere",
    "defaults": "from defaults",
    "mixed": "from several kinds of figures",
    "none": "–",
}
#: How far an action has come, and how a target falls.
STATUS_NAMES: Mapping[str, str] = {
    "idea": "idea",
    "decided": "decided",
    "under_way": "under way",
    "done": "done",
    "dropped": "dropped",
}
TARGET_NAMES: Mapping[str, str] = {
    "linear": "evenly",
    "compound": "the same percentage each year",
    "contraction": "a yearly percentage of the base year",
    "points": "as listed",
    "intensity": "per unit of a denominator",
}
CONSENT_NAMES: Mapping[str, str] = {
    "network_only": "for the network only",
    "pseudonymous": "in groups, without the name",
    "named": "may be published with the name",
}
VIEW_NAMES: Mapping[str, str] = {"market": "market-based", "location": "location-based", "both": "both views"}
BOUNDARY_NAMES: Mapping[str, str] = {
    "inventory": "whole inventory",
    "core": "core boundary",
    "extended": "extended boundary",
    "operational": "operational boundary",
}
STATE_NAMES: Mapping[str, str] = {
    "missing": "not received",
    "problems": "has errors",
    "checked": "checked",
    "frozen": "frozen",
    "changed": "changed after freezing",
    "after_freezing": "came after freezing",
}


def shown(words: str, names: Mapping[str, str], language: Language) -> str:
    """Words that are separated by spaces, each with its name in the reader's language; a word without a name as it is."""
    return ", ".join(language.sentence(names[word]) if word in names else word for word in words.split())
