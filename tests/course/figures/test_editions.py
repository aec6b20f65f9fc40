"""What an edition changes in a figure is told as in any text, and nothing that we changed."""

import pytest

from course.corrections.changed_sentences import lines_of
from course.publishing.preparing import compare_sources
from course.source import read_course
from tests.course.course_folder import FIRST_LESSON, lesson, write_course
from tests.course.figures.pages import passage_of

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 320">'
    '<rect class="wall" width="9" height="9"/></svg>'
)
BODY = """\
/// check | After 40 minutes, may she go?
    id: may-she-go

- [ ] Yes, she feels well
      Rationale: Her pressure peaks at 40 minutes.[@F1]
- [x] Not yet
      Rationale: At least 120 minutes.[@F1]
///

/// diagram | Where it blocks
    id: receptor
    drawing: img/room.svg
    alt: A channel through a membrane.

| At | Short | Long |
|---|---|---|
| 20% 32% | Glutamate | It has 2 places.[@F1] |
///

More. {plain}
"""


def corrections(folder, body=BODY, drawing=DRAWING):
    """(kind, passage, before, after) of what changes between two editions."""
    fixed = {"01-start/020-second.md": None, "guide/010-at-a-glance.md": None}
    old = {FIRST_LESSON: lesson(BODY), "img/room.svg": DRAWING}
    new = {FIRST_LESSON: lesson(body), "img/room.svg": drawing}
    prepared = compare_sources(
        read_course(write_course(folder / "old", **fixed, **old)),
        read_course(write_course(folder / "new", **fixed, **new)),
    )
    return [
        (found.kind, found.new_passage, found.before, found.after) for found in prepared.corrections
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "At least 120 minutes.",
            "At least 90 minutes.",
            ("number", "may-she-go", "At least 120 minutes.", "At least 90 minutes."),
        ),
        (
            "Yes, she",
            "Yes: she",
            ("text", "may-she-go", "Yes, she feels well", "Yes: she feels well"),
        ),
        (
            "After 40 minutes",
            "After 50 minutes",
            (
                "number",
                "may-she-go",
                "After 40 minutes, may she go?",
                "After 50 minutes, may she go?",
            ),
        ),
        (
            "2 places",
            "3 places",
            ("number", "receptor", "Glutamate It has 2 places.", "Glutamate It has 3 places."),
        ),
        (
            "A channel through",
            "A hole in",
            ("text", "receptor", "A channel through a membrane.", "A hole in a membrane."),
        ),
    ],
)
def test_changed_words_and_numbers_of_a_figure_are_named(tmp_path, old, new, expected):
    assert BODY.count(old) == 1
    assert corrections(tmp_path, BODY.replace(old, new)) == [expected]


def test_a_changed_drawing_is_a_changed_picture(tmp_path):
    ((kind, passage, before, after),) = corrections(
        tmp_path, drawing=DRAWING.replace('width="9"', 'width="8"')
    )
    assert (kind, passage) == ("picture", "receptor")
    assert before == after == "A channel through a membrane."


def test_words_of_ours_are_none_of_the_text(course):
    check = BODY.partition("\n\n/// diagram")[0]
    lines = lines_of(passage_of(course, check).html)
    assert [line.text for line in lines] == [
        "After 40 minutes, may she go?",
        "Yes, she feels well",
        "Her pressure peaks at 40 minutes.",
        "Not yet",
        "At least 120 minutes.",
    ]
