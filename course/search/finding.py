"""Find the pieces of an edition that have the words of a query.

The rows of ``SearchWord`` say where each word stands; which pieces come first is worked out here,
so that every database gives the same answer.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

from django.core.cache import caches
from django.db.models import Count, Min, Q

from course.models import Edition, Enrolment, SearchEntry, SearchWord
from course.models.search import HEAD
from course.search.query import AskedWord, Query
from course.search.words import fold

CLOSE_ENOUGH = 0.8  # the similarity of a word that is suggested, of at most 1
SHORTEST_MISTYPED = 4  # letters; for shorter words anything is similar
COMMON = 0.2  # the share of all entries from which a word says little
Weights = dict[int, int]  # what a word weighs in each entry, by number


class Group(NamedTuple):
    """Hold where the entries of one lesson, or of one list, begin, and how many they are."""

    first: int
    size: int
    place: str
    unit_id: int | None
    is_public: bool


@dataclass
class FoundGroup:
    """Hold the entries that were found in one lesson, or one entry of a list."""

    place: str
    unit_id: int | None
    numbers: list[int] = field(default_factory=list)  # of entries, best first
    weight: int = 0


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

    def find(self, query: Query) -> Findings:
        """Return what has all words of a query, or most of them. One statement, at first two."""
        by_word: dict[str, Weights] = {word.stem: {} for word in query.words}
        stems = set(by_word)
        for stem, forms, entries in self._rows(query):
            words = [word for word in (stem,) if word in by_word]
            if self._begins(forms, query.beginning):
                words.append(query.words[-1].stem)
                stems.add(stem)
            if words:
                weights = self._weights(entries)
                for word in set(words):
                    _add(by_word[word], weights)
        unknown = tuple(word for word in query.words if not by_word[word.stem])
        found = _together(by_word.values(), len(by_word))
        is_partly = False
        if not found:
            telling = self._telling(by_word)
            stems &= telling.keys() | (stems - by_word.keys())
            found = _with_most(telling.values())
            is_partly = bool(found)
        return Findings(self._grouped(found), frozenset(stems), is_partly, unknown)

    def _telling(self, by_word: Mapping[str, Weights]) -> dict[str, Weights]:
        """Return the words that do not stand nearly everywhere, as "a" and "how" do."""
        most = COMMON * sum(group.size for group in self._groups)
        return {word: weights for word, weights in by_word.items() if len(weights) <= most}

    def suggestion(self, query: Query, unknown: Iterable[AskedWord]) -> str:
        """Return what may have been meant, or "" if no word of the edition is like them."""
        words: dict[str, str] = {}
        for word in unknown:
            if similar := self._most_similar(word.form):
                words[word.typed] = similar
        return query.replacing(words) if words else ""

    def _rows(self, query: Query) -> Iterable[tuple[str, str, str]]:
        if not query.words:
            return ()
        wanted = Q(stem__in=[word.stem for word in query.words])
        if query.beginning:
            wanted |= Q(head=query.beginning[:HEAD])
        rows = SearchWord.objects.filter(wanted, edition=self.edition)
        found: Iterable[tuple[str, str, str]] = rows.values_list("stem", "forms", "entries")
        return found

    def _begins(self, forms: str, beginning: str) -> bool:
        """Tell whether one of the forms begins with these letters."""
        if not beginning:
            return False
        folded = (fold(form, self.edition.language) for form in forms.split())
        return any(form.startswith(beginning) for form in folded)

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
        words: dict[str, str] = {}
        for forms, entries in rows.values_list("forms", "entries"):
            if self._weights(entries):
                for each in forms.split():
                    words.setdefault(fold(each, self.edition.language), each)
        similar = get_close_matches(form, words, n=1, cutoff=CLOSE_ENOUGH)
        return words[similar[0]] if similar else ""

    def _weights(self, entries: str) -> Weights:
        """Return what a word weighs in each entry that the reader may read."""
        pairs = (pair.split(":") for pair in entries.split())
        weights = {int(number): int(weight) for number, weight in pairs}
        if self._may_read_everything:
            return weights
        return {number: weight for number, weight in weights.items() if self._may_read(number)}

    @cached_property
    def _may_read_everything(self) -> bool:
        return self.enrolment is not None and self.enrolment.completed_at is not None

    def _may_read(self, number: int) -> bool:
        group = self._group_of(number)
        if group.place == SearchEntry.Place.GUIDE:
            return self._may_read_everything
        return group.is_public or self.enrolment is not None

    def _group_of(self, number: int) -> Group:
        place = bisect_right(self._groups, number, key=attrgetter("first"))
        return self._groups[place - 1]

    @cached_property
    def _groups(self) -> tuple[Group, ...]:
        return groups_of(self.edition)

    def _grouped(self, weights: Weights) -> dict[str, list[FoundGroup]]:
        """Return the entries by place, those of a lesson together, the best first."""
        by_place: dict[str, dict[int, FoundGroup]] = defaultdict(dict)
        best_first = sorted(weights, key=lambda number: (-weights[number], number))
        for number in best_first:
            group = self._group_of(number)
            key = group.first if group.unit_id else number
            found = by_place[group.place].setdefault(key, FoundGroup(group.place, group.unit_id))
            found.numbers.append(number)
            found.weight = max(found.weight, weights[number])
        return {place: list(found.values()) for place, found in by_place.items()}


def groups_of(edition: Edition) -> tuple[Group, ...]:
    """Return the lessons and lists of an edition in the order of their entries, once a process."""
    name = f"search-groups-of-edition-{edition.pk}"
    pieces = caches["pieces"]
    groups: tuple[Group, ...] | None = pieces.get(name)
    if groups is None:
        groups = _read_groups(edition)
        pieces.set(name, groups, None)
    return groups


def _read_groups(edition: Edition) -> tuple[Group, ...]:
    entries = edition.search_entries.order_by().values("place", "unit", "is_public")
    counted = entries.annotate(first=Min("number"), size=Count("pk"))
    rows = counted.values_list("first", "size", "place", "unit", "is_public")
    return tuple(sorted(Group(*row) for row in rows))


def _add(weights: Weights, more: Weights) -> None:
    """Add what another form of the word weighs."""
    for number, weight in more.items():
        weights[number] = weights.get(number, 0) + weight


def _with_most(weights_by_word: Collection[Weights]) -> Weights:
    """Return the entries with most of the words, and what these weigh together."""
    counts: Counter[int] = Counter()
    for weights in weights_by_word:
        counts.update(weights.keys())
    return _together(weights_by_word, max(counts.values(), default=0))


def _together(weights_by_word: Collection[Weights], count: int) -> Weights:
    """Return the entries with so many of the words, and what these weigh together."""
    counts: Counter[int] = Counter()
    weight: Counter[int] = Counter()
    for weights in weights_by_word:
        counts.update(weights.keys())
        weight.update(weights)
    return {number: weight[number] for number, having in counts.items() if having == count}
