"""What learners gained: the share right in the pretest and at the end, by objective.

docs/statistics.md says what is counted. Of fewer than 30 learners nothing is shown.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from course.models import Edition, Objective
from quizzes.marking.gains import ALL_OBJECTIVES
from quizzes.models import GainCount, Quiz
from quizzes.statistics.figures import MIN_ATTEMPTS_FOR_STATISTICS
from quizzes.statistics.psychometrics.sums import Z95

Pair = tuple[Fraction, Fraction, int]  # share before, share after, number of learners
COLUMNS = ("objective", "text", "learners", "before", "after", "gain", "gain_from", "gain_to")


@dataclass(frozen=True)
class Gain:
    """Hold the figures of one objective, or of all together.

    objective: None for all. n: learners who did both.
    before, after, gain: mean shares of the points; None of too few learners.
    interval: of the mean gain, 95 %.
    """

    objective: Objective | None
    n: int
    before: float | None = None
    after: float | None = None
    gain: float | None = None
    interval: tuple[float, float] | None = None

    @property
    def too_few(self) -> bool:
        return self.gain is None


def gains_at(quiz: Quiz) -> list[Gain]:
    """Return the gains at a final quiz: of all objectives together, then of each.

    [] if the edition has no pretest or the quiz is not final. Three queries.
    """
    if not quiz.unit.is_final or not _has_pretest(quiz.unit.edition):
        return []
    pairs = _pairs_by_objective(quiz)
    objectives = Objective.objects.filter(edition=quiz.unit.edition_id, module=None)
    gains = [gain_of(None, pairs.get(ALL_OBJECTIVES, []))]
    for objective in objectives.order_by("position"):
        gains.append(gain_of(objective, pairs.get(objective.key, [])))
    return gains


def _has_pretest(edition: Edition) -> bool:
    pretests = Quiz.objects.filter(unit__edition=edition, purpose=Quiz.Purpose.PRETEST)
    return bool(pretests.exists())


def _pairs_by_objective(quiz: Quiz) -> dict[str, list[Pair]]:
    """Return the counted pairs of every edition whose quiz has the same revision."""
    unit = quiz.unit
    counts = GainCount.objects.occurring().filter(
        quiz__unit__edition__course=unit.edition.course_id,
        quiz__unit__key=unit.key,
        quiz__unit__revision=unit.revision,
    )
    pairs: dict[str, list[Pair]] = {}
    for objective, before, after, n in counts.values_list("objective", "before", "after", "n"):
        pairs.setdefault(objective, []).append((Fraction(before), Fraction(after), n))
    return pairs


def gain_of(objective: Objective | None, pairs: Sequence[Pair]) -> Gain:
    """Return the figures of these pairs.

    The interval is that of the mean of the differences, mean ± z·s/√n with s over n − 1. Sums are
    exact; only the last step rounds.
    """
    n = sum(learners for _before, _after, learners in pairs)
    if n < MIN_ATTEMPTS_FOR_STATISTICS:
        return Gain(objective, n)
    before = sum((share * learners for share, _after, learners in pairs), Fraction(0)) / n
    after = sum((share * learners for _before, share, learners in pairs), Fraction(0)) / n
    gain = after - before
    squares = sum((last - first - gain) ** 2 * learners for first, last, learners in pairs)
    margin = Z95 * sqrt(squares / (n - 1) / n)
    interval = (float(gain) - margin, float(gain) + margin)
    return Gain(objective, n, float(before), float(after), float(gain), interval)


def rows_of_file(gains: Iterable[Gain]) -> Iterator[Sequence[object]]:
    """Yield the rows of the file: names of the columns, then a row for each gain."""
    yield COLUMNS
    for gain in gains:
        key, text = ALL_OBJECTIVES, "all objectives"
        if gain.objective:
            key, text = gain.objective.key, gain.objective.text
        shares = (gain.before, gain.after, gain.gain, *(gain.interval or (None, None)))
        yield key, text, gain.n, *("" if share is None else f"{share:.4f}" for share in shares)
