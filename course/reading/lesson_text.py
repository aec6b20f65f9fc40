"""What a unit's page shows to everybody on the edition: read only when no rendered piece has it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Prefetch, QuerySet
from django.utils.text import Truncator

from course.figures import script_of
from course.models import Correction, Edition, Fact, Objective, Passage, Unit, UnitReference
from course.reading.contents import LessonContents, contents_of
from course.reading.shown import shown_overdue_facts

WORDS_OF_A_BEGINNING = 5
FOOTNOTE_ID = re.compile(r"fn-[0-9]+")


@dataclass(frozen=True)
class ShownPassage:
    """Hold a passage of a lesson with what is said under it.

    beginning: its first words, which name the link to a note; "" for footnotes, which have none.
    overdue_since: the day by which a fact that it rests on was to be checked again, or None.
    corrected_in: the newest edition that corrects it, or None.
    script: the address of the module that a figure loads, "" for none.
    """

    html: str
    overdue_since: date | None
    corrected_in: Edition | None
    script: str = ""
    key: str = ""
    beginning: str = ""


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
        overdue_since = self.overdue_since.items()
        overdue = [f"{pk} {day}" for pk, day in overdue_since]
        return f"{self.unit.pk} {self.newest_edition_id} {overdue}"

    @cached_property
    def overdue_since(self) -> dict[int, date]:
        """Return since when its facts are overdue, by primary key, longest overdue first."""
        return {
            fact.pk: fact.due_on
            for fact in shown_overdue_facts(self.unit.edition_id)
            if self.unit.pk in fact.units
        }

    @property
    def contents(self) -> LessonContents:
        return contents_of(self.unit)

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
        newer = Correction.objects.newer_than(self.unit.edition)
        corrections = newer.for_safety().filter(
            place=Correction.Place.UNIT,
            key=self.unit.key,
        )
        return list(corrections)

    @cached_property
    def overdue_facts(self) -> list[Fact]:
        """Return its overdue facts, longest overdue first, with its passages alone."""
        passages_here = Prefetch("passages", self.unit.passages.all())
        facts = Fact.objects.prefetch_related(passages_here).in_bulk(self.overdue_since)
        for pk, day in self.overdue_since.items():
            facts[pk].due_on = day
        return [facts[pk] for pk in self.overdue_since]

    @property
    def overdue_lessons(self) -> list[Unit]:
        """Return the first lesson that says each of its overdue facts, in order, each once."""
        overdue = list(self.overdue_since)
        cited = Fact.units.through.objects.filter(fact__in=overdue)
        in_lessons = cited.filter(unit__kind=Unit.Kind.LESSON).order_by("unit__position")
        first: dict[int, Unit] = {}
        for row in in_lessons.select_related("unit__edition__course"):
            first.setdefault(row.fact_id, row.unit)
        return list(dict.fromkeys(first.values()))

    @property
    def passages(self) -> Iterator[ShownPassage]:
        """Yield the passages of a lesson, each with its notes."""
        overdue_since = _overdue_since(self.overdue_facts)
        corrected_in = _corrected_in(self.corrections)
        for passage in self.unit.passages.all():
            place = passage.kind if passage.kind == Passage.FOOTNOTES else passage.key
            yield ShownPassage(
                html=passage.html,
                overdue_since=overdue_since.get(passage.key),
                corrected_in=corrected_in.get(place),
                script=script_of(passage.kind),
                key=passage.key,
                beginning=_beginning(passage),
            )


def _beginning(passage: Passage) -> str:
    """Return the first words of a passage; "" for footnotes."""
    if passage.kind == Passage.FOOTNOTES:
        return ""
    return Truncator(passage.text).words(WORDS_OF_A_BEGINNING) or passage.key


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
        for passage in fact.passages.all():
            since.setdefault(passage.key, fact.due_on)
    return since
