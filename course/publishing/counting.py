"""Count how much a course holds, as a publication counts it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date

from course.hours import minutes
from course.publishing.rendering import RenderedLesson, render_lesson
from course.source.parts import DEPTHS, LESSON, CourseSource, UnitSource
from course.text.trees import cited_tags


@dataclass(frozen=True)
class Counts:
    """Hold how much a course holds.

    minutes: the estimated time of all units.
    figures: the tables and figures of the lessons; figures_by_kind: the same by kind.
    checks: the questions to check oneself by in lessons.
    citations: the tags cited in lessons, each time they are cited.
    facts_by_depth: the facts by the most that was read of any of their references.
    facts_due_on_fullest_day: the most facts whose review falls due on one day.
    items: the questions of all banks; items_by_kind: the same by kind.
    items_drawn: how many questions one attempt at every quiz asks.
    must_pass, twins: the questions that have to be right to pass, and those that ask for the
    opposite act of one of them.
    """

    modules: int = 0
    lessons: int = 0
    words: int = 0
    minutes: int = 0
    figures: int = 0
    figures_by_kind: Mapping[str, int] = field(default_factory=dict)
    checks: int = 0
    citations: int = 0
    facts: int = 0
    facts_by_depth: Mapping[str, int] = field(default_factory=dict)
    facts_due_on_fullest_day: int = 0
    references: int = 0
    terms: int = 0
    guide_pages: int = 0
    items: int = 0
    items_drawn: int = 0
    items_by_kind: Mapping[str, int] = field(default_factory=dict)
    must_pass: int = 0
    twins: int = 0

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def count(course: CourseSource) -> Counts:
    """Count a course that was read without an error."""
    facts_and_pages = Counts(
        modules=len(course.modules),
        facts=len(course.facts),
        facts_by_depth=_facts_by_depth(course),
        facts_due_on_fullest_day=_facts_due_on_fullest_day(course),
        references=len(course.references),
        terms=len(course.glossary),
        guide_pages=len(course.guide),
    )
    units = list(course.units())
    with_questions = _with_questions(facts_and_pages, units)
    return _with_lessons(with_questions, units, course)


def _with_questions(counts: Counts, units: Sequence[UnitSource]) -> Counts:
    """Return the counts with those of the questions of all banks."""
    items_by_kind = _by_kind(unit.bank for unit in units)
    return replace(
        counts,
        items=sum(items_by_kind.values()),
        items_drawn=sum(unit.items for unit in units),
        items_by_kind=items_by_kind,
        must_pass=sum(unit.must_pass for unit in units),
        twins=sum(unit.twins for unit in units),
    )


def _with_lessons(counts: Counts, units: Sequence[UnitSource], course: CourseSource) -> Counts:
    """Return the counts with those of the lessons, and with the time of all units."""
    lessons = _rendered_lessons(units, course)
    texts = lessons.values()
    minutes_of_units = [unit_minutes(unit, lessons.get(unit.key)) for unit in units]
    return replace(
        counts,
        lessons=len(lessons),
        words=sum(text.words for text in texts),
        minutes=sum(minutes_of_units),
        figures=sum(text.figures for text in texts),
        figures_by_kind=_by_kind(text.figures_by_kind for text in texts),
        checks=sum(text.checks for text in texts),
        citations=sum(map(_count_citations, units)),
    )


def _by_kind(counts_of_each: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Return the sums of counts by kind, in the order of the kinds."""
    total: Counter[str] = Counter()
    for counts in counts_of_each:
        total.update(counts)
    return dict(sorted(total.items()))


def _facts_by_depth(course: CourseSource) -> dict[str, int]:
    """Return how many facts were read how far, from least to most."""
    facts = dict.fromkeys(DEPTHS, 0)
    for fact in course.facts.values():
        depths = [course.references[tag].seen for tag in fact.references]
        deepest = max(depths, key=DEPTHS.index)
        facts[deepest] += 1
    return facts


def _facts_due_on_fullest_day(course: CourseSource) -> int:
    """Return the most facts whose review falls due on one day."""
    facts: Counter[date] = Counter()
    for fact in course.facts.values():
        if fact.review_by:
            facts[fact.review_by] += 1
    return max(facts.values(), default=0)


def _count_citations(unit: UnitSource) -> int:
    """Return how many tags the text of a lesson cites, each time it does."""
    citations = 0
    for tree in unit.text.trees():
        tags = cited_tags(tree)
        citations += len(tags)
    return citations


def unit_minutes(unit: UnitSource, lesson: RenderedLesson | None) -> int:
    """Return the estimated minutes of a unit; ``lesson`` is its rendered text, if any."""
    if lesson is None:
        return minutes(0, 0, 0, unit.items)
    return minutes(lesson.words, lesson.figures, lesson.checks, unit.items)


def _rendered_lessons(
    units: Iterable[UnitSource], course: CourseSource
) -> dict[str, RenderedLesson]:
    """Return the lessons as HTML, by the keys of their units."""
    lessons = {}
    for unit in units:
        if unit.kind == LESSON:
            lesson = render_lesson(unit, course, asset_url=str, unit_url=str, glossary_url="")
            lessons[unit.key] = lesson
    return lessons
