"""Say for every column that names a person what happens to it when two accounts are joined.

Each app decides on its own columns in ``AppConfig.ready()``. A test fails for one without a
decision.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Model, QuerySet

from accounts.models import User

if TYPE_CHECKING:
    from accounts.models import AccountJoin

# Settles what cannot stand twice, and returns the rows of the account that ends which move.
Choose = Callable[["AccountJoin"], "QuerySet[Any]"]
# Takes back what was settled, after the rows went back.
PutBack = Callable[["AccountJoin"], None]


@dataclass(frozen=True)
class Moving:
    """Hold a column whose rows go to the account that stays."""

    model: type[Model]
    field: str
    choose: Choose | None
    put_back: PutBack | None

    def rows_to_move(self, joined: "AccountJoin") -> "QuerySet[Any]":
        """Return the rows of the account that ends which move."""
        if self.choose:
            return self.choose(joined)
        return self.model._default_manager.filter(**{self.field: joined.ended})

    def give(self, ids: list[int], giver: User, taker: User) -> None:
        """Let these rows name another person; leave those that do not name the giver anymore."""
        rows = self.model._default_manager.filter(pk__in=ids, **{self.field: giver})
        rows.update(**{self.field: taker})


MOVING: dict[str, Moving] = {}
STAYING: set[str] = set()


def moves(
    model: type[Model],
    field: str,
    choose: Choose | None = None,
    put_back: PutBack | None = None,
) -> None:
    """Let the rows of a column go to the account that stays; the arguments are those of Moving."""
    name = name_of(model, field)
    MOVING[name] = Moving(model, field, choose, put_back)


def stays(*names: str) -> None:
    """Leave columns, such as "course.ModuleReview.reviewer", as they are.

    Who acted, acted by that account: the log of what staff did does not change.
    """
    STAYING.update(names)


def name_of(model: type[Model], field: str) -> str:
    """Return the name of a column: "course.Enrolment.user"."""
    return f"{model._meta.label}.{field}"
