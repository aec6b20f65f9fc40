"""Say where in a lesson somebody stopped reading: under which heading, how much is left."""

from collections import defaultdict
from collections.abc import Collection
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
        headings = [part.heading for part in parts[: position + 1] if part.heading]
        left = sum(part.length for part in parts[position:])
        share = left / sum(part.length for part in parts)
        return StoppingPlace(
            section=headings[-1] if headings else "",
            minutes=max(1, round(lesson.minutes * share)),
        )

    @cached_property
    def _parts(self) -> dict[int, list[Part]]:
        """Return the passages of each lesson in order. One query."""
        passages = Passage.objects.filter(unit__in=self.lessons).exclude(kind=Passage.FOOTNOTES)
        rows = passages.order_by("unit", "position").values_list("unit", "key", "kind", "text")
        parts: dict[int, list[Part]] = defaultdict(list)
        for lesson, key, kind, text in rows:
            # An empty picture counts as one letter, so that no lesson has none.
            part = Part(key, heading=text if kind == HEADING else "", length=max(len(text), 1))
            parts[lesson].append(part)
        return parts
