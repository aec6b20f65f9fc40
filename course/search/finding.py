"""Find the pieces of an edition that have the words of a query.

The rows of ``SearchWord`` say where each word stands; which pieces come first is worked out here,
so that every database gives the same answer.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from itertools import chain
from math import inf
from typing import NamedTuple

from django.db.models import Q

from course.models import Edition, Enrolment, SearchWord
from course.models.search import HEAD_LETTERS, unpack
from course.search.groups import Group, Groups
from course.search.query import AskedWord, Query

CLOSE_ENOUGH = 0.8  # the similarity of a word that is suggested, of at most 1
SHORTEST_MISTYPED = 4  # letters; for shorter words anything is similar
COMMON = 0.2  # the share of all entries from which a word says little
Weights = dict[int, int]  # what a word weighs in each entry, by number


@dataclass
class FoundGroup:
    """Hold the entries that were found in one lesson, or one entry of a list."""

    group: Group
    numbers: list[int] = field(default_factory=list)  # of entries, best first


@dataclass(frozen=True)
class Findings:
    """Hold what was found in an edition.

    groups: by place, best first. stems: of all words that were looked for, to mark them.
    is_partly: nothing has all words, and these have most of them.
    unknown: the words that stand nowhere.
    """

    groups: Mapping[str, list[FoundGroup]]
    stems: frozenset[str]
    is_partly: bool
    unknown: tuple[AskedWord, ...]


class EditionSearch:
    """Search an edition for one reader.

    enrolment: the reader's, in any state; None for who is not enrolled.
    """

    def __init__(self, edition: Edition, enrolment: Enrolment | None) -> None:
        self.edition = edition
        self.enrolment = enrolment
        self.groups = Groups(edition)

    def find(self, query: Query) -> Findings:
        """Return what has all words of a query, or most of them. One statement, at first two."""
        by_word, begun = self._weights_by_word(query)
        stems = by_word.keys() | begun
        is_partly = False
        found = _with_all(list(by_word.values()))
        if not found:
            telling = self._telling(by_word)
            stems = telling.keys() | begun
            found = _with_most(telling.values())
            is_partly = bool(found)
        unknown = [word for word in query.words if not by_word[word.stem]]
        return Findings(
            groups=self._grouped(found),
            stems=frozenset(stems),
            is_partly=is_partly,
            unknown=tuple(unknown),
        )

    def _weights_by_word(self, query: Query) -> tuple[dict[str, Weights], set[str]]:
        """Return where each word stands, by stem, and the stems that the last word may begin."""
        by_word: dict[str, Weights] = {word.stem: {} for word in query.words}
        begun = set()
        for row in self._rows(query):
            weights = self._weights(row.entries)
            stems = {row.stem} & by_word.keys()
            if row.may_end(query):
                begun.add(row.stem)
                stems.add(query.last_stem)
            for stem in stems:
                by_word[stem] = _sum(by_word[stem], weights)
        return by_word, begun

    def _telling(self, by_word: Mapping[str, Weights]) -> dict[str, Weights]:
        """Return the words that do not stand nearly everywhere, as "a" and "how" do."""
        most = COMMON * self.groups.size
        return {word: weights for word, weights in by_word.items() if len(weights) <= most}

    def suggestion(self, query: Query, unknown: Iterable[AskedWord]) -> str:
        """Return what may have been meant, or "" if no word of the edition is like them."""
        words: dict[str, str] = {}
        for word in unknown:
            if similar := self._most_similar(word.form):
                words[word.typed] = similar
        return query.replacing(words) if words else ""

    def _rows(self, query: Query) -> Iterator["_Row"]:
        """Yield the rows of the words of a query, and of those that its last word may begin."""
        if not query.words:
            return
        stems = [word.stem for word in query.words]
        wanted = Q(stem__in=stems)
        # The index is of the first letters, which all rows that are wanted have.
        heads = {stem[:HEAD_LETTERS] for stem in stems}
        beginning = query.beginning
        if beginning:
            wanted |= Q(forms__contains=f" {beginning}")
            heads.add(beginning[:HEAD_LETTERS])
        words = SearchWord.objects.filter(wanted, edition=self.edition, head__in=heads)
        for values in words.values_list(*_Row._fields):
            yield _Row(*values)

    def _most_similar(self, form: str) -> str:
        """Return the word that the reader may find and that is most like this one, or ""."""
        if len(form) < SHORTEST_MISTYPED:
            return ""
        # Of a word with one wrong letter the first is right, or the next three are, or the first
        # two have changed places.
        alike = Q(stem__contains=form[1:4])
        for letter in set(form[:2]):
            alike |= Q(stem__startswith=letter)
        rows = SearchWord.objects.filter(alike, edition=self.edition).order_by("stem")
        words = {
            form: word
            for word, forms, entries in rows.values_list("word", "forms", "entries")
            if self._weights(entries)
            for form in forms.split()
        }
        similar = get_close_matches(form, words, n=1, cutoff=CLOSE_ENOUGH)
        return words[similar[0]] if similar else ""

    def _weights(self, entries: str) -> Weights:
        """Return what a word weighs in each entry that the reader may read."""
        weights = unpack(entries)
        if self.enrolment is None:
            readable = [number for number in weights if self._is_public(number)]
        else:
            end = self._end_of_what_may_be_read
            # The numbers are in order.
            last = next(reversed(weights), 0)
            if last < end:
                return weights
            readable = [number for number in weights if number < end]
        return {number: weights[number] for number in readable}

    @cached_property
    def _end_of_what_may_be_read(self) -> float:
        """Return the number from which on a learner may not read: of the guide, the last place."""
        if self.enrolment and self.enrolment.completed_at:
            return inf
        start_of_guide = self.groups.start_of_guide
        return inf if start_of_guide is None else start_of_guide

    def _is_public(self, number: int) -> bool:
        return self.groups.of(number).is_public

    def _grouped(self, weights: Weights) -> dict[str, list[FoundGroup]]:
        """Return the entries by place, those of a lesson together, the best first."""
        found: dict[int, FoundGroup] = {}
        for number in _best_first(weights):
            group = self.groups.of(number)
            # Numbers differ through all places, so that a list's entries stay apart.
            key = group.first if group.unit__key else number
            if key not in found:
                found[key] = FoundGroup(group)
            found[key].numbers.append(number)

        by_place = defaultdict(list)
        for found_group in found.values():
            by_place[found_group.group.place].append(found_group)
        return by_place


class _Row(NamedTuple):
    """Hold what the index says of one word: its forms, and the entries that have it, packed."""

    stem: str
    forms: str
    entries: str

    def may_end(self, query: Query) -> bool:
        """Tell whether it is another word than the last of the query, and begins with it."""
        if not query.beginning or self.stem == query.last_stem:
            return False
        return f" {query.beginning}" in self.forms


def _best_first(weights: Weights) -> list[int]:
    """Return the numbers of entries, the heaviest first; of equals that which stands earlier."""
    in_order = sorted(weights)
    return sorted(in_order, key=weights.__getitem__, reverse=True)


def _sum(some: Weights, more: Weights) -> Weights:
    """Return what two forms of a word weigh together."""
    if not some:
        return more
    return Counter(some) + Counter(more)


def _with_all(weights_by_word: Sequence[Weights]) -> Weights:
    """Return the entries with all words, and what these weigh together."""
    if not weights_by_word:
        return {}
    numbers = set.intersection(*map(set, weights_by_word))
    return _together(numbers, weights_by_word)


def _with_most(weights_by_word: Collection[Weights]) -> Weights:
    """Return the entries with most of the words, and what these weigh together."""
    counts = Counter(chain.from_iterable(weights_by_word))
    most = max(counts.values(), default=0)
    numbers = [number for number, count in counts.items() if count == most]
    return _together(numbers, weights_by_word)


def _together(numbers: Iterable[int], weights_by_word: Collection[Weights]) -> Weights:
    """Return what these entries weigh in all words."""
    together = dict.fromkeys(numbers, 0)
    for weights in weights_by_word:
        for number in together:
            together[number] += weights.get(number, 0)
    return together
