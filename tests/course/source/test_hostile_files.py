"""Files that were made to keep the reader, or every browser, busy are refused at once.

Processor time is counted, not the clock. What was mended here took 10 to 60 seconds before; half
a second is usual now.
"""

import time

import pytest

from course.source import SourceError, read_course
from tests.course.course_folder import COURSE, FIRST_LESSON, LESSON, SVG, write_course

SECONDS = 4


def refusal(folder, file: str, text: str) -> str:
    """What is said of a course with this text in one of its files, if it is said in time."""
    course = write_course(folder, **{file: text})
    started = time.process_time()
    with pytest.raises(SourceError) as refused:
        read_course(course)
    assert time.process_time() - started < SECONDS
    return str(refused.value)


def drawn(inside: str) -> str:
    """A picture that holds this."""
    return SVG.replace("</svg>", f"{inside}</svg>")


def levels(shape: str) -> str:
    """Fifteen levels, each of which draws the one below it twice."""
    return "".join(shape.format(level, level - 1) for level in range(1, 16))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[" * 90_000, "this block is too long"),
        ("![" * 45_000, "this block is too long"),
        ("[@" * 45_000, "this block is too long"),
        ("[a](" * 22_000, "this block is too long"),
        ("a " + "`" * 90_000, "this block is too long"),
        ("|" * 90_000, "this block is too long"),
        ("```\n" * 24_000, "the code block is empty"),
    ],
)
def test_a_text_of_marks_is_refused(tmp_path, text, words):
    assert words in refusal(tmp_path, FIRST_LESSON, f"{LESSON}\n\n{text}\n")


def test_a_file_of_60_000_fields_is_refused_and_twenty_of_them_are_named(tmp_path):
    fields = "".join(f"f{number}: 1\n" for number in range(60_000))
    said = refusal(tmp_path, "course.yaml", COURSE + fields)
    assert said.count('there is no field "f') == 20
    assert "there are 59980 more fields that have no place here" in said


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (drawn("<g>" * 100_000 + "</g>" * 100_000), "nested more than 40 levels deep"),
        (drawn("<g/>" * 100_000), "draws more than 20000 shapes"),
        (drawn(levels('<g id="a{0}"><use href="#a{1}"/><use href="#a{1}"/></g>')), "draws more"),
        (
            drawn(
                levels('<pattern id="a{0}"><g fill="url(#a{1})"/><g fill="url(#a{1})"/></pattern>')
            ),
            "draws more than 20000 shapes",
        ),
        (drawn('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'), "refers to itself"),
        (drawn('<path marker-mid="url(#a)"/>'), '"marker-mid" is not allowed'),
        (drawn(r'<path fill="\75rl(https://h.example)"/>'), "holds a backslash"),
    ],
)
def test_a_picture_that_draws_for_ever_is_refused(tmp_path, picture, words):
    assert words in refusal(tmp_path, "img/line.svg", picture)


def test_copies_of_a_shape_and_colors_with_names_are_fine(tmp_path):
    colors = '<linearGradient id="sky"/><linearGradient id="sea" href="#sky"/>'
    shape = '<g id="dot"><path fill="url(#sea)"/></g>'
    copies = '<use href="#dot"/>' * 100
    course = write_course(tmp_path, **{"img/line.svg": drawn(colors + shape + copies)})
    assert read_course(course).assets["img/line.svg"].width == 60
