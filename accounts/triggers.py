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
    """What is refused on a table: changing any column but ``mutable`` and what is ``erasable`` (it may become NULL),
    unless it is ``updatable`` and ``updatable_when`` holds; deleting unless ``deletable_when`` holds (both are SQL over
    ``OLD``); adding unless ``insertable_when`` holds (SQL over ``NEW``; "" allows it)."""

    model: type[models.Model]
    mutable: frozenset[str]
    erasable: frozenset[str]
    updatable: frozenset[str]
    updatable_when: str
    deletable_when: str
    insertable_when: str

    @property
    def refusals(self) -> dict[str, str]:
        """What is refused, by verb, when the condition holds."""
        return {
            "update": self.updatable_when,
            "delete": f"NOT ({self.deletable_when or 'FALSE'})",
        } | ({"insert": f"NOT ({self.insertable_when})"} if self.insertable_when else {})


def protect(
    model: type[models.Model],
    *,
    mutable: tuple[str, ...] = (),
    erasable: tuple[str, ...] = (),
    updatable: tuple[str, ...] = (),
    updatable_when: str = "",
    deletable_when: str = "",
    insertable_when: str = "",
) -> None:
    """Refuse UPDATE of every column of ``model`` except ``mutable`` (field names) and, to NULL, ``erasable``, unless
    ``updatable_when``, which lets only the columns ``updatable`` change (all, where none is named); DELETE unless
    ``deletable_when``, and INSERT unless ``insertable_when``."""

    def columns(names: tuple[str, ...]) -> frozenset[str]:
        return frozenset(str(model._meta.get_field(name).column) for name in names)  # type: ignore[union-attr]

    _EACH[model._meta.db_table] = Protection(
        model,
        columns(mutable),
        columns(erasable),
        columns(updatable),
        updatable_when,
        deletable_when,
        insertable_when,
    )


def names() -> set[str]:
    """The names of all triggers that should exist."""
    return {f"{table}_no_{verb}" for table, protection in _EACH.items() for verb in protection.refusals}


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
    statements = []
    for verb, when in (protection.refusals | {"update": _changed(vendor, protection)}).items():
        name, message = f"{table}_no_{verb}", f"{table} rows are records: {verb} refused"
        if vendor == "sqlite":
            statements += [
                f'DROP TRIGGER IF EXISTS "{name}"',
                f'CREATE TRIGGER "{name}" BEFORE {verb.upper()} ON "{table}" FOR EACH ROW WHEN {when} '
                f"BEGIN SELECT RAISE(ABORT, '{message}'); END",
            ]
        else:
            # PostgreSQL allows no subquery in WHEN, so the condition stands in the function.
            result = "OLD" if verb == "delete" else "NEW"
            statements += [
                f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
                f"IF {when} THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
                f"RETURN {result}; END $$",
                f'CREATE OR REPLACE TRIGGER "{name}" BEFORE {verb.upper()} ON "{table}" '
                f'FOR EACH ROW EXECUTE FUNCTION "{name}"()',
            ]
    return statements


def _changed(vendor: str, protection: Protection) -> str:
    """SQL for a change that is refused."""
    differ = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"

    def any_of(columns: list[str]) -> str:
        return " OR ".join(
            f'OLD."{column}" {differ} NEW."{column}"'
            + (f' AND NEW."{column}" IS NOT NULL' if column in protection.erasable else "")
            for column in columns
        )

    columns = [str(f.column) for f in protection.model._meta.concrete_fields if f.column not in protection.mutable]
    if not protection.updatable_when:
        return any_of(columns)
    frozen = [column for column in columns if protection.updatable and column not in protection.updatable]
    refused = f"({any_of([each for each in columns if each not in frozen])}) AND NOT ({protection.updatable_when})"
    return f"{any_of(frozen)} OR {refused}" if frozen else refused


def drop_triggers(schema_editor: Any, prefix: str) -> None:
    """Drop the triggers of all tables whose name begins with ``prefix``, for a migration that changes rows or tables;
    ``post_migrate`` makes them anew."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "WHERE NOT t.tgisinternal"
            )
        for name, table in [row for row in cursor.fetchall() if row[1].startswith(prefix)]:  # noqa: B007
            if connection.vendor == "sqlite":
                cursor.execute(f'DROP TRIGGER "{name}"')
            else:
                cursor.execute(f'DROP FUNCTION "{name}"() CASCADE')
