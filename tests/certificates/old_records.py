"""A site of the days before events were links of the chain, with a year of certificates in small.

The walk of tests/upgrade fills it as it was then, and asks what has become of it.
"""

import hashlib
import json
import uuid
from datetime import UTC, date, datetime
from typing import Any

from tests.upgrade.old_rows import row

BEFORE = [
    ("accounts", "0010_look"),
    ("course", "0017_excerpts"),
    ("quizzes", "0010_gains"),
    ("certificates", "0003_reviewers"),
]
FACTS: dict[str, Any] = {
    "award_key": "records",
    "course_slug": "records",
    "course_title": "The Basics",
    "edition_number": 1,
    "edition_digest": "1" * 64,
    "language": "en",
    "module_count": 6,
    "quiz_count": 9,
    "pass_mark": 80,
    "minutes": 405,
    "completed_on": date(2025, 12, 1),
    "completed_zone": "Europe/London",
    "issued_at": datetime(2025, 12, 1, 10, 30, 0, 123456, tzinfo=UTC),
    "issued_zone": "Europe/London",
    "waived": "1.1 What this course is",
    "review_state": "reviewed",
    "accreditation": "",
    "limits": "It is not a licence.",
    "provider_name": "Northgate Teaching Hospital",
    "provider_address": "1 North Street\nNorthgate",
    "provider_web": "https://northgate.example",
    "provider_contact": "courses@northgate.example",
    "signatory_name": "Grace Hopper",
    "signatory_title": "Head of Education",
    "paper": "a4",
}
# Who has which certificate, in the order of issue. Ida's first one was issued in error.
CODES = {
    "ada": "0000ADA00000",
    "eve": "0000EVE00000",
    "ida": "000000DA0001",
    "ida again": "000000DA0002",
    "zoe": "0000Z0E00000",
}
NAMES = {"ada": "Ada Lovelace", "eve": "Eve Example", "ida": "Ida Noddack", "zoe": "Zoë Erased"}
GENUINE_KEYS = {"status", "sha256", "printed", "completed_on", "issued_at"}
REVOKED_KEYS = {"status", "number", "revoked_on", "reason"}
STATES = {
    "ada": "genuine",
    "eve": "revoked",
    "ida": "revoked",
    "ida again": "genuine",
    "zoe": "genuine",
}
UP_TO_DATE = {
    "states": STATES,
    "events": [
        ["ada", "bound"],
        ["eve", "bound"],
        ["eve", "revoked"],
        ["ida", "bound"],
        ["ida", "revoked"],
        ["ida", "replaced"],
        ["ida again", "bound"],
        ["zoe", "erased"],
    ],
    # No promised key of the JSON is missing.
    "pages": {name: [200, state, []] for name, state in STATES.items()},
}
REVOKED = {"eve": "requirements-not-met", "ida": "issued-in-error"}
REVOKED_AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
ENDED_AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def fill(apps: Any) -> None:
    """Make the site as it was."""
    from django.db import connection

    enrolments = _fill_people(apps)
    _fill_chain(apps, enrolments)
    _fill_mails(apps)
    _protect(connection, apps.get_model("certificates.Certificate"))


def _fill_people(apps: Any) -> dict[str, Any]:
    """Write who completed the course; the name of one cannot be printed, one is not done yet."""
    course = row(apps.get_model("course.Course"), slug="records")
    edition = row(
        apps.get_model("course.Edition"),
        course=course,
        number=1,
        digest="1" * 64,
        title="The Basics",
        language="en",
        pass_mark=80,
        minutes=405,
    )
    module = row(apps.get_model("course.Module"), edition=edition, key="module-1")
    unit = row(
        apps.get_model("course.Unit"),
        edition=edition,
        module=module,
        key="lesson-1",
        kind="lesson",
        title="A lesson",
        required=True,
    )
    enrolments = {}
    for name in (*NAMES, "held", "learning"):
        enrolment = _enrol(apps, name, course, edition)
        if name != "learning":
            _complete(apps, enrolment, unit)
        enrolments[name] = enrolment
    row(apps.get_model("certificates.Hold"), enrolment=enrolments["held"], reason="holder-name")
    # As erasing an account left them.
    erased = enrolments["zoe"]
    user, erased.user, erased.holder_name = erased.user, None, ""
    erased.save()
    user.delete()
    return enrolments


def _enrol(apps: Any, name: str, course: Any, edition: Any) -> Any:
    user = row(apps.get_model("accounts.User"), email=f"{name}@records.example", is_active=True)
    return row(
        apps.get_model("course.Enrolment"),
        user=user,
        course=course,
        edition=edition,
        public_id=uuid.uuid4(),
        holder_name=NAMES.get(name, "王小明"),
    )


def _complete(apps: Any, enrolment: Any, unit: Any) -> None:
    at = FACTS["issued_at"]
    row(
        apps.get_model("course.Completion"),
        enrolment=enrolment,
        unit=unit,
        unit_key=unit.key,
        revision=unit.revision,
        completed_at=at,
        completed_on=at.date(),
    )
    enrolment.completed_at = at
    enrolment.completed_on = at.date()
    enrolment.completed_zone = "Europe/London"
    enrolment.save()


def _fill_chain(apps: Any, enrolments: dict[str, Any]) -> None:
    """Add the certificates with their files, what became of them, and who did it, to the chain."""
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage

    Certificate = apps.get_model("certificates.Certificate")
    grace = row(apps.get_model("accounts.User"), email="grace@records.example", is_active=True)
    head = apps.get_model("certificates.ChainHead").objects.get()
    for sequence, (whose, code) in enumerate(CODES.items(), head.sequence + 1):
        name = whose.split()[0]
        pdf = f"%PDF-1.7 of {code}".encode()
        sha256 = hashlib.sha256(pdf).hexdigest()
        facts = FACTS | {
            "code": code,
            "holder_name": NAMES[name],
            "verify_url": f"http://localhost:8000/verify/{code[:4]}-{code[4:8]}-{code[8:]}/",
            "supersedes": CODES["ida"] if whose == "ida again" else "",
            "pdf_name": default_storage.save(f"certificates/{sha256}.pdf", ContentFile(pdf)),
            "pdf_sha256": sha256,
            "sequence": sequence,
            "previous_hash": head.record_hash,
        }
        head.sequence, head.record_hash = sequence, hash_of_those_days(facts)
        changed: dict[str, Any] = {}
        if whose in REVOKED:
            changed = {
                "revoked_at": REVOKED_AT,
                "revoked_by": grace,
                "revoked_because": REVOKED[whose],
                "revoked_note": "What happened.",
            }
            row(
                apps.get_model("accounts.AuditEvent"),
                actor=grace,
                verb="certificate.revoked",
                subject_type="certificate",
                subject_key=code,
                reason=REVOKED[whose],
            )
        if whose == "ida":
            changed["ended_at"] = ENDED_AT
        enrolment = None if name == "zoe" else enrolments[name]
        Certificate.objects.create(
            **facts, record_hash=head.record_hash, enrolment=enrolment, **changed
        )
    head.save()


def hash_of_those_days(facts: dict[str, Any]) -> str:
    """Return the hash of a record, made without any code of this release."""
    texts = {
        name: value.astimezone(UTC).isoformat(timespec="microseconds")
        if isinstance(value, datetime)
        else str(value)
        if isinstance(value, date)
        else value
        for name, value in facts.items()
        if name != "supersedes" or value
    }
    canonical = json.dumps(texts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _fill_mails(apps: Any) -> None:
    """Write that each certificate was mailed."""
    for whose, code in CODES.items():
        row(
            apps.get_model("accounts.OutgoingMail"),
            key=f"certificate:{code}",
            recipient=f"{whose.split()[0]}@records.example",
            sent_at=FACTS["issued_at"],
        )


def _protect(connection: Any, model: Any) -> None:
    """Make the triggers of those days."""
    from accounts.triggers import Protection, _statements

    mutable = frozenset(
        ["revoked_at", "revoked_by_id", "revoked_because", "revoked_note", "ended_at"]
    )
    erasable = frozenset(["enrolment_id"])
    nothing: frozenset[str] = frozenset()
    protection = Protection(model, mutable, erasable, nothing, "", "", "")
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor, model._meta.db_table, protection):
            cursor.execute(statement)


def tell() -> dict[str, Any]:
    """Return the states of the certificates, their events, and what their public pages say."""
    from certificates.models import Certificate, RecordEvent

    whose = {code: name for name, code in CODES.items()}
    certificates = Certificate.objects.filter(course_slug="records")
    events = RecordEvent.objects.filter(certificate__in=certificates).order_by("sequence")
    return {
        "states": {whose[certificate.code]: certificate.state for certificate in certificates},
        "events": [
            [whose[code], kind] for code, kind in events.values_list("certificate__code", "kind")
        ],
        "pages": {name: _public_answers(code) for name, code in CODES.items()},
    }


def _public_answers(code: str) -> list[Any]:
    """Return the status of the public page, and what its JSON says of the promised keys."""
    from django.test import Client

    from certificates.models import Certificate

    page = Certificate.objects.get(code=code).get_absolute_url()
    answer = Client().get(page)
    facts = Client().get(f"{page.rstrip('/')}.json").json()
    promised = REVOKED_KEYS if facts["status"] == "revoked" else GENUINE_KEYS
    return [answer.status_code, facts["status"], sorted(promised - set(facts))]
