"""A marked attempt as its page shows it.

The quiz's review policy decides how much of the key is shown.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Self

from django.db.models import prefetch_related_objects
from django.utils.safestring import SafeString

from quizzes.grading import DROPPED_EXCLUDE, DROPPED_FULL
from quizzes.kinds import Html
from quizzes.marking.standing import QuizStanding
from quizzes.models import (
    Attempt,
    AttemptItem,
    GradeRun,
    ItemGrade,
    ItemReport,
    QuestionVersion,
    Quiz,
)
from quizzes.question.scoring import OMITTED, UNSCORED
from quizzes.sitting.drafts import words_of
from quizzes.sitting.question_page import texts_of
from quizzes.sitting.sureness import CERTAIN, LABELS


@dataclass(frozen=True)
class ResultItem:
    """Hold what the result page shows of one item.

    result: what the kind's ``template`` shows. answer: the learner's answer in words.
    blocks: True for a missed must-pass item that is not remedied and blocks the pass.
    dropped: the state of an item that a regrade took out of the score, or "".
    not_saved: what the learner typed last, in words, and what was not marked.
    report_url: where to report the question; "" if every kind of report was sent.
    """

    pk: int
    position: int
    kind: str
    template: str
    result: object
    vignette: SafeString
    stem: SafeString
    answer: str
    status: str
    is_right: bool
    is_scored: bool
    open_key: bool
    must_pass: bool
    blocks: bool
    dropped: str
    sureness: int | None
    not_saved: str
    remediation_url: str
    remediation_title: str
    remediation_text: str
    reports: tuple[ItemReport, ...]
    report_url: str

    @property
    def is_missed(self) -> bool:
        """Tell whether the item counts and is not right."""
        return self.is_scored and not self.is_right and not self.dropped

    @property
    def is_surely_wrong(self) -> bool:
        """Tell whether the learner was certain of an answer that is not right."""
        return self.is_missed and self.sureness == CERTAIN

    @property
    def how_sure(self) -> str:
        """Return the learner's sureness in words, or ""."""
        return str(LABELS.get(self.sureness or 0, ""))


MIN_ANSWERS_FOR_SHARE = 5  # a share of fewer answers says nothing


@dataclass(frozen=True)
class HowRight:
    """Hold how many answers of one level of sureness were right.

    label: the level in words. right, of: numbers of answers.
    """

    label: str
    right: int
    of: int

    @property
    def share(self) -> int | None:
        """Return the per cent that were right, floored; None of too few answers."""
        return self.right * 100 // self.of if self.of >= MIN_ANSWERS_FOR_SHARE else None


@dataclass(frozen=True)
class LaterMarking:
    """A later marking, as learners see it.

    reason: what everybody may read. before: the marking before it if the score differs.
    """

    at: datetime
    reason: str
    before: GradeRun | None


def shows_items(attempt: Attempt) -> bool:
    """Tell whether the quiz's policy shows more than the score."""
    return attempt.quiz.is_practice or attempt.quiz.review in {
        Quiz.Review.AFTER_PASS,
        Quiz.Review.AFTER_SUBMIT,
    }


def shows_score(quiz: Quiz) -> bool:
    """Tell whether the quiz's policy shows the score, not only the receipt and the pass."""
    return quiz.is_practice or quiz.review != Quiz.Review.NEVER


def keys_are_open(attempt: Attempt, standing: QuizStanding) -> bool:
    """Tell whether all keys may be seen: after the pass, or by policy while none is open."""
    quiz = attempt.quiz
    if quiz.is_practice or standing.passed_attempt:
        return True
    if quiz.is_pretest:
        return False  # the same objectives are asked again at the end
    # Until the pass any question may be asked again, also when no attempt is left: staff may
    # grant one more.
    return quiz.review == Quiz.Review.AFTER_SUBMIT and standing.open_attempt is None


def result_items(attempt: Attempt, standing: QuizStanding) -> list[ResultItem]:
    """Return every item with what the learner may see of it.

    A right answer shows everything; a missed one shows the reason for the learner's own choice,
    and the rest once the keys are open.
    """
    grades = {grade.item_id: grade for grade in attempt.grade.grades.all()}
    items = attempt.asked_items
    _put_versions_on(grades, items)
    prefetch_related_objects(items, "reports")
    texts = texts_of([(item, _marked_by(item, grades[item.pk])) for item in items])
    rules = _Visibility.of(attempt, standing)
    return [_result_item(item, grades[item.pk], texts[item.pk], rules) for item in items]


def _put_versions_on(grades: Mapping[int, ItemGrade], items: Iterable[AttemptItem]) -> None:
    """Put on the grades, by item, the versions that marked them: mostly those that were asked."""
    asked = {item.version_id: item.version for item in items}
    marked_by = {grade.version_id for grade in grades.values() if grade.version_id}
    versions = asked | QuestionVersion.at_hand(marked_by - asked.keys())
    for grade in grades.values():
        if grade.version_id:
            grade.version = versions[grade.version_id]


def may_report(reports: Collection[ItemReport]) -> bool:
    """Tell whether the learner did not send every kind of report yet; reports: of one item."""
    return len(reports) < len(ItemReport.Kind)


@dataclass(frozen=True)
class _Visibility:
    """Hold what decides for every item of an attempt how much of its key is shown.

    keys_are_open: all keys may be seen. remedied: ids of missed must-pass items put right later.
    """

    keys_are_open: bool
    is_passed: bool
    remedied: set[int]

    @classmethod
    def of(cls, attempt: Attempt, standing: QuizStanding) -> Self:
        return cls(
            keys_are_open=keys_are_open(attempt, standing),
            is_passed=standing.passed_attempt is not None,
            remedied=standing.remedied_items(attempt),
        )

    def opens_key(self, item: AttemptItem, grade: ItemGrade) -> bool:
        """Tell whether the item's key is shown."""
        if grade.fraction == 1 or grade.status == UNSCORED:
            return True
        # A must-pass question and its siblings keep their keys until the pass, whatever the
        # policy shows.
        if item.bank_item.must_pass and not self.is_passed:
            return False
        return self.keys_are_open

    def blocks(self, item: AttemptItem, grade: ItemGrade) -> bool:
        """Tell whether the item is a missed must-pass item that blocks the pass."""
        if not item.bank_item.must_pass or self.is_passed:
            return False
        is_missed = not _is_right(grade) and grade.state != DROPPED_EXCLUDE
        return is_missed and item.pk not in self.remedied


def _marked_by(item: AttemptItem, grade: ItemGrade) -> QuestionVersion:
    """Return the version whose key marked the item; options of all versions are equal by id."""
    return grade.version or item.version


def _is_right(grade: ItemGrade) -> bool:
    return grade.fraction == 1 or grade.state == DROPPED_FULL


def _result_item(item: AttemptItem, grade: ItemGrade, html: Html, rules: _Visibility) -> ResultItem:
    question = _marked_by(item, grade).data.read_by(grade.reading)
    bank_item = item.bank_item
    open_key = rules.opens_key(item, grade)
    is_dropped = question.is_scored and grade.state in {DROPPED_EXCLUDE, DROPPED_FULL}
    reports = tuple(item.reports.all())
    return ResultItem(
        pk=item.pk,
        position=item.position,
        kind=item.version.kind,
        template=question.result_template,
        result=question.result(html, item.response, item.option_order, open_key),
        vignette=html.of("vignette"),
        stem=html.of("stem"),
        answer=question.as_read(html, item.response),
        status=grade.status,
        is_right=_is_right(grade),
        is_scored=question.is_scored,
        open_key=open_key,
        must_pass=bank_item.must_pass,
        blocks=rules.blocks(item, grade),
        dropped=grade.state if is_dropped else "",
        sureness=item.sureness,
        not_saved=words_of(item),
        remediation_url=bank_item.remediation_url,
        remediation_title=bank_item.remediation_title,
        remediation_text=bank_item.remediation_text,
        reports=reports,
        report_url=item.report_url if may_report(reports) else "",
    )


def how_right(items: Iterable[ResultItem]) -> list[HowRight]:
    """Return how many answers were right for each level of sureness, the surest first.

    Leaves out items that do not count and items without an answer; empty if the learner never
    said how sure they were.
    """
    said = [item for item in items if item.how_sure and _counts_as_answer(item)]
    if not said:
        return []
    rows = []
    for level in sorted(LABELS, reverse=True):
        same = [item for item in said if item.sureness == level]
        right = sum(item.is_right for item in same)
        rows.append(HowRight(str(LABELS[level]), right, len(same)))
    return rows


def _counts_as_answer(item: ResultItem) -> bool:
    return (item.is_right or item.is_missed) and item.status != OMITTED


def later_markings(attempt: Attempt) -> list[LaterMarking]:
    """Return the later markings of an attempt, newest first."""
    runs = sorted(attempt.runs.all(), key=lambda run: run.run)
    markings = [
        LaterMarking(
            run.graded_at, run.order.reason, before if _score(before) != _score(run) else None
        )
        for before, run in pairwise(runs)
        if run.order
    ]
    return markings[::-1]


def _score(run: GradeRun) -> tuple[str, str]:
    return run.earned, run.possible
