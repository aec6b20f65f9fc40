"""The questions of an edition, of which the course knows only what other apps register here."""

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from course.models import Correction, Edition


class AskedQuestion(Protocol):
    """A question of an edition, published or prepared."""

    @property
    def id(self) -> str: ...

    @property
    def unit(self) -> str:
        """Return the key of its quiz."""

    @property
    def content(self) -> object:
        """Return all that counts as its content; equal content is not compared further."""

    @property
    def readers(self) -> Correction.Readers:
        """Return who may read its texts."""

    def texts(self) -> Mapping[str, str]:
        """Return its texts as HTML, by name, in the order in which they are read."""

    def right(self) -> object:
        """Return what decides which answers are right, in values that can be compared."""

    def answer(self) -> str:
        """Return a right answer in words; "" if nothing is right or wrong."""


QuestionReader = Callable[[Edition], Iterable[AskedQuestion]]
# Each returns questions of a published edition. Apps fill this in ``AppConfig.ready()``.
question_readers: list[QuestionReader] = []


# Each returns, by the id of a question whose right answer an edition changed, the address at which
# staff order that answers are marked again.
marking_offers: list[Callable[[Edition], Mapping[str, str]]] = []


def marking_addresses(edition: Edition) -> dict[str, str]:
    """Return where to have answers marked again, by the id of each question with another key."""
    addresses: dict[str, str] = {}
    for offer in marking_offers:
        addresses |= offer(edition)
    return addresses


def stored_questions(edition: Edition) -> dict[str, AskedQuestion]:
    """Return the questions of a published edition by id."""
    return {question.id: question for read in question_readers for question in read(edition)}
