"""Say where in a lesson somebody stopped reading: under which heading, how much is left."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from course.models import Passage, Unit

HEADING = "heading"


class StoppingPlace(NamedTuple):
    """Hold where somebody stopped.

    section: the heading above, "" before the first. minutes: how long the rest takes.
    """

    section: str
    minutes: int


class Part(NamedTuple):
    """Hold what is needed of a passage. length: its letters."""

    key: str
    heading: str
    length: int


@dataclass(frozen=True)
class StoppingPlaces:
    """Find places in lessons. They are read together, when the first is asked for.

    lessons: primary keys.
    """

    lessons: Collection[int]

    def place(self, lesson: Unit, passage_key: str) -> StoppingPlace | None:
        """Return the place of a passage; None if the lesson has no such passage."""
        parts = self._parts[lesson.pk]
        keys = [part.key for part in parts]
        if passage_key not in keys:
            return None
        position = keys.index(passage_key)
        return StoppingPlace(
            section=_last_heading(parts[: position + 1]),
            minutes=_minutes_left(lesson, parts, position),
        )

    @cached_property
    def _parts(self) -> dict[int, list[Part]]:
        """Return the passages of each lesson in order. One query."""
        passages = Passage.objects.filter(unit__in=self.lessons).exclude(kind=Passage.FOOTNOTES)
        in_order = passages.order_by("unit", "position")
        parts: dict[int, list[Part]] = defaultdict(list)
        for lesson, key, kind, text in in_order.values_list("unit", "key", "kind", "text"):
            heading = text if kind == HEADING else ""
            # A picture without words counts as one letter, so that no lesson has none.
            length = max(len(text), 1)
            parts[lesson].append(Part(key, heading, length))
        return parts


def _last_heading(parts: Sequence[Part]) -> str:
    """Return the last heading among the parts, "" if there is none."""
    headings = [part.heading for part in parts if part.heading]
    return headings[-1] if headings else ""


def _minutes_left(lesson: Unit, parts: Sequence[Part], position: int) -> int:
    """Return how long the parts from a position on take, one minute at least."""
    left = sum(part.length for part in parts[position:])
    whole = sum(part.length for part in parts)
    return max(1, round(lesson.minutes * left / whole))
