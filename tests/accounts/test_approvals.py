"""Acts that need a second person, by the example of regrade orders."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test.utils import isolate_apps

from accounts.approvals import ActRefusedError, approve, ask, refuse
from accounts.models import AuditEvent
from quizzes.models import QuestionVersion, RegradeOrder
from tests.factories import make_user
from tests.quizzes.factories import make_quiz, multi, single

pytestmark = pytest.mark.django_db
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
WEEK = timedelta(days=7)


@pytest.fixture
def ida(db):
    return make_user("ida@example.org", is_staff=True)


@pytest.fixture
def version(db) -> QuestionVersion:
    return make_quiz(single()).bank.get().version


def asked(version: QuestionVersion, by, model=RegradeOrder, at: datetime = NOON) -> RegradeOrder:
    """An order that waits for a decision since ``at``."""
    with time_machine.travel(at, tick=False):
        order = model(version=version, action="exclude")
        ask(order, by, " Unclear. ", among=version.regrade_orders.all())
    return order


@pytest.fixture
def order(version, grace) -> RegradeOrder:
    """An order that Grace asked for."""
    return asked(version, grace)


def log() -> list[tuple]:
    events = AuditEvent.objects.order_by("pk")
    return list(events.values_list("actor__email", "verb", "subject_key", "reason"))


def decision(order: RegradeOrder) -> tuple:
    stored = RegradeOrder.objects.get(pk=order.pk)
    return (
        (stored.approved_by, stored.approved_because, stored.approved_at),
        (stored.refused_by, stored.refused_because, stored.refused_at),
    )


NOT_DECIDED = (None, "", None)


def test_who_asks_when_and_why_is_stored_and_in_the_log(order, grace):
    stored = RegradeOrder.objects.get()
    assert (stored.requested_by, stored.requested_at, stored.reason) == (grace, NOON, "Unclear.")
    assert decision(order) == (NOT_DECIDED, NOT_DECIDED)
    assert log() == [(grace.email, "regrade.asked", str(order.pk), "Unclear.")]


@pytest.mark.parametrize("reason", ["", " \n"])
def test_nothing_is_asked_for_or_decided_without_a_reason(order, version, grace, ida, reason):
    other = RegradeOrder(version=version, action="full_marks")
    acts = [
        lambda: ask(other, grace, reason, among=RegradeOrder.objects.none()),
        lambda: approve(order, ida, reason),
        lambda: refuse(order, ida, reason),
    ]
    for act in acts:
        with pytest.raises(ValueError, match="reason"):
            act()
    assert decision(order) == (NOT_DECIDED, NOT_DECIDED)
    assert (RegradeOrder.objects.count(), len(log())) == (1, 1)


def test_another_person_approves(order, ida):
    with time_machine.travel(NOON, tick=False):
        approved, is_new = approve(order, ida, " Right. ")
    assert (approved.pk, is_new) == (order.pk, True)
    assert decision(order) == ((ida, "Right.", NOON), NOT_DECIDED)
    assert log()[1:] == [(ida.email, "regrade.approved", str(order.pk), "Right.")]


def test_another_person_refuses(order, ida):
    with time_machine.travel(NOON, tick=False):
        refused, is_new = refuse(order, ida, " It is clear. ")
    assert (refused.pk, is_new) == (order.pk, True)
    assert decision(order) == (NOT_DECIDED, (ida, "It is clear.", NOON))
    assert log()[1:] == [(ida.email, "regrade.refused", str(order.pk), "It is clear.")]


def test_who_asked_cannot_approve_but_can_take_it_back(order, grace):
    with pytest.raises(ActRefusedError, match=r"^You asked for this. Somebody else has to"):
        approve(order, grace, "Right.")
    assert decision(order) == (NOT_DECIDED, NOT_DECIDED)
    assert len(log()) == 1
    refuse(order, grace, "Asked by mistake.")
    assert decision(order)[1][0] == grace


def test_anybody_else_decides_when_the_account_of_the_asker_is_gone(order, ida):
    RegradeOrder.objects.update(requested_by=None)
    assert approve(order, ida, "Right.")[1] is True


@pytest.mark.parametrize("decide", [approve, refuse])
def test_the_same_decision_again_changes_nothing(order, ida, decide):
    decide(order, ida, "Right.")
    before, entries = decision(order), log()
    repeated, is_new = decide(order, make_user(), "Right again.")
    assert (repeated.pk, is_new) == (order.pk, False)
    assert (decision(order), log()) == (before, entries)


@pytest.mark.parametrize(("first", "second"), [(approve, refuse), (refuse, approve)])
def test_a_decision_is_final(order, ida, first, second):
    first(order, ida, "Right.")
    before, entries = decision(order), log()
    with pytest.raises(ActRefusedError) as refused:
        second(order, make_user(), "Wrong.")
    final = "This order was decided on already; a decision is final. Ask for a new one."
    assert str(refused.value) == final
    assert (decision(order), log()) == (before, entries)


def test_one_waits_at_a_time_and_another_question_waits_for_none(order, version, ida, grace):
    with pytest.raises(ActRefusedError) as refused:
        asked(version, ida)
    waits = "An order for this version waits for a decision. Decide on that one first."
    assert str(refused.value) == waits
    elsewhere = asked(make_quiz(multi()).bank.get().version, ida)
    refuse(order, ida, "It is clear.")
    again = asked(version, ida)
    assert set(RegradeOrder.objects.waiting()) == {elsewhere, again}
    assert len(log()) == 4


def test_what_is_prepared_is_stored_with_the_approval(order, ida):
    def prepare(locked: RegradeOrder) -> None:
        assert locked.is_waiting
        locked.dry_run = {"attempts": 7}

    approve(order, ida, "Right.", prepare)
    assert RegradeOrder.objects.get().dry_run == {"attempts": 7}


def test_what_cannot_be_prepared_is_not_approved(order, ida):
    def prepare(locked: RegradeOrder) -> None:
        raise ActRefusedError("It changes nothing.")

    with pytest.raises(ActRefusedError, match="It changes nothing"):
        approve(order, ida, "Right.", prepare)
    assert decision(order) == (NOT_DECIDED, NOT_DECIDED)
    assert len(log()) == 1


@pytest.mark.parametrize("decide", [approve, refuse])
def test_a_decision_is_undone_with_the_work_that_fails(order, ida, decide):
    def act() -> None:
        with transaction.atomic():
            decide(order, ida, "Right.")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    assert decision(order) == (NOT_DECIDED, NOT_DECIDED)
    assert len(log()) == 1


# --- the waiting time -----------------------------------------------------------------------------


@pytest.fixture
def slow_order(version, grace):
    """An order that cannot be approved before a week is over."""
    with isolate_apps():

        class SlowOrder(RegradeOrder):
            WAITING_TIME = WEEK

            class Meta:
                proxy = True
                app_label = "quizzes"

        yield asked(version, grace, SlowOrder)


MOMENT = timedelta(microseconds=1)


def test_an_act_cannot_be_approved_before_its_waiting_time_is_over(slow_order, ida):
    with (
        time_machine.travel(NOON + WEEK - MOMENT, tick=False),
        pytest.raises(ActRefusedError) as refused,
    ):
        approve(slow_order, ida, "Right.")
    assert str(refused.value) == "This cannot be approved before 2027-03-08 12:00:00 UTC."
    assert decision(slow_order) == (NOT_DECIDED, NOT_DECIDED)
    assert len(log()) == 1


@pytest.mark.parametrize("at", [NOON + WEEK, NOON + WEEK + MOMENT], ids=["at", "above"])
def test_an_act_can_be_approved_when_its_waiting_time_is_over(slow_order, ida, at):
    with time_machine.travel(at, tick=False):
        approve(slow_order, ida, "Right.")
    assert decision(slow_order) == ((ida, "Right.", at), NOT_DECIDED)


def test_an_act_can_be_refused_while_its_waiting_time_runs(slow_order, ida):
    with time_machine.travel(NOON, tick=False):
        refuse(slow_order, ida, "Not today.")
    assert decision(slow_order) == (NOT_DECIDED, (ida, "Not today.", NOON))


def test_a_regrade_has_no_waiting_time_and_no_clock_decides(order, ida):
    with time_machine.travel(NOON - MOMENT, tick=False):
        assert approve(order, ida, "Right.")[1] is True


# --- which acts hold ------------------------------------------------------------------------------


def test_the_order_approved_last_is_in_force_and_none_that_waits_or_was_refused(
    version, grace, ida
):
    other = make_quiz(multi()).bank.get().version
    first, elsewhere = asked(version, grace), asked(other, grace)
    assert set(RegradeOrder.objects.in_force()) == set()
    with time_machine.travel(NOON, tick=False):
        approve(first, ida, "Right.")
        approve(elsewhere, ida, "Right.")
    second = asked(version, grace)
    assert set(RegradeOrder.objects.in_force()) == {first, elsewhere}
    # Two in the same microsecond: the later row holds.
    with time_machine.travel(NOON, tick=False):
        approve(second, ida, "Right.")
    refuse(asked(version, grace), ida, "Wrong.")
    waiting = asked(version, grace)
    assert set(RegradeOrder.objects.in_force()) == {second, elsewhere}
    assert set(RegradeOrder.objects.waiting()) == {waiting}


def test_an_order_approved_later_replaces_one_that_was_asked_for_later(version, grace, ida):
    early, late = (RegradeOrder(version=version, action="exclude") for _ in range(2))
    for order in (early, late):
        ask(order, grace, "Unclear.", among=RegradeOrder.objects.none())
    with time_machine.travel(NOON + WEEK * 60, tick=False):
        approve(late, ida, "Right.")
    with time_machine.travel(NOON + WEEK * 60 + MOMENT, tick=False):
        approve(early, ida, "Right.")
    assert set(RegradeOrder.objects.in_force()) == {early}


def test_the_database_refuses_an_approval_by_the_asker(order, grace):
    with pytest.raises(DatabaseError), transaction.atomic():
        RegradeOrder.objects.update(approved_by=grace, approved_because="Right.", approved_at=NOON)
