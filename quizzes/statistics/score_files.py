"""Read a file of scores: docs/statistics.md describes the format."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import lcm
from typing import TypeVar

from quizzes.statistics.psychometrics.matrix import Item, Matrix
from quizzes.statistics.psychometrics.options import OMITTED_OPTION

T = TypeVar("T")
File = Mapping[str, object]
Reader = Callable[[object, str], T]  # reads a value; the text says where it stands
Points = Fraction | None  # None where the item was not asked
OptionIds = Sequence[str]  # sorted; empty for nothing
SMALLEST_FILE = '{"matrix": [[1, 0], [1, 1]]}'


class ScoreFileError(ValueError):
    """Raised when a file is not as described. The text says where, and what to write."""


@dataclass(frozen=True)
class Choices:
    """Hold ids of options: chosen by each learner at each item, right and offered at each item."""

    chosen: Sequence[Sequence[OptionIds]]
    keys: Sequence[OptionIds]
    offered: Sequence[OptionIds]


@dataclass(frozen=True)
class Scores:
    """Hold the content of a file.

    cut: the pass mark in points.
    """

    matrix: Matrix
    choices: Choices | None
    cut: Points


def read_scores(text: str) -> Scores:
    """Return the scores in a file's text. Raises ValueError."""
    number = cache(Fraction)  # exact: 0.1 is a tenth
    file = json.loads(text, parse_int=number, parse_float=number)
    if not isinstance(file, dict):
        raise ScoreFileError(f"the file holds no object; write {SMALLEST_FILE}")
    choices = _read_choices(file) if "responses" in file else None
    rows = _read_rows(file, choices)
    cut = _read_points(file.get("cut"), '"cut"')
    return Scores(_matrix_of(rows, _read_maxima(file, rows)), choices, cut)


def _read_choices(file: File) -> Choices:
    chosen = _read_table(file, "responses", _read_options)
    width = len(chosen[0]) if chosen else 0
    keys = _read_row(file.get("key"), '"key"', _read_options, width)
    if not all(keys):
        raise ScoreFileError('"key": write the right option of every item')

    everywhere = {option for row in [*chosen, keys] for ids in row for option in ids}
    given = file.get("option_ids", [sorted(everywhere)] * width)
    offered = _read_row(given, '"option_ids"', _read_options, width)
    return Choices(chosen, keys, offered)


def _read_rows(file: File, choices: Choices | None) -> list[list[Points]]:
    """Return the points of each learner: as given, else one for each key that was chosen."""
    if "matrix" in file:
        rows = _read_table(file, "matrix", _read_points)
        if choices and list(map(len, choices.chosen)) != list(map(len, rows)):
            raise ScoreFileError('give "responses" as many learners and items as "matrix"')
        return rows
    if choices is None:
        raise ScoreFileError(f'there is no "matrix"; write {SMALLEST_FILE}')
    return [_mark(chosen, choices.keys) for chosen in choices.chosen]


def _mark(chosen: Sequence[OptionIds], keys: Sequence[OptionIds]) -> list[Points]:
    pairs = zip(chosen, keys, strict=True)
    return [Fraction(ids == key) for ids, key in pairs]


def _read_maxima(file: File, rows: Sequence[Sequence[Points]]) -> list[Points]:
    """Return what each item is worth: a point, if the file does not say it."""
    width = len(rows[0]) if rows else 0
    given = file.get("max", [Fraction(1)] * width)
    return _read_row(given, '"max"', _read_points, width)


def _matrix_of(rows: Sequence[Sequence[Points]], maxima: Sequence[Points]) -> Matrix:
    numbers = {number for row in [*rows, maxima] for number in row}
    unit = lcm(*(number.denominator for number in numbers if number))
    items = []
    for place, maximum in enumerate(maxima):
        column = [row[place] for row in rows]
        if not maximum or any(points and points > maximum for points in column):
            text = f'"max", item {place + 1}: {maximum} is not above 0, or below a score'
            raise ScoreFileError(f"{text}; write what the item is worth")
        items.append(_item(column, maximum, unit))
    return Matrix.of_items(len(rows), items, unit)


def _item(column: Sequence[Points], maximum: Fraction, unit: int) -> Item:
    asked = [row for row, points in enumerate(column) if points is not None]
    earned = [int(points * unit) for points in column if points is not None]
    return Item(int(maximum * unit), asked, earned)


def _read_table(file: File, name: str, read: Reader[T]) -> list[list[T]]:
    """Return a row for each learner, all equally long."""
    rows = file[name]
    if not isinstance(rows, list) or not all(isinstance(row, list | str) for row in rows):
        raise ScoreFileError(f'"{name}": write a list of learners, each a list of items')
    return [
        _read_row(row, f'"{name}", learner {learner}', read, len(rows[0]))
        for learner, row in enumerate(rows, 1)
    ]


def _read_row(row: object, place: str, read: Reader[T], width: int) -> list[T]:
    """Return what ``read`` makes of each item of a row, which is a list or a text."""
    if not isinstance(row, list | str) or len(row) != width:
        raise ScoreFileError(f"{place}: write {width} items, as many as the first learner has")
    return [read(value, f"{place}, item {item}") for item, value in enumerate(row, 1)]


def _read_points(value: object, place: str) -> Points:
    if value is not None and (not isinstance(value, Fraction) or value < 0):
        raise ScoreFileError(f"{place}: {value} is no number of points; write 0 or more")
    return value


def _read_options(value: object, place: str) -> OptionIds:
    """Return the ids in an id, a list of ids, or null, "" and "-" for nothing."""
    ids = value if isinstance(value, list) else [value]
    if not all(option is None or isinstance(option, str) for option in ids):
        raise ScoreFileError(f'{place}: {value} is no option; write its id, such as "B"')
    return sorted({*ids} - {None, "", OMITTED_OPTION})
