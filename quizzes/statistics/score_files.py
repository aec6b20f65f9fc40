"""Read a file of scores: docs/statistics.md describes the format.

Each value is read together with its place, so that what is wrong is said with where it stands.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import lcm
from typing import TypeVar

from quizzes.statistics.psychometrics.matrix import Item, Matrix
from quizzes.statistics.psychometrics.options import OMITTED_OPTION

T = TypeVar("T")
Table = list[list[T]]  # by learner and item
File = Mapping[str, object]
Reader = Callable[[object, str], T]  # reads a value; the text says where it stands
Points = Fraction | None  # None where the item was not asked
OptionIds = list[str]  # sorted; empty for nothing
ChosenRow = list[OptionIds]
SMALLEST_FILE = '{"matrix": [[1, 0], [1, 1]]}'


class ScoreFileError(ValueError):
    """Raised when a file is not as described. The text says where, and what to write."""


@dataclass(frozen=True)
class Choices:
    """Hold ids of options: chosen by each learner at each item, right and offered at each item."""

    chosen: list[ChosenRow]
    keys: ChosenRow
    offered: ChosenRow


@dataclass(frozen=True)
class Scores:
    """Hold the content of a file.

    cut: the pass mark in points.
    """

    matrix: Matrix
    cut: Points
    choices: Choices | None = None


def read_scores(text: str) -> Scores:
    """Return the scores in a file's text. Raises ValueError."""
    number = cache(Fraction)  # exact: 0.1 is a tenth
    file = json.loads(text, parse_int=number, parse_float=number)
    if not isinstance(file, dict):
        raise ScoreFileError(f"the file holds no object; write {SMALLEST_FILE}")

    cut = _read_points(file.get("cut"), '"cut"')
    if "responses" in file:
        choices = _read_choices(file)
        matrix = _mark(choices)
        return Scores(matrix, cut, choices)
    if "matrix" in file:
        matrix = _read_matrix(file)
        return Scores(matrix, cut)
    raise ScoreFileError(f'there is no "matrix"; write {SMALLEST_FILE}')


def _read_choices(file: File) -> Choices:
    chosen = _read_table(file, "responses", _read_options)
    width = _width(chosen)
    keys = _read_row(file.get("key"), '"key"', _read_options, width)
    if not all(keys):
        raise ScoreFileError('"key": write the right option of every item')

    if "option_ids" in file:
        offered = _read_row(file["option_ids"], '"option_ids"', _read_options, width)
    else:
        all_ids = _all_ids([*chosen, keys])
        offered = [all_ids] * width
    return Choices(chosen, keys, offered)


def _all_ids(rows: list[ChosenRow]) -> OptionIds:
    seen: set[str] = set()
    for row in rows:
        for ids in row:
            seen.update(ids)
    return sorted(seen)


def _mark(choices: Choices) -> Matrix:
    """Return the matrix that gives a point where exactly the key was chosen."""
    n = len(choices.chosen)
    items = []
    for place, key in enumerate(choices.keys):
        points = [int(row[place] == key) for row in choices.chosen]
        item = Item(1, range(n), points)
        items.append(item)
    return Matrix.of_items(n, items)


def _read_matrix(file: File) -> Matrix:
    rows = _read_table(file, "matrix", _read_points)
    maxima = _read_maxima(file, _width(rows))
    unit = _unit([*rows, maxima])
    items = []
    for column, maximum in enumerate(maxima):
        points = [row[column] for row in rows]
        place = f'"max", item {column + 1}'
        item = _item(points, maximum, unit, place)
        items.append(item)
    return Matrix.of_items(len(rows), items, unit)


def _unit(rows: Table[Points]) -> int:
    """Return the parts of a point in which all points are whole numbers."""
    denominators: set[int] = set()
    for row in rows:
        for points in row:
            if points:
                denominators.add(points.denominator)
    return lcm(*denominators)


def _read_maxima(file: File, width: int) -> list[Points]:
    """Return what each item is worth: a point, if the file does not say it."""
    if "max" not in file:
        return [Fraction(1)] * width
    return _read_row(file["max"], '"max"', _read_points, width)


def _item(column: list[Points], maximum: Points, unit: int, place: str) -> Item:
    """Return an item; ``place`` says where its maximum stands."""
    highest = max(filter(None, column), default=0)
    if not maximum or highest > maximum:
        raise ScoreFileError(
            f"{place}: {maximum} is not above 0, or below a score; write what the item is worth"
        )

    asked = []
    earned = []
    for row, points in enumerate(column):
        if points is not None:
            scaled_points = int(points * unit)
            asked.append(row)
            earned.append(scaled_points)
    scaled_maximum = int(maximum * unit)
    return Item(scaled_maximum, asked, earned)


def _read_table(file: File, name: str, read: Reader[T]) -> Table[T]:
    """Return a row for each learner, all equally long."""
    rows = file[name]
    if not isinstance(rows, list):
        raise ScoreFileError(f'"{name}": write a list of learners, each a list of items')

    table: Table[T] = []
    for learner, row in enumerate(rows, 1):
        place = f'"{name}", learner {learner}'
        width = _width(table) if table else None
        values = _read_row(row, place, read, width)
        table.append(values)
    return table


def _width(table: Table[T]) -> int:
    """Return the number of items in each row; 0 without learners."""
    if not table:
        return 0
    return len(table[0])


def _read_row(row: object, place: str, read: Reader[T], width: int | None) -> list[T]:
    """Return what ``read`` makes of each item of a row, which is a list or a text.

    width: how many items there must be; None if any number will do.
    """
    if not isinstance(row, list | str):
        raise ScoreFileError(f"{place}: write a list of items")
    is_wrong_width = width is not None and len(row) != width
    if is_wrong_width:
        raise ScoreFileError(f"{place}: write {width} items, as many as the first learner has")
    values = []
    for number, value in enumerate(row, 1):
        item = read(value, f"{place}, item {number}")
        values.append(item)
    return values


def _read_points(value: object, place: str) -> Points:
    if value is None:
        return None
    if isinstance(value, Fraction) and value >= 0:
        return value
    raise ScoreFileError(f"{place}: {value} is no number of points; write 0 or more")


def _read_options(value: object, place: str) -> OptionIds:
    """Return the ids in an id, a list of ids, or null, "" and "-" for nothing."""
    ids = value if isinstance(value, list) else [value]
    chosen = set()
    for option in ids:
        if isinstance(option, str):
            chosen.add(option)
        elif option is not None:
            raise ScoreFileError(f'{place}: {option} is no option; write its id, such as "B"')
    return sorted(chosen - {"", OMITTED_OPTION})
