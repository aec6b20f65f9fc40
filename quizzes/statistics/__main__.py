"""Print the statistics of a file of scores: ``python -m quizzes.statistics FILE.json``.

Needs no settings and no database. docs/statistics.md describes the file, and what is printed.
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path

from quizzes.statistics.psychometrics.analysis import Statistics, analyse
from quizzes.statistics.psychometrics.matrix import Matrix
from quizzes.statistics.psychometrics.options import option_use
from quizzes.statistics.psychometrics.reliability import livingston
from quizzes.statistics.psychometrics.sums import ratio
from quizzes.statistics.score_files import Choices, Scores, read_scores

USE = "Say: python -m quizzes.statistics FILE.json"
DIGITS = 6

Printed = dict[str, object]  # by the name that is printed


def report(scores: Scores) -> Printed:
    """Return the figures of a test and its items, by the names that the pages of staff use."""
    test = analyse(scores.matrix)
    values: Printed = asdict(test)
    values["items"] = _item_figures(test)
    if scores.cut is not None:
        values |= _figures_at_mark(scores.matrix, test, scores.cut)
    if scores.choices:
        values["options"] = _option_figures(scores.matrix, scores.choices)
    return values


def _item_figures(test: Statistics) -> list[Printed]:
    figures = []
    for item in test.items:
        values = asdict(item)
        values["upper_minus_lower"] = item.upper_minus_lower
        figures.append(values)
    return figures


def _figures_at_mark(matrix: Matrix, test: Statistics, cut: Fraction) -> Printed:
    """Return the figures that depend on the pass mark.

    cut: the pass mark in points.
    """
    scaled_cut = cut * matrix.unit
    passed = [total for total in matrix.totals if total >= scaled_cut]
    # Each learner of a file has a place of their own.
    reliability = livingston(test.alpha, test.mean, test.variance, float(cut))
    return {
        "pass_rate": ratio(len(passed), matrix.n),
        "reliability_at_mark": reliability,
    }


def _option_figures(matrix: Matrix, choices: Choices) -> list[list[Printed]]:
    """Return the use of every option, item by item."""
    figures = []
    for place, item in enumerate(matrix.items):
        chosen = [of_learner[place] for of_learner in choices.chosen]
        uses = option_use(matrix, item, chosen, choices.offered[place])
        key = choices.keys[place]
        of_item = [asdict(use) | {"is_key": use.id in key} for use in uses]
        figures.append(of_item)
    return figures


def _rounded(value: object) -> object:
    """Return a value with its numbers rounded, at any depth; never to minus zero."""
    if isinstance(value, Mapping):
        return {name: _rounded(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(part) for part in value]
    if isinstance(value, float):
        return round(value, DIGITS) + 0.0
    return value


def main(path: str) -> str | int:
    """Print the figures and return 0, or return a message that says what is wrong."""
    file = Path(path)
    try:
        scores = read_scores(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        return f"{path}: {error}"
    figures = _rounded(report(scores))
    json.dump(figures, sys.stdout, indent=1)
    sys.stdout.write("\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else USE)
