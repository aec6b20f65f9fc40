"""The questions of an edition, as they are compared with those of another."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from course.models import Correction, Edition
from quizzes.bank.contents import item_content
from quizzes.models import BankItem, Quiz


@dataclass(frozen=True)
class ComparedQuestion:
    """Hold a question of a bank, written or not.

    unit: the key of its quiz. content: as ``item_content`` returns it.
    """

    item: BankItem
    unit: str
    content: object

    @property
    def id(self) -> str:
        return self.item.version.question.ref

    @property
    def readers(self) -> Correction.Readers:
        """Let whoever passed read the texts, if the quiz shows them its keys."""
        quiz = self.item.quiz
        hides_keys = quiz.review in {Quiz.Review.NEVER, Quiz.Review.SCORE}
        if hides_keys and not quiz.is_practice:
            return Correction.Readers.STAFF
        return Correction.Readers.DONE

    def texts(self) -> Mapping[str, str]:
        return self.item.html

    def right(self) -> object:
        return self.item.version.kind, self.item.version.data.what_is_right()

    def answer(self) -> str:
        question = self.item.version.data
        if not question.is_scored:
            return ""
        return question.in_words(self.item.html, question.best_response())


def stored_questions(edition: Edition) -> Iterator[ComparedQuestion]:
    """Yield the questions of a published edition. Two queries."""
    items: QuerySet[BankItem] = BankItem.objects.filter(quiz__unit__edition=edition)
    related = items.select_related("quiz__unit", "version__question")
    without_files = related.defer("source", "quiz__source")
    for item in without_files.prefetch_related("objectives"):
        yield compared(item, item.quiz.unit.key, [one.key for one in item.objectives.all()])


def compared(item: BankItem, unit: str, objectives: Iterable[str]) -> ComparedQuestion:
    """Return a question of the quiz ``unit``; ``objectives`` are the keys of its own."""
    return ComparedQuestion(item, unit, item_content(item, set(objectives)))
