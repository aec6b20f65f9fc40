"""Make database triggers that refuse changes to records, whatever code, shell or page tries.

Apps name their tables in ``AppConfig.ready()``. The triggers are made again after every migration,
because on SQLite an ALTER drops a table's triggers without a word.
"""

from dataclasses import dataclass
from typing import Any

from django.apps import AppConfig
from django.db import connections, models

_PROTECTIONS: dict[str, "Protection"] = {}


@dataclass(frozen=True)
class Protection:
    """Hold which changes to the rows of a table are allowed; all others are refused.

    mutable: columns that may always change.
    erasable: columns that may become NULL.
    updatable_when: SQL over OLD; while it is true, the columns ``updatable`` may change (all
        columns, if that is empty).
    deletable_when: SQL over OLD; while it is true, a row may be deleted. "": never.
    insertable_when: SQL over NEW; while it is true, a row may be added. "": always.
    """

    model: type[models.Model]
    mutable: frozenset[str]
    erasable: frozenset[str]
    updatable: frozenset[str]
    updatable_when: str
    deletable_when: str
    insertable_when: str

    @property
    def refusals(self) -> dict[str, str]:
        """Return the SQL condition on which each verb is refused."""
        # The condition of "update" depends on the database: _statements puts it in.
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
    """Refuse changes to the rows of ``model``, but for those that the arguments allow.

    The arguments are those of Protection, with names of fields instead of columns.
    """

    def columns(names: tuple[str, ...]) -> frozenset[str]:
        return frozenset(str(model._meta.get_field(name).column) for name in names)  # type: ignore[union-attr]

    _PROTECTIONS[model._meta.db_table] = Protection(
        model,
        columns(mutable),
        columns(erasable),
        columns(updatable),
        updatable_when,
        deletable_when,
        insertable_when,
    )


def trigger_names() -> set[str]:
    """Return the names of all triggers that should exist."""
    return {
        f"{table}_no_{verb}"
        for table, protection in _PROTECTIONS.items()
        for verb in protection.refusals
    }


def create_triggers(sender: AppConfig, using: str = "default", **_: Any) -> None:
    """Create or replace the triggers of the tables of the app ``sender``."""
    connection = connections[using]
    existing_tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table, protection in _PROTECTIONS.items():
            if protection.model._meta.app_label == sender.label and table in existing_tables:
                for statement in _statements(connection.vendor, table, protection):
                    cursor.execute(statement)


def _statements(vendor: str, table: str, protection: Protection) -> list[str]:
    """Return the SQL that creates or replaces the triggers of a table."""
    statements = []
    for verb, when in (
        protection.refusals | {"update": _refused_update(vendor, protection)}
    ).items():
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


def _refused_update(vendor: str, protection: Protection) -> str:
    """Return the SQL condition, over OLD and NEW, on which an UPDATE is refused."""
    differ = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"

    def changes_any(columns: list[str]) -> str:
        return " OR ".join(
            f'OLD."{column}" {differ} NEW."{column}"'
            + (f' AND NEW."{column}" IS NOT NULL' if column in protection.erasable else "")
            for column in columns
        )

    all_columns = [str(field.column) for field in protection.model._meta.concrete_fields]
    columns = [column for column in all_columns if column not in protection.mutable]
    if not protection.updatable_when:
        return changes_any(columns)
    frozen = [
        column for column in columns if protection.updatable and column not in protection.updatable
    ]
    others = [column for column in columns if column not in frozen]
    refused = f"({changes_any(others)}) AND NOT ({protection.updatable_when})"
    return f"{changes_any(frozen)} OR {refused}" if frozen else refused


def drop_triggers(schema_editor: Any, prefix: str) -> None:
    """Drop the triggers of all tables whose name begins with ``prefix``.

    It is for migrations that change rows or tables; ``post_migrate`` makes the triggers again.
    """
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
