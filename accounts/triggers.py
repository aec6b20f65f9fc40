"""Make database triggers that refuse changes to records, whatever code, shell or page tries.

Apps name their tables in ``AppConfig.ready()``. The triggers are made again after every migration,
because on SQLite an ALTER drops a table's triggers without a word.
"""

from dataclasses import dataclass

from django.apps import AppConfig
from django.db import connections, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# Name and table of every trigger.
SQLITE_TRIGGERS = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
POSTGRES_TRIGGERS = (
    "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
    "WHERE NOT t.tgisinternal"
)

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
    def guarded_columns(self) -> list[str]:
        """Return all columns but those that may always change."""
        columns = [str(field.column) for field in self.model._meta.concrete_fields]
        return [column for column in columns if column not in self.mutable]

    @property
    def refusals(self) -> dict[str, str]:
        """Return the SQL condition on which each verb is refused."""
        # The condition of "update" depends on the database: _statements puts it in.
        refusals = {
            "update": self.updatable_when,
            "delete": f"NOT ({self.deletable_when or 'FALSE'})",
        }
        if self.insertable_when:
            refusals["insert"] = f"NOT ({self.insertable_when})"
        return refusals


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

    _PROTECTIONS[model._meta.db_table] = Protection(
        model,
        mutable=_columns(model, mutable),
        erasable=_columns(model, erasable),
        updatable=_columns(model, updatable),
        updatable_when=updatable_when,
        deletable_when=deletable_when,
        insertable_when=insertable_when,
    )


def _columns(model: type[models.Model], fields: tuple[str, ...]) -> frozenset[str]:
    """Return the columns of these fields."""
    column_of = {field.name: str(field.column) for field in model._meta.concrete_fields}
    return frozenset(column_of[name] for name in fields)


def trigger_names(vendor: str) -> set[str]:
    """Return the names of all triggers that should exist.

    vendor: of the database, "sqlite" or "postgresql".
    """
    names = {
        f"{table}_no_{verb}"
        for table, protection in _PROTECTIONS.items()
        for verb in protection.refusals
    }
    if vendor == "sqlite":
        return names
    return names | {f"{table}_no_truncate" for table in _PROTECTIONS}


def create_triggers(sender: AppConfig, using: str = "default", **_: object) -> None:
    """Create or replace the triggers of the tables of the app ``sender``."""
    connection = connections[using]
    existing_tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table, protection in _PROTECTIONS.items():
            is_own_table = protection.model._meta.app_label == sender.label
            if not is_own_table or table not in existing_tables:
                continue
            for statement in _statements(connection.vendor, table, protection):
                cursor.execute(statement)


def _statements(vendor: str, table: str, protection: Protection) -> list[str]:
    """Return the SQL that creates or replaces the triggers of a table."""
    refusals = protection.refusals | {"update": _refused_update(vendor, protection)}
    create = _sqlite_trigger if vendor == "sqlite" else _postgres_trigger
    statements = [
        statement
        for verb, condition in refusals.items()
        for statement in create(table, verb, condition)
    ]
    if vendor != "sqlite":
        # TRUNCATE runs no trigger of a row; SQLite has no such command.
        statements += _postgres_truncate_trigger(table)
    return statements


def _sqlite_trigger(table: str, verb: str, condition: str) -> list[str]:
    """Return the SQL that replaces a trigger, which refuses ``verb`` on the condition."""
    name = f"{table}_no_{verb}"
    return [
        f'DROP TRIGGER IF EXISTS "{name}"',
        f'CREATE TRIGGER "{name}" BEFORE {verb.upper()} ON "{table}" '
        f"FOR EACH ROW WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{_message(table, verb)}'); END",
    ]


def _postgres_trigger(table: str, verb: str, condition: str) -> list[str]:
    """Return the SQL that replaces a trigger, which refuses ``verb`` on the condition."""
    # PostgreSQL allows no subquery in WHEN, so the condition stands in the function.
    name = f"{table}_no_{verb}"
    result = "OLD" if verb == "delete" else "NEW"
    return [
        f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
        f"IF {condition} THEN RAISE EXCEPTION '{_message(table, verb)}' "
        "USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        f"RETURN {result}; END $$",
        f'CREATE OR REPLACE TRIGGER "{name}" BEFORE {verb.upper()} ON "{table}" '
        f'FOR EACH ROW EXECUTE FUNCTION "{name}"()',
    ]


def _postgres_truncate_trigger(table: str) -> list[str]:
    """Return the SQL that replaces the trigger which refuses TRUNCATE."""
    name = f"{table}_no_truncate"
    return [
        f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
        f"RAISE EXCEPTION '{_message(table, 'truncate')}' "
        "USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f'CREATE OR REPLACE TRIGGER "{name}" BEFORE TRUNCATE ON "{table}" '
        f'FOR EACH STATEMENT EXECUTE FUNCTION "{name}"()',
    ]


def _message(table: str, verb: str) -> str:
    return f"{table} rows are records: {verb} refused"


def _refused_update(vendor: str, protection: Protection) -> str:
    """Return the SQL condition, over OLD and NEW, on which an UPDATE is refused."""
    columns = protection.guarded_columns
    if not protection.updatable_when:
        return _any_changes(vendor, protection, columns)

    updatable = protection.updatable or set(columns)
    frozen = [column for column in columns if column not in updatable]
    others = [column for column in columns if column in updatable]
    any_of_others = _any_changes(vendor, protection, others)
    refused = f"({any_of_others}) AND NOT ({protection.updatable_when})"
    return f"{_any_changes(vendor, protection, frozen)} OR {refused}" if frozen else refused


def _any_changes(vendor: str, protection: Protection, columns: list[str]) -> str:
    """Return the SQL condition that one of the columns changes, but for an erasure."""
    differ = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
    conditions = []
    for column in columns:
        condition = f'OLD."{column}" {differ} NEW."{column}"'
        if column in protection.erasable:
            condition += f' AND NEW."{column}" IS NOT NULL'
        conditions.append(condition)
    return " OR ".join(conditions)


def drop_all(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Drop every trigger; for migrations, as the code of a RunPython.

    SQLite makes no table anew while a trigger of another one names it.
    """
    drop_triggers(schema_editor, "")


def drop_triggers(schema_editor: BaseDatabaseSchemaEditor, prefix: str) -> None:
    """Drop the triggers of all tables whose name begins with ``prefix``.

    It is for migrations that change rows or tables; ``post_migrate`` makes the triggers again.
    """
    connection = schema_editor.connection
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute(SQLITE_TRIGGERS if is_sqlite else POSTGRES_TRIGGERS)
        names = [name for name, table in cursor.fetchall() if table.startswith(prefix)]
        for name in names:
            # On PostgreSQL the trigger goes with its function.
            what = f'TRIGGER "{name}"' if is_sqlite else f'FUNCTION "{name}"() CASCADE'
            cursor.execute(f"DROP {what}")
