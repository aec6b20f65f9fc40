"""No member of staff acts on their own record, whatever the page."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, OutgoingMail
from certificates.holding import Problem, hold
from certificates.issuing import issue
from certificates.models import Certificate, Hold, NameCorrection
from certificates.records import events
from course.models import Provider
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


def correcting(root):
    certificate = certificate_of(root)
    sent = {
        "holder_name": "Rosa Queen",
        "evidence": "name-change",
        "reason": REASON,
        "is_compared": "on",
    }
    return reverse("certificates:correct", args=[certificate.shown_code]), sent


def reissuing(root):
    certificate = certificate_of(root)
    return reverse("certificates:reissue", args=[certificate.shown_code]), {"reason": REASON}


def approving(root):
    make_provider(approve_each=True)
    own = finish(enrol(root, make_edition()))
    hold(own, [Problem(Hold.HoldReason.APPROVAL)])
    sent = {"approve": "", "approval-reason": REASON}
    return reverse("certificates:staff_held_one", args=[own.public_id]), sent


@pytest.mark.parametrize(
    "act",
    [granting, waiving, revoking, issuing_again, issuing_held, correcting, reissuing, approving],
)
def test_nobody_acts_on_their_own_record(client, root, act):
    url, sent = act(root)
    answer = client.post(url, sent, follow=True)
    assert SAYS in answer.content.decode()
    assert not AuditEvent.objects.filter(actor=root).exists()


@pytest.mark.parametrize(
    ("act", "key", "verb"),
    [
        (correcting, "certificates.correct", "certificate.corrected"),
        (reissuing, "certificates.reissue", "certificate.reissued"),
        (issuing_again, "certificates.issue_again", "certificate.issued_again"),
        (revoking, "certificates.revoke_certificate", "certificate.revoked"),
        (issuing_held, "certificates.issue_held", "enrolment.name_corrected"),
        (approving, "certificates.issue_held", "certificate.approved"),
    ],
)
def test_somebody_named_does_one_act_on_a_certificate_once(client, root, eve, act, key, verb):
    url, sent = act(root)
    client.force_login(eve)
    assert client.get(url).status_code == 404
    number = next(part for part in url.split("/") if len(part) > 13)

    administrator = make_user(is_staff=True, is_superuser=True)
    client.force_login(administrator)
    named = {"act": key, "record": number, "email": eve.email, "reason": REASON}
    assert client.post(reverse("approvals:name"), named).status_code == 302

    client.force_login(eve)
    assert client.get(url).status_code == 200
    assert client.post(url, sent | {"reason": "no", "approval-reason": "no", "note": ""})
    assert client.post(url, sent, follow=True).status_code == 200
    assert client.post(url, sent).status_code == 404
    acts = AuditEvent.objects.filter(actor=eve).values_list("verb", flat=True)
    assert {"named_person.acted", verb} <= set(acts)
    assert list(acts).count("named_person.acted") == 1


def test_somebody_named_goes_on_where_the_holder_is_the_only_issuer(client, root, eve):
    """Without a document seen a second person has to approve, and there is none but the holder."""
    url, sent = correcting(root)
    Provider.objects.update(outside_address="board@hospital.example")
    number = Certificate.objects.get().code
    named = {"act": "certificates.correct", "record": number, "email": eve.email, "reason": REASON}
    client.post(reverse("approvals:name"), named)

    client.force_login(eve)
    asked = client.post(url, sent | {"evidence": "none"})
    act = NameCorrection.objects.get()
    page = reverse("approvals:act", args=[act.AUDIT_NAME, act.pk])
    assert asked.headers["Location"] == page
    assert "You can give notice" in client.get(page).content.decode()
    decide = reverse("certificates:decide_correction", args=[act.pk])
    client.post(decide, {"reason": REASON, "approve": ""})
    assert Certificate.objects.count() == 1
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.post(f"{page}notice/", {"because": REASON})
        told = OutgoingMail.objects.filter(key__contains="-alone:").values_list("recipient")
        assert set(told) == {(root.email,), ("board@hospital.example",)}
        clock.shift(timedelta(hours=25))
        client.force_login(eve)
        client.post(decide, {"reason": REASON, "approve": ""})
    assert Certificate.objects.current().get().holder_name == "Rosa Queen"
    verbs = AuditEvent.objects.filter(actor=eve).values_list("verb", flat=True)
    assert f"{act.AUDIT_NAME}.approved-alone" in verbs

    client.force_login(make_user())
    assert [client.get(each).status_code for each in (page, decide)] == [404, 404]
    client.force_login(root)
    client.post(decide, {"reason": REASON, "refuse": ""})
    assert Certificate.objects.current().get().holder_name == "Rosa Queen"
