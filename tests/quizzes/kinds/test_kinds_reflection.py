"""A reflection: private, not marked, with points to weigh afterwards."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from course.publishing import publish
from course.source import read_course
from quizzes.kinds import BadResponse, question_from
from quizzes.kinds.reflection import MAX_REFLECTION_CHARACTERS
from quizzes.models import Quiz
from quizzes.records import QuizData
from quizzes.sitting.attempts import start
from tests.factories import enrol
from tests.quizzes.bank.test_authoring import mistakes
from tests.quizzes.factories import make_attempt, page, reflection, save, single
from tests.quizzes.forms import form_of
from tests.quizzes.quiz_folder import FOLDER, changed, write_quiz
from tests.quizzes.results.test_results import hand_in
from tests.quizzes.sitting.test_sitting import hidden, post, text_of

MINE = "I would listen first.\nThen I would ask <why>."
REFLECTION = """\
---
id: what-would-you-say
type: reflection
objectives: [say-it]
remediation: welcome#danger
facts: [F1]
---
A person is afraid.

What would you say?

- (a) Fear has its reasons.[@F1]
- (b) Silence is an answer too. {plain}
"""


@pytest.mark.parametrize("response", [None, "", "x", "x" * MAX_REFLECTION_CHARACTERS])
def test_nothing_is_marked(response):
    found = question_from(*reflection()).score(response)
    assert (found.fraction, found.status) == (0, "unscored")


def test_too_long_a_text_is_asked_for_again_and_anything_else_is_refused():
    data = question_from(*reflection())
    assert data.score("x" * (MAX_REFLECTION_CHARACTERS + 1)).status == "invalid"
    with pytest.raises(BadResponse):
        data.score(["x"])


def test_a_saved_text_stands_in_its_form_again():
    data = question_from(*reflection())
    assert data.response_from({"answer": ["one\r\ntwo "]}, "answer") == "one\ntwo "
    assert data.response_from({"answer": [" \r\n "]}, "answer") is None
    for response in (MINE, None):
        assert data.response_from(form_of(data, response, "answer"), "answer") == response


@pytest.mark.django_db
def test_a_text_is_saved_and_shown_with_what_to_weigh_after_handing_in(learner, ada):
    attempt = make_attempt(ada, reflection(), single())
    shown = text_of(learner.get(page(attempt)))
    assert '<label for="answer">Your thoughts</label>' in shown
    assert "How sure are you?" not in shown
    assert "WHY " not in shown
    post(learner, page(attempt), answer=MINE)
    shown = text_of(learner.get(page(attempt)))
    assert f">\n{MINE.replace('<', '&lt;').replace('>', '&gt;')}</textarea>" in shown
    assert "WHY " not in shown
    post(learner, page(attempt, position=2), answer="b")
    shown = hand_in(learner, attempt)
    assert "1 <small>of 1 point, or 100%" in shown
    section = shown[shown.index("To think over, not marked") :]
    assert "I would listen first.<br>" in section
    assert "WHY to listen first" in section
    assert "What is it?" not in section


@pytest.mark.django_db
def test_a_reflection_left_empty_takes_nothing_away(learner, ada):
    attempt = make_attempt(ada, single(), reflection())
    post(learner, page(attempt), answer="b")
    review = text_of(learner.get(page(attempt, "review")))
    assert "Every scored question is answered." in review
    assert "nothing written, not marked" in review
    shown = hand_in(learner, attempt)
    assert "1 <small>of 1 point, or 100%" in shown
    assert "You wrote nothing here." in shown
    assert "WHY to listen first" in shown


@pytest.mark.django_db
@pytest.mark.parametrize("length", [4001, 25_000])
def test_too_long_a_text_stays_whole_in_its_field_with_what_to_do(learner, ada, length):
    attempt = make_attempt(ada, reflection())
    field = re.search(r'<textarea[^>]*id="answer"[^>]*>', text_of(learner.get(page(attempt))))
    assert "maxlength" not in field[0]
    answer = text_of(post(learner, page(attempt), answer="x" * length))
    advice = f"Write at most 4000 characters. Yours has {length}."
    assert f'<a href="#answer">{advice}</a>' in answer
    assert "x" * length in answer
    assert attempt.items.get().response is None


@pytest.mark.django_db
def test_practice_shows_what_to_weigh_at_once(learner, ada):
    attempt = make_attempt(ada, reflection(), purpose="practice")
    post(learner, page(attempt), answer=MINE, go="check")
    shown = text_of(learner.get(page(attempt)))
    assert "What to weigh" in shown
    assert "WHY to listen first" in shown
    assert "I would listen first." in shown


@pytest.mark.django_db
def test_what_was_written_is_in_no_receipt_and_no_page_of_staff(client, ada, grace):
    attempt = make_attempt(ada, reflection(), single())
    save(attempt.items.first(), MINE)
    client.force_login(ada)
    client.post(page(attempt, "submit"), hidden(client, page(attempt, "review")))
    receipt = text_of(client.get(page(attempt, "receipt")))
    assert "Answer: written, and private" in receipt
    assert "listen" not in receipt
    client.force_login(grace)
    staff = text_of(client.get(reverse("staff:learner", args=[attempt.enrolment.public_id])))
    assert re.search(r"attempt 1 handed in", staff)
    assert "listen" not in staff


@pytest.mark.django_db
def test_an_export_of_ones_own_data_has_what_one_wrote(ada):
    attempt = make_attempt(ada, reflection())
    save(attempt.items.get(), MINE)
    assert QuizData().export(ada)[0]["answers"][0]["answer"] == MINE


def test_a_reflection_is_read_whole(tmp_path):
    source = read_course(write_quiz(tmp_path, **{"040-reflection.md": REFLECTION}))
    assert source.unit("start-quiz").body.questions[3].body == {
        "vignette": "A person is afraid.",
        "stem": "What would you say?",
        "rationale": "",
        "to_weigh": [
            {"id": "a", "text": "Fear has its reasons.[@F1]"},
            {"id": "b", "text": "Silence is an answer too. {plain}"},
        ],
    }


MODEL = """
## model

“I would *listen* first.”[@F1]

- Then I would ask. {plain}
"""


@pytest.mark.django_db
def test_a_model_answer_is_shown_afterwards_and_not_before(tmp_path, client, ada):
    source = read_course(write_quiz(tmp_path, **{"005-reflection.md": REFLECTION + MODEL}))
    assert source.unit("start-quiz").body.questions[0].body["model"] == MODEL.strip()[10:]
    edition = publish(source)
    attempt = start(enrol(ada, edition), Quiz.objects.get(), timezone.now())
    save(attempt.items.get(question__ref="what-would-you-say"), MINE)
    client.force_login(ada)
    assert "listen</em> first" not in text_of(client.get(page(attempt)))
    shown = hand_in(client, attempt)
    assert shown.index("What you wrote") < shown.index("A model answer, to compare yours with")
    assert "“I would <em>listen</em> first.”" in shown
    assert "What a good answer holds" in shown


BROKEN = {
    "a model answer that cites nothing": (
        [("too. {plain}\n", "too. {plain}\n\n## model\n\nI would listen.\n")],
        (17, "this paragraph cites nothing"),
    ),
    "another part than the model answer": (
        [("too. {plain}\n", "too. {plain}\n\n## modell\nI would listen. {plain}\n")],
        (15, 'a reflection has one part, its model answer; write it under one "## model"'),
    ),
    "two model answers": (
        [("too. {plain}\n", "too. {plain}\n## model\nA. {plain}\n## model\nB. {plain}\n")],
        (16, 'a reflection has one part, its model answer; write it under one "## model"'),
    ),
    "nothing to weigh": (
        [(REFLECTION[REFLECTION.index("- (a)") :], "")],
        (8, 'write what to weigh afterward, a point a line: "- (a) …"'),
    ),
    "a point that cites nothing": (
        [("reasons.[@F1]", "reasons.")],
        (12, "this paragraph cites nothing"),
    ),
    "a point marked as right": (
        [("- (b) Silence", "- [x] (b) Silence")],
        (13, 'a row of this kind of question is written "- (a) Text"'),
    ),
    "a reason of the whole": (
        [("say?\n", "say?\n\nRationale: This is right.[@F1]\n")],
        (12, 'nothing is right or wrong here; write what to weigh as "- (a) …"'),
    ),
    "a reason of a point": (
        [("too. {plain}\n", "too. {plain}\n      Rationale: Why not.[@F1]\n")],
        (13, "a point to weigh is its own reason; take its Rationale away"),
    ),
    "two points of one id": (
        [("- (b)", "- (a)")],
        (13, "two points have the same id; the letters in brackets are unique in a question"),
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_an_author_is_told_what_is_wrong_and_where(tmp_path, name):
    pairs, (line, words) = BROKEN[name]
    found = mistakes(write_quiz(tmp_path, **{"040-reflection.md": changed(REFLECTION, *pairs)}))
    told = [(each.line, each.text) for each in found if each.file == f"{FOLDER}/040-reflection.md"]
    assert len(told) == 1, told
    assert told[0][0] == line
    assert words in told[0][1]
