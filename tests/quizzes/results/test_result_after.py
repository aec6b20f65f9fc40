"""After handing in: what to read first, what to put right and how, how sure and how right, and
the receipt."""

import hashlib
import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from quizzes.models import Attempt
from quizzes.sitting import attempts
from tests.factories import enrol
from tests.quizzes.factories import (
    add_must_pass,
    make_attempt,
    make_quiz,
    multi,
    page,
    reflection,
    right_answer,
    save,
    single,
)
from tests.quizzes.sitting.test_sitting import text_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
RETAKE, ONE_LIKE_IT = "Take the whole quiz again", "Then answer one question like it"
READ_IT_AGAIN = re.compile(r'<a class="button" href="([^"]+)">.*?First read it again</a>', re.S)


def sit(enrolment, quiz, *answers, at=NOW, puts_right=None) -> Attempt:
    """An attempt with an answer a question: the response, and how sure; what is left over is
    answered right."""
    attempt = attempts.start(enrolment, quiz, at, puts_right=puts_right)
    for place, item in enumerate(attempt.items.select_related("version")):
        response, sureness = answers[place] if place < len(answers) else (right_answer(item), None)
        attempts.save_answer(item, response, seq=0, at=at, sureness=sureness)
    return attempts.submit(attempt, uuid.uuid4(), at)


def result(client, attempt) -> str:
    with time_machine.travel(NOW, tick=False):
        return text_of(client.get(page(attempt, "result")))


def main(text) -> str:
    """The words of the page's main part, without its tags."""
    words = re.sub(r"<[^>]+>", " ", text[text.index("<main") : text.index("</main>")])
    return " ".join(words.split())


# --- the answers ---


def test_ones_own_answer_says_in_words_and_by_an_icon_whether_it_was_right(learner, ada):
    quiz = make_quiz(single(shuffle=False), single(shuffle=False), pass_mark=50)
    text = result(learner, sit(enrol(ada, quiz.unit.edition), quiz, ("a", None)))
    rows = re.findall(
        r'<li class="(\w+)">\s*<svg[^>]*aria-label="([^"]+)".*?<span class="flag">([^<]+)</span>',
        text,
        re.S,
    )
    assert rows == [
        ("right", "Right", "Right answer"),
        ("wrong", "Not right", "Your answer, incorrect"),
        ("right", "Right", "Your answer, correct"),
    ]


def test_a_right_answer_stands_with_its_case_and_its_reasons_open_by_a_word_or_a_pass(learner, ada):
    quiz = make_quiz(single(), single(), multi())
    enrolment = enrol(ada, quiz.unit.edition)
    failed = result(learner, sit(enrolment, quiz, ("b", None), ("b", None), (["b"], None)))
    passed = result(learner, sit(enrolment, quiz))
    for text, count, is_open in ((failed, 2, False), (passed, 3, True)):
        rows = re.findall(r'<li class="asked".*?</details>', text, re.S)
        assert len(rows) == count
        for row in rows:
            asked, reasons = row.split("<details")
            assert "A vignette." in asked
            assert "Your answer:</b> Option" in asked
            assert "Show why" in reasons
            assert "WHY a" in reasons
            assert reasons.startswith(' class="why-fold" open>') is is_open


def test_what_was_missed_is_to_be_put_right_before_the_pass_and_only_told_after_it(learner, ada):
    quiz = make_quiz(single(), single(), pass_mark=50)
    enrolment = enrol(ada, quiz.unit.edition)
    failed = sit(enrolment, quiz, ("a", None), ("a", None))
    assert "To put right" in result(learner, failed)
    passed = sit(enrolment, quiz, ("a", None))
    for attempt in (failed, passed):
        text = result(learner, attempt)
        assert "What you missed" in text
        assert "To put right" not in text


def test_a_practice_quiz_shows_points_and_no_pass_mark(learner, ada):
    quiz = make_quiz(single(), single(), purpose="practice")
    text = result(learner, sit(enrol(ada, quiz.unit.edition), quiz, ("a", None)))
    assert "Practice done" in text
    assert "pass mark" not in text


# --- how sure ---


def test_what_was_certain_and_wrong_is_read_first_without_blame(learner, ada):
    quiz = make_quiz(*[single()] * 5)
    add_must_pass(quiz)
    answers = [("a", 2), ("a", 3), ("b", 3), ("a", None), ("a", 3), ("a", 1)]
    text = result(learner, sit(enrol(ada, quiz.unit.edition), quiz, *answers))
    first = re.search(
        r"Read these first: you were sure, and the sources say otherwise\.</p>(.*?)</ul>",
        text,
        re.S,
    )[1]
    assert re.findall(r'href="#q(\d)"', first) == ["2", "5"]
    assert re.findall(r'<article class="[\w ]+" id="q(\d)"', text) == ["6", "2", "5", "1", "4"]
    assert text.count("You were certain, and the sources say otherwise.") == 2
    assert "You said: Fairly sure." in text
    assert "You said: Guessing." in text
    for blame in ("overconfident", "failed", "mistake", "should have"):
        assert blame not in main(text).lower()


@pytest.mark.parametrize("sureness", [1, 2, None])
def test_nothing_is_read_first_where_nobody_was_certain(learner, ada, sureness):
    quiz = make_quiz(single())
    assert "Read these first" not in result(
        learner, sit(enrol(ada, quiz.unit.edition), quiz, ("a", sureness))
    )


def test_how_sure_and_how_right_are_counted_and_a_share_is_of_five_or_more(learner, ada):
    quiz = make_quiz(*[single()] * 11)
    certain = [("b", 3)] * 5 + [("a", 3)]
    text = result(
        learner,
        sit(
            enrol(ada, quiz.unit.edition),
            quiz,
            *certain,
            ("b", 1),
            ("a", 1),
            (None, 1),
            ("b", None),
        ),
    )
    table = text[text.index("How sure, how right") :]
    rows = re.findall(
        r'<th scope="row">([\w ]+)</th>\s*<td class="r">(\d+)</td>\s*<td class="r">(\d+)</td>',
        table,
    )
    assert rows == [("Certain", "5", "6"), ("Fairly sure", "0", "0"), ("Guessing", "1", "2")]
    assert re.findall(r'<td class="r(?: none)?">(\d+%|too few)</td>', table) == [
        "83%",
        "too few",
        "too few",
    ]


def test_whoever_never_said_how_sure_they_were_is_told_nothing_of_it(learner, ada):
    quiz = make_quiz(single(), single())
    text = result(learner, sit(enrol(ada, quiz.unit.edition), quiz, ("a", None)))
    assert "How sure" not in text
    assert "You said" not in text


# --- a must-pass question ---


@pytest.fixture
def quiz():
    """Nine questions and two must-pass ones; 18 points of 20 with both wrong."""
    quiz = make_quiz(*[single()] * 9, points=2, attempts_allowed=2)
    add_must_pass(quiz, "airway")
    add_must_pass(quiz, "heart")
    return quiz


MISSED_ONE = [("b", None)] * 9 + [("a", None)]
MISSED_BOTH = [*MISSED_ONE, ("a", None)]


def test_a_miss_names_the_paragraph_and_leads_to_one_question_like_it_or_to_the_whole_quiz(
    learner, ada, quiz
):
    first = sit(enrol(ada, quiz.unit.edition), quiz, *MISSED_ONE)
    text = result(learner, first)
    assert "Not passed yet: one safety-critical question to put right" in text
    assert (
        "Your score reaches the pass mark. A safety-critical question has to be right as well"
        in text
    )
    article = text[text.index('<article class="missed must"') : text.index("</article>")]
    for words in (
        "Put this right before your certificate",
        'href="/courses/basics/units/lesson-1/#opening"',
        "The passage to read again.",
        f'action="{page(first, "put_right", position=10)}"',
        ONE_LIKE_IT,
    ):
        assert words in article
    to_passage = READ_IT_AGAIN.search(article)
    assert to_passage[1] == "/courses/basics/units/lesson-1/#opening"
    assert to_passage.end() < article.index(ONE_LIKE_IT)
    assert RETAKE in text
    assert f'action="{reverse("quizzes:start", args=["basics", "quiz"])}"' in text


def test_with_no_attempt_left_the_one_question_is_still_offered_and_the_whole_quiz_is_not(
    learner, ada, quiz
):
    enrolment = enrol(ada, quiz.unit.edition)
    sit(enrolment, quiz, *MISSED_ONE)
    text = result(learner, sit(enrolment, quiz, *MISSED_ONE))
    assert ONE_LIKE_IT in text
    assert RETAKE not in text


def test_during_the_wait_the_time_stands_in_the_place_of_the_button(learner, ada):
    quiz = make_quiz(*[single()] * 9, cooldown_minutes=60)
    add_must_pass(quiz)
    attempt = sit(enrol(ada, quiz.unit.edition), quiz, *MISSED_ONE)
    text = result(learner, attempt)
    assert "Another question like it opens on November 24, 2026, 11:00, your time." in text
    assert ONE_LIKE_IT not in text
    assert RETAKE not in text
    with time_machine.travel(NOW + timedelta(minutes=60), tick=False):
        text = text_of(learner.get(page(attempt, "result")))
    assert ONE_LIKE_IT in text


def test_a_sibling_answered_wrong_leads_to_another_one(learner, ada, quiz):
    enrolment = enrol(ada, quiz.unit.edition)
    first = sit(enrolment, quiz, *MISSED_ONE)
    second = sit(enrolment, quiz, ("a", None), puts_right=first.items.get(position=10))
    text = result(learner, second)
    assert "Not right yet" in text
    assert "has passed" not in text
    assert f'action="{page(first, "put_right", position=10)}"' in text
    assert "Answer another question like it" in text
    assert f'href="{first.get_absolute_url()}"' in text
    assert "Go on:" not in text
    with time_machine.travel(NOW, tick=False):
        answer = learner.post(page(first, "put_right", position=10))
    assert answer.headers["Location"] == page(Attempt.objects.get(number=3))


def test_one_put_right_while_another_is_missing_leads_back_and_not_on(learner, ada, quiz):
    enrolment = enrol(ada, quiz.unit.edition)
    first = sit(enrolment, quiz, *MISSED_BOTH)
    second = sit(enrolment, quiz, puts_right=first.items.get(position=10))
    text = result(learner, second)
    assert "Put right" in text
    assert "has passed" not in text
    assert f'href="{first.get_absolute_url()}"' in text
    assert "Go on:" not in text
    assert "Answer another question like it" not in text
    third = sit(enrolment, quiz, puts_right=first.items.get(position=11))
    assert "With this, attempt 1 has passed." in result(learner, third)
    assert "to your certificate" in result(learner, third)


def test_an_attempt_that_did_not_put_it_right_never_says_that_it_did(learner, ada, quiz):
    enrolment = enrol(ada, quiz.unit.edition)
    first = sit(enrolment, quiz, *MISSED_ONE)
    wrong = sit(enrolment, quiz, ("a", None), puts_right=first.items.get(position=10))
    right = sit(enrolment, quiz, puts_right=first.items.get(position=10))
    assert "With this, attempt 1 has passed." in result(learner, right)
    assert "With this" not in result(learner, wrong)
    text = result(learner, first)
    assert (
        "put right in an attempt of its own. The marks of this attempt stay as they were." in text
    )
    assert "19 <small>of 20" in text


def test_the_page_promises_all_reasons_only_where_it_shows_them(learner, ada):
    """By its policy everything is open at once, but for a must-pass question that may be asked
    again."""
    quiz = make_quiz(*[multi()] * 4, review="after_submit")
    add_must_pass(quiz)
    enrolment = enrol(ada, quiz.unit.edition)
    text = result(
        learner,
        sit(
            enrolment, quiz, (["b"], None), (["b"], None), (["b"], None), (["b"], None), ("a", None)
        ),
    )
    assert "The reasons for every option are below." not in text
    assert text.count("Right answer") == 4 * 3
    text = result(learner, sit(enrolment, quiz))
    assert "The reasons for every option are below." in text


# --- the receipt ---


def test_the_receipt_is_linked_and_holds_the_sum_that_the_page_leaves_out(learner, ada):
    attempt = make_attempt(ada, single(), single())
    save(attempt.items.first(), "b", sureness=3)
    attempts.submit(attempt, uuid.uuid4(), timezone.now())
    text = text_of(learner.get(page(attempt, "result")))
    url = page(attempt, "receipt")
    assert f'href="{url}"' in text
    receipt = text_of(learner.get(url))
    above, last = receipt[: receipt.rindex("SHA-256: ")], receipt.splitlines()[-1]
    assert last == f"SHA-256: {hashlib.sha256(above.encode()).hexdigest()}"
    assert last.removeprefix("SHA-256: ") not in text
    for words in ("Option b", "none", attempt.quiz.unit.title, str(attempt.enrolment.public_id)):
        assert words in receipt
    for secret in ("Certain", "sure", "WHY ", "1 of 2", "passed"):
        assert secret not in receipt


def test_the_receipt_is_the_same_whatever_language_its_reader_has_chosen(learner, ada):
    attempt = make_attempt(ada)
    attempts.submit(attempt, uuid.uuid4(), timezone.now())
    receipts = set()
    for language in ("en", "de", "fr"):
        ada.language = language
        ada.save()
        receipts.add(
            text_of(learner.get(page(attempt, "receipt"), headers={"accept-language": language}))
        )
    assert len(receipts) == 1


def test_where_the_policy_shows_nothing_the_receipt_is_there_all_the_same(learner, ada):
    attempt = make_attempt(ada, review="never")
    attempts.submit(attempt, uuid.uuid4(), timezone.now())
    text = text_of(learner.get(page(attempt, "result")))
    assert page(attempt, "receipt") in text
    assert "What is it?" not in text


def test_a_pass_with_misses_leads_on_above_its_reasons_and_to_each_part(learner, ada):
    quiz = make_quiz(single(), single(), reflection(), pass_mark=50)
    answers = [("a", None), ("b", None), ("I would listen.", None)]
    attempt = sit(enrol(ada, quiz.unit.edition), quiz, *answers)
    text = result(learner, attempt)
    jumps = text.split('<nav class="result-jumps"')[1].split("</nav>")[0]
    targets = re.findall(r'href="([^"]+)"', jumps)
    assert targets[0] == reverse("course:mine", args=["basics"])
    assert targets[1:] == ["#missed_heading", "#right_heading", "#reflections_heading"]
    assert all(f'id="{target[1:]}"' in text for target in targets[1:])
    assert text.index("result-jumps") < text.index("WHY")
