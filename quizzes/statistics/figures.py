"""The statistics of quizzes and their questions, as the pages of staff show them.

Of fewer than MIN_ATTEMPTS_FOR_STATISTICS answers nothing is shown.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from quizzes.models import BankItem, TypedCount
from quizzes.question.contract import QuestionKind
from quizzes.question.forms import LETTERS
from quizzes.question.options import OptionQuestion
from quizzes.question.parts import PartedQuestion
from quizzes.question.scoring import CORRECT, INVALID, OMITTED, PARTIAL, WRONG
from quizzes.statistics.advice import Advice, UsedOption, Weight, advise
from quizzes.statistics.answers import Column, FirstAttempts
from quizzes.statistics.psychometrics.analysis import TestStatistics
from quizzes.statistics.psychometrics.items import ItemStatistics, item_statistics
from quizzes.statistics.psychometrics.options import OptionUse, option_shares, option_use
from quizzes.statistics.psychometrics.reliability import livingston

MIN_ATTEMPTS_FOR_STATISTICS = 30
MIN_ALIKE = 5  # typed answers; what fewer typed is not shown


@dataclass(frozen=True)
class OptionRow:
    """Hold an option with its use.

    letter: "" in the last row, which counts learners who chose no option.
    """

    letter: str
    html: SafeString
    is_key: bool
    use: OptionUse


class TypedAnswer(NamedTuple):
    """Hold a wrong answer as it was folded, and how many typed it.

    part: the stage or gap where it was typed, in words; "" in a question without parts.
    """

    part: str
    text: str
    n: int


@dataclass(frozen=True)
class StatusCount:
    """Hold how many answers have a status (right, partly right, wrong …), and their share."""

    name: str
    n: int
    share: float


@dataclass(frozen=True)
class Figures:
    """Hold a question of the bank with its statistics.

    n: the number of answers.
    statistics: None if there are too few answers, or everybody was given full marks.
    outcomes: empty unless this question alone was read.
    """

    item: BankItem
    n: int
    statistics: ItemStatistics | None = None
    options: tuple[OptionRow, ...] = ()
    outcomes: tuple[StatusCount, ...] = ()
    had_full_marks: bool = False

    @property
    def is_scored(self) -> bool:
        """Tell whether the question has a score; a reflection has none, and no figures."""
        return self.item.version.data.is_scored

    @property
    def too_few(self) -> bool:
        return self.n < MIN_ATTEMPTS_FOR_STATISTICS

    @property
    def stem(self) -> str:
        return self.item.html.plain("stem")

    @property
    def needs_a_look(self) -> bool:
        return any(advice.weight >= Weight.LOOK for advice in self.advice)

    @cached_property
    def advice(self) -> list[Advice]:
        """Return what to look at, most pressing first."""
        if self.statistics is None:
            return []
        rows = [row for row in self.options if row.letter]
        options = [UsedOption(row.letter, row.is_key, row.use) for row in rows]
        advice = advise(self.statistics, options, self.item.must_pass)
        return list(advice)


@dataclass(frozen=True)
class QuizStatistics:
    """Give the statistics of a quiz and of the questions of its bank.

    If ``too_few``, only ``n`` may be used.
    """

    attempts: FirstAttempts

    @property
    def n(self) -> int:
        return self.attempts.n

    @property
    def too_few(self) -> bool:
        return self.n < MIN_ATTEMPTS_FOR_STATISTICS

    @property
    def passed(self) -> int:
        return sum(score.n for score in self.attempts.scores if score.passed)

    @property
    def reached(self) -> int:
        """Return how many reached the pass mark, must-pass questions aside."""
        return sum(score.n for score in self.attempts.scores if score.reached)

    @property
    def held_back(self) -> int:
        """Return how many reached the pass mark and missed a must-pass question."""
        reached = [score for score in self.attempts.scores if score.reached]
        return sum(score.n for score in reached if not score.passed)

    @property
    def editions(self) -> list[int]:
        return sorted(self.attempts.editions)

    @property
    def pass_rate(self) -> float:
        return self.passed / self.n

    @property
    def test(self) -> TestStatistics:
        return self.attempts.counted.test

    @cached_property
    def _items(self) -> tuple[ItemStatistics, ...]:
        return item_statistics(self.attempts.matrix)

    @cached_property
    def reliability_at_mark(self) -> float | None:
        """Return K² at the pass mark; None if learners were asked different questions."""
        matrix = self.attempts.matrix
        test = self.test
        possible = max(matrix.possible, default=0)
        cut = self.attempts.quiz.pass_mark * possible / (100 * matrix.unit)
        return livingston(test.alpha, test.mean, test.variance, cut)

    def figures(self, item: BankItem) -> Figures:
        """Return the statistics of a question in the version of the bank."""
        if (item.version_id, item.points) not in self.attempts.columns:
            return Figures(item, 0)
        column, place = self._column(item)
        is_too_few = column.n < MIN_ATTEMPTS_FOR_STATISTICS
        if is_too_few or column.had_full_marks:
            return Figures(item, column.n, had_full_marks=column.had_full_marks)
        return Figures(
            item=item,
            n=column.n,
            statistics=self._items[place],
            options=self._options(item),
            outcomes=tuple(_status_counts(column)),
        )

    def thirds(self, item: BankItem) -> dict[str, tuple[float, ...]]:
        """Return the share of each third of learners that chose an option, by its id.

        The weakest third comes first.
        """
        column, place = self._column(item)
        matrix = self.attempts.matrix
        return option_shares(matrix, matrix.items[place], _chosen(column))

    def _column(self, item: BankItem) -> tuple[Column, int]:
        """Return the answers to a question, and its place in the matrix."""
        key = (item.version_id, item.points)
        columns = self.attempts.columns
        place = list(columns).index(key)
        return columns[key], place

    def _options(self, item: BankItem) -> tuple[OptionRow, ...]:
        question = item.version.data
        if not isinstance(question, OptionQuestion) or not question.key_ids():
            return ()
        keys = question.key_ids()
        ids = question.ids
        letters = dict(zip(ids, LETTERS, strict=False))
        column, place = self._column(item)
        matrix = self.attempts.matrix
        rows = []
        for use in option_use(matrix, matrix.items[place], _chosen(column), ids):
            row = OptionRow(
                letter=letters.get(use.id, ""),
                html=item.html.of(f"option.{use.id}"),
                is_key=use.id in keys,
                use=use,
            )
            rows.append(row)
        return tuple(rows)


def typed_wrong(item: BankItem) -> list[TypedAnswer]:
    """Return the wrong answers that MIN_ALIKE or more typed, folded, the most frequent first."""
    often = TypedCount.objects.filter(version=item.version_id, n__gte=MIN_ALIKE)
    rows = often.order_by("-n", "place", "text").values_list("place", "text", "n")
    names = part_names(item.version.data)
    return [TypedAnswer(names.get(place, ""), text, n) for place, text, n in rows]


def part_names(question: QuestionKind, place: str = "", name: str = "") -> dict[str, str]:
    """Return the parts of a question, and theirs, in words, by their place in it ("s1.g2")."""
    if not isinstance(question, PartedQuestion):
        return {place: name}
    names: dict[str, str] = {}
    for number, part in enumerate(question.parts, 1):
        place_of_part = f"{place}.{part.id}".removeprefix(".")
        label = question.part_label(number)
        name_of_part = f"{name}, {label}".removeprefix(", ")
        names |= part_names(part.question, place_of_part, name_of_part)
    return names


STATUS_NAMES = {
    CORRECT: gettext_lazy("Right"),
    PARTIAL: gettext_lazy("Partly right"),
    WRONG: gettext_lazy("Wrong"),
    INVALID: gettext_lazy("Could not be read"),
    OMITTED: gettext_lazy("No answer"),
}


def _status_counts(column: Column) -> Iterator[StatusCount]:
    counts: Counter[str] = Counter()
    for answer in column.answers:
        counts[answer.status] += answer.n
    for status, name in STATUS_NAMES.items():
        n = counts[status]
        if n:
            yield StatusCount(str(name), n, n / column.n)


def _chosen(column: Column) -> list[tuple[str, ...]]:
    """Return the options that each answer of a column chose; none for kinds without options."""
    return [answer.chosen for answer in column.answers]
