"""Compare questions between two editions: text, numbers, and above all what is right.

Other apps register who reads the questions of an edition, for the course knows none.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol

from django.utils.translation import gettext as _

from course.corrections.changed_sentences import changes, lines_of
from course.corrections.numbers import numbers_in
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


def changed_questions(
    old: Mapping[str, AskedQuestion], new: Mapping[str, AskedQuestion]
) -> Iterator[Correction]:
    """Yield a correction for each question that differs, without edition, place and title."""
    for question_id, question in new.items():
        earlier = old.get(question_id)
        if earlier is None:
            yield _correction(question, Correction.Kind.ADDED, after=_sentences(question))
        elif (earlier.unit, earlier.content) != (question.unit, question.content):
            yield _changed(earlier, question)
    for question_id, question in old.items():
        if question_id not in new:
            yield _correction(question, Correction.Kind.REMOVED, before=_sentences(question))


def _changed(old: AskedQuestion, new: AskedQuestion) -> Correction:
    """Return what differs between two versions of a question."""
    before, after = _changed_sentences(old.texts(), new.texts())
    kind = _kind(old, new, before, after)
    if kind in Correction.KINDS_OF_ANSWER:
        before.append(_right_answer(old))
        after.append(_right_answer(new))
    return _correction(new, kind, before, after)


def _changed_sentences(
    old: Mapping[str, str], new: Mapping[str, str]
) -> tuple[list[str], list[str]]:
    """Return the sentences that differ before and after, text by text."""
    before: list[str] = []
    after: list[str] = []
    for name in dict.fromkeys([*new, *old]):
        for change in changes(lines_of(old.get(name, "")), lines_of(new.get(name, ""))):
            before += change.before
            after += change.after
    return before, after


def _kind(
    old: AskedQuestion, new: AskedQuestion, before: list[str], after: list[str]
) -> Correction.Kind:
    """Return the weightiest kind of change of a question."""
    if old.right() != new.right():
        return Correction.Kind.ANSWER
    if _folded(old.answer()) != _folded(new.answer()):
        # The ids of right options are the same, so their texts are not.
        was_swapped = _texts_changed_places(old.texts(), new.texts())
        return Correction.Kind.ANSWER if was_swapped else Correction.Kind.ANSWER_WORDS
    if before and after and numbers_in(before) != numbers_in(after):
        return Correction.Kind.NUMBER
    if before or after:
        return Correction.Kind.TEXT
    return Correction.Kind.MOVED if old.unit != new.unit else Correction.Kind.DETAILS


def _texts_changed_places(old: Mapping[str, str], new: Mapping[str, str]) -> bool:
    """Return whether a text stands under another name than before."""
    for name, text in new.items():
        stood_under = [other for other, old_text in old.items() if old_text == text]
        if stood_under and name not in stood_under:
            return True
    return False


def _correction(
    question: AskedQuestion,
    kind: Correction.Kind,
    before: Iterable[str] = (),
    after: Iterable[str] = (),
) -> Correction:
    return Correction(
        key=question.unit,
        question=question.id,
        kind=kind,
        before="\n".join(before),
        after="\n".join(after),
        readers=question.readers,
    )


def _sentences(question: AskedQuestion) -> list[str]:
    return [line.text for html in question.texts().values() for line in lines_of(html)]


def _right_answer(question: AskedQuestion) -> str:
    return _("Right answer: %s") % " ".join(question.answer().split())


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
