"""Find typed words that name a person, so that they go when the account is erased.

Apps add to ``sources`` what somebody is called and which records are theirs, and to ``sweepers``
what deletes typed words in their tables, in ``AppConfig.ready()``.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User

# Stands where a column may not be empty.
ERASED_WORDS = "(erased)"
WORD = re.compile(r"\w+")
MIN_LETTERS = 3  # of a word of a name that is looked for


@dataclass
class Traces:
    """Hold by which words somebody is named, and which records are theirs.

    records: type and key of each, as subjects of the audit log.
    """

    names: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    records: set[tuple[str, str]] = field(default_factory=set)

    def keys(self, subject_type: str) -> list[str]:
        """Return the keys of their records of one type."""
        return [key for kind, key in self.records if kind == subject_type]

    @property
    def all_keys(self) -> list[str]:
        """Return the keys of their records of every type."""
        return [key for _type, key in self.records]

    def are_in(self, text: str | None) -> bool:
        """Return whether a text about one of their records has an address or a word of a name."""
        if not text:
            return False
        small = text.casefold()
        for address in self.addresses:
            if address.casefold() in small:
                return True
        words_of_names = _words(" ".join(self.names))
        return bool(words_of_names & _words(text))

    def in_column(self, column: str) -> Q:
        """Return the condition that a column has an address or a whole name."""
        # A single word such as "May" would also be found in texts about others.
        whole_names = {name for name in self.names if " " in name}
        condition = Q(pk__in=[])
        for text in whole_names | self.addresses:
            lookup = {f"{column}__icontains": text}
            condition |= Q(**lookup)
        return condition


def _words(text: str) -> set[str]:
    """Return the words of a text in small letters, without the shortest."""
    words = WORD.findall(text.casefold())
    return {word for word in words if len(word) >= MIN_LETTERS}


sources: list[Callable[[User, Traces], None]] = []
sweepers: list[Callable[[Traces], None]] = []


def traces_of(user: User) -> Traces:
    """Return what every app knows of the person; call it before anything is erased."""
    traces = Traces()
    for add in sources:
        add(user, traces)
    traces.names.discard("")
    traces.addresses.discard("")
    return traces


def erase_words(traces: Traces, rows: QuerySet[Any], *columns: str) -> None:
    """Replace each text of these rows, which are about the person, that names them."""
    for row in rows:
        for column in columns:
            text = getattr(row, column)
            if traces.are_in(text):
                stored = type(row)._default_manager.filter(pk=row.pk)
                stored.update(**{column: ERASED_WORDS})


def sweep(traces: Traces) -> None:
    """Delete the typed words of every app that name the person."""
    for sweeper in sweepers:
        sweeper(traces)
