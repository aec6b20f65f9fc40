"""What a unit's page shows to everybody on the edition: read only when no rendered piece has it."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from course.models import Correction, Edition, Fact, Objective, Passage, Unit, UnitReference

FOOTNOTE_ID = re.compile(r"fn-[0-9]+")


@dataclass(frozen=True)
class ShownPassage:
    """Hold a passage of a lesson with the notes that stand under it.

    overdue_since: the day by which a fact that it rests on was to be checked again, or None.
    corrected_in: the newest edition that corrects it, or None.
    """

    html: str
    overdue_since: date | None
    corrected_in: Edition | None


@dataclass(frozen=True)
class UnitText:
    """Read what the page of a unit shows to every reader of its edition.

    newest_edition_id: of the newest edition of the course, whose corrections are shown.
    """

    unit: Unit
    newest_edition_id: int

    @property
    def state(self) -> str:
        """Name all that the page shows of the text: equal states look the same."""
        due_count = bisect_right(self.unit.review_dates, timezone.localdate())
        return f"{self.unit.pk} {self.newest_edition_id} {due_count}"

    @property
    def objectives(self) -> QuerySet[Objective]:
        return self.unit.objectives.all()

    @property
    def references(self) -> QuerySet[UnitReference]:
        references: QuerySet[UnitReference] = self.unit.unit_references.all()
        return references.select_related("reference")

    @cached_property
    def corrections(self) -> list[Correction]:
        """Return what later editions correct in the unit, oldest first."""
        if self.unit.edition_id == self.newest_edition_id:
            return []
        corrections = Correction.objects.newer_than(self.unit.edition).for_safety()
        return list(corrections.filter(place=Correction.Place.UNIT, key=self.unit.key))

    @cached_property
    def overdue_facts(self) -> list[Fact]:
        """Return its overdue facts, longest overdue first, with its passages alone."""
        passages_here = Prefetch("passages", self.unit.passages.all())
        overdue = Fact.objects.filter(units=self.unit.pk).overdue()
        return list(overdue.prefetch_related(passages_here))

    @property
    def passages(self) -> Iterator[ShownPassage]:
        """Yield the passages of a lesson, each with its notes."""
        overdue_since = _overdue_since(self.overdue_facts)
        corrected_in = _corrected_in(self.corrections)
        for passage in self.unit.passages.all():
            place = passage.kind if passage.kind == Passage.FOOTNOTES else passage.key
            due, edition = overdue_since.get(passage.key), corrected_in.get(place)
            yield ShownPassage(passage.html, due, edition)


def _corrected_in(corrections: Iterable[Correction]) -> dict[str, Edition]:
    """Return by passage the newest edition that corrects it; footnotes are one passage."""
    newest: dict[str, Edition] = {}
    for correction in corrections:
        is_footnote = FOOTNOTE_ID.fullmatch(correction.old_passage)
        place = Passage.FOOTNOTES if is_footnote else correction.old_passage
        newest[place] = correction.edition
    return newest


def _overdue_since(overdue: Iterable[Fact]) -> dict[str, date]:
    """Return by the key of a passage since when the first of its facts is overdue."""
    since: dict[str, date] = {}
    for fact in overdue:
        assert fact.review_by  # else it would not be overdue
        for passage in fact.passages.all():
            since.setdefault(passage.key, fact.review_by)
    return since
