"""Acts on many certificates: planned line by line, done once each, with a second person or not."""

import pytest
from django.core import mail
from django.core.files.storage import Storage
from django.urls import reverse
from django.utils import timezone

from accounts import personal_data
from accounts.models import AuditEvent
from certificates import bulk, issuing
from certificates.models import BulkAct, BulkLine, BulkRequest, Certificate
from certificates.records import events
from certificates.records.verifying import verify_chain
from course.models import Enrolment, Provider
from tests.certificates.desk.test_revoking import staff_of
from tests.factories import enrol, finish, make_user

pytestmark = pytest.mark.django_db
REISSUE = reverse("certificates:bulk_plan", args=["reissue"])
RENEW = reverse("certificates:bulk_plan", args=["renew"])
WHY = "The provider has a new name."


@pytest.fixture
def issuer():
    return staff_of("Issuer")


@pytest.fixture
def three(edition) -> list[Certificate]:
    """Three certificates, the last one revoked."""
    certificates = []
    for name in ("Ada Lovelace", "Mary Shelley", "Eve Stranger"):
        enrolment = enrol(make_user(name=name), edition)
        finish(enrolment)
        certificates.append(issuing.issue(enrolment, "basics"))
    act = events.Act(by=make_user(), because="holder-request", note="Asked.")
    events.revoke(certificates[2], act)
    return certificates


def start(client, address, callbacks, **changes):
    """Send the plan's form as it was shown."""
    shown = client.get(address).context["shown"]
    with callbacks(execute=True):
        data = {"shown": shown, "reason": WHY, "is_read": "on"} | changes
        return client.post(address, data)


def test_certificates_are_issued_again_after_a_plan_that_names_each(
    client, three, issuer, django_capture_on_commit_callbacks
):
    Provider.objects.update(legal_name="Southgate Institute")
    client.force_login(issuer)
    page = client.get(REISSUE)
    assert "measured when each one is issued" in page.content.decode()
    plans = [(line.certificate, line.plan, line.detail) for line in page.context["lines"]]
    assert plans == [
        (three[2], "leave", "Revoked"),
        (three[1], "reissue", ""),
        (three[0], "reissue", ""),
    ]
    assert Certificate.objects.count() == 3

    answer = start(client, REISSUE, django_capture_on_commit_callbacks)
    act = BulkAct.objects.get()
    assert answer.url == reverse("certificates:bulk_act", args=[act.pk])
    current = Certificate.objects.current().filter(revoked_at=None)
    assert {one.provider_name for one in current} == {"Southgate Institute"}
    assert {one.supersedes for one in current} == {three[0].code, three[1].code}
    assert act.finished_at is not None
    assert mail.outbox[-1].subject == "Your act on certificates has ended"
    assert "2 of 2 done" in client.get(answer.url).content.decode()
    assert AuditEvent.objects.filter(actor=issuer, verb="certificate.reissued").count() == 2
    assert verify_chain() == []


def test_a_plan_that_differs_now_is_made_again(
    client, three, issuer, django_capture_on_commit_callbacks
):
    client.force_login(issuer)
    shown = client.get(REISSUE).context["shown"]
    events.revoke(three[0], events.Act(by=issuer, because="holder-request", note="Asked."))
    page = start(client, REISSUE, django_capture_on_commit_callbacks, shown=shown)
    assert "The plan was made again" in page.content.decode()
    forged = start(client, REISSUE, django_capture_on_commit_callbacks, shown="forged")
    assert "The plan was made again" in forged.content.decode()
    assert not BulkAct.objects.exists()


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("changes", [{"reason": "short"}, {"is_read": ""}, {"shown": ""}])
def test_half_a_form_starts_nothing(client, issuer, changes, django_capture_on_commit_callbacks):
    client.force_login(issuer)
    start(client, REISSUE, django_capture_on_commit_callbacks, **changes)
    assert not BulkAct.objects.exists()


def test_an_act_on_more_than_fifty_needs_a_second_person(
    client, three, issuer, monkeypatch, django_capture_on_commit_callbacks
):
    assert bulk.MAX_ALONE == 50
    monkeypatch.setattr(bulk, "MAX_ALONE", 1)  # papers of fifty-one would take long
    client.force_login(issuer)
    start(client, REISSUE, django_capture_on_commit_callbacks)
    request = BulkRequest.objects.get()
    assert Certificate.objects.count() == 3
    client.force_login(staff_of("Issuer"))
    assert "An act on many certificates" in client.get("/staff/approvals/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        approve = reverse("approvals:approve", args=["bulk_act", request.pk])
        client.post(approve, {"because": "I looked at the lines."})
    assert Certificate.objects.count() == 5
    assert verify_chain() == []


def test_a_refused_act_does_nothing(client, three, issuer, monkeypatch):
    monkeypatch.setattr(bulk, "MAX_ALONE", 1)
    lines = bulk.plan("reissue", bulk.with_renewals(Certificate.objects.all()), issuer)
    act = bulk.make("reissue", "", lines, issuer, WHY)
    bulk.refuse(act.request, staff_of("Issuer"), "The name is not final yet.")
    bulk.carry_out_unfinished()
    assert Certificate.objects.count() == len(three)


def test_what_a_dead_worker_left_is_gone_on_with_and_nothing_is_done_twice(three, issuer):
    lines = bulk.plan("reissue", bulk.with_renewals(Certificate.objects.all()), issuer)
    act = bulk.make("reissue", "", lines, issuer, WHY)
    todo = act.lines.filter(plan="reissue").order_by("pk")
    bulk._carry_out_line(todo[0].pk)  # and then the worker died
    assert Certificate.objects.count() == 4
    for _run in range(2):
        bulk.carry_out.call(act.pk)
    assert Certificate.objects.count() == 5
    assert {line.result for line in act.lines.all()} == {"done"}
    assert verify_chain() == []


def test_a_line_that_fails_stops_no_other_and_is_tried_again(three, issuer, monkeypatch):
    lines = bulk.plan("reissue", bulk.with_renewals(Certificate.objects.all()), issuer)
    act = bulk.make("reissue", "", lines, issuer, WHY)
    save, calls = Storage.save, []

    def full_once(storage, name, content):
        calls.append(name)
        if len(calls) == 1:
            raise OSError(28, "No space left on device")
        return save(storage, name, content)

    monkeypatch.setattr(Storage, "save", full_once)
    bulk.carry_out.call(act.pk)
    failed = act.lines.get(result=BulkLine.Result.FAILED)
    assert "The log of the site" in failed.detail
    assert Certificate.objects.count() == 4
    bulk.try_again(act, issuer)
    bulk.carry_out.call(act.pk)
    assert Certificate.objects.count() == 5


def test_a_stopped_act_goes_no_further(three, issuer):
    lines = bulk.plan("reissue", bulk.with_renewals(Certificate.objects.all()), issuer)
    act = bulk.make("reissue", "", lines, issuer, WHY)
    bulk.stop(act, issuer)
    bulk.carry_out.call(act.pk)
    bulk.carry_out_unfinished()
    assert Certificate.objects.count() == len(three)


def test_a_stopped_act_goes_on_and_is_found_in_the_list(
    client, three, issuer, django_capture_on_commit_callbacks
):
    act = bulk.make("reissue", "", bulk.plan("reissue", three, issuer), issuer, WHY)
    client.force_login(issuer)
    client.post(reverse("certificates:bulk_stop", args=[act.pk]))
    page = client.get(reverse("certificates:bulk_act", args=[act.pk])).content.decode()
    assert "Go on" in page
    listed = client.get(reverse("certificates:bulk_acts")).content.decode()
    assert WHY in listed
    assert "Stopped" in listed
    for _click in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("certificates:bulk_go_on", args=[act.pk]))
    assert Certificate.objects.count() == len(three) + 2
    assert "Ended" in client.get(reverse("certificates:bulk_acts")).content.decode()


def test_who_may_renew_is_asked_once_and_who_has_begun_is_reminded(
    client, edition, issuer, django_capture_on_commit_callbacks
):
    renewable(edition, "Ada Lovelace")
    begin_again(renewable(edition, "Mary Shelley").enrolment, edition)
    client.force_login(issuer)
    plans = [line.plan for line in client.get(RENEW).context["lines"]]
    assert plans == ["remind", "invite"]
    start(client, RENEW, django_capture_on_commit_callbacks)
    bulk.carry_out.call(BulkAct.objects.get().pk)
    subjects = [message.subject for message in mail.outbox]
    assert subjects.count("Renew your certificate") == 1
    assert subjects.count("Finish renewing your certificate") == 1
    # Whoever was asked in the last seven days is not asked again.
    assert {line.plan for line in client.get(RENEW).context["lines"]} == {"leave"}


def renewable(edition, name: str) -> Certificate:
    """A certificate that will be out of date."""
    Provider.objects.update(renewal_months=24)
    enrolment = enrol(make_user(name=name), edition)
    finish(enrolment)
    return issuing.issue(enrolment, "basics")


def test_nobody_is_asked_for_what_changed_while_a_second_person_was_awaited(
    edition, issuer, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(bulk, "MAX_ALONE", 1)
    approver = staff_of("Issuer")
    names = ("Ada Lovelace", "Mary Shelley", "Nora Barlow", "Own Record")
    ada, mary, nora, own = (renewable(edition, name) for name in names)
    Enrolment.objects.filter(pk=own.enrolment.pk).update(user=approver)
    found = bulk.with_renewals(Certificate.objects.order_by("sequence"))
    act = bulk.make("renew", "", bulk.plan("renew", found, issuer), issuer, WHY)
    events.revoke(ada, events.Act(by=issuer, because="holder-request", note="Asked."))
    begin_again(mary.enrolment, edition)
    with django_capture_on_commit_callbacks(execute=True):
        bulk.approve(act.request, approver, "I looked at the lines.")
    assert [(line.plan, line.result) for line in act.lines.all()] == [
        ("invite", "failed"),
        ("invite", "failed"),
        ("invite", "done"),
        ("leave", "done"),
    ]
    asked = [message for message in mail.outbox if message.subject == "Renew your certificate"]
    assert [message.to for message in asked] == [[nora.enrolment.user.email]]


def begin_again(enrolment: Enrolment, edition) -> Enrolment:
    """The second enrolment of somebody who takes the course once more."""
    enrolment.ended_at = timezone.now()
    enrolment.ended_because = "renewal"
    enrolment.save()
    return enrol(enrolment.user, edition)


def test_who_has_finished_again_is_not_asked_to_renew(client, edition, issuer):
    old = renewable(edition, "Ada Lovelace")
    finish(begin_again(old.enrolment, edition))
    client.force_login(issuer)
    (line,) = client.get(RENEW).context["lines"]
    assert (line.plan, line.detail[:14]) == ("leave", "Finished again")


def test_no_page_names_whoever_has_erased_the_account(client, three, issuer):
    act = bulk.make("reissue", "", bulk.plan("reissue", [three[0]], issuer), issuer, WHY)
    bulk.carry_out.call(act.pk)
    personal_data.erase(three[0].enrolment.user)
    client.force_login(issuer)
    csv = reverse("certificates:bulk_plan_csv", args=["reissue"])
    pages = [REISSUE, csv, reverse("certificates:bulk_act", args=[act.pk])]
    assert [b"Ada Lovelace" in client.get(page).getvalue() for page in pages] == [False] * 3


@pytest.mark.parametrize("group", ["Support", "Auditor", "no group"])
def test_who_may_not_issue_finds_no_plan(client, group):
    client.force_login(staff_of(group))
    assert client.get(REISSUE).status_code == 404
    assert client.get(reverse("certificates:bulk_plan", args=["burn"])).status_code == 404


@pytest.mark.usefixtures("three")
def test_the_plan_asks_as_much_for_three_as_for_more(
    client, issuer, edition, django_assert_max_num_queries
):
    client.force_login(issuer)
    with django_assert_max_num_queries(10):
        client.get(REISSUE)
