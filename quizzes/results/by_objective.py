"""How many points an attempt earned for each objective."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import F

from course.models import Objective
from quizzes.grading import worth
from quizzes.models import Attempt, BankItem, ItemGrade


@dataclass
class ObjectiveScore:
    """Hold the points of the questions that ask about an objective."""

    objective: Objective
    earned: Fraction = Fraction(0)
    possible: Fraction = Fraction(0)

    def add(self, grade: ItemGrade) -> None:
        """Add the points of a question."""
        points = Fraction(grade.item.points)
        earned, possible = worth(points, grade.fraction, grade.state)
        self.earned += earned
        self.possible += possible


def scores_by_objective(attempt: Attempt) -> list[ObjectiveScore]:
    """Return the points of a marked attempt by objective, those of the course first.

    A question with two objectives counts for both. Two queries.
    """
    grades = {}
    for grade in attempt.grade.grades.select_related("item"):
        grades[grade.item.bank_item_id] = grade

    scores: dict[int, ObjectiveScore] = {}
    for objective, bank_item in _objectives_of(grades):
        score = scores.setdefault(objective.pk, ObjectiveScore(objective))
        score.add(grades[bank_item])
    return list(scores.values())


def _objectives_of(bank_items: Iterable[int]) -> Iterator[tuple[Objective, int]]:
    """Yield each objective of these questions with the question's id, those of the course first."""
    links = BankItem.objectives.through.objects.filter(bankitem__in=bank_items)
    module = F("objective__module__position").asc(nulls_first=True)
    in_order = links.order_by(module, "objective__position")
    for link in in_order.select_related("objective"):
        yield link.objective, link.bankitem_id
