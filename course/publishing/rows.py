"""Rows that are made before the transaction that writes them."""

from typing import TypeVar

from django.db.models import Model

Row = TypeVar("Row", bound=Model)


class Rows:
    """Collect unsaved rows, and write them with few statements.

    A row may refer to another that is not written yet, if rows of that model came first.
    """

    def __init__(self) -> None:
        self.by_model: dict[type[Model], list[Model]] = {}

    def add(self, row: Row) -> Row:
        """Take a row to be written later, and return it."""
        self.by_model.setdefault(type(row), []).append(row)
        return row

    def write(self) -> None:
        """Write all rows, model by model in the order of their first rows."""
        for model, rows in self.by_model.items():
            model._default_manager.bulk_create(rows)
