"""``python -m quizzes.statistics FILE.json``: the statistics of a score matrix. No settings, no database.

The file is a matrix (a list of learners, each a list of points, null where an item was not asked), or an object:

- ``matrix``; or ``responses`` with a ``key``, from which it is made.
- ``max``: what an item is worth, one number or one an item; else 1, or the highest score seen where that is more.
- ``cut``: the pass mark in points, or a list of them; a ``pass_mark`` above every possible total is per cent.
  Else those in names such as ``livingston_k2_cut4``.
- ``responses`` (also ``answers``): the options chosen, as text ("BDACB-") or list; ``key`` likewise; ``option_ids``.
- ``irt``: see ``quizzes.statistics.item_response.values``.

Printed is an object with the names of such a file: six digits, null for what is not defined. Bad input: exit code 1.
"""

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import lcm
from pathlib import Path
from typing import Any

from quizzes.statistics import item_response
from quizzes.statistics.psychometrics import (
    OMITTED_OPTION,
    Item,
    Matrix,
    OptionUse,
    Statistics,
    analyse,
    is_functional,
    livingston,
    option_use,
)

NAMES = {
    "matrix": ("matrix", "scores", "data"),
    "max": ("max", "maxima", "max_scores", "max_score", "max_points", "points"),
    "cut": ("cut", "cuts", "cut_score", "cutoff", "pass_score", "passing_score", "threshold"),
    "responses": ("responses", "answers", "choices", "chosen"),
    "key": ("key", "keys", "answer_key"),
    "option_ids": ("option_ids", "alphabet"),
    "irt": ("irt", "irt_parameters"),
}
NO_ANSWER = {"", OMITTED_OPTION, ".", " "}
CUT_IN_NAME = re.compile(r"_cut(\d+(?:\.\d+)?)$")


class BadInputError(ValueError):
    """The file is not a score matrix; the text says where it is wrong."""


@dataclass(frozen=True)
class Answers:
    """Hold what learners chose.

    rows: for each learner and item the ids that were chosen; empty for nothing.
    keys: the right ids of each item. ids: all ids of each item.
    """

    rows: list[list[tuple[str, ...]]]
    keys: list[tuple[str, ...]]
    ids: list[list[str]]


def report(data: Any) -> dict[str, Any]:
    """Return every statistic of ``data``, the content of a file as described above.

    Raises BadInputError.
    """
    data = data if isinstance(data, dict) else {"matrix": data}
    answers = _answers(data)
    rows = _rows(data, answers)
    matrix = _matrix(rows, _maxima(_given(data, "max"), rows))
    values: dict[str, Any] = {"matrix": [[_number(points) for points in row] for row in rows]}
    test = analyse(matrix)
    values |= _test_values(matrix, test)
    if answers:
        values["options"] = _option_values(matrix, answers)
    for cut in _cuts(data, matrix):
        values |= _values_at_cut(cut, matrix, test)
    if isinstance(asked := _given(data, "irt"), dict):
        values["irt"] = _rounded(item_response.values(asked, rows))
    return values


def _test_values(matrix: Matrix, test: Statistics) -> dict[str, Any]:
    items = test.items

    def of_items(name: str, times: int = 1) -> list[Any]:
        values = [getattr(item, name) for item in items]
        return [_rounded(value if value is None else value * times) for value in values]

    return {
        "totals": [_number(Fraction(total, matrix.unit)) for total in matrix.totals],
        "n": matrix.n,
        "k": len(matrix.items),
        "facility": of_items("facility"),
        "item_sd_ddof1": of_items("sd"),
        "mean": _rounded(test.mean),
        "median": _rounded(test.median),
        "sd_ddof1": _rounded(test.sd),
        "var_ddof0": _rounded(test.variance),
        "kr20": _rounded(test.kr20),
        "alpha": _rounded(test.alpha),
        "kr21": _rounded(test.kr21),
        "sem": _rounded(test.sem),
        "point_biserial_uncorrected": of_items("item_total"),
        "item_rest_corrected": of_items("item_rest"),
        "alpha_if_deleted": of_items("alpha_if_deleted"),
        "moodle_discrimination_pct": of_items("item_rest", times=100),
        "moodle_disc_efficiency_pct": of_items("efficiency", times=100),
        "moodle_effective_weight_pct": of_items("effective_weight", times=100),
        "group_size_27": test.group_size,
        "upper_p": of_items("upper"),
        "lower_p": of_items("lower"),
        "D27": of_items("upper_minus_lower"),
        "wilson95_facility": [_rounded(item.interval) for item in items],
    }


def _values_at_cut(cut: Fraction, matrix: Matrix, test: Statistics) -> dict[str, Any]:
    """Return the values that depend on the pass mark."""
    name = f"cut{_number(cut)}"
    passed = sum(total >= cut * matrix.unit for total in matrix.totals)
    return {
        f"livingston_k2_{name}": _rounded(
            livingston(test.alpha, test.mean, test.variance, float(cut))
        ),
        f"pass_rate_{name}": _rounded(passed / matrix.n if matrix.n else None),
    }


def _option_values(matrix: Matrix, answers: Answers) -> list[dict[str, Any]]:
    items = []
    for place, (item, key, ids) in enumerate(
        zip(matrix.items, answers.keys, answers.ids, strict=True)
    ):
        chosen = [answers.rows[row][place] for row in item.rows]
        uses = option_use(matrix, item, chosen, ids)
        distractors = [use for use in uses if use.id not in (*key, OMITTED_OPTION)]
        working = sum(map(is_functional, distractors))
        items.append(
            {
                "item": place + 1,
                "key": "".join(key) if len(key) == 1 else list(key),
                "options": {use.id: _use_values(use) for use in uses},
                "functional": working,
                "distractors": len(distractors),
                "distractor_efficiency": _rounded(
                    working / len(distractors) if distractors else None
                ),
            }
        )
    return items


def _use_values(use: OptionUse) -> dict[str, Any]:
    return {
        "n": use.n,
        "prop": _rounded(use.proportion),
        "r_rest": _rounded(use.r_rest),
        "mean_total": _rounded(use.mean_total),
    }


# Reading


def _given(data: Mapping[str, Any], what: str) -> Any:
    """Return what the file gives for ``what``, under any of its names; None if nothing."""
    return next((data[name] for name in NAMES[what] if data.get(name) is not None), None)


def _rows(data: Mapping[str, Any], answers: Answers | None) -> list[list[Fraction | int | None]]:
    given = _given(data, "matrix")
    if given is None and answers:
        return [
            [int(set(chosen) == set(key)) for chosen, key in zip(row, answers.keys, strict=True)]
            for row in answers.rows
        ]
    if given is None:
        raise BadInputError('there is no "matrix"; write {"matrix": [[1, 0], [1, 1]]}')
    if not isinstance(given, list) or not all(isinstance(row, list) for row in given):
        raise BadInputError('"matrix" is a list of learners, each a list of points')
    for number, row in enumerate(given, 1):
        if len(row) != len(given[0]):
            raise BadInputError(
                f"learner {number} has {len(row)} items, the first has {len(given[0])}"
            )
        for item, points in enumerate(row, 1):
            if points is not None and (not isinstance(points, int | Fraction) or points < 0):
                raise BadInputError(
                    f"learner {number}, item {item}: {points!r} is no number of points from 0 up"
                )
    if answers and [len(row) for row in answers.rows] != [len(row) for row in given]:
        raise BadInputError("responses and matrix have not the same learners and items")
    return given


def _maxima(given: Any, rows: Sequence[Sequence[Any]]) -> list[Any]:
    width = len(rows[0]) if rows else 0
    columns = [[row[place] for row in rows if row[place] is not None] for place in range(width)]
    if given is None:
        return [max([1, *column]) for column in columns]
    maxima = given if isinstance(given, list) else [given] * width
    if len(maxima) != width or not all(
        isinstance(most, int | Fraction) and most > 0 for most in maxima
    ):
        raise BadInputError('"max" is a number above 0, or one for each item')
    for item, (column, most) in enumerate(zip(columns, maxima, strict=True), 1):
        if max(column, default=0) > most:
            raise BadInputError(f"item {item}: a score is above its max, {_number(most)}")
    return maxima


def _matrix(rows: Sequence[Sequence[Any]], maxima: Sequence[Any]) -> Matrix:
    unit = lcm(*{points.denominator for row in rows for points in row if points is not None})
    unit = lcm(unit, *(Fraction(most).denominator for most in maxima))
    items = []
    for place, most in enumerate(maxima):
        asked = [row for row, points in enumerate(rows) if points[place] is not None]
        items.append(Item(int(most * unit), asked, [int(rows[row][place] * unit) for row in asked]))
    return Matrix.of_items(len(rows), items, unit)


def _cuts(data: Mapping[str, Any], matrix: Matrix) -> list[Fraction]:
    given = _given(data, "cut")
    if given is None and data.get("pass_mark") is not None:
        given, most = data["pass_mark"], Fraction(max(matrix.possible, default=0), matrix.unit)
        if isinstance(given, int | Fraction) and most < given <= 100:
            given = given * most / 100
    if given is None:
        named = (CUT_IN_NAME.search(name) for name in data)
        given = sorted({Fraction(match[1]) for match in named if match})
    cuts = given if isinstance(given, list) else [given]
    if not all(isinstance(cut, int | Fraction) for cut in cuts):
        raise BadInputError('"cut" is a number of points, or a list of them')
    return [Fraction(cut) for cut in cuts]


def _answers(data: Mapping[str, Any]) -> Answers | None:
    given, key, ids = (_given(data, name) for name in ("responses", "key", "option_ids"))
    blocks = data.get("options")
    if (
        isinstance(blocks, list)
        and blocks
        and all(isinstance(block, dict) and "options" in block for block in blocks)
    ):
        key = key or [block.get("key", "") for block in blocks]
        ids = ids or [
            [option for option in block["options"] if option != OMITTED_OPTION] for block in blocks
        ]
    elif blocks and not ids:
        ids = blocks
    if given is None or key is None:
        return None
    if not isinstance(given, list) or not all(isinstance(row, str | list) for row in given):
        raise BadInputError('"responses" is a list of learners, each a text or a list of options')
    keys = [_option_ids(right) for right in key]
    rows = [[_option_ids(chosen) for chosen in row] for row in given]
    if any(len(row) != len(keys) for row in rows):
        raise BadInputError("every learner has as many responses as the key has items")
    return Answers(rows, keys, _ids_by_item(ids, rows, keys))


def _ids_by_item(
    given: Any, rows: Sequence[Sequence[tuple[str, ...]]], keys: Sequence[tuple[str, ...]]
) -> list[list[str]]:
    """Return the options of each item: as given, else every option that occurs anywhere.

    What was chosen at an item is always among them.
    """
    everywhere = sorted({option for row in [*rows, keys] for chosen in row for option in chosen})
    by_item = []
    for place, key in enumerate(keys):
        ids = everywhere
        if isinstance(given, str | list) and given:
            has_own_ids = (
                isinstance(given, list) and len(given) == len(keys) and isinstance(given[0], list)
            )
            ids = [str(option) for option in (given[place] if has_own_ids else given)]
        seen = {option for row in rows for option in row[place]} | {*key}
        by_item.append([*ids, *sorted(seen - {*ids})])
    return by_item


def _option_ids(given: Any) -> tuple[str, ...]:
    if isinstance(given, list):
        return tuple(sorted({str(option) for option in given}))
    text = "" if given is None else str(given).strip()
    return () if text in NO_ANSWER else (text,)


# Printing


def _number(value: Fraction | int | None) -> Any:
    """Return a number of points as it was written: 4, 2.5."""
    if value is None or value.denominator == 1:
        return None if value is None else int(value)
    return float(value)


def _rounded(value: Any) -> Any:
    """Round all numbers to six digits, at any depth; never to minus zero."""
    if isinstance(value, dict):
        return {name: _rounded(part) for name, part in value.items()}
    if isinstance(value, Iterable):
        return [_rounded(part) for part in value]
    return None if value is None else round(float(value), 6) + 0.0


def _refuse_constant(name: str) -> Any:
    raise BadInputError(f"{name} is not a number")


def main(path: str) -> str | int:
    """Print the report and return 0, or return a message that says what is wrong."""
    try:
        text = Path(path).read_text(encoding="utf-8")
        # Numbers are kept as they are written: 0.1 is a tenth.
        data = json.loads(text, parse_float=cache(Fraction), parse_constant=_refuse_constant)
        values = report(data)
    except (OSError, ValueError, TypeError, RecursionError) as error:
        return f"{path}: {error}"
    json.dump(values, sys.stdout, indent=1)
    sys.stdout.write("\n")
    return 0


if __name__ == "__main__":
    sys.exit(
        main(sys.argv[1]) if len(sys.argv) == 2 else "Say: python -m quizzes.statistics FILE.json"
    )
