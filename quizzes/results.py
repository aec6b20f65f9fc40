"""A marked attempt as its page shows it: how much of the key may be seen depends on the quiz's review policy."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.utils.safestring import SafeString

from quizzes.drafts import words_of
from quizzes.forms import ReportForm
from quizzes.grading import DROPPED_EXCLUDE, DROPPED_FULL
from quizzes.kinds import Html
from quizzes.kinds.scoring import OMITTED, UNSCORED
from quizzes.models import Attempt, AttemptItem, BankItem, GradeRun, ItemGrade, ItemReport, QuestionVersion, Quiz
from quizzes.standing import Standing
from quizzes.sureness import CERTAIN, LABELS


@dataclass(frozen=True)
class ResultItem:
    """``result`` is what the kind's ``template`` shows. ``blocks``: a missed must-pass item that nothing has put right.
    ``not_saved``: what the learner typed last, in words, and what was not marked.
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
    not_saved: str
    remediation_url: str
    remediation_title: str
    remediation_text: str
    reports: tuple[ItemReport, ...]
    report_form: ReportForm | None

    @property
    def is_missed(self) -> bool:
        """Not right, and it counts."""
        return self.is_scored and not self.is_right and not self.dropped

    @property
    def is_surely_wrong(self) -> bool:
        """To be read first: the learner was certain."""
        return self.is_missed and self.sureness == CERTAIN

    @property
    def how_sure(self) -> str:
        """What the learner said, in words; "" for nothing."""
        return str(LABELS.get(self.sureness or 0, ""))


FEWEST = 5  # answers from which a share says something


@dataclass(frozen=True)
class HowRight:
    """Of the answers of which the learner was that sure: how many were right."""

    label: str
    right: int
    of: int

    @property
    def share(self) -> int | None:
        """In per cent, floored; None of too few."""
        return self.right * 100 // self.of if self.of >= FEWEST else None


@dataclass(frozen=True)
class Remark:
    """A later marking: when, the reason that everybody may read, and the score before it where that was another."""

    at: datetime
    reason: str
    before: GradeRun | None


def shows_items(attempt: Attempt) -> bool:
    """Whether the quiz's policy shows more than the score."""
    return attempt.quiz.is_practice or attempt.quiz.review in {Quiz.Review.AFTER_PASS, Quiz.Review.AFTER_SUBMIT}


def shows_score(quiz: Quiz) -> bool:
    """Whether the policy of the quiz shows more than the receipt and whether it was passed."""
    return quiz.is_practice or quiz.review != Quiz.Review.NEVER


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
    texts = texts_of([(item, grades[item.pk].version or item.version) for item in items])
    for item in items:
        item.attempt = attempt
    found = [_result(item, grades[item.pk], texts[item.pk], all_open, put_right, standing) for item in items]
    return [replace(each, report_form=refused) if refused and refused.item.pk == each.pk else each for each in found]


def texts_of(marked: Iterable[tuple[AttemptItem, QuestionVersion]]) -> dict[int, Html]:
    """The texts of items by their ids: as the learner saw them, but with the reasons of the version that each was
    marked by, for an old reason would contradict a new key. One query, only where versions differ."""
    marked = list(marked)
    others = {version.pk for item, version in marked if version.pk != item.version_id}
    newest = {row.version_id: row.html for row in BankItem.objects.filter(version__in=others).order_by("pk")}
    found = {}
    for item, version in marked:
        old, new = item.bank_item.html, newest.get(version.pk, Html())
        reasons = [text.name for text in type(version.data).texts(version.body) if text.must_cite and text.name in new]
        found[item.pk] = Html(new | old | {name: new[name] for name in reasons})
    return found


def _result(
    item: AttemptItem, grade: ItemGrade, html: Html, all_open: bool, put_right: set[int], standing: Standing
) -> ResultItem:
    # Marked by another version's key: options are the same by id.
    question = (grade.version or item.version).data.read_by(grade.reading)
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
        not_saved=words_of(item),
        remediation_url=item.bank_item.remediation_url,
        remediation_title=item.bank_item.remediation_title,
        remediation_text=item.bank_item.remediation_text,
        reports=reports,
        report_form=ReportForm(item) if len(reports) < len(ItemReport.Kind) else None,
    )


def how_right(items: Iterable[ResultItem]) -> list[HowRight]:
    """How sure, how right, the surest first; nothing where the learner never said. What does not count and what was
    left out is not counted."""
    said = [item for item in items if item.how_sure and (item.is_right or item.is_missed) and item.status != OMITTED]
    rows = []
    for level in sorted(LABELS, reverse=True) if said else ():
        same = [item.is_right for item in said if item.sureness == level]
        rows.append(HowRight(str(LABELS[level]), sum(same), len(same)))
    return rows


def remarks(attempt: Attempt) -> list[Remark]:
    """The later markings of an attempt, newest first."""
    runs = sorted(attempt.runs.all(), key=lambda run: run.run)
    return [
        Remark(run.graded_at, run.order.reason, before if _score(before) != _score(run) else None)
        for before, run in reversed([*pairwise(runs)])
        if run.order
    ]


def _score(run: GradeRun) -> tuple[str, str]:
    return run.earned, run.possible
