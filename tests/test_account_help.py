"""Staff help somebody who lost a mailbox: one saw a document, and another agrees."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from accounts import personal_data
from accounts.models import AccountJoin, AuditEvent, User
from accounts.moving import addresses
from tests.accounts.browser import Browser, link_to, mails_to, proven
from tests.factories import enrol, make_edition

pytestmark = pytest.mark.django_db
NOW_AT, BEFORE = "ada@new.example", "ada@old.example"
BECAUSE = "The badge with her photograph was seen."


@pytest.fixture
def kept() -> User:
    return proven(NOW_AT, name="Ada King")


@pytest.fixture
def ended() -> User:
    return proven(BEFORE, name="Ada Lovelace")


def is_ended(user: User) -> bool:
    return not User.objects.get(pk=user.pk).is_active


def staff(email: str, **fields) -> Browser:
    user = proven(email, is_staff=True, is_superuser=True, **fields)
    browser = Browser()
    browser.stay_signed_in(user)
    return browser


def decide(browser: Browser, act: str, verb: str = "approve"):
    (number,) = {int(part) for part in act.split("/") if part.isdigit()}
    kind = act.split("/")[3]
    return browser.post(reverse(f"approvals:{verb}", args=[kind, number]), because=BECAUSE)


def test_two_of_staff_join_accounts_after_a_document_was_seen(kept, ended):
    enrolment = enrol(ended, make_edition())
    grace, linus = staff("grace@example.org"), staff("linus@example.org")
    page = f"{reverse('staff:join_person', args=[kept.public_id])}?other={BEFORE}"
    assert ended.name in grace.get(page).content.decode()
    refused = grace.post(page, reason=BECAUSE)
    assert "Choose what you saw" in refused.content.decode()
    asked = grace.post(page, evidence="badge", reason=BECAUSE)
    act = asked.headers["Location"]
    assert decide(grace, act).status_code == 200  # nobody is the second person of their own act
    assert not is_ended(ended)
    assert ended.name in linus.get(act).content.decode()
    assert decide(linus, act).status_code == 302
    assert is_ended(ended)
    enrolment.refresh_from_db()
    assert enrolment.user == kept
    assert decide(linus, act).status_code == 302
    assert AccountJoin.objects.count() == 1
    found = linus.get(f"{reverse('staff:learners')}?q={BEFORE}").content.decode()
    assert NOW_AT in found
    enabled = linus.post(reverse("staff:enable_person", args=[ended.public_id]), reason=BECAUSE)
    assert enabled.status_code == 403
    assert NOW_AT in linus.get(reverse("staff:person", args=[ended.public_id])).content.decode()
    exported = personal_data.export(kept)["address_changes_and_joins"]
    assert exported["help_with_joining"][0]["evidence"] == "badge"


def test_a_nurse_who_lost_her_mailbox_is_helped_by_two_of_staff(
    kept, django_capture_on_commit_callbacks
):
    grace, linus = staff("grace@example.org"), staff("linus@example.org")
    new = "ada@third.example"
    left_open = Browser()
    left_open.stay_signed_in(kept)
    page = reverse("staff:move_person", args=[kept.public_id])
    asked = grace.post(page, email=new, evidence="identity", reason=BECAUSE)
    act = asked.headers["Location"]
    assert decide(grace, act).status_code == 200  # nobody is the second person of their own act
    assert mails_to(new) == []
    decide(linus, act)
    confirm = link_to(new, "/account/address/confirm/").removeprefix("http://localhost:8000")
    assert "/account/address/stop/" in mails_to(NOW_AT)[-1]
    nurse = Browser()
    assert nurse.get(confirm).status_code == 200
    assert run_after(1, django_capture_on_commit_callbacks) == 0
    assert nurse.post(confirm).status_code == 200
    assert run_after(0.9, django_capture_on_commit_callbacks) == 0
    assert run_after(1, django_capture_on_commit_callbacks) == 1
    nurse.sign_in_by_code(new)
    assert nurse.user == kept
    assert left_open.user is None
    assert "/account/undo/" in mails_to(NOW_AT)[-1]
    verbs = AuditEvent.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["address.asked", "address.approved", "address.moved"]


def run_after(days: float, captured) -> int:
    """Do the changes that are due after so many days; return how many."""
    with (
        time_machine.travel(timezone.now() + timedelta(days=days, seconds=1)),
        captured(execute=True),
    ):
        return addresses.carry_out_due()


def test_the_old_mailbox_stops_what_staff_agreed_on(kept, django_capture_on_commit_callbacks):
    grace, linus = staff("grace@example.org"), staff("linus@example.org")
    page = reverse("staff:move_person", args=[kept.public_id])
    act = grace.post(page, email="thief@example.org", evidence="license", reason=BECAUSE)
    decide(linus, act.headers["Location"])
    confirm = link_to("thief@example.org", "/confirm/").removeprefix("http://localhost:8000")
    Browser().post(confirm)
    Browser().post(link_to(NOW_AT, "/address/stop/").removeprefix("http://localhost:8000"))
    assert run_after(2, django_capture_on_commit_callbacks) == 0
    assert User.objects.get(pk=kept.pk).email == NOW_AT


def test_those_who_help_learners_cannot_move_an_administrator():
    proven("root@example.org", is_staff=True, is_superuser=True)
    helper = proven("support@example.org", is_staff=True)
    helper.groups.add(Group.objects.get(name="Support"))
    support = Browser()
    support.stay_signed_in(helper)
    root = User.objects.get(email="root@example.org")
    page = reverse("staff:move_person", args=[root.public_id])
    answer = support.post(page, email="x@example.org", evidence="badge", reason=BECAUSE)
    assert "Ask an administrator" in answer.content.decode()
    own = reverse("staff:move_person", args=[helper.public_id])
    answer = support.post(own, email="x@example.org", evidence="badge", reason=BECAUSE)
    assert answer.status_code == 200
    assert User.objects.get(pk=helper.pk).email == "support@example.org"
