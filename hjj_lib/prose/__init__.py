"""Prose that cannot lie: the numbers and claims of a draft text against themselves and against the results."""
