"""Each text of a course is converted once, when its folder is read."""

import sys
from collections.abc import Callable
from types import FrameType

import pytest
from markdown.blockparser import BlockParser

from course.publishing import publish
from course.publishing.counting import count
from course.source import read_course
from course.text.blocks import CODE
from quizzes.bank.reading import all_questions
from tests.course.course_folder import QUIZ_FILES, write_course

CONVERSION = BlockParser.parseDocument.__code__


def conversions(act: Callable[[], object]) -> int:
    """How many texts Python-Markdown converts while ``act`` runs."""
    counted = 0

    def watch(frame: FrameType, event: str, _argument: object) -> None:
        nonlocal counted
        counted += event == "call" and frame.f_code is CONVERSION

    sys.setprofile(watch)
    try:
        act()
    finally:
        sys.setprofile(None)
    return counted


def texts_of(course) -> int:
    """How many titles and blocks of Markdown the course holds."""
    owners = [*course.units(), *course.guide]
    parsed = [owner.text for owner in owners]
    parsed += [text for question in all_questions(course) for text in question.texts.values()]
    blocks = [block for text in parsed for block in text.all_blocks() if block.kind != CODE]
    return sum(block.has_markdown + bool(block.title) for block in blocks)


@pytest.mark.django_db
def test_a_text_is_converted_once_from_reading_to_publication(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    folder = write_course(tmp_path, **QUIZ_FILES)
    course = read_course(folder)
    assert conversions(lambda: read_course(folder)) == texts_of(course) > 20
    assert conversions(lambda: count(course)) == 0
    assert conversions(lambda: publish(course)) == 0


def test_reading_again_converts_again(tmp_path):
    # So that nothing of an earlier reading is kept in the process.
    folder = write_course(tmp_path)
    first, second = (conversions(lambda: read_course(folder)) for _ in range(2))
    assert first == second > 0
