"""A marked attempt as its page shows it: how much of the key may be seen depends on the quiz's review policy."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString

from quizzes.forms import ReportForm
from quizzes.grading import DROPPED_EXCLUDE, DROPPED_FULL
from quizzes.kinds.scoring import UNSCORED
from quizzes.models import Attempt, AttemptItem, ItemGrade, ItemReport, Quiz
from quizzes.standing import Standing


@dataclass(frozen=True)
class ResultItem:
    """``result`` is what the kind's ``template`` shows. ``blocks``: a missed must-pass item that nothing has put right.
    ``dropped``: it does not count, after a question was marked again. ``report_form`` is None where nothing is left to
    report."""

    pk: int
    position: int
    kind: str
    template: str
    result: Any
    vignette: SafeString
    stem: SafeString
    status: str
    is_right: bool
    is_scored: bool
    open_key: bool
    must_pass: bool
    blocks: bool
    dropped: str
    sureness: int | None
    remediation_url: str
    remediation_title: str
    remediation_text: str
    reports: tuple[ItemReport, ...]
    report_form: ReportForm | None


@dataclass(frozen=True)
class Remark:
    """A later marking: when, and the reason that everybody may read."""

    at: datetime
    reason: str


def shows_items(attempt: Attempt) -> bool:
    """Whether the quiz's policy shows more than the score."""
    return attempt.quiz.is_practice or attempt.quiz.review in {Quiz.Review.AFTER_PASS, Quiz.Review.AFTER_SUBMIT}


def keys_are_open(attempt: Attempt, standing: Standing) -> bool:
    """All keys may be seen: by policy, or the quiz is passed, or no attempt is left. What may be asked again before the
    pass shows no key."""
    quiz = attempt.quiz
    if quiz.is_practice or standing.passed_attempt:
        return True
    if quiz.review == Quiz.Review.AFTER_SUBMIT:
        return standing.open_attempt is None
    return not _may_be_asked_again(standing)


def _may_be_asked_again(standing: Standing) -> bool:
    """Whether another attempt, whole or of one sibling, may still ask what an earlier one asked."""
    return standing.open_attempt is not None or standing.attempts_left != 0 or standing.waits_to_be_put_right


def result_items(attempt: Attempt, standing: Standing, refused: ReportForm | None = None) -> list[ResultItem]:
    """Every item with what may be seen of it. A question answered right shows everything; a missed one shows the reason
    for the learner's own choice, and the rest once the keys are open. ``refused``: a report that was not taken."""
    run = attempt.grade
    grades = {grade.item_id: grade for grade in run.grades.all()} if run else {}
    items = attempt.items.select_related("bank_item", "version").prefetch_related("reports")
    all_open, put_right = keys_are_open(attempt, standing), standing.put_right(attempt)
    for item in items:
        item.attempt = attempt
    found = [_result(item, grades[item.pk], all_open, put_right, standing) for item in items]
    return [replace(each, report_form=refused) if refused and refused.item.pk == each.pk else each for each in found]


def _result(item: AttemptItem, grade: ItemGrade, all_open: bool, put_right: set[int], standing: Standing) -> ResultItem:
    # Marked by another version's key, shown with the texts that the learner saw: options are the same by id.
    question, html = (grade.version or item.version).data, item.bank_item.html
    is_right = grade.fraction == 1 or grade.state == DROPPED_FULL
    # A must-pass question and its siblings keep their keys until the pass, whatever the policy shows.
    asked_again = item.bank_item.must_pass and not standing.passed_attempt and _may_be_asked_again(standing)
    open_key = (all_open and not asked_again) or grade.fraction == 1 or grade.status == UNSCORED
    missed = item.bank_item.must_pass and not is_right and grade.state != DROPPED_EXCLUDE
    reports = tuple(item.reports.all())
    return ResultItem(
        pk=item.pk,
        position=item.position,
        kind=item.version.kind,
        template=question.result_template,
        result=question.result(html, item.response, item.option_order, open_key),
        vignette=html.of("vignette"),
        stem=html.of("stem"),
        status=grade.status,
        is_right=is_right,
        is_scored=question.is_scored,
        open_key=open_key,
        must_pass=item.bank_item.must_pass,
        blocks=missed and item.pk not in put_right and not standing.passed_attempt,
        dropped=grade.state if grade.state in {DROPPED_EXCLUDE, DROPPED_FULL} and question.is_scored else "",
        sureness=item.sureness,
        remediation_url=item.bank_item.remediation_url,
        remediation_title=item.bank_item.remediation_title,
        remediation_text=item.bank_item.remediation_text,
        reports=reports,
        report_form=ReportForm(item) if len(reports) < len(ItemReport.Kind) else None,
    )


def remarks(attempt: Attempt) -> list[Remark]:
    """The later markings of an attempt, newest first."""
    runs = [run for run in attempt.runs.all() if run.order is not None]
    return [Remark(run.graded_at, run.order.reason) for run in sorted(runs, key=lambda run: -run.run) if run.order]
