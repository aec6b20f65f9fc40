"""A site of the days before events were links of the chain, with a year of certificates in small.

``python -m tests.certificates.old_records`` makes it as it was then, brings it to the newest
migrations, twice, lets all timed work run each time, and prints what it has before and after.
"""

import hashlib
import json
import os
import sys
import uuid
from datetime import UTC, date, datetime
from typing import Any

from tests import environment  # noqa: F401
from tests.quizzes.old_site import row

BEFORE = [
    ("accounts", "0010_look"),
    ("course", "0017_excerpts"),
    ("quizzes", "0010_gains"),
    ("certificates", "0003_reviewers"),
]
FACTS: dict[str, Any] = {
    "award_key": "basics",
    "course_slug": "basics",
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
REVOKED = {"eve": "requirements-not-met", "ida": "issued-in-error"}
REVOKED_AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
ENDED_AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    json.dump({"hashes": fill(), "upgrades": [upgrade(), upgrade()]}, sys.stdout)


def fill() -> dict[str, str]:
    """Make the site as it was; return the hash of each record by its number."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    executor.migrate(BEFORE)
    apps = executor.loader.project_state(BEFORE).apps
    enrolments = _fill_people(apps)
    hashes = _fill_chain(apps, enrolments)
    _fill_mails(apps)
    _protect(connection, apps.get_model("certificates.Certificate"))
    return hashes


def _fill_people(apps: Any) -> dict[str, Any]:
    """Write who completed the course; the name of one cannot be printed, one is not done yet."""
    row(apps.get_model("course.Provider"), pk=1, legal_name="Northgate Teaching Hospital")
    course = row(apps.get_model("course.Course"), slug="basics")
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
    user = row(apps.get_model("accounts.User"), email=f"{name}@example.org", is_active=True)
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


def _fill_chain(apps: Any, enrolments: dict[str, Any]) -> dict[str, str]:
    """Write the certificates with their files, what became of them, and who did it."""
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage

    Certificate = apps.get_model("certificates.Certificate")
    grace = row(apps.get_model("accounts.User"), email="grace@example.org", is_active=True)
    previous_hash = ""
    for sequence, (whose, code) in enumerate(CODES.items(), 1):
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
            "previous_hash": previous_hash,
        }
        previous_hash = hash_of_those_days(facts)
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
            **facts, record_hash=previous_hash, enrolment=enrolment, **changed
        )
    heads = apps.get_model("certificates.ChainHead").objects
    heads.create(pk=1, sequence=len(CODES), record_hash=previous_hash)
    return dict(Certificate.objects.values_list("code", "record_hash"))


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
            recipient=f"{whose.split()[0]}@example.org",
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


def upgrade() -> dict[str, Any]:
    """Bring the site up to date, let all timed work run, and tell what is there."""
    from django.core.management import call_command

    from accounts.models import OutgoingMail, PeriodicRun
    from certificates.models import Certificate, RecordEvent
    from certificates.records.verifying import verify_chain

    call_command("migrate", verbosity=0)
    PeriodicRun.objects.all().delete()
    call_command("run_periodic")
    call_command("issue_missing", stdout=sys.stderr)
    events = RecordEvent.objects.order_by("sequence")
    return {
        "hashes": dict(Certificate.objects.values_list("code", "record_hash")),
        "faults": verify_chain(),
        "states": {
            certificate.code: certificate.state for certificate in Certificate.objects.all()
        },
        "events": list(events.values_list("certificate__code", "kind")),
        "mails": OutgoingMail.objects.count(),
        "pages": {code: _public_answers(code) for code in CODES.values()},
        "missing": _missing_triggers(),
    }


def _public_answers(code: str) -> list[Any]:
    """Return the status of the public page, and the state and the keys of its JSON."""
    from django.test import Client

    from certificates.models import Certificate

    page = Certificate.objects.get(code=code).get_absolute_url()
    answer = Client().get(page)
    facts = Client().get(f"{page.rstrip('/')}.json").json()
    return [answer.status_code, facts["status"], sorted(facts)]


def _missing_triggers() -> list[str]:
    from django.db import connection

    from accounts import triggers
    from tests.course.old_lessons import existing_triggers

    return sorted(triggers.trigger_names(connection.vendor) - existing_triggers())


if __name__ == "__main__":
    main()
