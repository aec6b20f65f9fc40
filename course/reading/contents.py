"""List the sections, tables and figures of a lesson, and how long each takes to read."""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

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
    figures: tuple[ListedFigure, ...] = ()


@dataclass(frozen=True)
class Place:
    """Hold where a reader stopped in a lesson.

    key: of the passage. section: its title, "" before the first heading.
    minutes_left: from here to the end of the lesson.
    """

    key: str
    section: str
    minutes_left: int


@dataclass(frozen=True)
class LessonContents:
    """Hold the sections of a lesson in order, and the reading time before each passage.

    starts_at: by the key of a passage, in order; in hundredths of a minute. total: of the lesson.
    opening: its first sentence.
    """

    opening: str
    sections: tuple[Section, ...]
    starts_at: dict[str, int]
    total: int

    @property
    def titled(self) -> list[Section]:
        """Return the sections that have a heading."""
        return [section for section in self.sections if section.title]

    def place(self, key: str) -> Place | None:
        """Return the place of a passage; None for the first passage and for one not here."""
        starts_at = self.starts_at.get(key, 0)
        if not starts_at:
            return None
        sections = [section for section in self.sections if section.starts_at <= starts_at]
        minutes_left = math.ceil((self.total - starts_at) / 100)
        return Place(key, sections[-1].title, minutes_left)


def contents_of(lesson: Unit) -> LessonContents:
    """Return what a published lesson holds; read once a process."""
    return contents_of_lessons([lesson.pk])[lesson.pk]


def stopping_place(unit: Unit | None, passage_key: str) -> Place | None:
    """Return where a reader stopped in a lesson; None if it is read from its beginning."""
    return contents_of(unit).place(passage_key) if unit and passage_key else None


def contents_of_lessons(keys: Iterable[int]) -> dict[int, LessonContents]:
    """Return what published lessons hold, by primary key; read once a process.

    At most one query.
    """
    pieces = caches["pieces"]
    names = {key: f"contents-of-unit-{key}" for key in keys}
    kept: dict[str, LessonContents] = pieces.get_many(names.values())
    missing = [key for key, name in names.items() if name not in kept]
    if missing:
        contents = _read_contents(missing)
        read = {names[key]: contents[key] for key in missing}
        pieces.set_many(read, None)
        kept |= read
    return {key: kept[name] for key, name in names.items()}


def _read_contents(keys: Iterable[int]) -> dict[int, LessonContents]:
    passages: dict[int, list[Passage]] = {key: [] for key in keys}
    for passage in Passage.objects.filter(unit__in=passages).order_by("unit", "position"):
        passages[passage.unit_id].append(passage)
    return {key: contents_of_passages(of_lesson) for key, of_lesson in passages.items()}


def contents_of_passages(passages: Iterable[AnyPassage]) -> LessonContents:
    """Return what a lesson with these passages holds."""
    sections: list[Section] = []
    starts_at: dict[str, int] = {}
    opening = ""
    time = 0
    for passage in passages:
        starts_at[passage.key] = time
        opening = opening or _first_sentence(passage.text)
        title = _title_of_section(passage)
        if title or not sections:
            sections.append(Section(passage.key, title, starts_at=time))
        figures = (*sections[-1].figures, *_listed(passage))
        sections[-1] = replace(sections[-1], figures=figures)
        time += _time(passage)
    return LessonContents(opening, tuple(sections), starts_at, total=time)


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
