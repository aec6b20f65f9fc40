"""Acting alone after a notice, and acts on one's own record, by the example of waivers."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.approvals import ActRefusedError, check_may_act, may_act
from accounts.approvals.alone import give_notice, working_days_after
from accounts.models import AuditEvent, NamedPerson, OutgoingMail
from course.enrolment import waivers
from course.models import Completion, Enrolment, WaiverRequest
from quizzes.regrading import orders
from tests.accounts.desk_page import waiting
from tests.factories import enrol, make_edition, make_provider, make_user
from tests.quizzes.factories import make_quiz, single

pytestmark = pytest.mark.django_db
MONDAY = datetime(2027, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
REASON = "Did the same at another hospital."
OUTSIDE = "board@example.net"


def admin(email: str = ""):
    return make_user(email, is_staff=True, is_superuser=True)


@pytest.fixture
def enrolment(ada) -> Enrolment:
    return enrol(ada, make_edition(modules=2))


@pytest.fixture
def root():
    return admin("root@example.org")


@pytest.fixture
def provider():
    return make_provider(outside_address=OUTSIDE)


def asked(enrolment, by, at=MONDAY) -> WaiverRequest:
    with time_machine.travel(at, tick=False):
        units = list(enrolment.edition.units.filter(required=True))
        request = waivers.waive(enrolment, units, by, REASON).request
    assert request is not None
    return request


def noticed(enrolment, by, at=MONDAY) -> WaiverRequest:
    request = asked(enrolment, by, at)
    with time_machine.travel(at, tick=False):
        assert give_notice(request, by, REASON) is True
    return request


def post(client, by, act, what, at, because=REASON):
    with time_machine.travel(at, tick=False):
        client.force_login(by)
        return client.post(f"{act.page}{what}/", {"because": because})


def stop_link(address: str) -> str:
    body = OutgoingMail.objects.get(recipient=address).body
    return next(line for line in body.splitlines() if "/account/stop/" in line)


# --- when notice may be given -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2027-03-01T12:00", "2027-03-03T12:00"),  # Monday
        ("2027-03-04T12:00", "2027-03-08T12:00"),  # Thursday
        ("2027-03-05T12:00", "2027-03-09T12:00"),  # Friday
        ("2027-03-06T12:00", "2027-03-10T00:00"),  # Saturday
        ("2027-03-07T23:59", "2027-03-10T00:00"),  # Sunday
    ],
)
def test_two_working_days_leave_the_weekend_out(start, end):
    begins, ends = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (start, end))
    assert working_days_after(begins, 2) == ends


@pytest.mark.parametrize(
    ("others", "after", "may"),
    [
        ("none", timedelta(0), True),
        ("one", 2 * DAY - timedelta(seconds=1), False),
        ("one", 2 * DAY, True),
        ("one", -DAY, False),
        ("inactive", timedelta(0), True),
        ("holder", timedelta(0), True),
    ],
)
def test_who_asked_gives_notice_when_nobody_else_can_or_did_answer(
    client, enrolment, root, provider, others, after, may
):
    if others == "one":
        admin()
    if others == "inactive":
        make_user(is_staff=True, is_superuser=True, is_active=False)
    if others == "holder":
        type(enrolment.user).objects.filter(pk=enrolment.user_id).update(
            is_staff=True, is_superuser=True
        )
    act = asked(enrolment, root)
    answer = post(client, root, act, "notice", MONDAY + after)
    act.refresh_from_db()
    assert (answer.status_code, act.noticed_at is not None) == (302 if may else 200, may)


def test_a_notice_reaches_everybody_once_and_is_on_record(client, enrolment, root, provider):
    other, away = admin("other@example.org"), make_user(is_superuser=True, is_active=False)
    act = asked(enrolment, root)
    for _ in range(2):
        post(client, root, act, "notice", MONDAY + 2 * DAY)
    told = OutgoingMail.objects.values_list("recipient", flat=True)
    assert sorted(told) == sorted([enrolment.user.email, other.email, OUTSIDE])
    assert away.email not in told
    outside = OutgoingMail.objects.get(recipient=OUTSIDE)
    assert enrolment.user.name not in outside.body + outside.subject
    assert AuditEvent.objects.filter(verb="waiver.notice-given").count() == 1


def test_without_anybody_to_tell_there_is_no_notice(enrolment, root):
    enrolment.user.is_active = False
    enrolment.user.save()
    act = asked(enrolment, root)
    is_refused = pytest.raises(ActRefusedError, match="There is nobody to tell")
    with time_machine.travel(MONDAY + 3 * DAY, tick=False), is_refused:
        give_notice(act, root, REASON)


# --- what follows -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("after", "is_done"),
    [(DAY - timedelta(seconds=1), False), (DAY, True), (-DAY, False)],
)
def test_a_day_after_the_notice_it_is_done_alone(client, enrolment, root, provider, after, is_done):
    act = noticed(enrolment, root)
    post(client, root, act, "approve", MONDAY + after)
    assert Completion.objects.exists() is is_done
    events = AuditEvent.objects.filter(verb="waiver.approved-alone", actor=root, reason=REASON)
    assert events.exists() is is_done


@pytest.mark.parametrize("who", ["outside", "holder", "administrator"])
def test_any_of_those_told_stops_it_by_the_link_once(client, enrolment, root, provider, who):
    other = admin("other@example.org")
    act = asked(enrolment, root)
    with time_machine.travel(MONDAY + 2 * DAY, tick=False):
        give_notice(act, root, REASON)
    address = {"outside": OUTSIDE, "holder": enrolment.user.email, "administrator": other.email}
    link = stop_link(address[who])
    page = client.get(link).content.decode()
    assert "Stop it" in page
    assert enrolment.user.name not in page
    assert [client.post(link).status_code for _ in range(2)] == [200, 410]
    act.refresh_from_db()
    stopped_by = {"outside": None, "holder": enrolment.user, "administrator": other}
    assert (act.refused_at is not None, act.refused_by) == (True, stopped_by[who])

    post(client, root, act, "approve", MONDAY + 9 * DAY)
    assert not Completion.objects.exists()


def test_a_changed_link_stops_nothing(client, enrolment, root, provider):
    act = noticed(enrolment, root)
    assert client.post(stop_link(OUTSIDE)[:-2] + "x/").status_code == 410
    act.refresh_from_db()
    assert act.is_waiting


def test_after_a_notice_somebody_else_may_still_decide(client, enrolment, root, provider):
    act = noticed(enrolment, root)
    post(client, admin(), act, "approve", MONDAY)
    act.refresh_from_db()
    assert not act.was_alone
    assert Completion.objects.exists()


# --- one's own record -------------------------------------------------------------------------


def test_nobody_waives_asks_or_approves_on_their_own_record(client, root, provider):
    own = enrol(root, make_edition())
    client.force_login(root)
    page = client.get(reverse("staff:waive", args=[own.public_id]))
    assert page.status_code == 403
    assert "ask an administrator" in page.content.decode()
    with pytest.raises(ActRefusedError, match="your own record"):
        waivers.waive(own, list(own.edition.units.all()), root, REASON)
    act = asked(own, admin())
    post(client, root, act, "approve", MONDAY)
    assert not Completion.objects.exists()


def name(client, enrolment, email, act="course.waive_unit"):
    values = {"act": act, "record": enrolment.public_id, "email": email, "reason": REASON}
    return client.post(reverse("approvals:name"), values)


def test_a_named_person_does_one_act_on_one_record_once(client, root, eve, enrolment):
    url = reverse("staff:waive", args=[enrolment.public_id])
    client.force_login(eve)
    assert client.get(url).status_code == 404

    client.force_login(root)
    assert name(client, enrolment, eve.email).status_code == 302
    assert OutgoingMail.objects.filter(recipient=eve.email, key__startswith="named").exists()

    client.force_login(eve)
    other = enrol(make_user(), make_edition())
    assert client.get(reverse("staff:waive", args=[other.public_id])).status_code == 404
    assert client.get(url).status_code == 200
    sent = {
        "units": "lesson-1",
        "reason": REASON,
        "confirmation": str(enrolment.public_id)[-2:],
    }
    assert client.post(url, sent).status_code == 302
    assert Completion.objects.get().waived_by == eve
    assert client.post(url, sent | {"units": "lesson-2"}).status_code == 404
    verbs = AuditEvent.objects.order_by("pk").values_list("actor", "verb")
    assert list(verbs) == [
        (root.pk, "named_person.named"),
        (eve.pk, "named_person.acted"),
        (eve.pk, "unit.waived"),
    ]


@pytest.mark.parametrize("who", ["self", "holder", "nobody"])
def test_nobody_is_named_who_may_not_be(client, root, enrolment, who):
    address = {"self": root.email, "holder": enrolment.user.email, "nobody": "no@example.org"}
    client.force_login(root)
    assert name(client, enrolment, address[who]).status_code == 200
    assert not NamedPerson.objects.exists()


def test_a_naming_ends_after_two_weeks(client, root, eve, enrolment):
    with time_machine.travel(MONDAY, tick=False):
        client.force_login(root)
        name(client, enrolment, eve.email)
    for after, may in [(-DAY, False), (13 * DAY, True), (14 * DAY, False)]:
        with time_machine.travel(MONDAY + after, tick=False):
            assert may_act(eve, "course.waive_unit", enrolment.public_id) is may
    with time_machine.travel(MONDAY + 14 * DAY, tick=False), pytest.raises(ActRefusedError):
        check_may_act(eve, "course.waive_unit", enrolment.public_id, enrolment.user)


# --- the pages ----------------------------------------------------------------------------------


def test_the_list_says_what_each_may_do(client, enrolment, root, provider):
    asked(enrolment, root, at=datetime.now(UTC))
    seen = {}
    people = {
        "root": root,
        "other": admin(),
        "nobody": make_user(is_staff=True),
    }
    for who, user in people.items():
        client.force_login(user)
        text = client.get(reverse("approvals:list")).content.decode()
        seen[who] = [
            words for words in ("You asked.", "You can decide.", "Nothing waits") if words in text
        ]
        assert ("Acts that need a second person" in waiting(client)) is (who == "other")
    assert seen == {
        "root": ["You asked."],
        "other": ["You can decide."],
        "nobody": ["Nothing waits"],
    }
    page = WaiverRequest.objects.get().page
    client.force_login(people["nobody"])
    assert client.get(page).status_code == 404


def test_who_asked_for_a_regrade_approves_it_alone_a_day_after_a_notice(client, provider):
    editor = make_user("editor@example.org", is_staff=True)
    editor.groups.add(Group.objects.get(name="Editor"))
    admin("other@example.org")
    version = make_quiz(single()).bank.get().version
    with time_machine.travel(MONDAY, tick=False):
        order = orders.ask(version, "exclude", None, REASON, editor)
    page = reverse("approvals:act", args=["regrade", order.pk])
    decisions = [
        (f"{page}notice/", MONDAY + 2 * DAY, False),
        (f"{order.page}approve/", MONDAY + 2 * DAY, False),
        (f"{order.page}approve/", MONDAY + 3 * DAY, True),
    ]
    for url, at, is_approved in decisions:
        with time_machine.travel(at, tick=False):
            client.force_login(editor)
            client.post(url, {"because": REASON, "confirmation": 0})
        order.refresh_from_db()
        assert order.was_alone is is_approved
