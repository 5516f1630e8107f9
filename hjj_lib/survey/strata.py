"""Which sites are expanded together, so that no group is too small to stand for itself or to be shown."""

from __future__ import annotations

from collections.abc import Mapping


def merged_sites(answers: Mapping[str, int], at_least: int) -> tuple[tuple[str, ...], ...]:
    """Sites in groups of at least so many answers, from the largest group.

    Rule: sites with fewer answers than ``at_least`` form one group. If that is still too small, it takes in the smallest of
    the other sites, by number of answers and then by name, until it is large enough or all sites are one group.

    Parameters
    ----------
    answers
        Site → number of answers, also 0.
    at_least
        Smallest group.

    Returns
    -------
    Groups of sites, each sorted by name. When all answers together are too few, one group that is too small as well.
    """
    size = sorted(answers, key=lambda site: (answers[site], site))
    together = [site for site in size if answers[site] < at_least]
    alone = [site for site in size if answers[site] >= at_least]
    while together and alone and sum(answers[site] for site in together) < at_least:
        together.append(alone.pop(0))
    groups = [(site,) for site in alone] + ([tuple(sorted(together))] if together else [])
    return tuple(sorted(groups, key=lambda group: (-sum(answers[site] for site in group), group)))
