"""Find answers that were marked right by a key that a later edition calls wrong."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from course.models import Correction, Edition
from course.reading.shown import ChangedKey, shown_changed_keys
from quizzes.grading import COUNTED
from quizzes.models import Attempt, AttemptItem, BankItem, ItemGrade, QuestionVersion
from quizzes.question.responses import Response
from quizzes.question.scoring import CORRECT, BadResponse


@dataclass(frozen=True)
class ChangedAnswer:
    """Hold a question of an attempt whose right answer a later edition changed.

    was_right: the learner's answer was marked right by the answer of before.
    """

    position: int
    key: ChangedKey
    was_right: bool


def changed_answers(attempt: Attempt) -> Iterator[ChangedAnswer]:
    """Yield the questions that are still marked by an answer that was changed.

    One query if there are any; the attempt comes with its items.
    """
    items = {item.version.question.ref: item for item in attempt.asked_items}
    keys = shown_changed_keys(attempt.quiz.unit.edition)
    changed = [key for key in keys if key.question in items]
    if not changed:
        return

    grades = {grade.item_id: grade for grade in attempt.grade.grades.all()}
    for key in changed:
        item = items[key.question]
        grade = grades[item.pk]
        if _is_marked_as_asked(item, grade):
            yield ChangedAnswer(item.position, key, was_right=grade.status == CORRECT)


def _is_marked_as_asked(item: AttemptItem, grade: ItemGrade) -> bool:
    """Return whether no regrade has marked the item by another key, or dropped it."""
    return grade.state == COUNTED and grade.version_id in {None, item.version_id}


def enrolments_marked_right(edition: Edition) -> set[int]:
    """Return whose answers were marked right, and are not right by what ``edition`` changed.

    By the ids of their enrolments.
    """
    changed = Correction.objects.filter(edition=edition).changing_a_key()
    questions = list(changed.values_list("question", flat=True))
    items = BankItem.objects.filter(quiz__unit__edition=edition)
    asked_now = items.filter(version__question__ref__in=questions).select_related("version")
    enrolments: set[int] = set()
    for item in asked_now:
        enrolments.update(_marked_right(item.version, edition))
    return enrolments


def _marked_right(new: QuestionVersion, edition: Edition) -> Iterator[int]:
    """Yield the enrolments whose answers to earlier versions are marked right without reason."""
    grades: Iterable[ItemGrade] = (
        ItemGrade.objects.of_latest_markings()
        .counted()
        .filter(status=CORRECT, item__question=new.question_id)
        .filter(item__attempt__quiz__unit__edition__number__lt=edition.number)
        .exclude(version=new)
        .select_related("item__attempt", "item__version")
    )
    for grade in grades:
        if _is_wrong_now(grade.item.version, new, grade.item.response):
            yield grade.item.attempt.enrolment_id


def _is_wrong_now(old: QuestionVersion, new: QuestionVersion, response: Response) -> bool:
    """Return whether an answer that was right is not right by the new version."""
    was_right = old.data.what_is_right()
    is_right = new.data.what_is_right()
    if old.kind == new.kind and was_right == is_right:
        return old.pk != new.pk  # the right options stand for other words
    try:
        return new.data.score(response).fraction < 1
    except BadResponse:
        return True
