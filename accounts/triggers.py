"""Rows that nobody may change: triggers in the database, so that no code path, shell or admin page gets round them.

Apps name their tables in ``AppConfig.ready()``; ``post_migrate`` creates the triggers anew, because on SQLite a later
ALTER drops a table's triggers silently.
"""

from dataclasses import dataclass
from typing import Any

from django.apps import AppConfig
from django.db import connections, models

_EACH: dict[str, "Protection"] = {}


@dataclass(frozen=True)
class Protection:
    """What is refused on a table: changing any column but ``mutable``, unless ``updatable_when`` holds, and deleting
    unless ``deletable_when`` holds (both are SQL over ``OLD``)."""

    model: type[models.Model]
    mutable: frozenset[str]
    updatable_when: str
    deletable_when: str


def protect(
    model: type[models.Model], *, mutable: tuple[str, ...] = (), updatable_when: str = "", deletable_when: str = ""
) -> None:
    """Refuse UPDATE of every column of ``model`` except ``mutable`` (field names) unless ``updatable_when``, and
    DELETE unless ``deletable_when``."""
    columns = frozenset(str(model._meta.get_field(name).column) for name in mutable)  # type: ignore[union-attr]
    _EACH[model._meta.db_table] = Protection(model, columns, updatable_when, deletable_when)


def names() -> set[str]:
    """The names of all triggers that should exist."""
    return {f"{table}_no_{verb}" for table in _EACH for verb in ("update", "delete")}


def create_triggers(sender: AppConfig, using: str = "default", **_: Any) -> None:
    """Create the triggers of this app's tables, replacing what is there."""
    connection = connections[using]
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table, protection in _EACH.items():
            if protection.model._meta.app_label == sender.label and table in present:
                for statement in _statements(connection.vendor, table, protection):
                    cursor.execute(statement)


def _statements(vendor: str, table: str, protection: Protection) -> list[str]:
    columns = [f.column for f in protection.model._meta.concrete_fields if f.column not in protection.mutable]
    differ = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
    changed = " OR ".join(f'OLD."{column}" {differ} NEW."{column}"' for column in columns)
    if protection.updatable_when:
        changed = f"({changed}) AND NOT ({protection.updatable_when})"
    statements = []
    for verb, when in (("update", changed), ("delete", f"NOT ({protection.deletable_when or 'FALSE'})")):
        name, message = f"{table}_no_{verb}", f"{table} rows are records: {verb} refused"
        if vendor == "sqlite":
            statements += [
                f'DROP TRIGGER IF EXISTS "{name}"',
                f'CREATE TRIGGER "{name}" BEFORE {verb.upper()} ON "{table}" FOR EACH ROW WHEN {when} '
                f"BEGIN SELECT RAISE(ABORT, '{message}'); END",
            ]
        else:
            # PostgreSQL allows no subquery in WHEN, so the condition stands in the function.
            result = "NEW" if verb == "update" else "OLD"
            statements += [
                f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
                f"IF {when} THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
                f"RETURN {result}; END $$",
                f'CREATE OR REPLACE TRIGGER "{name}" BEFORE {verb.upper()} ON "{table}" '
                f'FOR EACH ROW EXECUTE FUNCTION "{name}"()',
            ]
    return statements
