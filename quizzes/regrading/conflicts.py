"""Saved answers that another version of their question cannot mark."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from quizzes.models import AttemptItem, QuestionVersion
from quizzes.question.responses import Response
from quizzes.question.scoring import INVALID, BadResponse


@dataclass(frozen=True)
class Conflict:
    """Hold an answer that another question version does not know or cannot read.

    enrolment: the record number. attempt: its number. text: what is wrong, for staff.
    """

    enrolment: str
    attempt: int
    text: str


def conflicts(version: QuestionVersion, to_version: QuestionVersion) -> list[Conflict]:
    """Return the answers to ``version``, also of open attempts, that ``to_version`` cannot mark."""
    answered = AttemptItem.objects.filter(version=version, response__isnull=False)
    rows = answered.order_by("attempt__enrolment", "attempt").values_list(
        "response", "attempt__enrolment__public_id", "attempt__number"
    )
    unmarkable = []
    for response, enrolment, number in rows.iterator(chunk_size=500):
        if text := _why_unmarkable(response, version, to_version):
            unmarkable.append(Conflict(str(enrolment), number, text))
    return unmarkable


def _why_unmarkable(
    response: Response, version: QuestionVersion, to_version: QuestionVersion
) -> str:
    """Say why ``to_version`` cannot mark a response to ``version``; "" if it can."""
    try:
        by_new = to_version.data.score(response)
        # An answer that could not be read before loses nothing.
        is_lost = by_new.status == INVALID and version.data.score(response).status != INVALID
    except BadResponse as bad:
        return str(bad)
    return _("an answer cannot be read anymore") if is_lost else ""
