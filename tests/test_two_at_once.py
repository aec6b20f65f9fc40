"""Two people, tabs or clicks that meet right before the same lock.

Either order is right, and nothing is done twice.
"""

import uuid

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.approvals import ActRefusedError
from accounts.models import AuditEvent
from certificates import issuing
from certificates.models import Certificate
from certificates.records.chain import append_certificate as append
from certificates.records.verifying import verify_chain
from course.models import Acknowledgement, Completion, Course, Edition, Enrolment
from course.publishing import move_learner, publish
from course.source import read_course
from quizzes.marking.verification import Verification
from quizzes.models import Attempt, AttemptItem, GradeRun, RegradeOrder
from quizzes.regrading.orders import approve, ask, refuse
from quizzes.sitting import attempts
from quizzes.sitting.attempts import AlreadySubmittedError, AttemptRefusedError
from tests.certificates.test_concurrency import completed
from tests.certificates.test_documents import made
from tests.course.course_folder import QUIZ_FILES, SECOND, write_course
from tests.factories import enrol, make_edition, make_provider, make_user
from tests.meeting import AFTER, at_once
from tests.quizzes.factories import make_quiz, single
from tests.quizzes.test_concurrency import calm

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
__all__ = ["calm"]  # a fixture

# What is locked, with the lock or without it.
ONE_ENROLMENT = r'FROM "course_enrolment" .*"course_enrolment"."id" = \S+ LIMIT 21( FOR UPDATE.*)?$'
ONE_COURSE = r'FROM "course_course" WHERE "course_course"."id" = \S+ LIMIT 21( FOR UPDATE)?$'
ONE_CERTIFICATE = r'FROM "certificates_certificate" .* FOR UPDATE$'
NOWHERE = "$^"
READ_WHAT_IS_DONE = AFTER + r'^SELECT EXISTS\(.*"course_completion"'


@pytest.fixture
def enrolment() -> Enrolment:
    """Of a course with two lessons."""
    return enrol(make_user(name="Ada Lovelace"), make_edition(lessons=2))


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def fresh(row):
    """The row as another tab reads it."""
    return type(row).objects.get(pk=row.pk)


# --- the way through a course


def test_two_clicks_on_enrol_make_one_enrolment():
    make_edition()
    user = make_user(name="Ada Lovelace")
    form = {"holder_name": "Ada Lovelace", "disclosures_read": "on", "time_zone": "UTC"}
    clients = [signed_in(user), signed_in(user)]
    url = reverse("course:enrol", args=["basics"])
    clicks = [
        lambda client=client: client.post(url, form).headers["Location"] for client in clients
    ]
    arrived = at_once(*clicks, before=['INSERT INTO "course_enrolment"'])
    assert arrived == [reverse("course:mine", args=["basics"])] * 2
    assert (Enrolment.objects.count(), Acknowledgement.objects.count()) == (1, 1)


def test_the_last_two_units_finish_the_course_though_neither_tab_saw_the_others(enrolment):
    make_provider()
    enrolment.confirm_statement("I took this course myself.")
    tabs = [
        lambda unit=unit: fresh(enrolment).complete(unit) for unit in enrolment.edition.units.all()
    ]
    at_once(*tabs, before=[ONE_ENROLMENT, READ_WHAT_IS_DONE])
    assert fresh(enrolment).completed_at
    assert Completion.objects.count() == 2
    assert Certificate.objects.count() == 1


def test_the_same_unit_twice_is_completed_once(enrolment):
    unit = enrolment.edition.units.first()
    tabs = [lambda: fresh(enrolment).complete(unit)] * 2
    assert len(set(at_once(*tabs, before=[ONE_ENROLMENT, 'INSERT INTO "course_completion"']))) == 1
    assert Completion.objects.count() == 1


def test_a_learner_who_finishes_while_staff_move_them_is_either_and_never_both(enrolment):
    first, second = enrolment.edition.units.all()
    enrolment.complete(first)
    old, new = enrolment.edition, make_edition(enrolment.course, lessons=2, revision=2)
    completion, was_moved = at_once(
        lambda: fresh(enrolment).complete(second),
        lambda: move_learner(enrolment, new),
        before=[[ONE_ENROLMENT, READ_WHAT_IS_DONE], [ONE_ENROLMENT, 'UPDATE "course_enrolment"']],
    )
    after = fresh(enrolment)
    assert completion.unit == second
    assert after.edition == (new if was_moved else old)
    assert (after.completed_at is None) == was_moved


def test_the_same_content_published_twice_at_once_is_one_edition(tmp_path):
    Course.objects.create(slug="tiny-course")
    source = read_course(write_course(tmp_path, **QUIZ_FILES))
    publications = [lambda: publish(source)] * 2
    editions = at_once(*publications, before=[ONE_COURSE, 'INSERT INTO "course_edition"'])
    assert sorted(edition.number for edition in editions if edition) == [1]
    assert editions.count(None) == 1
    assert Edition.objects.count() == 1


def test_two_contents_published_at_once_are_two_editions(tmp_path):
    Course.objects.create(slug="tiny-course")
    changed = {"01-start/020-second.md": SECOND.replace("Go on.", "Go.")}
    sources = [
        read_course(write_course(tmp_path / "one", **QUIZ_FILES)),
        read_course(write_course(tmp_path / "other", **QUIZ_FILES, **changed)),
    ]
    publications = [lambda source=source: publish(source) for source in sources]
    editions = at_once(*publications, before=[ONE_COURSE, 'INSERT INTO "course_edition"'])
    assert sorted(edition.number for edition in editions) == [1, 2]


# --- certificates


def test_the_same_award_is_issued_once():
    make_provider()
    enrolment = completed(make_edition())
    issues = [lambda: issuing.issue(fresh(enrolment), "basics").code] * 2
    first, second = at_once(*issues, before=[r'"course_enrolment" WHERE [^J]* FOR UPDATE$'])
    assert first == second == Certificate.objects.get().code


def test_two_records_at_once_stand_one_behind_the_other():
    append_in_transaction = [lambda code=code: _append(code) for code in ("A" * 12, "B" * 12)]
    head = (
        r'SELECT .*FROM "certificates_chainhead" .*LIMIT 21 FOR UPDATE$'
        r'|INSERT INTO "certificates_certificate"'
    )
    _append("0" * 12)
    at_once(*append_in_transaction, before=[head, 'INSERT INTO "certificates_certificate"'])
    assert list(Certificate.objects.values_list("sequence", flat=True)) == [1, 2, 3]
    assert verify_chain(files=False) == []


def _append(code: str) -> None:
    with transaction.atomic():
        append(made(code=code, pdf_sha256="0" * 64))


def test_two_members_of_staff_revoke_once_and_one_is_on_record():
    _append("0" * 12)
    certificate = Certificate.objects.get()
    url = reverse("certificates:revoke", args=[certificate.shown_code])

    def revoking(because):
        client = signed_in(make_user(is_staff=True, is_superuser=True))
        form = {"because": because, "note": "Seen by both.", "ending": certificate.code[-2:]}
        return lambda: client.post(url, form).status_code

    acts = [revoking("holder-request"), revoking("issued-in-error")]
    assert at_once(*acts, before=[ONE_CERTIFICATE]) == [302, 302]
    after, event = fresh(certificate), AuditEvent.objects.get(verb="certificate.revoked")
    assert (event.actor, event.reason) == (after.revoked_by, after.revoked_because)


# --- quizzes


@pytest.fixture
def sitting() -> Attempt:
    quiz = make_quiz(single(), single())
    return attempts.start(enrol(make_user(), quiz.unit.edition), quiz, timezone.now())


def test_two_starts_open_one_attempt():
    quiz = make_quiz(attempts_allowed=1)
    enrolment = enrol(make_user(), quiz.unit.edition)
    starts = [lambda: attempts.start(fresh(enrolment), quiz, timezone.now())] * 2
    first, second = at_once(*starts, before=[ONE_ENROLMENT, 'INSERT INTO "quizzes_attempt"'])
    assert first == second == Attempt.objects.get()


COUNTED_ATTEMPTS = 'FROM "quizzes_attempt" WHERE'


def test_who_waited_while_the_last_attempt_was_used_up_gets_none():
    quiz = make_quiz(attempts_allowed=1)
    enrolment = enrol(make_user(), quiz.unit.edition)

    def start_and_hand_in():
        attempt = attempts.start(fresh(enrolment), quiz, timezone.now())
        attempts.submit(attempt, uuid.uuid4(), timezone.now())
        with connection.cursor() as cursor:
            cursor.execute("SELECT 'handed in'")
        return attempt

    # The late one has counted the attempts before the other one starts, and takes the lock after
    # it has handed in.
    attempt, refused = at_once(
        start_and_hand_in,
        lambda: attempts.start(fresh(enrolment), quiz, timezone.now()),
        before=[
            [COUNTED_ATTEMPTS, "SELECT 'handed in'"],
            [AFTER + COUNTED_ATTEMPTS, r"^SELECT .* LIMIT 21 FOR UPDATE$"],
        ],
        refused_by=AttemptRefusedError,
    )
    assert isinstance(refused, AttemptRefusedError)
    assert Attempt.objects.get() == attempt


def test_two_hand_ins_are_marked_once(sitting):
    keys = [uuid.uuid4(), uuid.uuid4()]
    hand_ins = [
        lambda key=key: attempts.submit(fresh(sitting), key, timezone.now()) for key in keys
    ]
    at_once(*hand_ins, before=['UPDATE "quizzes_attempt"', 'INSERT INTO "quizzes_graderun"'])
    assert GradeRun.objects.get().attempt == sitting
    assert fresh(sitting).submit_key in keys


def test_an_answer_saved_while_handing_in_is_marked_or_refused(sitting):
    item = sitting.items.first()
    saved, _attempt = at_once(
        lambda: attempts.save_answer(fresh(item), "b", seq=0, at=timezone.now()),
        lambda: attempts.submit(fresh(sitting), uuid.uuid4(), timezone.now()),
        before=[
            'UPDATE "quizzes_attempt" ',
            'UPDATE "quizzes_attemptitem"|INSERT INTO "quizzes_itemgrade"',
        ],
        refused_by=AlreadySubmittedError,
    )
    grade = GradeRun.objects.get().grades.get(item=item)
    if saved is True:
        assert (fresh(item).response, grade.status) == ("b", "correct")
    else:
        assert isinstance(saved, AlreadySubmittedError)
        assert (fresh(item).response, grade.status) == (None, "omitted")
    assert list(Verification().differences()) == []


def test_of_two_saves_of_one_form_one_stays_and_the_other_is_told(sitting):
    item = sitting.items.first()
    saves = [
        lambda answer=answer: attempts.save_answer(fresh(item), answer, seq=0, at=timezone.now())
        for answer in "ab"
    ]
    saved = at_once(*saves, before=['UPDATE "quizzes_attempt" ', 'UPDATE "quizzes_attemptitem"'])
    assert sorted(saved) == [False, True]
    stored = AttemptItem.objects.get(pk=item.pk)
    assert (stored.response, stored.seq) == ("ab"[saved.index(True)], 1)


# --- regrades

LOCKED_VERSION = r'FROM "quizzes_questionversion" WHERE [^J]* LIMIT 21( FOR NO KEY UPDATE)?$'


@pytest.fixture
def order(sitting) -> RegradeOrder:
    attempts.submit(sitting, uuid.uuid4(), timezone.now())
    return ask(sitting.items.first().version, "full_marks", None, "Unclear.", make_user())


def test_two_approvals_mark_once_and_one_person_is_on_record(order):
    staff = [make_user(), make_user()]
    approvals = [lambda by=by: approve(fresh(order), by, "Checked.") for by in staff]
    at_once(*approvals, before=[LOCKED_VERSION, 'UPDATE "quizzes_regradeorder"'])
    event = AuditEvent.objects.get(verb="regrade.approved")
    assert event.actor == fresh(order).approved_by
    assert list(GradeRun.objects.order_by("run").values_list("run", "earned")) == [
        (1, "0"),
        (2, "1"),
    ]


def test_an_order_is_approved_or_refused_and_never_both(order):
    approved, refused = at_once(
        lambda: approve(fresh(order), make_user(), "Checked."),
        lambda: refuse(fresh(order), make_user(), "It is clear."),
        before=[LOCKED_VERSION, 'UPDATE "quizzes_regradeorder"'],
        refused_by=ActRefusedError,
    )
    after = fresh(order)
    assert (after.approved_at is None) != (after.refused_at is None)
    lost = refused if after.approved_at else approved
    assert isinstance(lost, ActRefusedError)
    assert GradeRun.objects.count() == (2 if after.approved_at else 1)
    assert AuditEvent.objects.filter(verb__in=["regrade.approved", "regrade.refused"]).count() == 1


def test_two_orders_for_one_question_asked_at_once_leave_one_waiting(sitting):
    version = sitting.items.first().version
    staff = [make_user(), make_user()]
    asked = at_once(
        *[lambda by=by: ask(version, "exclude", None, "Unclear.", by) for by in staff],
        before=[LOCKED_VERSION, 'INSERT INTO "quizzes_regradeorder"'],
        refused_by=ActRefusedError,
    )
    assert sorted(isinstance(each, ActRefusedError) for each in asked) == [False, True]
    assert RegradeOrder.objects.count() == 1


def test_who_hands_in_while_an_order_is_approved_is_marked_by_it(sitting):
    order = ask(sitting.items.first().version, "full_marks", None, "Unclear.", make_user())
    at_once(
        lambda: approve(fresh(order), make_user(), "Checked."),
        lambda: attempts.submit(fresh(sitting), uuid.uuid4(), timezone.now()),
        before=[
            # The hand-in has read that no order holds, and waits until the approval is over or
            # waits for it.
            [LOCKED_VERSION, NOWHERE],
            ['UPDATE "quizzes_attempt" ', AFTER + 'FROM "quizzes_regradeorder"'],
        ],
    )
    assert GradeRun.objects.order_by("run").last().earned == "1"
    assert list(Verification().differences()) == []
