"""The ids that each attempt puts in an order of its own."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class OptionOrder:
    """Hold the ids of a question's options, rows or choices.

    ids: in the order of the author.
    is_shuffled: False if every attempt shows the order of the author.
    never_first: orders, of all ids or of some, that no attempt may show at first.
    """

    ids: tuple[str, ...] = ()
    is_shuffled: bool = True
    never_first: tuple[tuple[str, ...], ...] = ()

    def is_allowed_initial_order(self, order: Sequence[str]) -> bool:
        """Tell whether an attempt may show that order at first."""
        for key in self.never_first:
            shown = tuple(option for option in order if option in key)
            if shown == key:
                return False
        return True

    def with_prefix(self, prefix: str) -> "OptionOrder":
        """Return the same with a prefix before every id, as in a question of several parts."""
        return OptionOrder(
            ids=_prefixed(prefix, self.ids),
            is_shuffled=self.is_shuffled,
            never_first=tuple(_prefixed(prefix, key) for key in self.never_first),
        )


def _prefixed(prefix: str, ids: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(prefix + option for option in ids)
