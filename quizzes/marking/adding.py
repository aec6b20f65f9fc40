"""Adding to the kept counts, each table in one statement."""

from collections.abc import Sequence
from datetime import datetime
from itertools import chain

from django.db import connection, models

from quizzes.models import TypedCount

Value = int | str | bool | datetime | None
Row = tuple[Value, ...]
MAX_ROWS_A_STATEMENT = 500  # eleven parameters each, and SQLite allows 32,766
MAX_TEXTS = 200  # of a question version

# Texts that are kept already, and as many new ones as their question version has room for.
# "n > 0": what is taken away of a text that is not kept was never counted.
TEXTS_WITH_ROOM = """
    SELECT version_id, place, text, n
    FROM (
        SELECT
            added.*,
            kept.id IS NOT NULL AS is_kept,
            (SELECT COUNT(*) FROM {table} WHERE version_id = added.version_id)
            + ROW_NUMBER() OVER (
                PARTITION BY added.version_id, kept.id IS NULL, added.n > 0
                ORDER BY added.place, added.text
            ) AS texts_with_this_one
        FROM added
        LEFT JOIN {table} AS kept
            ON kept.version_id = added.version_id
            AND kept.place = added.place
            AND kept.text = added.text
    ) AS numbered
    WHERE is_kept OR (n > 0 AND texts_with_this_one <= {most})
    ORDER BY version_id, place, text
"""


def add_to_counts(
    model: type[models.Model],
    key_fields: Sequence[str],
    rows: Sequence[Row],
) -> None:
    """Insert rows; where a row with the same key is, add ``n`` to its ``n``.

    Of a question version no more than MAX_TEXTS rows of TypedCount are kept.
    rows: values in the order of the model's fields, without the primary key; sorted, so that two
        transactions with the same keys cannot wait for each other.
    """
    with connection.cursor() as cursor:
        for first in range(0, len(rows), MAX_ROWS_A_STATEMENT):
            some = rows[first : first + MAX_ROWS_A_STATEMENT]
            statement = _statement(model, len(key_fields), len(some))
            values = chain.from_iterable(some)
            cursor.execute(statement, list(values))


def _statement(model: type[models.Model], key_length: int, row_count: int) -> str:
    """Return the SQL that inserts so many rows, or adds to those that are there.

    key_length: how many of the first columns are the key.
    """
    table = model._meta.db_table
    fields = model._meta.concrete_fields
    names = [str(field.column) for field in fields if not field.primary_key]
    changes = f"n = {table}.n + excluded.n"
    if "last_at" in names:
        changes += (
            f", last_at = CASE WHEN excluded.last_at > {table}.last_at "
            f"THEN excluded.last_at ELSE {table}.last_at END"
        )
    columns = ", ".join(names)
    keys = ", ".join(names[:key_length])
    row = ", ".join(["%s"] * len(names))
    rows = f"VALUES {', '.join([f'({row})'] * row_count)}"
    # Only names of our own tables and columns are put in.
    if model is TypedCount:
        texts = TEXTS_WITH_ROOM.format(table=table, most=MAX_TEXTS)
        rows = f"WITH added ({columns}) AS ({rows}) {texts}"
    return (
        f"INSERT INTO {table} ({columns}) {rows} "  # noqa: S608
        f"ON CONFLICT ({keys}) DO UPDATE SET {changes}"
    )
