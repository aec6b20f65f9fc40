"""Checks in lessons that ask as a quiz does: a plain form, answered at once, kept nowhere."""

import re
from html import unescape

import pytest
from django.urls import reverse

from course.publishing import publish
from course.source import read_course
from course.text.blocks import SETTING
from course.text.passages import parse
from tests.course.course_folder import FIRST_LESSON, lesson, write_course
from tests.course.figures.pages import findings_in

NUMERIC = """\
/// check | How much is in it?
    id: how-much
    kind: numeric

answers: [{value: "100"}]
units: {mg: "1"}
---
The vial in your hand says 50 mg/mL.

How many milligrams are in 2 mL?

Rationale: Two times fifty.[@F1]
///"""
MATCH = """\
/// check | Which belongs where?
    id: which-effect
    kind: match

Which effect does each of them show?

- (p1 = b) Feels outside the body
      Rationale: That is dissociation.[@R2]
- (p2 = a) 188/112 mmHg
      Rationale: The pressure is high.[@F1]
- (a) Raised blood pressure
- (b) Dissociation, which ketamine is approved for depression
///"""
CLOZE = """\
/// check | Complete the note
    id: the-note
    kind: cloze

Complete the note.

Ketamine blocks the {{g1}} receptor.

## g1
type: text
answers: [NMDA]
---
the receptor

Rationale: It was measured.[@F1]
///"""
REFLECTION = """\
/// check | Was it worth it?
    id: worth-it
    kind: reflection

A person asks whether it was worth it. What would you say?

- (a) Fear is common.[@F1]
- (b) Silence is an answer too. {plain}
///"""


@pytest.mark.parametrize("box", [NUMERIC, MATCH, CLOZE, REFLECTION])
def test_sound_questions_have_no_finding(tmp_path, box):
    assert findings_in(tmp_path, box) == []


@pytest.mark.parametrize(
    ("box", "old", "new", "line", "words"),
    [
        (NUMERIC, "kind: numeric", "kind: numbers", 4, 'a check asks no "numbers"'),
        (NUMERIC, "kind: numeric", "kind: case", 4, 'a check asks no "case"'),
        (NUMERIC, "fifty.[@F1]", "fifty.", 12, "this paragraph cites nothing"),
        (NUMERIC, "fifty.[@F1]", "fifty.[@F9]", 12, 'no fact or reference "F9"'),
        (NUMERIC, "fifty.[@F1]", "it cures.[@F1]", 12, "cure"),
        (NUMERIC, "Rationale: Two times fifty.[@F1]\n", "", 10, "the answer has no reason"),
        (NUMERIC, 'value: "100"', 'value: "many"', 5, "many"),
        (NUMERIC, "units:", "unit:", 6, "unit"),
        (MATCH, "(p1 = b)", "(p1 = c)", 7, "c"),
        (CLOZE, "answers: [NMDA]\n", "", 10, "answers"),
    ],
)
def test_what_is_refused_with_its_line(tmp_path, box, old, new, line, words):
    assert box.count(old) == 1
    found = findings_in(tmp_path, box.replace(old, new))
    assert [here for here, text in found if words in text] == [line], found


def test_its_texts_are_those_of_the_lesson():
    box = parse(NUMERIC).blocks[0]
    assert [block.kind for block in box.inner if block.kind != SETTING] == ["paragraph"] * 3
    assert box.key == "how-much"


@pytest.fixture
def published(db, tmp_path):
    boxes = [NUMERIC, MATCH, CLOZE, REFLECTION]
    body = "\n\nMore. {plain}\n\n".join([*boxes, ""])
    folder = write_course(
        tmp_path,
        **{
            FIRST_LESSON: lesson(body),
            "01-start/020-second.md": None,
            "guide/010-at-a-glance.md": None,
        },
    )
    return publish(read_course(folder))


def form_of(client, edition, key):
    """The address of a form in the lesson, and what it sends before anybody fills it in."""
    page = client.get(edition.units.get(key="welcome").get_absolute_url()).content.decode()
    section = page.partition(f'id="{key}"')[2].partition("</form>")[0]
    action = re.search(r'action="([^"]+)"', section)[1]
    question = unescape(re.search(r'name="question" value="([^"]+)"', section)[1])
    return action, {"question": question}, section


def test_an_answer_is_told_right_or_not_with_its_reason_and_nothing_is_kept(
    client, published, django_assert_max_num_queries
):
    action, sent, _section = form_of(client, published, "how-much")
    right = sent | {"how-much-answer": "100", "how-much-answer-unit": "mg"}
    with django_assert_max_num_queries(2) as asked:  # of the frame of the page
        page = client.post(action, right).content.decode()
    assert {query["sql"].split()[0] for query in asked.captured_queries} == {"SELECT"}
    assert "Your answer, correct" in page
    assert "Two times fifty." in page
    lesson_url = published.units.get(key="welcome").get_absolute_url()
    assert f'href="{lesson_url}#how-much"' in page

    page = client.post(action, sent | {**right, "how-much-answer": "1000"}).content.decode()
    assert "Not right" in page


def test_what_cannot_be_read_is_asked_again(client, published):
    action, sent, _section = form_of(client, published, "how-much")
    page = client.post(action, sent | {"how-much-answer": "many"}).content.decode()
    assert 'aria-invalid="true"' in page
    assert "Your answer" not in page


def test_the_answer_opens_in_the_lesson_too_and_the_form_does_not_give_it_away(client, published):
    _action, _sent, section = form_of(client, published, "which-effect")
    assert "That is dissociation." not in section
    page = client.get(published.units.get(key="welcome").get_absolute_url()).content.decode()
    assert page.count("Show the answer") == 4
    assert "Right answer" in page
    assert "Your answer" not in page
    assert "That is dissociation." in page


def test_nobody_else_can_make_up_a_question(client, published):
    action, sent, _section = form_of(client, published, "how-much")
    assert client.post(action, {"question": sent["question"] + "x"}).status_code == 400
    assert client.post(action, {}).status_code == 400
    assert client.get(action).status_code == 405
    assert action == reverse("quizzes:answer_check")


def test_it_is_answered_without_a_token_for_the_page_is_the_same_for_everybody(published):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    action, sent, _section = form_of(strict, published, "how-much")
    answer = {"how-much-answer": "100", "how-much-answer-unit": "mg"}
    assert strict.post(action, sent | answer).status_code == 200


def test_mistakes_in_the_form_of_its_texts_are_said(tmp_path):
    box = NUMERIC.replace("Two times fifty.[@F1]", "Two times fifty.[@F1] {plane}")
    ((line, text),) = findings_in(tmp_path, box)
    assert (line, '"plane" cannot stand in braces' in text) == (12, True)
