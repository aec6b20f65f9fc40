"""No member of staff acts on their own record, whatever the page."""

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from certificates.issuing import issue
from certificates.records import events
from tests.factories import enrol, finish, make_edition, make_provider, make_user
from tests.quizzes.factories import make_quiz, single

pytestmark = pytest.mark.django_db
REASON = "It is right, I know it myself."
SAYS = "nobody acts on their own"


@pytest.fixture
def root(client):
    user = make_user("root@example.org", is_staff=True, is_superuser=True, name="Rosa Root")
    client.force_login(user)
    return user


def granting(root):
    quiz = make_quiz(single(), time_limit_minutes=30)
    own = enrol(root, quiz.unit.edition)
    sent = {
        "quizzes": ["quiz"],
        "extra_time_percent": 50,
        "extra_attempts": 0,
        "reason": REASON,
    }
    return reverse("quizzes:accommodations", args=[own.public_id]), sent


def waiving(root):
    own = enrol(root, make_edition(modules=2))
    sent = {"units": "lesson-1", "reason": REASON, "confirmation": str(own.public_id)[-2:]}
    return reverse("staff:waive", args=[own.public_id]), sent


def certificate_of(root):
    make_provider()
    own = finish(enrol(root, make_edition()))
    return issue(own, own.course.slug)


def revoking(root):
    certificate = certificate_of(root)
    sent = {
        "because": "issued-in-error",
        "note": REASON,
        "ending": certificate.shown_code[-2:],
    }
    return reverse("certificates:revoke", args=[certificate.shown_code]), sent


def issuing_again(root):
    certificate = certificate_of(root)
    act = events.Act(by=make_user(), because="issued-in-error", note=REASON)
    events.revoke(certificate, act)
    sent = {"holder_name": "Rosa Queen", "reason": REASON}
    return reverse("certificates:issue_again", args=[certificate.shown_code]), sent


def issuing_held(root):
    make_provider()
    own = finish(enrol(root, make_edition()))
    sent = {"holder_name": "Rosa Queen", "reason": REASON}
    return reverse("certificates:staff_held_one", args=[own.public_id]), sent


@pytest.mark.parametrize("act", [granting, waiving, revoking, issuing_again, issuing_held])
def test_nobody_acts_on_their_own_record(client, root, act):
    url, sent = act(root)
    answer = client.post(url, sent, follow=True)
    assert SAYS in answer.content.decode()
    assert not AuditEvent.objects.filter(actor=root).exists()
