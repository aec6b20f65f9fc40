"""What the database refuses on every protected table, column by column, on both engines."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import DatabaseError, connection, transaction

from accounts import audit, triggers
from accounts.models import (
    AddressHelp,
    AdministratorRequest,
    InboxMessage,
    JoinHelp,
    LettingIn,
    NamedPerson,
    RoleGrant,
)
from certificates.models import BulkAct, BulkRequest, IssueApproval, NameCorrection
from certificates.records import events
from certificates.records.chain import append_certificate
from course.models import (
    Correction,
    CorrectionNotice,
    Enrolment,
    Excerpt,
    FactReviewWithdrawal,
    ModuleReview,
    WaiverRequest,
)
from course.publishing import publish
from course.source import read_course
from quizzes.models import ItemReport
from quizzes.regrading.orders import approve, ask, refuse
from quizzes.sitting import attempts
from quizzes.sitting.accommodations import grant
from tests.certificates.test_documents import made
from tests.course.course_folder import QUIZ_FILES, write_course
from tests.factories import enrol, make_fact_review, make_user
from tests.quizzes.factories import make_quiz, single

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("both_engines")]
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)

# Rows of these tables never change and are never deleted.
FROZEN = {
    "course_edition", "course_contributor", "course_module", "course_objective", "course_unit",
    "course_passage", "course_guidepage", "course_asset", "course_reference",
    "course_unitreference", "course_fact", "course_glossaryterm", "course_unit_objectives",
    "course_fact_references", "course_fact_units", "course_passage_facts", "course_correction",
    "course_searchentry", "course_searchword", "course_excerpt",
    "course_editionsource",
    "quizzes_question", "quizzes_questionversion", "quizzes_quiz", "quizzes_bankitem",
    "quizzes_bankitem_objectives", "quizzes_rule",
}  # fmt: skip
# A row in some state: its table, the columns that may get another value, and those that may
# become NULL.
OF_ORDERS = {
    "id", "version_id", "action", "to_version_id", "reason", "dry_run", "requested_by_id",
    "requested_at", "approved_by_id", "approved_because", "approved_at", "refused_by_id",
    "refused_because", "refused_at", "noticed_because", "noticed_at", "alone_from", "reading",
}  # fmt: skip
OF_WAIVERS = OF_ORDERS - {"version_id", "action", "to_version_id", "dry_run", "reading"}
OF_WAIVERS |= {"enrolment_id"}
OF_REPORTS = {
    "id", "item_id", "kind", "text", "reported_at", "owner_id", "answer", "answered_by_id",
    "answered_at",
}  # fmt: skip
OF_MESSAGES = {"user_id", "address", "owner_id", "text", "about"}
OF_OPEN_MESSAGES = OF_MESSAGES | {"answer", "closed_because", "ended_at", "ended_by_id"}
OF_ANSWERS = {"response", "draft", "seq", "saved_at", "checked_at", "flagged", "sureness"}
RECORDS = {
    "audit event": ("accounts_auditevent", set(), {"actor_id", "reason"}),
    "acknowledgement": ("course_acknowledgement", set(), set()),
    "completion": ("course_completion", set(), set()),
    "waiver": ("course_completion", set(), {"waived_by_id"}),
    "unread notice": ("course_correctionnotice", {"mailed_at", "confirmed_at"}, {"mailed_at"}),
    "read notice": ("course_correctionnotice", set(), set()),
    "sign-off": ("course_modulereview", set(), {"reviewer_id"}),
    "review of a fact": ("course_factreview", set(), {"reviewer_id"}),
    "withdrawal of a review": ("course_factreviewwithdrawal", set(), {"withdrawn_by_id"}),
    "open attempt": (
        "quizzes_attempt",
        {"state", "submitted_at", "submit_key", "submit_reason", "deadline_at"},
        set(),
    ),
    "attempt": ("quizzes_attempt", set(), set()),
    "open answer": ("quizzes_attemptitem", OF_ANSWERS, {"response", "saved_at", "sureness"}),
    "answer": ("quizzes_attemptitem", set(), {"sureness"}),
    "marking": ("quizzes_graderun", set(), set()),
    "grade": ("quizzes_itemgrade", set(), set()),
    "accommodation": ("quizzes_accommodation", set(), {"granted_by_id"}),
    "waiting order": ("quizzes_regradeorder", OF_ORDERS, {"requested_by_id"}),
    "approved order": ("quizzes_regradeorder", set(), {"requested_by_id", "approved_by_id"}),
    "waiting waiver": ("course_waiverrequest", OF_WAIVERS, {"requested_by_id"}),
    "waiting letting in": (
        "accounts_lettingin",
        OF_WAIVERS - {"enrolment_id"} | {"person_id"},
        {"person_id", "requested_by_id"},
    ),
    "waiting administrator": (
        "accounts_administratorrequest",
        OF_WAIVERS - {"enrolment_id"} | {"person_id", "ends_at"},
        {"person_id", "requested_by_id"},
    ),
    "role": (
        "accounts_rolegrant",
        {"reason", "ended_because"},
        {"person_id", "given_by_id", "ended_by_id"},
    ),
    "act in the admin": ("django_admin_log", {"object_repr"}, set()),
    "waiting correction": (
        "certificates_namecorrection",
        OF_WAIVERS - {"enrolment_id"} | {"certificate_id", "new_name", "evidence"},
        {"requested_by_id"},
    ),
    "approval of a certificate": ("certificates_issueapproval", set(), {"approved_by_id"}),
    "waiting bulk act": (
        "certificates_bulkrequest",
        OF_WAIVERS - {"enrolment_id"} | {"bulk_act_id"},
        {"requested_by_id"},
    ),
    "named person": ("accounts_namedperson", {"used_at", "reason"}, {"person_id", "named_by_id"}),
    "waiting help with an address": (
        "accounts_addresshelp",
        OF_WAIVERS - {"enrolment_id"} | {"user_id", "new_email", "evidence"},
        {"requested_by_id", "user_id"},
    ),
    "waiting help with joining": (
        "accounts_joinhelp",
        OF_WAIVERS - {"enrolment_id"} | {"kept_id", "ended_id", "evidence"},
        {"requested_by_id", "kept_id", "ended_id"},
    ),
    "refused order": ("quizzes_regradeorder", set(), {"requested_by_id", "refused_by_id"}),
    "change by an approved order": ("quizzes_scorechange", set(), set()),
    "waiting report": ("quizzes_itemreport", OF_REPORTS, {"owner_id"}),
    "answered report": ("quizzes_itemreport", set(), {"owner_id", "answered_by_id"}),
    "waiting message": ("accounts_inboxmessage", OF_OPEN_MESSAGES, {"user_id", "owner_id"}),
    "answered message": (
        "accounts_inboxmessage",
        OF_MESSAGES,
        {"user_id", "owner_id", "ended_by_id"},
    ),
    "certificate": (
        "certificates_certificate",
        {
            "revoked_at",
            "revoked_by_id",
            "revoked_because",
            "revoked_note",
            "ended_at",
            "ended_as",
            "name_hidden_at",
            "name_removed_at",
        },
        {"enrolment_id", "revoked_at", "revoked_by_id", "ended_at"},
    ),
    "event of a record": ("certificates_recordevent", set(), {"actor_id", "note"}),
}
# What may be deleted once its person is erased; everything else stays for good.
DELETABLE = {
    "approval of a certificate",
    "unread notice", "read notice",
    "acknowledgement", "completion", "waiver", "open attempt", "attempt", "open answer", "answer",
    "marking", "grade",
    "accommodation", "waiting waiver", "waiting report", "answered report",
}  # fmt: skip
MODELS = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}


@pytest.fixture
def published(tmp_path, grace):
    edition = publish(read_course(write_course(tmp_path, **QUIZ_FILES)), by=grace)
    Correction.objects.create(
        edition=edition, position=1, place="unit", key="welcome", title="Welcome"
    )
    passage = edition.units.first().passages.first()
    Excerpt.objects.create(edition=edition, kind="figure", passage=passage)
    return edition


@pytest.fixture
def records(published, ada, grace) -> dict:
    """A row for each line of ``RECORDS``, all of Ada's."""
    linus = make_user()
    enrolment = enrol(ada, published)
    welcome, second, _quiz = published.units.all()
    module = published.modules.get()
    quiz = make_quiz(single(), time_limit_minutes=30)
    other = make_quiz(single(), edition=quiz.unit.edition, key="other", time_limit_minutes=30)
    sitting = enrol(ada, quiz.unit.edition)
    attempt = attempts.start(sitting, quiz, NOW)
    attempts.save_answer(attempt.items.get(), "b", seq=0, at=NOW, sureness=3)
    attempts.submit(attempt, uuid.uuid4(), NOW)
    running = attempts.start(sitting, other, NOW)
    attempts.save_answer(running.items.get(), "b", seq=0, at=NOW, sureness=3)
    item, version = attempt.items.get(), attempt.items.get().version
    refused = refuse(ask(version, "exclude", None, "Unclear.", grace), linus, "It is clear.")
    approved = approve(ask(version, "exclude", None, "Still unclear.", grace), linus, "It is not.")
    reports = [
        ItemReport.objects.create(item=item, kind=kind, owner=grace) for kind in ("typo", "wrong")
    ]
    reports[1].give_answer("Mended.", by=grace, at=NOW)
    sign_off = {
        "course": published.course,
        "module_key": module.key,
        "digest": module.digest,
        "reviewer": grace,
    }
    review = make_fact_review(published.facts.get(tag="F1"), reviewer=grace)
    message = {"kind": "harm", "user": ada, "owner": grace, "text": "A fall.", "language": "en-us"}
    ended = {"person": linus, "given_by": grace, "ended_by": grace, "ended_at": NOW}
    ended |= {"role": "Issuer", "ended_because": "Left."}
    certificate = made(enrolment=enrolment)
    append_certificate(certificate)
    events.revoke(certificate, events.Act(by=grace, because="holder-request", note="Asked."))
    events.end(certificate, "corrected", "7K4P2QXD9101", events.Act(by=grace))
    return {
        "certificate": certificate,
        "event of a record": certificate.events.first(),
        "audit event": audit.record(grace, "unit.waived", enrolment, "Seen."),
        "acknowledgement": enrolment.acknowledgements.get(),
        "completion": enrolment.complete(welcome, earned=1, possible=2),
        "waiver": enrolment.waive(second, by=grace, because="Taught it."),
        "unread notice": CorrectionNotice.objects.create(
            enrolment=enrolment, edition=published, mailed_at=NOW
        ),
        "read notice": CorrectionNotice.objects.create(
            enrolment=sitting, edition=published, mailed_at=NOW, confirmed_at=NOW
        ),
        "sign-off": ModuleReview.objects.create(**sign_off, signed_on=date(2026, 11, 24)),
        "review of a fact": review,
        "withdrawal of a review": FactReviewWithdrawal.objects.create(
            review=review, because="Another label was read.", withdrawn_by=grace
        ),
        "open attempt": running,
        "attempt": attempt,
        "open answer": running.items.get(),
        "answer": item,
        "marking": attempt.grade,
        "grade": attempt.grade.grades.get(),
        "accommodation": grant(
            sitting,
            ["quiz"],
            extra_time_percent=50,
            extra_attempts=1,
            reason="Dyslexia.",
            by=grace,
            at=NOW,
        )[0],
        "waiting order": ask(other.bank.get().version, "exclude", None, "Unclear.", grace),
        "approved order": approved,
        "refused order": refused,
        "change by an approved order": approved.changes.get(),
        "waiting waiver": WaiverRequest.objects.create(
            enrolment=enrolment, reason="Taught it.", requested_by=grace
        ),
        "waiting letting in": LettingIn.objects.create(
            person=linus, reason="Lost the phone.", requested_by=grace
        ),
        "waiting administrator": AdministratorRequest.objects.create(
            person=linus, reason="A second one.", requested_by=grace
        ),
        "role": RoleGrant.objects.create(reason="Agreed.", **ended),
        "act in the admin": LogEntry.objects.create(
            user=grace, action_flag=CHANGE, object_repr=linus.email
        ),
        "waiting correction": NameCorrection.objects.create(
            certificate=certificate, new_name="Ada King", reason="Married.", requested_by=grace
        ),
        "approval of a certificate": IssueApproval.objects.create(
            enrolment=enrolment, approved_by=grace
        ),
        "waiting bulk act": BulkRequest.objects.create(
            bulk_act=BulkAct.objects.create(kind="renew", reason="Soon."),
            reason="Soon.",
            requested_by=grace,
        ),
        "named person": NamedPerson.objects.create(
            person=linus, named_by=grace, reason="Nobody else can.", ends_at=NOW
        ),
        "waiting help with an address": AddressHelp.objects.create(
            user=linus, reason="The badge was seen.", evidence="badge", requested_by=grace
        ),
        "waiting help with joining": JoinHelp.objects.create(
            kept=linus,
            ended=ada,
            reason="The badge was seen.",
            evidence="badge",
            requested_by=grace,
        ),
        "waiting report": reports[0],
        "answered report": reports[1],
        "waiting message": InboxMessage.objects.create(form_digest="1" * 64, **message),
        "answered message": InboxMessage.objects.create(
            form_digest="2" * 64, answer="Thank you.", ended_at=NOW, ended_by=grace, **message
        ),
    }


def is_refused(verb: str, sql: str, *values) -> bool:
    """Whether a trigger refuses the statement. Changes nothing.

    Other rules of the database are not asked.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            assert cursor.rowcount == 1
            transaction.set_rollback(True)
    except DatabaseError as error:
        return f"{verb} refused" in str(error)
    return False


def another(value, field):
    """A value that differs and that the column takes."""
    if isinstance(value, bool) or field.get_internal_type() == "BooleanField":
        return not value
    if isinstance(value, datetime | date):
        return value + timedelta(days=1)
    if isinstance(value, str):
        return value[:-1] + ("x" if value[-1:] != "x" else "y")
    if isinstance(value, int):
        return value + 1
    kind = (
        field.target_field.get_internal_type() if field.remote_field else field.get_internal_type()
    )
    made_up = {
        "DateTimeField": NOW,
        "DateField": NOW.date(),
        "UUIDField": uuid.UUID(int=1),
        "JSONField": {"a": 1},
    }
    return made_up.get(kind, 1)


def changeable(row) -> tuple[set[str], set[str]]:
    """The columns of ``row`` that may get another value, and those that may become NULL."""
    changed, forgotten = set(), set()
    table = row._meta.db_table
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        sql = f'UPDATE {table} SET "{field.column}" = %s WHERE id = %s'
        new = field.get_db_prep_save(another(value, field), connection)
        if not is_refused("update", sql, new, row.pk):
            changed.add(field.column)
        if value is not None and field.null and not is_refused("update", sql, None, row.pk):
            forgotten.add(field.column)
    return changed, forgotten


def is_deletable(row) -> bool:
    return not is_refused("delete", f"DELETE FROM {row._meta.db_table} WHERE id = %s", row.pk)


def test_the_tables_name_every_protected_table_and_every_trigger_exists():
    tables = FROZEN | {table for table, _changed, _forgotten in RECORDS.values()}
    adding = {
        "quizzes_attemptitem",
        "quizzes_graderun",
        "quizzes_itemgrade",
        "quizzes_scorechange",
    }
    wanted = {f"{table}_no_{verb}" for table in tables for verb in ("update", "delete")}
    wanted |= {f"{table}_no_insert" for table in adding}
    if connection.vendor == "postgresql":
        wanted |= {f"{table}_no_truncate" for table in tables}
    assert triggers.trigger_names(connection.vendor) == wanted
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
            )
        assert {name for (name,) in cursor.fetchall()} == wanted


def test_a_published_row_never_changes_in_any_column_and_is_never_deleted(published):
    rows = {table: MODELS[table].objects.first() for table in FROZEN}
    assert None not in rows.values()
    assert {
        table: (*changeable(row), is_deletable(row)) for table, row in rows.items()
    } == dict.fromkeys(FROZEN, (set(), set(), False))


def test_a_record_changes_in_the_columns_of_the_table_alone(records):
    rows = {name: type(row).objects.get(pk=row.pk) for name, row in records.items()}
    assert {name: (row._meta.db_table, *changeable(row)) for name, row in rows.items()} == RECORDS


def test_a_record_is_deleted_only_when_its_person_is_erased(records):
    assert [name for name, row in records.items() if is_deletable(row)] == []
    Enrolment.objects.update(user=None)
    assert {name for name, row in records.items() if is_deletable(row)} == DELETABLE
