"""What learners gained: the share right in the pretest and at the end, by objective.

docs/statistics.md says what is counted. Of fewer than 30 learners nothing is shown.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from course.models import Edition, Objective
from quizzes.marking.gains import ALL_OBJECTIVES
from quizzes.models import GainCount, Quiz
from quizzes.statistics.figures import MIN_ATTEMPTS_FOR_STATISTICS
from quizzes.statistics.psychometrics.sums import Z95

COLUMNS = ("objective", "text", "learners", "before", "after", "gain", "gain_from", "gain_to")
NOTHING = Fraction(0)


@dataclass(frozen=True)
class Pairs:
    """Hold a share right before, a share right at the end, and how many learners have both."""

    before: Fraction
    after: Fraction
    n: int


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
    edition = quiz.unit.edition
    if not quiz.unit.is_final or not _has_pretest(edition):
        return []

    pairs = _pairs_by_objective(quiz)
    gains = [gain_of(None, pairs[ALL_OBJECTIVES])]
    objectives = Objective.objects.filter(edition=edition, module=None)
    for objective in objectives.order_by("position"):
        gain = gain_of(objective, pairs[objective.key])
        gains.append(gain)
    return gains


def _has_pretest(edition: Edition) -> bool:
    pretests = Quiz.objects.filter(
        unit__edition=edition,
        purpose=Quiz.Purpose.PRETEST,
    )
    return bool(pretests.exists())


def _pairs_by_objective(quiz: Quiz) -> dict[str, list[Pairs]]:
    """Return what is counted in every edition whose quiz has the same revision."""
    unit = quiz.unit
    counts = GainCount.objects.occurring().filter(
        quiz__unit__edition__course=unit.edition.course_id,
        quiz__unit__key=unit.key,
        quiz__unit__revision=unit.revision,
    )
    pairs: dict[str, list[Pairs]] = defaultdict(list)
    for count in counts:
        before = Fraction(count.before)
        after = Fraction(count.after)
        pairs[count.objective].append(Pairs(before, after, count.n))
    return pairs


def gain_of(objective: Objective | None, pairs: Sequence[Pairs]) -> Gain:
    """Return the figures of these pairs.

    The interval is that of the mean of the differences, mean ± z·s/√n with s over n − 1. Sums are
    exact; only the last step rounds.
    """
    n = sum(pair.n for pair in pairs)
    if n < MIN_ATTEMPTS_FOR_STATISTICS:
        return Gain(objective, n)

    before, after = _mean_shares(pairs, n)
    gain = after - before
    margin = _margin(pairs, gain, n)
    return Gain(
        objective=objective,
        n=n,
        before=float(before),
        after=float(after),
        gain=float(gain),
        interval=(float(gain) - margin, float(gain) + margin),
    )


def _mean_shares(pairs: Sequence[Pairs], n: int) -> tuple[Fraction, Fraction]:
    """Return the mean share before, and that at the end, of n learners."""
    before = NOTHING
    after = NOTHING
    for pair in pairs:
        before += pair.before * pair.n
        after += pair.after * pair.n
    return before / n, after / n


def _margin(pairs: Sequence[Pairs], mean: Fraction, n: int) -> float:
    """Return half the width of the interval of a mean gain."""
    squares = NOTHING
    for pair in pairs:
        deviation = pair.after - pair.before - mean
        squares += deviation**2 * pair.n
    variance = squares / (n - 1)
    return Z95 * sqrt(variance / n)


def rows_of_file(gains: Iterable[Gain]) -> Iterator[Sequence[object]]:
    """Yield the rows of the file: names of the columns, then a row for each gain."""
    yield COLUMNS
    for gain in gains:
        key = ALL_OBJECTIVES
        text = "all objectives"
        if gain.objective:
            key = gain.objective.key
            text = gain.objective.text
        low, high = gain.interval or (None, None)
        shares = (gain.before, gain.after, gain.gain, low, high)
        yield key, text, gain.n, *map(_in_digits, shares)


def _in_digits(share: float | None) -> str:
    return "" if share is None else f"{share:.4f}"
