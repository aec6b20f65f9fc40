"""Statistics of a test and its items from a score matrix. Standard library only.

Needs no settings and no database. What is not defined is None. docs/statistics.md names the
formulas and their sources; "scaled" is explained in ``sums``.
"""
