"""How many points an attempt earned for each objective."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import F

from course.models import Objective
from quizzes.grading import worth
from quizzes.models import Attempt, BankItem, ItemGrade

Points = tuple[Fraction, Fraction]  # earned, possible


@dataclass(frozen=True)
class ObjectiveScore:
    """Hold the points of the questions that ask about an objective."""

    objective: Objective
    earned: Fraction
    possible: Fraction


def scores_by_objective(attempt: Attempt) -> list[ObjectiveScore]:
    """Return the points of a marked attempt by objective, in the order of the course.

    A question with two objectives counts for both. Two queries.
    """
    points = dict(_points_by_item(attempt.grade.grades.select_related("item")))
    links = BankItem.objectives.through.objects.filter(bankitem__in=points)
    scores: dict[Objective, Points] = {}
    course_first = F("objective__module__position").asc(nulls_first=True)
    in_order = links.select_related("objective").order_by(course_first, "objective__position")
    for link in in_order:
        earned, possible = scores.get(link.objective, (Fraction(0), Fraction(0)))
        more_earned, more_possible = points[link.bankitem_id]
        scores[link.objective] = earned + more_earned, possible + more_possible
    return [ObjectiveScore(objective, *total) for objective, total in scores.items()]


def _points_by_item(grades: Iterable[ItemGrade]) -> Iterator[tuple[int, Points]]:
    """Yield (earned, possible) of each bank item, by its id."""
    for grade in grades:
        points = worth(Fraction(grade.item.points), grade.fraction, grade.state)
        yield grade.item.bank_item_id, points
