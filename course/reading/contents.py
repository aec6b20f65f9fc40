"""List the sections, tables and figures of a lesson, and how long each takes to read."""

import math
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from django.core.cache import caches

from course.corrections.changed_sentences import lines_of
from course.hours import hundredths
from course.models import Passage, Unit
from course.publishing.rendering import (
    CHECK,
    KINDS_OF_FIGURES,
    RenderedPassage,
    count_words,
)
from course.text.sentences import sentences

HEADING = re.compile(r"<h2\b.*?</h2>", re.DOTALL)
# The note of a figure, which stands in its caption, is left out.
CAPTION = re.compile(r"<figcaption>.*?(?=<small>|</figcaption>)", re.DOTALL)
TITLE_OF_BOX = re.compile(r'<p class="box-title".*?</p>', re.DOTALL)
# Boxes that readers look for; they are listed as sections are.
BOXES = {"unknown", "key-points"}

AnyPassage = Passage | RenderedPassage


@dataclass(frozen=True)
class ListedFigure:
    """Hold a table or a figure of a lesson; key: of its passage."""

    key: str
    title: str


@dataclass(frozen=True)
class Section:
    """Hold what stands under one heading of a lesson.

    key: of the passage with the heading; of the first passage for what stands before any heading.
    title: "" for what stands before any heading.
    starts_at: the reading time before it, in hundredths of a minute.
    """

    key: str
    title: str
    starts_at: int
    figures: list[ListedFigure] = field(default_factory=list)


@dataclass(frozen=True)
class Place:
    """Hold where a reader stopped in a lesson.

    key: of the passage. section: its title, "" before the first heading.
    minutes_left: from here to the end of the lesson.
    """

    key: str
    section: str
    minutes_left: int


@dataclass
class LessonContents:
    """Hold the sections of a lesson in order, and the reading time before each passage.

    starts_at: by the key of a passage, in order; in hundredths of a minute. total: of the lesson.
    section_titles: by the key of a passage. opening: the first sentence of the lesson.
    """

    opening: str = ""
    sections: list[Section] = field(default_factory=list)
    starts_at: dict[str, int] = field(default_factory=dict)
    section_titles: dict[str, str] = field(default_factory=dict)
    total: int = 0

    @property
    def titled(self) -> list[Section]:
        """Return the sections that have a heading."""
        return [section for section in self.sections if section.title]

    def place(self, key: str) -> Place | None:
        """Return the place of a passage; None for the first passage and for one not here."""
        starts_at = self.starts_at.get(key, 0)
        if not starts_at:
            return None
        minutes_left = math.ceil((self.total - starts_at) / 100)
        return Place(key, self.section_titles[key], minutes_left)

    def add(self, passage: AnyPassage) -> None:
        """Add the next passage of the lesson."""
        self.opening = self.opening or _first_sentence(passage.text)
        title = _title_of_section(passage)
        if title or not self.sections:
            section = Section(passage.key, title, starts_at=self.total)
            self.sections.append(section)
        section = self.sections[-1]
        section.figures.extend(_listed(passage))
        self.starts_at[passage.key] = self.total
        self.section_titles[passage.key] = section.title
        self.total += _time(passage)


def contents_of(lesson: Unit) -> LessonContents:
    """Return what a published lesson holds; read once a process."""
    return contents_of_lessons([lesson.pk])[lesson.pk]


def stopping_place(unit: Unit | None, passage_key: str) -> Place | None:
    """Return where a reader stopped in a lesson; None if it is read from its beginning."""
    return contents_of(unit).place(passage_key) if unit and passage_key else None


def contents_of_lessons(keys: Collection[int]) -> dict[int, LessonContents]:
    """Return what published lessons hold, by primary key; read once a process.

    At most one query.
    """
    pieces = caches["pieces"]
    contents: dict[int, LessonContents] = {}
    missing = []
    for key in keys:
        kept = pieces.get(_name_of_piece(key))
        if kept is None:
            missing.append(key)
        else:
            contents[key] = kept
    # Without one, Django would still work out a query that finds nothing.
    if missing:
        for key, read in _read_contents(missing).items():
            pieces.set(_name_of_piece(key), read, None)
            contents[key] = read
    return contents


def _name_of_piece(key: int) -> str:
    return f"contents-of-unit-{key}"


def _read_contents(keys: Collection[int]) -> dict[int, LessonContents]:
    """Return what lessons hold, by primary key. One query, none for no lesson."""
    contents = {key: LessonContents() for key in keys}
    for passage in Passage.objects.filter(unit__in=keys).order_by("unit", "position"):
        contents[passage.unit_id].add(passage)
    return contents


def contents_of_passages(passages: Iterable[AnyPassage]) -> LessonContents:
    """Return what a lesson with these passages holds."""
    contents = LessonContents()
    for passage in passages:
        contents.add(passage)
    return contents


def _first_sentence(text: str) -> str:
    return next((sentence.text for sentence in sentences(text)), "")


def _title_of_section(passage: AnyPassage) -> str:
    """Return the title if a section begins with this passage, else ""."""
    if passage.kind == "heading":
        return " ".join(_sentences(HEADING, passage))
    if passage.kind in BOXES:
        return " ".join(_sentences(TITLE_OF_BOX, passage))
    return ""


def _listed(passage: AnyPassage) -> Iterator[ListedFigure]:
    """Yield the passage if it is a table or a figure with a caption."""
    caption = _sentences(CAPTION, passage) if passage.kind in KINDS_OF_FIGURES else []
    if caption:
        yield ListedFigure(passage.key, caption[0].removesuffix("."))


def _sentences(part: re.Pattern[str], passage: AnyPassage) -> list[str]:
    """Return the sentences of a part of a passage, without citations."""
    found = part.search(passage.html)
    return [line.text for line in lines_of(found[0])] if found else []


def _time(passage: AnyPassage) -> int:
    """Return the reading time of a passage in hundredths of a minute."""
    return hundredths(
        words=count_words(passage),
        figures=int(passage.kind in KINDS_OF_FIGURES),
        checks=int(passage.kind == CHECK),
        items=0,
    )
