"""People: two groups of a hundred, the base rate first, whole people and the exact difference."""

import re

import pytest

from tests.course.figures.pages import findings_in, numbers_changed, paper_of, passage_of, refuses

GOOD = """\
/// people | The same trial, in people
    id: hundreds
    guess: Of 100 people on quetiapine, how many are well?
    outcome: in remission at week 8

| Group | What | Per cent |
|---|---|---|
| Quetiapine | pills | 17.6[@F1] |
| Esketamine | spray | 27.1[@R1] |

- because: About 11 people for one more. The trial was open.[@F1]
///"""
UNCERTAIN = GOOD.replace("week 8\n\n", "week 8\n    uncertain: true\n\n")


def marks_of(html) -> list[tuple[int, int, int]]:
    """How many dots of each group are filled, marked as the difference, and neither."""
    drawings = re.findall(r'<svg viewBox="0 0 200 200".*?</svg>', html, re.DOTALL)
    return [
        (drawing.count('"dot in"'), drawing.count('"dot differs"'), drawing.count('"dot"'))
        for drawing in drawings
    ]


def test_a_sound_figure_is_a_passage_with_its_words_and_sources(course, tmp_path):
    assert findings_in(tmp_path, GOOD) == []
    passage = passage_of(course, GOOD)
    assert (passage.key, passage.kind) == ("hundreds", "people")
    assert set(passage.tags) == {"F1", "R1"}
    assert passage.text == (
        "The same trial, in people Of 100 people on quetiapine, how many are well? "
        "in remission at week 8 Quetiapine pills 17.6 Esketamine spray 27.1 "
        "About 11 people for one more. The trial was open."
    )


def test_a_hundred_dots_a_group_of_which_the_difference_is_marked(course):
    assert marks_of(passage_of(course, GOOD).html) == [(18, 0, 82), (18, 9, 73)]


def test_fewer_in_the_second_group_are_marked_there_too(course):
    fewer = GOOD.replace("17.6", "45.3").replace("27.1", "26.7")
    assert marks_of(passage_of(course, fewer).html) == [(45, 0, 55), (27, 18, 55)]


def test_the_exact_difference_stands_in_words(course):
    html = passage_of(course, GOOD).html
    assert "Exactly: 17.6% and 27.1%, a difference of 9.5 points." in html


def test_an_uncertain_difference_marks_nobody(course, tmp_path):
    assert findings_in(tmp_path, UNCERTAIN) == []
    html = passage_of(course, UNCERTAIN).html
    assert marks_of(html) == [(18, 0, 82), (27, 0, 73)]
    assert "no dot is marked" in html
    assert "the difference between the groups" not in html


def test_what_an_author_writes_is_never_markup(course):
    box = GOOD.replace("| Esketamine |", '| A "b" < c |')
    html = passage_of(course, box).html
    assert "A &quot;b&quot; &lt; c: 27 of 100." in html
    assert "< c" not in html


def test_half_a_person_is_rounded_up(course):
    box = GOOD.replace("17.6", "17.5").replace("27.1", "0.5")
    assert marks_of(passage_of(course, box).html) == [(18, 0, 82), (1, 17, 82)]


def test_on_paper_both_hundreds_are_full(course):
    html = paper_of(course, GOOD)
    assert [html.count(f'"dot{mark}"') for mark in (" in", " differs", "")] == [36, 9, 155]
    assert "a difference of 9.5 points" in html
    assert "<form" not in html


def test_a_changed_share_is_a_changed_number_of_the_edition(tmp_path):
    changed = numbers_changed(tmp_path, GOOD, GOOD.replace("27.1", "28.4"))
    assert changed == [("27 in remission at week 8 (27.1%)", "28 in remission at week 8 (28.4%)")]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("    guess: Of 100 people on quetiapine, how many are well?\n", "", 1, 'needs "guess"'),
        ("in remission at week 8", "in remission", 4, "an outcome has its time"),
        ("at week 8\n", "at week 8\n    uncertain: perhaps\n", 5, '"uncertain" is true'),
        ("at week 8\n", "at week 8\n    interval: -2.1 to 21\n", 5, "includes no difference"),
        ("at week 8\n", "at week 8\n    interval: wide\n", 5, "an interval is two numbers"),
        ("27.1[@R1] |\n", "27.1[@R1] |\n| Both | both | 40[@R1] |\n", 10, "two groups"),
        ("27.1", "127.1", 9, "0 to 100"),
        ("27.1", "91 of 336", 9, "no number"),
        ("27.1[@R1]", "27.1", 9, "this row cites nothing"),
        ("- because:", "- so:", 1, "what the numbers mean"),
        ("was open.[@F1]", "was open.", 11, "this point cites nothing"),
    ],
)
def test_what_is_refused(tmp_path, old, new, line, words):
    assert GOOD.count(old) == 1
    refuses(tmp_path, GOOD.replace(old, new), line, words)


def test_an_interval_that_includes_none_is_sound_where_the_figure_says_so(tmp_path):
    box = UNCERTAIN.replace("true\n", "true\n    interval: −9.7 to 35.4\n")
    assert findings_in(tmp_path, box) == []
