"""An edition whose rows are all made, and of which nothing is written yet."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from accounts.models import User
from course.corrections.comparing import corrections_between
from course.corrections.edition_texts import EditionTexts, PassageKey, places_of
from course.corrections.noted import note_changes
from course.corrections.questions import AskedQuestion
from course.corrections.to_explain import skeleton
from course.models import (
    Correction,
    Course,
    Edition,
    Fact,
    GlossaryTerm,
    GuidePage,
    Objective,
    Passage,
    Reference,
    Unit,
)
from course.publishing.rendering import RenderedLesson
from course.publishing.rows import Rows
from course.source import CourseSource, Mistake
from course.unit_changes import (
    Contents,
    UnitContents,
    merge_contents,
    passage_content,
    unit_content,
)


class PublicationRefusedError(Exception):
    """The content may not be published; the message says why and what to do."""


class UnexplainedChangesError(PublicationRefusedError):
    """The edition changes what its authors have not explained in changes.yaml, or not rightly."""

    def __init__(self, mistakes: Iterable[Mistake], skeleton: str) -> None:
        lines = ["The authors have to say what the edition changes:", *map(str, mistakes)]
        if skeleton:
            lines += ["", "Write into changes.yaml, and fill in:", "", skeleton]
        super().__init__("\n".join(lines))


class PreparedPart(Protocol):
    """What an app above this one adds to an edition."""

    def unit_contents(self) -> Contents:
        """Return what counts as content of each unit by its key, as its content reader does."""

    def asked_questions(self) -> Iterable[AskedQuestion]:
        """Return its questions, to be compared with those of another edition."""

    def write(self) -> None:
        """Write the rows, in the transaction that writes the edition and after its own rows."""


@dataclass(frozen=True)
class PreparedEdition:
    """Hold an edition before the first of its rows is written; it can be written once.

    old: the newest edition when this one was prepared; None if this is the first.
    edition: its row, without course, number and time of publication.
    lessons: the rendered lessons, and passages their rows, by the key of their unit.
    rows: every row of the course but ``edition``; by key or tag those that others refer to.
    parts: what other apps add.
    corrections: what changes since ``old``, by place; mistakes: what is wrong in changes.yaml.
    """

    source: CourseSource
    old: Edition | None
    edition: Edition
    lessons: Mapping[str, RenderedLesson]
    rows: Rows = field(default_factory=Rows)
    references: dict[str, Reference] = field(default_factory=dict)
    facts: dict[str, Fact] = field(default_factory=dict)
    glossary: list[GlossaryTerm] = field(default_factory=list)
    objectives: dict[str, Objective] = field(default_factory=dict)
    guide: list[GuidePage] = field(default_factory=list)
    units: dict[str, Unit] = field(default_factory=dict)
    passages: dict[str, Sequence[Passage]] = field(default_factory=dict)
    parts: list[PreparedPart] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)

    def write(self, course: Course, *, by: User | None, at: datetime) -> Edition:
        """Write the edition as the next of ``course``, in a transaction of the caller."""
        self.edition.course = course
        self.edition.number = self.old.number + 1 if self.old else 1
        self.edition.published_by = by
        self.edition.published_at = at
        self.edition.save()
        self.rows.write()
        for part in self.parts:
            part.write()
        return self.edition

    def compare_with(self, old: EditionTexts) -> None:
        """Work out what changes since ``old``, with the words of changes.yaml.

        Critical passages and right answers come first, after what is a matter of safety.
        """
        corrections = corrections_between(old, self.texts())
        self.mistakes.extend(sorted(note_changes(corrections, self.source.changes)))
        corrections.sort(key=_weight)
        for position, correction in enumerate(corrections, 1):
            correction.edition, correction.position = self.edition, position
            self.corrections.append(self.rows.add(correction))
        self.edition.safety_correction = self.source.safety_text

    def check_changes(self) -> None:
        """Raise UnexplainedChangesError if changes.yaml does not explain what it has to."""
        if self.mistakes:
            raise UnexplainedChangesError(self.mistakes, skeleton(self.corrections))

    def contents(self) -> UnitContents:
        """Return by what its units are compared with those of another edition."""
        digests = {key: unit.digest for key, unit in self.units.items()}
        return UnitContents(digests, self._stored_contents)

    def _stored_contents(self) -> Contents:
        parts = (part.unit_contents() for part in self.parts)
        return merge_contents([self._own_contents(), *parts])

    def _own_contents(self) -> dict[str, object]:
        """Return what the course itself will store of each unit, by its key."""
        return {
            unit.key: unit_content(
                self.units[unit.key],
                objectives=set(unit.objectives),
                passages=self._passage_contents(unit.key),
                references=self._references_of(unit.key),
            )
            for unit in self.source.units()
        }

    def _passage_contents(self, key: str) -> list[object]:
        if key not in self.lessons:
            return []
        rendered = self.lessons[key].passages
        contents = []
        for row, passage in zip(self.passages[key], rendered, strict=True):
            facts = self.facts.keys() & passage.tags
            contents.append(passage_content(row, facts))
        return contents

    def _references_of(self, key: str) -> set[str]:
        return set(self.lessons[key].references.values()) if key in self.lessons else set()

    def texts(self) -> EditionTexts:
        """Return what its places say, to find what it changes."""
        by_term = sorted(self.glossary, key=lambda term: term.term.lower())
        questions = [question for part in self.parts for question in part.asked_questions()]
        return EditionTexts(
            places=places_of(self._units_with_html(), by_term, self.guide),
            critical=set(self._critical_passages()),
            questions={question.id: question for question in questions},
            units=self.contents(),
        )

    def _critical_passages(self) -> Iterable[PassageKey]:
        for key, passages in self.passages.items():
            for passage in passages:
                if passage.critical:
                    yield key, passage.key

    def _units_with_html(self) -> Iterable[tuple[Unit, list[str]]]:
        for key, unit in self.units.items():
            yield unit, [passage.html for passage in self.passages.get(key, ())]


def _weight(correction: Correction) -> tuple[bool, bool]:
    """Return what puts safety first when sorted, then critical passages and right answers."""
    is_safety = correction.mark == Correction.Mark.SAFETY
    is_weighty = correction.is_critical or correction.changes_the_key
    return not is_safety, not is_weighty


# What other apps add to each edition. They fill this in ``AppConfig.ready()``. Each is called
# before the transaction, and may raise PublicationRefusedError.
preparers: list[Callable[[PreparedEdition], PreparedPart]] = []
