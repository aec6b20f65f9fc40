"""The chance of somebody who guesses every answer to pass a quiz, bounded from above.

The bound is generous: of what a rule may draw, the questions that guessing answers best are
taken; a guesser of a multiple response knows how many options are right; must-pass questions are
left aside. Numbers and short texts are never guessed.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import reduce
from itertools import combinations, permutations
from math import comb, factorial

from quizzes.bank.quiz_checks import candidates
from quizzes.grading import reaches
from quizzes.kinds import QuestionKind
from quizzes.kinds.match import ALL_OR_NOTHING as ALL_OF_MATCH
from quizzes.kinds.match import Match
from quizzes.kinds.multi import Multi
from quizzes.kinds.order import ALL_OR_NOTHING as ALL_OF_ORDER
from quizzes.kinds.order import Order
from quizzes.kinds.single import Single
from quizzes.question.parts import PartedQuestion
from tests.quizzes.papers import Quiz

Chances = dict[Fraction, Fraction]  # of earning a share of the points, or so many points
NOTHING: Chances = {Fraction(0): Fraction(1)}
MAX_ROWS = 7  # of an ordering whose every order is looked at


def chance_to_pass(quiz: Quiz, tries: int) -> Fraction:
    """A bound of the chance that one of so many attempts reaches the pass mark."""
    chances = NOTHING
    possible = Fraction(0)
    for rule in quiz.source.rules:
        drawable = [quiz.questions[candidate.id] for candidate in candidates(rule, quiz.source)]
        scored = [asked for asked in drawable if asked.data.is_scored]
        if not scored:
            continue  # a reflection takes nothing from the score and adds nothing to it
        assert len(scored) == len(drawable), "a rule that may draw a reflection in a mark's place"
        best = _at_least([chances_of_share(asked.data) for asked in scored])
        points = Fraction(scored[0].source.points)
        for _question in range(rule.draw):
            chances = _sum(chances, {points * share: chance for share, chance in best.items()})
            possible += points
    once = sum(
        (chance for earned, chance in chances.items() if reaches(earned, possible, quiz.pass_mark)),
        Fraction(0),
    )
    return 1 - (1 - once) ** tries


def chances_of_share(question: QuestionKind) -> Chances:
    """The chances of each share of a question's points for who answers by chance."""
    if isinstance(question, Single):
        return _even(question.score(option).fraction for option in question.ids)
    if isinstance(question, Multi):
        return _of_multi(question)
    if isinstance(question, Match):
        return _of_match(question)
    if isinstance(question, Order):
        return _of_order(question)
    if isinstance(question, PartedQuestion):
        return _of_parts(question)
    return NOTHING


def _even(shares: Iterable[Fraction]) -> Chances:
    """Chances where each of these outcomes is as likely."""
    shares = list(shares)
    chances: Chances = defaultdict(Fraction)
    for share in shares:
        chances[share] += Fraction(1, len(shares))
    return dict(chances)


def _of_multi(question: Multi) -> Chances:
    size = len(question.key)
    return _even(
        question.score(list(chosen)).fraction for chosen in combinations(question.ids, size)
    )


def _of_match(question: Match) -> Chances:
    premises, hit = len(question.premises), Fraction(1, len(question.choices))
    if question.policy == ALL_OF_MATCH:
        return {Fraction(1): hit**premises, Fraction(0): 1 - hit**premises}
    return {
        Fraction(right, premises): comb(premises, right)
        * hit**right
        * (1 - hit) ** (premises - right)
        for right in range(premises + 1)
    }


def _of_order(question: Order) -> Chances:
    if question.policy == ALL_OF_ORDER:
        # The order that is shown at first is never right, so a guesser tries another.
        hit = Fraction(1, factorial(len(question.key)) - 1)
        return {Fraction(1): hit, Fraction(0): 1 - hit}
    assert len(question.key) <= MAX_ROWS, "too many rows to look at every order"
    return _even(question.score(list(rows)).fraction for rows in permutations(question.key))


def _of_parts(question: PartedQuestion) -> Chances:
    weights = sum(part.weight for part in question.parts)
    of_parts = [
        {
            share * part.weight / weights: chance
            for share, chance in chances_of_share(part.question).items()
        }
        for part in question.parts
    ]
    return reduce(_sum, of_parts, NOTHING)


def _sum(first: Mapping[Fraction, Fraction], second: Mapping[Fraction, Fraction]) -> Chances:
    """The chances of the sum of two that do not depend on each other."""
    total: Chances = defaultdict(Fraction)
    for one, chance in first.items():
        for other, other_chance in second.items():
            total[one + other] += chance * other_chance
    return dict(total)


def _at_least(several: list[Chances]) -> Chances:
    """Chances that are for no amount worse than any of ``several``."""
    shares = sorted({share for chances in several for share in chances}, reverse=True)
    best: Chances = {}
    before = Fraction(0)
    for share in shares:
        reached = max(
            sum((chance for other, chance in chances.items() if other >= share), Fraction(0))
            for chances in several
        )
        best[share] = reached - before
        before = reached
    return best
