"""What a learner, and what staff see of a learner, after a question was marked again."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import personal_data
from course import timeline
from course.models import Completion
from quizzes.models import Attempt
from quizzes.regrading.orders import approve, ask
from quizzes.sitting import attempts
from quizzes.templatetags.quizzes_tags import quiz_states
from tests.factories import enrol, make_edition
from tests.quizzes.factories import add_item, make_quiz, page, save, single
from tests.quizzes.regrading.test_regrading import BECAUSE, WHY, first_version, hand_in, new_version
from tests.quizzes.results.test_results import why
from tests.quizzes.sitting.test_sitting import text_of

pytestmark = pytest.mark.django_db
PANEL = reverse("course:unit", args=["basics", "quiz"])


@pytest.fixture
def regrade(grace, ida):
    """Order something for the first question of a quiz, and approve it."""

    def order(quiz, action, to_version=None):
        return approve(ask(first_version(quiz), action, to_version, WHY, grace), ida, BECAUSE)

    return order


def result(learner, attempt) -> str:
    return text_of(learner.get(page(Attempt.objects.get(pk=attempt.pk), "result")))


def test_the_result_says_when_and_why_it_was_marked_again_and_what_the_score_was(
    learner, ada, regrade
):
    quiz = make_quiz(single(), single())
    attempt = hand_in(ada, quiz, "a", "b")
    assert "Marked again" not in result(learner, attempt)
    regrade(quiz, "full_marks")
    text = result(learner, attempt)
    assert f"Marked again on {timezone.localdate().strftime('%B %-d, %Y')}." in text
    assert WHY in text
    assert BECAUSE not in text
    assert "Before, the score was 1 of 2." in text
    assert "Everybody got full marks for this question." in text
    assert re.search(r'class="big-score">2 <small>of 2 points, or 100%', text)
    assert "Passed" in text


def test_an_unchanged_score_is_marked_again_without_an_old_one(learner, ada, regrade):
    quiz = make_quiz(single(), single())
    attempt = hand_in(ada, quiz, "b", "b")
    regrade(quiz, "full_marks")
    text = result(learner, attempt)
    assert "Marked again on" in text
    assert "Before, the score" not in text


def test_a_quiz_that_shows_no_score_shows_no_old_one(learner, ada, regrade):
    quiz = make_quiz(single(), single(), review="never")
    attempt = hand_in(ada, quiz, "a", "b")
    regrade(quiz, "exclude")
    text = result(learner, attempt)
    assert WHY in text
    assert "the score was" not in text


def test_the_right_option_and_the_reasons_are_those_of_the_new_key(learner, ada, regrade):
    quiz = make_quiz(single(shuffle=False), review="after_submit")
    attempt = hand_in(ada, quiz, "c")
    kind, body = single("c", shuffle=False)
    for option in body["options"]:
        option["rationale"] = f"WHY now-{option['id']}"
        option["text"] = f"Renamed {option['id']}"
    regrade(quiz, "rescore", new_version(first_version(quiz), kind, body))
    text = result(learner, attempt)
    assert re.findall(r'<li class="(\w+)">', text)[0] == "right"
    assert set(re.findall(r"WHY (now-\w|\w)", text)) == {"now-a", "now-b", "now-c", "now-d"}
    assert "Option c" in text
    assert "Renamed" not in text


def test_a_pass_stays_a_pass_for_the_learner_on_every_page(learner, ada, regrade):
    quiz = make_quiz(single(), single())
    attempt = hand_in(ada, quiz, "b", "b")
    regrade(quiz, "rescore", new_version(first_version(quiz), *single("c")))
    text = result(learner, attempt)
    assert re.search(r"<h1>Passed\s*</h1>", text)
    assert "You passed it before, and that stays on your record." in text
    assert "Before, the score was 2 of 2." in text
    assert "1 of 2, passed" in text_of(learner.get(PANEL))
    assert quiz_states(attempt.enrolment).in_words == {"quiz": "passed, 1 of 2"}
    assert Completion.objects.get().earned == "2"


def test_practice_shows_why_by_the_key_in_force(learner, ada, regrade):
    quiz = make_quiz(single(shuffle=False), purpose="practice")
    attempt = attempts.start(enrol(ada, quiz.unit.edition), quiz, timezone.now())
    save(attempt.items.get(), "c", checked=True)
    assert "Not right" in text_of(learner.get(page(attempt)))
    kind, body = single("c", shuffle=False)
    body["options"][2]["rationale"] = "WHY now"
    regrade(quiz, "rescore", new_version(first_version(quiz), kind, body))
    text = text_of(learner.get(page(attempt)))
    assert "Not right" not in text
    assert why(text) == {"a", "b", "now", "d"}


def test_the_result_needs_no_more_queries_for_more_questions_marked_again(
    learner, ada, grace, ida, django_assert_max_num_queries
):
    used = []
    for count in (1, 20):
        quiz = make_quiz(*[single()] * count, edition=make_edition(lessons=0), key=f"many-{count}")
        attempt = hand_in(ada, quiz, *"b" * count, enrolment=enrol_again(ada, quiz))
        for item in quiz.bank.select_related("version__question__course"):
            other = add_item(quiz, *single("c"), ref=item.version.question.ref).version
            approve(ask(item.version, "rescore", other, WHY, grace), ida, BECAUSE)
        result(learner, attempt)
        with django_assert_max_num_queries(40) as captured:
            assert result(learner, attempt).count("Marked again on") == count
        used.append(len(captured))
    assert used[0] == used[1]


def enrol_again(user, quiz):
    user.enrolments.filter(ended_at=None).update(ended_at=timezone.now())
    return enrol(user, quiz.unit.edition)


def test_staff_and_the_persons_own_export_see_the_new_marking_and_the_old_one(ada, regrade):
    quiz = make_quiz(single(), single())
    attempt = hand_in(ada, quiz, "a", "b")
    regrade(quiz, "full_marks")
    told = [
        (entry.title, entry.detail)
        for entry in timeline.entries(attempt.enrolment)
        if "attempt" in entry.title
    ]
    assert told == [
        (
            "About quiz: attempt 1 marked again",
            f"2 of 2, passed; before: 1 of 2, not passed yet. {WHY}",
        ),
        ("About quiz: attempt 1 handed in", "1 of 2, not passed yet"),
    ]
    (mine,) = personal_data.export(ada)["quizzes"]
    assert [(each["result"], each["marked_again_because"]) for each in mine["markings"]] == [
        ("1 of 2, not passed yet", ""),
        ("2 of 2, passed", WHY),
    ]
