"""What the pages of regrade orders show of questions, and of learners whose scores change."""

from dataclasses import dataclass

from django.core.paginator import Page
from django.utils.safestring import SafeString

from course.models import Enrolment, Unit
from quizzes.kinds import Html
from quizzes.models import BankItem, QuestionVersion, RegradeOrder, ScoreChange
from quizzes.regrading.outcomes import AttemptChange, change_from_json


@dataclass(frozen=True)
class ShownVersion:
    """Hold a question version, with its ``attempts`` handed in, and its key in words."""

    version: QuestionVersion
    key: str


@dataclass(frozen=True)
class ChangeRow:
    """Hold a change with its learner.

    enrolment: None if it was deleted. unit: the title of the quiz.
    """

    change: AttemptChange
    enrolment: Enrolment | None
    unit: str


def newest_stem(version: QuestionVersion) -> SafeString:
    """Return the stem as the newest edition with this version shows it."""
    items = BankItem.objects.filter(version=version).order_by("pk")
    newest = items.only("rendered").last()
    return newest.html.of("stem") if newest else SafeString("")


def key_in_words(version: QuestionVersion) -> str:
    """Return a response that earns all points, in words; "" without a score."""
    data = version.data
    if not data.is_scored:
        return ""
    texts = {text.name: text.markdown for text in type(data).texts(version.body)}
    return data.in_words(Html(texts), data.best_response())


def change_rows(order: RegradeOrder, page: Page[ScoreChange]) -> list[ChangeRow]:
    """Return the changes of a page, with their learners and quizzes, in two queries."""
    changes = [change_from_json(row.change) for row in page]
    enrolments = _enrolments([change.enrolment for change in changes])
    titles = _unit_titles(order, {change.unit for change in changes})
    rows = []
    for change in changes:
        row = ChangeRow(
            change=change,
            enrolment=enrolments.get(change.enrolment),
            unit=titles.get(change.unit, change.unit),
        )
        rows.append(row)
    return rows


def _enrolments(record_numbers: list[str]) -> dict[str, Enrolment]:
    """Return the enrolments, with their users, by record number."""
    enrolments = Enrolment.objects.filter(public_id__in=record_numbers)
    with_users = enrolments.select_related("user")
    return {str(enrolment.public_id): enrolment for enrolment in with_users}


def _unit_titles(order: RegradeOrder, keys: set[str]) -> dict[str, str]:
    """Return the titles of units of the order's course, by key, as the newest edition has them."""
    course = order.version.question.course
    units = Unit.objects.filter(key__in=keys, edition__course=course)
    # The newest edition comes last, and its title stays.
    oldest_first = units.order_by("edition__number")
    return {unit.key: str(unit) for unit in oldest_first}
