"""Plan an act on many people: on whom it is done, and how many are left out for which reason."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

MAX_AT_ONCE = 500  # so many people are acted on while a page waits

HAS_CHANGED = gettext_lazy(
    "The list has changed since you looked. Nothing was done: read the plan again."
)

Row = TypeVar("Row")


@dataclass(frozen=True)
class Plan(Generic[Row]):
    """Hold on what an act is done, and how many people are left out for each reason."""

    to_do: list[Row] = field(default_factory=list)
    left_out: dict[Promise, int] = field(default_factory=dict)

    def digest(self, line: Callable[[Row], object]) -> str:
        """Return what differs between two plans that do not do the same to the same people.

        line: what identifies one row, of plain values.
        """
        return hashlib.sha256(repr([line(row) for row in self.to_do]).encode()).hexdigest()


def plan_of(rows: Iterable[Row], why_not: Callable[[Row], Promise | None]) -> Plan[Row]:
    """Return the plan of an act. why_not: why nothing is done to a row; None if it is done."""
    plan: Plan[Row] = Plan()
    for row in rows:
        reason = why_not(row)
        if reason is None:
            plan.to_do.append(row)
        else:
            plan.left_out[reason] = plan.left_out.get(reason, 0) + 1
    return plan
