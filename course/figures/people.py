"""People: one result as two groups of a hundred, the base rate first."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import ClassVar, Self

from course.figures.cells import Number, decimal_of, number_in, require_source, sources_of
from course.figures.contract import FigureKind
from course.figures.figure_box import FigureBox, Row, Words

COLUMNS = ("Group", "What", "Per cent")
BECAUSE = "because"
PEOPLE = 100
A_ROW = 10
# Distances in the drawing.
SPACE = 20
INTERVAL = re.compile(r"([-−]?\d+(?:\.\d+)?) to ([-−]?\d+(?:\.\d+)?)")
# An outcome without its time is no result.
TIME = re.compile(
    r"\d|\b(?:hours?|days?|weeks?|months?|years?|discharge|birth|end)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Dot:
    """Hold a person in the drawing; mark is "in", "differs" or "" for the others."""

    x: int
    y: int
    mark: str


@dataclass(frozen=True)
class Group:
    """Hold one group; count is rounded to whole people.

    shared: how many dots are filled; marked: how many after them are the difference.
    """

    name: str
    what: Words
    sources: Words
    per_cent: Number
    count: int
    shared: int
    marked: int

    @property
    def dots(self) -> Iterator[Dot]:
        """Yield a hundred dots, row by row."""
        for number in range(PEOPLE):
            row, column = divmod(number, A_ROW)
            x = column * SPACE + SPACE // 2
            y = row * SPACE + SPACE // 2
            yield Dot(x, y, self._mark_of(number))

    def _mark_of(self, number: int) -> str:
        if number < self.shared:
            return "in"
        return "differs" if number < self.shared + self.marked else ""


@dataclass(frozen=True)
class People(FigureKind):
    """Hold two groups, what is counted in them, and what the reader is asked.

    is_uncertain: the interval of the difference includes none, so that no dot is marked.
    """

    guess: Words
    outcome: Words
    groups: tuple[Group, Group]
    is_uncertain: bool
    because: Words

    spoken: ClassVar[frozenset[str]] = frozenset({"guess", "outcome"})
    has_script: ClassVar[bool] = True

    @classmethod
    def read(cls, box: FigureBox) -> Self | None:
        guess = box.needed_words("guess")
        outcome = box.needed_words("outcome")
        if outcome and not TIME.search(outcome.text):
            text = 'an outcome has its time; write "in remission at week 8"'
            box.problem(outcome.line, text)
        is_uncertain = _read_uncertain(box)
        _check_interval(box, is_uncertain)
        groups = _read_groups(box, is_uncertain)
        because = _read_because(box)
        if guess is None or outcome is None or groups is None or because is None:
            return None
        return cls(guess, outcome, groups, is_uncertain, because)

    @property
    def base(self) -> Group:
        return self.groups[0]

    @property
    def other(self) -> Group:
        return self.groups[1]

    @property
    def difference(self) -> Decimal:
        """Return the exact difference in percentage points, without its sign."""
        return abs(self.other.per_cent.value - self.base.per_cent.value)


def _read_uncertain(box: FigureBox) -> bool:
    words = box.words("uncertain")
    if words is None:
        return False
    if words.text != "true":
        box.problem(words.line, '"uncertain" is true, or is not written')
    return True


def _check_interval(box: FigureBox, is_uncertain: bool) -> None:
    """Report an interval of the difference that includes none, unless the figure says so."""
    words = box.words("interval")
    if words is None:
        return
    written = INTERVAL.fullmatch(words.text)
    if written is None:
        box.problem(words.line, 'an interval is two numbers; write "interval: 2.9 to 16.1"')
        return
    low, high = map(decimal_of, written.groups())
    if low <= 0 <= high and not is_uncertain:
        text = 'the interval includes no difference; write "uncertain: true", and no dot is marked'
        box.problem(words.line, text)


def _read_groups(box: FigureBox, is_uncertain: bool) -> tuple[Group, Group] | None:
    """Return the two groups; None if there are not two, or a number is none."""
    rows = box.rows(COLUMNS)
    if rows and len(rows) != 2:
        text = "people compares two groups, the usual care first; write two rows"
        box.problem(rows[-1].line, text)
        return None
    groups = [_read_group(box, row) for row in rows]
    known = [group for group in groups if group is not None]
    if len(known) != 2:
        return None
    base, group = known
    if is_uncertain:
        return base, group
    return base, _marked(group, base.count)


def _share_in(box: FigureBox, row: Row) -> Number | None:
    require_source(box, row)
    share = number_in(box, row["Per cent"])
    if share is not None and not 0 <= share.value <= PEOPLE:
        box.problem(row.line, "a per cent is 0 to 100")
        return None
    return share


def _whole_people(share: Decimal) -> int:
    return int(share.to_integral_value(ROUND_HALF_UP))


def _read_group(box: FigureBox, row: Row) -> Group | None:
    """Return a group with no dot marked; None if its number is none."""
    share = _share_in(box, row)
    if share is None:
        return None
    count = _whole_people(share.value)
    return Group(
        name=row.text("Group"),
        what=row["What"],
        sources=sources_of(row),
        per_cent=share,
        count=count,
        shared=count,
        marked=0,
    )


def _marked(group: Group, base: int) -> Group:
    """Return the group with the dots marked by which it differs from the base."""
    shared = min(group.count, base)
    marked = abs(group.count - base)
    return replace(group, shared=shared, marked=marked)


def _read_because(box: FigureBox) -> Words | None:
    points = box.points()
    found = [point.words for point in points if point.label == BECAUSE]
    if len(points) != 1 or len(found) != 1:
        box.problem(box.line, 'people says once what the numbers mean; write "- because: …"')
        return None
    return found[0]
