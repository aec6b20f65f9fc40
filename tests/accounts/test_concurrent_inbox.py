"""Two clicks, or two members of staff, at once: one message, one answer, one mail."""

import pytest
from django.urls import reverse

from accounts.models import AuditEvent, InboxMessage, OutgoingMail
from tests.course.test_concurrent_completion import in_parallel
from tests.factories import make_provider, make_user
from tests.quizzes.test_concurrency import posts

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_eight_clicks_on_send_are_one_message_and_one_mail_to_the_provider():
    make_provider(contact="desk@northgate.example")
    for _round in range(3):
        user = make_user()
        fields = {"kind": "harm", "text": "It was nearly harm.", "form_number": "one"}
        answers = in_parallel(posts(user, reverse("inbox:report"), fields, 8))
        message = InboxMessage.objects.of(user).get()
        assert {answer.headers["Location"] for answer in answers} == {message.get_absolute_url()}
        assert OutgoingMail.objects.filter(key=f"message.harm:{message.pk}").count() == 1


def test_two_members_of_staff_who_answer_at_once_give_one_answer_and_one_mail():
    for number in range(3):
        message = InboxMessage.objects.create(
            kind="help", text="Where?", address="kim@example.org", form_digest=f"form {number}"
        )
        staff = {
            name: make_user(is_staff=True, is_superuser=True) for name in ("The first.", "Or so.")
        }
        calls = [
            posts(user, message.staff_url, {"answer": name}, 2) for name, user in staff.items()
        ]
        assert {answer.status_code for answer in in_parallel(sum(calls, []))} == {302}
        message.refresh_from_db()
        assert message.ended_by == staff[message.answer]
        event = AuditEvent.objects.get(subject_key=str(message.pk))
        assert event.actor == message.ended_by
        assert OutgoingMail.objects.filter(key=f"message.answered:{message.pk}").count() == 1
