"""Lessons with a figure in them, checked and rendered as a publication does it."""

from dataclasses import replace

import pytest

from course.publishing.preparing import compare_sources
from course.publishing.rendering import (
    RenderedLesson,
    RenderedPassage,
    render_guide_page,
    render_lesson,
)
from course.source import SourceError, read_course
from course.text.passages import parse
from tests.course.course_folder import FIRST_LESSON, lesson, write_course

LINES_ABOVE = 7  # the fields of a lesson
END = "\n\nMore follows. {plain}"


def passage_of(course, box) -> RenderedPassage:
    """The passage of a figure, rendered on a page of a sound course."""
    (passage,) = lesson_of(course, box).passages
    return passage


def lesson_of(course, markdown) -> RenderedLesson:
    unit = replace(course.unit("welcome"), text=parse(markdown))
    assert unit.text.mistakes == ()
    return render_lesson(
        unit,
        course,
        asset_url=lambda path: f"/media/{path}",
        unit_url=lambda key: f"/learn/{key}/",
        glossary_url="/glossary/",
    )


def paper_of(course, box) -> str:
    """The HTML of a figure in the guide."""
    page = replace(course.guide[0], text=parse(box))
    return render_guide_page(page, course, {}, asset_url=str)


def numbers_changed(folder, old_body, new_body, **files) -> list[tuple[str, str]]:
    """(before, after) of each number that changes between two editions, in a lesson."""
    sources = []
    for name, body in (("old", old_body), ("new", new_body)):
        changes = {FIRST_LESSON: lesson(body + END), "guide/010-at-a-glance.md": None}
        course = write_course(folder / name, **({"01-start/020-second.md": None} | changes | files))
        sources.append(read_course(course))
    corrections = compare_sources(*sources).corrections
    return [(found.before, found.after) for found in corrections if found.kind == "number"]


def findings_in(folder, body, **files) -> list[tuple[int, str]]:
    """(line in the body, what is wrong) of a lesson with this text."""
    text = lesson(body + END)
    changes = {FIRST_LESSON: text, "01-start/020-second.md": None, "guide/010-at-a-glance.md": None}
    try:
        read_course(write_course(folder, **(changes | files)))
    except SourceError as error:
        return [
            (found.line - LINES_ABOVE, found.text)
            for found in error.mistakes
            if not found.is_warning and found.file == FIRST_LESSON
        ]
    return []


def refuses(folder, body, line, words, **files):
    """Assert that the one thing wrong with a lesson is said at a line of its figure."""
    found = findings_in(folder, body, **files)
    if [here for here, _text in found] != [line] or words not in found[0][1]:
        pytest.fail(f"expected {words!r} at line {line}, found {found}")
