"""Final cases open when the rest is done."""

import pytest
from django.utils import timezone

from course.models import Unit
from quizzes.models import Attempt
from quizzes.sitting import attempts
from tests.factories import enrol, make_edition
from tests.quizzes.factories import answer_all, make_quiz, start_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment(ada):
    edition = make_edition(lessons=1)
    make_quiz(edition=edition, key="cases", is_final=True)
    make_quiz(edition=edition, key="more-cases", is_final=True)
    return enrol(ada, edition)


def test_a_final_quiz_says_what_is_left_and_does_not_start_before(client, ada, enrolment):
    client.force_login(ada)
    unit = enrolment.edition.units.get(key="cases")
    page = client.get(unit.get_absolute_url()).content.decode()
    assert "Opens when the rest is done: 1 step left" in page
    assert "Start the quiz" not in page
    answer = client.post(start_url("cases"), follow=True)
    assert "opens when everything else is done" in answer.content.decode()
    assert not Attempt.objects.exists()


def test_it_opens_with_the_last_step_and_ends_the_course(client, ada, enrolment):
    client.force_login(ada)
    enrolment.complete(enrolment.edition.units.get(kind=Unit.Kind.LESSON))
    for key in ("cases", "more-cases"):
        client.post(start_url(key))
        attempt = Attempt.objects.get(unit_key=key)
        answer_all(attempt)
        attempts.submit(attempt, None, timezone.now())
    enrolment.refresh_from_db()
    assert enrolment.completed_at
