"""Count how much a course holds, as a publication counts it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from course.hours import minutes
from course.publishing.rendering import RenderedLesson, render_lesson
from course.source.parts import LESSON, CourseSource, UnitSource
from course.text.trees import cited_tags


@dataclass(frozen=True)
class Counts:
    """Hold how much a course holds.

    minutes: the estimated time of all units.
    figures: the tables and figures of the lessons.
    citations: the tags cited in lessons, each time they are cited.
    items: the questions of all banks; items_by_kind: the same by kind.
    items_drawn: how many questions one attempt at every quiz asks.
    must_pass, twins: the questions that have to be right to pass, and those that ask for the
    opposite act of one of them.
    """

    modules: int
    lessons: int
    words: int
    minutes: int
    figures: int
    citations: int
    facts: int
    references: int
    terms: int
    guide_pages: int
    items: int
    items_drawn: int
    items_by_kind: Mapping[str, int]
    must_pass: int = 0
    twins: int = 0

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def count(course: CourseSource) -> Counts:
    """Count a course that was read without an error."""
    units = list(course.units())
    lessons = {unit.key: _rendered(unit, course) for unit in units if unit.kind == LESSON}
    minutes_of_units = [unit_minutes(unit, lessons.get(unit.key)) for unit in units]
    items_by_kind = _items_by_kind(units)
    return Counts(
        modules=len(course.modules),
        lessons=len(lessons),
        words=sum(lesson.words for lesson in lessons.values()),
        minutes=sum(minutes_of_units),
        figures=sum(lesson.figures for lesson in lessons.values()),
        citations=sum(map(_count_citations, units)),
        facts=len(course.facts),
        references=len(course.references),
        terms=len(course.glossary),
        guide_pages=len(course.guide),
        items=sum(items_by_kind.values()),
        items_drawn=sum(unit.items for unit in units),
        items_by_kind=items_by_kind,
        must_pass=sum(unit.must_pass for unit in units),
        twins=sum(unit.twins for unit in units),
    )


def _items_by_kind(units: Iterable[UnitSource]) -> dict[str, int]:
    """Return how many questions the banks hold, by kind, in the order of the kinds."""
    items: Counter[str] = Counter()
    for unit in units:
        items.update(unit.bank)
    return dict(sorted(items.items()))


def _count_citations(unit: UnitSource) -> int:
    """Return how many tags the text of a lesson cites, each time it does."""
    return sum(len(cited_tags(tree)) for tree in unit.text.trees())


def unit_minutes(unit: UnitSource, lesson: RenderedLesson | None) -> int:
    """Return the estimated minutes of a unit; ``lesson`` is its rendered text, if any."""
    return minutes(lesson.words if lesson else 0, lesson.figures if lesson else 0, unit.items)


def _rendered(unit: UnitSource, course: CourseSource) -> RenderedLesson:
    return render_lesson(unit, course, asset_url=str, unit_url=str, glossary_url="")
