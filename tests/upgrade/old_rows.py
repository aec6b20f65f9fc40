"""Rows of a database as it was, and what an upgrade must keep of the rows that it has."""

from datetime import UTC, date, datetime
from typing import Any

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
# Columns that mean the same in every version, of the tables that hold records.
KEPT = {
    "accounts_outgoingmail": "key, recipient",
    "accounts_user": "email, name",
    "certificates_certificate": "code, holder_name, pdf_sha256, record_hash",
    "course_completion": "enrolment_id, unit_key, revision, completed_at",
    "course_enrolment": "user_id, course_id, edition_id, holder_name",
    "quizzes_attempt": "enrolment_id, unit_key, number, state, submitted_at",
    "quizzes_attemptitem": "attempt_id, position, response",
    "quizzes_graderun": "attempt_id, run, earned, possible, passed",
    "quizzes_itemgrade": "run_id, item_id, status, state",
    "quizzes_questionversion": "kind, sha256",
}


def row(model: Any, **fields: Any) -> Any:
    """A row of a model as it was, with something in every field that needs it."""
    for field in model._meta.concrete_fields:
        if field.name in fields or field.null or field.primary_key or field.has_default():
            continue
        kind = field.get_internal_type()
        if kind.endswith("IntegerField"):
            fields[field.name] = 1
        elif kind in {"DateTimeField", "DateField"}:
            fields[field.name] = NOW if kind == "DateTimeField" else date(2026, 11, 24)
        elif kind == "BooleanField":
            fields[field.name] = False
        elif kind == "JSONField":
            fields[field.name] = {}
    return model.objects.create(**fields)


def kept_rows() -> dict[str, list[Any]]:
    """Return what must be kept, by table and number of the row."""
    from django.db import connection

    kept = {}
    with connection.cursor() as cursor:
        for table, columns in KEPT.items():
            cursor.execute(f"SELECT id, {columns} FROM {table}")
            kept |= {f"{table} {number}": values for number, *values in cursor.fetchall()}
    return kept


def changed_since(before: dict[str, list[Any]]) -> dict[str, Any]:
    """Return what these rows were and are, of those that changed or are gone."""
    now = kept_rows()
    return {
        name: [values, now.get(name)] for name, values in before.items() if now.get(name) != values
    }


def mail_keys() -> set[str]:
    """Return which mails there are, sent or not."""
    return {key for name, (key, *_rest) in kept_rows().items() if "outgoingmail" in name}


def missing_triggers() -> list[str]:
    """Return the triggers that should protect records, and that the database does not have."""
    from django.db import connection

    from accounts import triggers

    sql = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with connection.cursor() as cursor:
        cursor.execute(sql[connection.vendor])
        existing = {name for (name,) in cursor.fetchall()}
    return sorted(triggers.trigger_names(connection.vendor) - existing)
