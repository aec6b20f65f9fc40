"""A learner reports a question from the result, and finds the answer there."""

import json
import re
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import personal_data
from quizzes.models import Attempt, ItemReport
from quizzes.sitting import attempts
from tests.quizzes.factories import answer_all, make_attempt, page, save, single
from tests.quizzes.sitting.test_sitting import text_of

pytestmark = pytest.mark.django_db
WORDS = "The label says forty minutes."
HOSTILE = '<script>alert(1)</script> "><img src=x onerror=alert(1)> {{ 7 }}'


@pytest.fixture
def attempt(client, ada) -> Attempt:
    """Ada's attempt, handed in: question 1 wrong, question 2 right. Ada is signed in."""
    attempt = make_attempt(ada, single(), single())
    save(attempt.items.first(), "a")
    save(attempt.items.last(), "b")
    client.force_login(ada)
    return attempts.submit(attempt, uuid.uuid4(), timezone.now())


def report(client, attempt, position=1, **fields):
    return client.post(
        page(attempt, "report", position=position), {"kind": "outdated", "text": WORDS} | fields
    )


def result(client, attempt) -> str:
    return text_of(client.get(page(attempt, "result")))


def form(client, attempt, position=1) -> str:
    """The page on which a question is reported."""
    return text_of(client.get(page(attempt, "report", position=position)))


def kinds_offered(text) -> list[str]:
    """The kinds that the form of a question offers."""
    return re.findall(r'name="kind" value="(\w+)"', text)


def report_links(text) -> list[tuple[str, str]]:
    """Where a result leads to report a question, and the words of the link."""
    return re.findall(r'<a href="([^"]*/questions/\d+/report/)">(.*?)</a>', text)


def test_what_somebody_reported_stands_among_their_messages(client, attempt, eve):
    report(client, attempt)
    mine = text_of(client.get(reverse("inbox:mine")))
    assert f'href="{attempt.get_absolute_url()}#report-1"' in mine
    assert "Received" in mine
    attempt.items.first().reports.get().take(eve)
    assert "Being answered" in text_of(client.get(reverse("inbox:mine")))
    client.force_login(eve)
    assert attempt.get_absolute_url() not in text_of(client.get(reverse("inbox:mine")))


def test_every_question_of_a_result_can_be_reported_right_or_wrong(client, attempt):
    text = result(client, attempt)
    assert sorted(report_links(text)) == [
        (page(attempt, "report", position=1), "Report question 1"),
        (page(attempt, "report", position=2), "Report question 2"),
    ]
    assert kinds_offered(text) == []


def test_the_page_of_a_report_says_which_question_and_leads_back_to_it(client, attempt):
    text = form(client, attempt, 2)
    unit = attempt.quiz.unit
    assert f"<title>Report question 2: {unit.title}" in text
    assert "What is it?" in text
    assert f"{unit.title}, attempt 1" in text
    assert kinds_offered(text) == ["wrong", "ambiguous", "outdated", "typo"]
    assert "No patient details." in text
    assert not re.search(r'name="kind"[^>]*checked', text)
    assert f'href="{attempt.get_absolute_url()}#report-2"' in text
    assert 'id="report-2"' in result(client, attempt)


def test_the_page_of_a_report_gives_no_key_away(client, attempt):
    text = form(client, attempt, 1)
    assert "WHY" not in text
    assert "Option" not in text


def test_a_report_is_kept_and_stands_below_its_question(client, attempt):
    answer = report(client, attempt)
    assert answer.headers["Location"] == f"{attempt.get_absolute_url()}#report-1"
    found = ItemReport.objects.get()
    assert (found.item, found.kind, found.text, found.owner, found.answered_at) == (
        attempt.items.first(), "outdated", WORDS, None, None,
    )  # fmt: skip
    text = result(client, attempt)
    assert "your report was sent" in text
    assert "The guidance has changed." in text
    assert WORDS in text
    assert "Not answered yet" in text
    assert report_links(text)[0][1] == "Report something else in question 1"
    assert kinds_offered(form(client, attempt, 1)) == ["wrong", "ambiguous", "typo"]
    assert len(kinds_offered(form(client, attempt, 2))) == 4


def test_a_double_click_is_one_report_and_the_first_text_stays(client, attempt):
    report(client, attempt)
    assert report(client, attempt, text="Something else.").status_code == 302
    assert ItemReport.objects.get().text == WORDS
    assert "you had reported this already" in result(client, attempt)


def test_when_every_kind_was_reported_no_form_is_left(client, attempt):
    for kind in ItemReport.Kind.values:
        report(client, attempt, kind=kind)
    text = result(client, attempt)
    assert [url for url, _words in report_links(text)] == [page(attempt, "report", position=2)]
    assert text.count("Not answered yet") == 4
    answer = client.get(page(attempt, "report", position=1))
    assert answer.headers["Location"] == f"{attempt.get_absolute_url()}#report-1"


def test_a_report_needs_a_kind_but_no_words(client, attempt):
    text = text_of(report(client, attempt, kind="", text=WORDS))
    assert "Choose what is wrong." in text
    assert WORDS in text
    assert "<title>Error: " in text
    assert not ItemReport.objects.exists()
    report(client, attempt, kind="typo", text="")
    assert ItemReport.objects.get().text == ""


@pytest.mark.parametrize("kind", ["rude", "wrong' OR 1=1", "7"])
def test_a_kind_that_no_form_offers_is_refused(client, attempt, kind):
    assert report(client, attempt, kind=kind).status_code == 200
    assert not ItemReport.objects.exists()


def test_a_text_that_is_too_long_is_refused_with_its_length_and_comes_back_whole(client, attempt):
    long = "Long, really. " * 150
    answer = report(client, attempt, text=long)
    text = text_of(answer)
    assert "Shorten it to 2000 characters; it has 2099." in text
    assert long.strip() in text
    assert re.search(r'value="outdated"[^>]*checked', text)
    assert not re.search(r"<textarea[^>]*maxlength", text)
    assert not ItemReport.objects.exists()


def test_a_line_end_counts_as_one_character_whatever_the_browser_sends(client, attempt):
    report(client, attempt, text="a\r\n" * 999 + "bc")
    assert len(ItemReport.objects.get().text) == 2000


def test_hostile_words_are_shown_as_words(client, attempt):
    report(client, attempt, text=HOSTILE)
    ItemReport.objects.update(answer=HOSTILE, answered_at=timezone.now())
    text = result(client, attempt)
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert text.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 2


def test_the_answer_and_its_date_stand_below_the_question(client, ada, grace, attempt):
    report(client, attempt)
    ItemReport.objects.update(owner=grace)
    assert "Somebody is looking at it." in result(client, attempt)
    at = timezone.now().replace(year=2026, month=11, day=24, hour=12)
    ItemReport.objects.update(answer="Mended in edition 2.", answered_by=grace, answered_at=at)
    text = result(client, attempt)
    assert "Answered on November 24, 2026:" in text
    assert "Mended in edition 2." in text
    assert "Grace" not in text


def test_a_person_gets_their_reports_and_the_answers(client, ada, attempt):
    report(client, attempt)
    ItemReport.objects.update(answer="Mended.", answered_at=timezone.now())
    (mine,) = personal_data.export(ada)["quizzes"]
    (found,) = mine["reports"]
    assert (found["question"], found["kind"], found["text"], found["answer"]) == (
        attempt.items.first().question.ref, "outdated", WORDS, "Mended.",
    )  # fmt: skip
    assert json.dumps(mine)


def test_nobody_reports_in_the_attempt_of_another(client, eve, attempt):
    client.force_login(eve)
    assert report(client, attempt).status_code == 404
    assert client.get(page(attempt, "report", position=1)).status_code == 404
    client.logout()
    assert report(client, attempt).headers["Location"].startswith(reverse("account_login"))
    assert not ItemReport.objects.exists()


def test_nothing_is_reported_before_handing_in_or_of_a_question_that_was_not_asked(
    client, ada, attempt
):
    opened = attempts.start(attempt.enrolment, attempt.quiz, timezone.now())
    assert report(client, opened).headers["Location"] == opened.get_absolute_url()
    assert report(client, attempt, position=3).status_code == 404
    url = page(opened, "report", position=1)
    assert client.get(url).headers["Location"] == opened.get_absolute_url()
    assert client.get(page(attempt, "report", position=3)).status_code == 404
    assert not ItemReport.objects.exists()


@pytest.mark.parametrize("review", ["never", "score"])
def test_where_the_result_shows_no_questions_none_is_reported(client, ada, review):
    attempt = make_attempt(ada, review=review)
    answer_all(attempt)
    attempts.submit(attempt, uuid.uuid4(), timezone.now())
    client.force_login(ada)
    assert report_links(result(client, attempt)) == []
    assert report(client, attempt).status_code == 404
    assert client.get(page(attempt, "report", position=1)).status_code == 404


def test_the_result_costs_as_many_queries_for_twenty_questions_as_for_one(
    client, ada, eve, django_assert_max_num_queries
):
    counts = []
    for person, questions in ((ada, 1), (eve, 20)):
        attempt = make_attempt(person, *[single()] * questions, key=f"quiz-{questions}")
        attempts.submit(attempt, uuid.uuid4(), timezone.now())
        client.force_login(person)
        report(client, attempt)
        result(client, attempt)
        with django_assert_max_num_queries(100) as captured:
            result(client, attempt)
        counts.append(len(captured))
    assert counts[0] == counts[1]
