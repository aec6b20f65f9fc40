"""Compare questions between two editions: text, numbers, and above all what is right."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from course.corrections.changed_sentences import changes, lines_of
from course.corrections.numbers import numbers_in
from course.corrections.questions import AskedQuestion
from course.models import Correction

Kind = Correction.Kind
Texts = Mapping[str, str]  # HTML by name
Questions = Mapping[str, AskedQuestion]  # by id


@dataclass
class _Sentences:
    """Hold the sentences of a question that differ."""

    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)


def changed_questions(old: Questions, new: Questions) -> Iterator[Correction]:
    """Yield a correction for each question that differs, without edition, place and title."""
    for question_id, question in new.items():
        earlier = old.get(question_id)
        if earlier is None:
            after = _sentences_of(question)
            yield _correction(question, Kind.ADDED, after=after)
        elif _differ(earlier, question):
            yield _changed(earlier, question)

    for question_id, question in old.items():
        if question_id not in new:
            before = _sentences_of(question)
            yield _correction(question, Kind.REMOVED, before=before)


def _differ(old: AskedQuestion, new: AskedQuestion) -> bool:
    """Return whether a question has another content, or stands in another quiz."""
    return old.unit != new.unit or old.content != new.content


def _changed(old: AskedQuestion, new: AskedQuestion) -> Correction:
    """Return what differs between two versions of a question."""
    told = _changed_sentences(old.texts(), new.texts())
    kind = _kind(old, new, told)
    if kind in Correction.KINDS_OF_ANSWER:
        answer_before = _right_answer(old)
        answer_after = _right_answer(new)
        told.before.append(answer_before)
        told.after.append(answer_after)
    correction = _correction(new, kind, told.before, told.after)
    correction.readers = _readers(old, new)
    return correction


def _readers(old: AskedQuestion, new: AskedQuestion) -> Correction.Readers:
    """Return who may read the texts while learners still sit the older edition."""
    # There another quiz asks it, which whoever has done the new one may not have passed.
    is_in_same_quiz = old.unit == new.unit
    if is_in_same_quiz and old.readers == new.readers:
        return new.readers
    return Correction.Readers.STAFF


def _changed_sentences(old: Texts, new: Texts) -> _Sentences:
    """Return the sentences that differ, text by text."""
    told = _Sentences()
    for name in dict.fromkeys([*new, *old]):
        old_lines = lines_of(old.get(name, ""))
        new_lines = lines_of(new.get(name, ""))
        for change in changes(old_lines, new_lines):
            told.before += change.before
            told.after += change.after
    return told


def _kind(old: AskedQuestion, new: AskedQuestion, told: _Sentences) -> Correction.Kind:
    """Return the weightiest kind of change of a question."""
    if old.right() != new.right():
        return Kind.ANSWER
    answer_before = _folded(old.answer())
    answer_after = _folded(new.answer())
    if answer_before != answer_after:
        # The ids of the right options are the same, so their texts are not.
        has_moved_text = _has_moved_text(old.texts(), new.texts())
        return Kind.ANSWER if has_moved_text else Kind.ANSWER_WORDS
    if told.before or told.after:
        return _kind_of_text(told)
    return Kind.DETAILS if old.unit == new.unit else Kind.MOVED


def _kind_of_text(told: _Sentences) -> Correction.Kind:
    """Return NUMBER if sentences have other numbers than before, else TEXT."""
    # Sentences that were added or taken out have no numbers to compare.
    if not told.before or not told.after:
        return Kind.TEXT
    numbers_before = numbers_in(told.before)
    numbers_after = numbers_in(told.after)
    if numbers_before != numbers_after:
        return Kind.NUMBER
    return Kind.TEXT


def _has_moved_text(old: Texts, new: Texts) -> bool:
    """Return whether a text stands under another name than before."""
    names_before = defaultdict(set)
    for name, text in old.items():
        names_before[text].add(name)
    for name, text in new.items():
        if text in names_before and name not in names_before[text]:
            return True
    return False


def _correction(
    question: AskedQuestion,
    kind: Correction.Kind,
    before: Sequence[str] = (),
    after: Sequence[str] = (),
) -> Correction:
    return Correction(
        key=question.unit,
        question=question.id,
        kind=kind,
        before="\n".join(before),
        after="\n".join(after),
        readers=question.readers,
    )


def _sentences_of(question: AskedQuestion) -> list[str]:
    sentences: list[str] = []
    for html in question.texts().values():
        lines = lines_of(html)
        sentences += [line.text for line in lines]
    return sentences


def _right_answer(question: AskedQuestion) -> str:
    words = question.answer().split()
    return _("Right answer: %s") % " ".join(words)


def _folded(text: str) -> str:
    words = text.casefold().split()
    return " ".join(words)
