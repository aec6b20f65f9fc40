"""The links in mails: a scanner that opens them uses nothing up, and they name no course."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import changes
from accounts.approvals import alone
from accounts.groups import invitations, links
from accounts.models import Invitation, OutgoingMail
from accounts.moving import mails as moving_mails
from accounts.moving.models import AddressMove
from certificates import record_mails
from course.assignments import reminder_words
from course.enrolment import waivers
from course.models import Course, Enrolment, GroupCourse
from tests.accounts.browser import Browser, link_to, proven
from tests.factories import enrol, finish, make_edition, make_group, make_provider, make_user
from tests.mail_words import naming_words

pytestmark = pytest.mark.django_db
BASE = "http://testserver"


@pytest.fixture
def ada():
    make_provider()
    return proven("ada@example.org", name="Ada Lovelace")


@pytest.fixture
def enrolment(ada) -> Enrolment:
    course = Course.objects.create(slug="ketamine-basics")
    return enrol(ada, make_edition(course, title="Ketamine: the basics"))


def everything():
    """Every row of every table of ours and of allauth, but for sessions and counters."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for model in apps.get_models()
        if model._meta.app_label in {"accounts", "account", "course", "quizzes", "certificates"}
    }


def reset_link(enrolment) -> str:
    Browser().post("account_reset_password", email=enrolment.user.email)
    return link_to(enrolment.user.email, "/password/reset/key/")


def undo_link(enrolment) -> str:
    change = enrolment.user.changes.create(old_email="ada@old.example")
    return changes.undo_url(change)


def make_move(enrolment) -> AddressMove:
    now = timezone.now()
    return AddressMove.objects.create(
        user=enrolment.user,
        old_email=enrolment.user.email,
        new_email="ada@new.example",
        asked_at=now,
        due_at=now + timedelta(days=7),
    )


def stop_move_link(enrolment) -> str:
    return moving_mails.stop_url(make_move(enrolment))


def prove_move_link(enrolment) -> str:
    token = signing.dumps(make_move(enrolment).pk, salt=moving_mails.PROVE_SALT)
    return reverse("accounts:prove_move", args=[token])


def invitation_link(enrolment) -> str:
    invitations.invite(make_group(), "eve@example.org", by=None)
    return links.invitation_url(Invitation.objects.get())


def stop_reminders_link(enrolment) -> str:
    assigned = GroupCourse.objects.create(
        group=make_group(), course=enrolment.course, is_required=False
    )
    token = reminder_words.token_of(assigned.pk, enrolment.user.pk)
    return reverse("groups:stop_reminders", args=[token])


def stop_act_link(enrolment) -> str:
    root = make_user("root@example.org", is_staff=True, is_superuser=True)
    make_provider(outside_address="board@example.net")
    units = list(enrolment.edition.units.all())
    act = waivers.waive(enrolment, units, root, "Did the same at another hospital.").request
    alone.give_notice(act, root, "Nobody else can answer.")
    body = OutgoingMail.objects.get(recipient="board@example.net").body
    return next(line for line in body.splitlines() if "/account/stop/" in line)


def neutral_link(enrolment) -> str:
    record_mails.queue_step_left(enrolment)
    body = OutgoingMail.objects.latest("pk").body
    return next(line for line in body.splitlines() if "/go/" in line)


@pytest.mark.parametrize(
    "make_link",
    [
        reset_link,
        undo_link,
        stop_move_link,
        prove_move_link,
        invitation_link,
        stop_reminders_link,
        stop_act_link,
        neutral_link,
    ],
)
def test_a_scanner_that_opens_a_mailed_link_changes_nothing(enrolment, make_link):
    link = make_link(enrolment)
    before = everything()
    answers = []
    for _twice in range(2):
        scanner = Client()
        answers.append(scanner.get(link, follow=True).status_code)
        assert scanner.head(link).status_code in {200, 302}
    assert answers == [200, 200]
    assert everything() == before


def test_a_neutral_address_leads_its_reader_to_the_page_and_nobody_elsewhere(enrolment, settings):
    finish(enrolment, states=False)
    path = neutral_link(enrolment)
    assert "ketamine" not in path
    target = reverse("certificates:statement", args=["ketamine-basics"])
    assert Client().get(path).headers["Location"] == target
    ada, eve = Client(), Client()
    ada.force_login(enrolment.user)
    eve.force_login(make_user())
    assert eve.get(path, follow=True).status_code == 404
    assert ada.get(path, follow=True).status_code == 200
    assert Client().get(reverse("mail_link", args=["not-one-of-ours"])).status_code == 404
    # The second mail to the same page has the same address, which goes on working.
    OutgoingMail.objects.all().delete()
    assert neutral_link(enrolment) == path


def test_an_operator_can_let_mails_name_the_course(enrolment, settings):
    settings.MAILS_NAME_COURSES = True
    record_mails.queue_step_left(enrolment)
    mail = OutgoingMail.objects.get()
    assert len(naming_words(mail.subject, mail.body)) == 1
