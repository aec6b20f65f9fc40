"""Say for every column that names a person what happens to it when two accounts are joined.

Each app decides on its own columns in ``AppConfig.ready()``. A test fails for one without a
decision.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet

from accounts.models import User

# Settles what cannot stand twice, at the given time, and returns the rows of the second account
# that go to the first.
Choose = Callable[[User, User, datetime], "QuerySet[Any]"]
# Takes back what was settled at that time, after the rows went back to this account.
PutBack = Callable[[User, User, datetime], None]


@dataclass(frozen=True)
class Moving:
    """Hold a column whose rows go to the account that stays."""

    model: type[Model]
    field: str
    choose: Choose | None
    put_back: PutBack | None

    def rows_to_move(self, kept: User, ended: User, at: datetime) -> "QuerySet[Any]":
        """Return the rows of ``ended`` that go to ``kept``."""
        if self.choose:
            return self.choose(kept, ended, at)
        return self.model._default_manager.filter(**{self.field: ended})


MOVING: dict[str, Moving] = {}
STAYING: set[str] = set()


def moves(
    model: type[Model],
    field: str,
    choose: Choose | None = None,
    put_back: PutBack | None = None,
) -> None:
    """Let the rows of a column go to the account that stays; the arguments are those of Moving."""
    MOVING[name_of(model, field)] = Moving(model, field, choose, put_back)


def stays(*names: str) -> None:
    """Leave columns, such as "course.ModuleReview.reviewer", as they are.

    Who acted, acted by that account: the log of what staff did does not change.
    """
    STAYING.update(names)


def name_of(model: type[Model], field: str) -> str:
    """Return the name of a column: "course.Enrolment.user"."""
    return f"{model._meta.label}.{field}"
