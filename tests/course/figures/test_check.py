"""Check yourself: what an author writes, what the reader sees, and what is refused."""

import pytest

from course.source import SourceError, read_course
from tests.course.course_folder import FILES, FIRST_LESSON, write_course
from tests.course.figures.pages import findings_in, lesson_of, passage_of, refuses

GOOD = """\
/// check | Two hours have passed. May she go?
    id: check-floaty

Bea feels “floaty”. {plain}

- [ ] Yes: two hours, pressure settled
      Rationale: “Floaty” has *not* resolved.[@F1]
- [x] Not yet: she stays until
      the floating has gone
      Rationale: At least two hours, and
      until it has resolved.[@R2]
- [ ] Ask the clock
      Rationale: A clock knows no people. {plain}
///"""


def test_a_sound_check_is_a_passage_with_its_words_and_sources(course, tmp_path):
    assert findings_in(tmp_path, GOOD) == []
    passage = passage_of(course, GOOD)
    assert (passage.key, passage.kind, passage.tags) == ("check-floaty", "check", ("F1", "R2"))
    assert passage.text == (
        "Two hours have passed. May she go? Bea feels “floaty”. "
        "Yes: two hours, pressure settled “Floaty” has not resolved. "
        "Not yet: she stays until the floating has gone "
        "At least two hours, and until it has resolved. "
        "Ask the clock A clock knows no people."
    )


def test_its_answers_are_a_set_of_which_one_is_open_and_need_no_script(course):
    html = passage_of(course, GOOD).html
    assert html.startswith('<section class="check-self" id="check-floaty"')
    assert html.count('<details name="check-floaty"') == 3
    assert html.count('class="wrong"') == 2
    assert html.count('class="right"') == 1
    assert "“Floaty” has <em>not</em> resolved." in html
    assert 'popovertarget="c-1"' in html
    assert "<script" not in html


def test_a_check_counts_half_a_minute_and_is_no_figure(course):
    lesson = lesson_of(course, f"{GOOD}\n\nMore. {{plain}}")
    assert (lesson.figures, lesson.checks, lesson.figures_by_kind) == (0, 1, {})
    assert lesson.words == 1, "the half minute includes reading it"


def test_what_an_author_writes_is_never_markup(course):
    box = GOOD.replace("Ask the clock", "Ask &lt;script&gt; `<b>`").replace("May she", "a < b")
    html = passage_of(course, box).html
    assert "Ask &lt;script&gt; <code>&lt;b&gt;</code>" in html
    assert "a &lt; b" in html


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("    id: check-floaty\n", "", 1, "has an id"),
        (" | Two hours have passed. May she go?", "", 1, "missing its title"),
        ("    id: check-floaty\n", "    id: check-floaty\n    wide: yes\n", 3, "no option"),
        ("      Rationale: “Floaty” has *not* resolved.[@F1]\n", "", 6, "no reason"),
        ("resolved.[@F1]", "resolved.", 7, "this reason cites nothing"),
        ("resolved.[@F1]", "resolved.[@F9]", 7, 'no fact or reference "F9"'),
        ("[x]", "[ ]", 1, "one right answer"),
        ("- [ ] Ask", "- [x] Ask", 1, "one right answer"),
        ("pressure settled", "settled[@F1]", 6, "put it into its reason"),
        ("pressure settled", "[term](term:half-life)", 6, "put it into its reason"),
        ("until it has resolved.", "ketamine is approved for depression.", 10, "unapproved use"),
        ("Bea feels “floaty”. {plain}", "Bea feels “floaty”.", 4, "this paragraph cites nothing"),
        ("Bea feels “floaty”. {plain}", "| A | B |\n|---|---|\n| 1 | 2[@F1] |", 4, "no table here"),
    ],
)
def test_what_is_refused(tmp_path, old, new, line, words):
    assert GOOD.count(old) >= 1
    refuses(tmp_path, GOOD.replace(old, new, 1), line, words)


def test_a_wrong_answer_may_say_what_is_wrong(tmp_path):
    wrong = GOOD.replace("Ask the clock", "Ketamine is approved for depression")
    assert findings_in(tmp_path, wrong) == []


def test_a_check_is_not_the_last_thing_before_the_key_points(tmp_path):
    text = FILES[FIRST_LESSON].replace("/// unknown\nNobody has shown the rest.[@F2]\n///", GOOD)
    with pytest.raises(SourceError, match="is not the last thing of a lesson"):
        read_course(write_course(tmp_path, **{FIRST_LESSON: text}))
