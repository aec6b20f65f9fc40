"""What a form says of others, of rights or of results counts for nothing (peers: S2, S3)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from certificates.issuing import issue
from certificates.models import Certificate
from course.models import Completion, Enrolment
from tests.factories import enrol, finish, make_edition, make_provider

pytestmark = pytest.mark.django_db
RIGHTS = ("is_staff", "is_superuser", "is_active", "email", "public_id", "joined_at")
SERVERS = ("user_id", "edition_id", "started_at", "completed_at", "stated_at", "ended_at")
STAFF_ACTS = ("correct", "reissue", "issue_again", "revoke", "refuse_name", "staff_certificate")


def foreign(other: User) -> dict[str, object]:
    """Fields that no form of a learner has, and that some table does."""
    return {
        "is_staff": "on",
        "is_superuser": "on",
        "is_active": "",
        "email": "thief@example.org",
        "user": other.pk,
        "user_id": other.pk,
        "enrolment": "1",
        "edition": "99",
        "public_id": str(other.public_id),
        "groups": "1",
        "user_permissions": "1",
        "started_at": "2020-01-01",
        "completed_at": "2020-01-01",
        "completed_on": "2020-01-01",
        "ended_at": "2020-01-01",
        "earned": "10",
        "possible": "10",
        "passed": "on",
        "score": "100",
    }


def test_a_learner_sets_no_field_that_is_the_servers_or_somebody_elses(client, ada, eve):
    edition = make_edition(roles="nurse\tN\tNurse")
    account = User.objects.filter(pk=ada.pk).values(*RIGHTS).get()
    others = User.objects.filter(pk=eve.pk).values().get()
    client.force_login(ada)
    wanted = {"holder_name": "Ada King", "disclosures_read": "on", "time_zone": "UTC"}
    slug = edition.course.slug
    client.post(reverse("course:enrol", args=[slug]), foreign(eve) | wanted)
    enrolment = Enrolment.objects.values().get()
    assert (enrolment["user_id"], enrolment["completed_at"]) == (ada.pk, None)
    assert enrolment["edition_id"] == edition.pk

    forms = {
        reverse("accounts:settings"): {"name": "Ada", "time_zone": "UTC", "language": "en-us"},
        reverse("accounts:look"): {"theme": "dark"},
        reverse("course:holder_name", args=[slug]): {"holder_name": "Ada Byron"},
        reverse("course:roles", args=[slug]): {"roles": "nurse"},
        reverse("course:complete", args=[slug, "lesson-1"]): {},
    }
    for address, fields in forms.items():
        assert client.post(address, foreign(eve) | fields).status_code in {200, 302}, address
    ada.refresh_from_db()
    saved = Enrolment.objects.get()
    assert (ada.name, ada.theme, saved.holder_name) == ("Ada", "dark", "Ada Byron")
    assert [role.key for role in saved.roles.all()] == ["nurse"]
    assert User.objects.filter(pk=ada.pk).values(*RIGHTS).get() == account
    assert (ada.groups.count(), ada.user_permissions.count()) == (0, 0)
    assert User.objects.filter(pk=eve.pk).values().get() == others
    after = Enrolment.objects.values(*SERVERS).get()
    assert after == {name: enrolment[name] for name in SERVERS}
    completion = Completion.objects.get()
    assert (completion.enrolment, completion.earned, completion.possible) == (saved, "", "")
    assert timezone.now() - completion.completed_at < timedelta(minutes=5)


def test_a_holder_changes_nothing_of_the_record(client, ada, eve):
    make_provider()
    own = finish(enrol(ada, make_edition()))
    certificate = issue(own, own.course.slug)
    stored = Certificate.objects.values().get()
    client.force_login(ada)
    sent = foreign(eve) | {
        "holder_name": "Eve Stranger",
        "evidence": "name-change",
        "reason": "It is right, I know it myself.",
        "is_compared": "on",
        "because": "issued-in-error",
        "note": "It is right, I know it myself.",
        "ending": certificate.shown_code[-2:],
    }
    for act in STAFF_ACTS:
        address = reverse(f"certificates:{act}", args=[certificate.shown_code])
        assert client.post(address, sent).status_code == 404, act
    for page in ("certificates:name", "certificates:take_again"):
        client.post(reverse(page, args=[certificate.shown_code]), sent)
    client.post(reverse("course:holder_name", args=[own.course.slug]), sent)
    assert Certificate.objects.values().get() == stored
