"""Find people by words of their names and addresses, in any order and without accents."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.apps import AppConfig
from django.db import connection, transaction
from django.db.models import Exists, Model, OuterRef, QuerySet

from accounts.models import PersonWord, User
from accounts.people.folding import all_words_of, words_of

# Texts by which a person is found, beside the name and the address of the account; apps above
# this one add their own in ``AppConfig.ready()``.
sources: list[Callable[[User], Iterable[str]]] = []
# Each finds people by something else than words, such as a number; None if a text is no such thing.
finders: "list[Callable[[str], QuerySet[Any, int] | None]]" = []

FEWEST_CHARACTERS = 2  # that somebody types to find a person; fewer would find nearly everybody
MAX_TYPED_WORDS = 6
# A word that more people have than these does not help to find one of them.
MAX_PEOPLE_OF_A_WORD = 1_000
PEOPLE_AT_ONCE = 500
AFTER_EVERY_LETTER = "\U0010ffff"

Row = TypeVar("Row", bound=Model)


def index_person(user: User) -> None:
    """Store the words by which this person is found now."""
    wanted = _words_for(user)
    stored = set(user.search_words.values_list("word", flat=True))
    if stored == wanted:
        return
    with transaction.atomic():
        user.search_words.filter(word__in=stored - wanted).delete()
        new = [PersonWord(user=user, word=word) for word in sorted(wanted - stored)]
        PersonWord.objects.bulk_create(new, ignore_conflicts=True)


def _words_for(user: User) -> set[str]:
    """Return the words by which a person should be found."""
    texts = [user.name, user.email]
    for source in sources:
        texts += source(user)
    words: set[str] = set()
    for text in texts:
        words |= all_words_of(text)
    return {word[: PersonWord.MAX_LENGTH] for word in words}


def index_saved_person(
    sender: type[User], instance: User, update_fields: Iterable[str] | None = None, **_: object
) -> None:
    """Store the words of an account whose name or address may just have changed."""
    if update_fields is None or {"name", "email"} & set(update_fields):
        index_person(instance)


def index_unindexed(sender: AppConfig | None = None, **_: object) -> int:
    """Store the words of people who have none yet, and return how many there were."""
    if PersonWord._meta.db_table not in connection.introspection.table_names():
        return 0
    # Everybody has an address, so that nobody is left without a word.
    unindexed = User.objects.filter(search_words=None).order_by("pk")
    count = 0
    while people := list(unindexed[:PEOPLE_AT_ONCE]):
        with transaction.atomic():
            for person in people:
                index_person(person)
        count += len(people)
    return count


@dataclass(frozen=True)
class Search:
    """Hold whom a typed text means, to be looked for in any list.

    people: the only people who can be meant; None if words alone say.
    words: each begins a word of everybody who is meant.
    """

    people: "QuerySet[Any, int] | None"
    words: tuple[str, ...]

    def among(self, rows: "QuerySet[Row, Any]", person: str = "pk") -> "QuerySet[Row, Any]":
        """Return the rows of those who are meant. person: where a row holds a person's key."""
        if self.people is not None:
            rows = rows.filter(**{f"{person}__in": self.people})
        for word in self.words:
            rows = rows.filter(Exists(_beginning_with(word).filter(user=OuterRef(person))))
        return rows


def search_for(typed: str) -> Search:
    """Return whom a typed text means; each of its words begins a word of the person."""
    for finder in finders:
        found = finder(typed)
        if found is not None:
            return Search(found, ())
    words = sorted(set(words_of(typed)[:MAX_TYPED_WORDS]), key=len, reverse=True)
    if not words:
        return Search(User.objects.none().values_list("pk", flat=True), ())
    # The longest word leads to few people, whose rows are read. If it leads to many, a list in
    # its own order soon comes to people who have it.
    longest, *others = words
    of_longest = _beginning_with(longest)
    if of_longest[MAX_PEOPLE_OF_A_WORD : MAX_PEOPLE_OF_A_WORD + 1].exists():
        return Search(None, tuple(words))
    return Search(of_longest.values_list("user", flat=True), tuple(others))


def _beginning_with(word: str) -> QuerySet[PersonWord]:
    """Return the stored words that begin with a folded word."""
    beginning = word[: PersonWord.MAX_LENGTH]
    return PersonWord.objects.filter(word__gte=beginning, word__lt=beginning + AFTER_EVERY_LETTER)
