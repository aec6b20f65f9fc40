"""Say what the certificate is not: an edition's own sentences, and those on credit and review."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from course.models import Edition
from course.text.wording import DENIAL, SPEAKS_OF_CREDIT, SPEAKS_OF_REVIEW

# Editions published before these two were worked out hold them as text of their own.
NO_CREDIT_SENTENCE = "It earns no continuing education credit."
NOT_REVIEWED_SENTENCE = "Its content is awaiting clinical review."


def limits_of(edition: Edition, *, credit: str, is_reviewed: bool) -> list[str]:
    """Return what the certificate says it is not, in the active language.

    credit: the statement of ``course.credit.credit_on``.
    """
    worked_out = (NO_CREDIT_SENTENCE, NOT_REVIEWED_SENTENCE)
    own = [line for line in edition.limits_lines if line not in worked_out]
    if not credit:
        own.append(_("It earns no continuing education credit."))
    if not is_reviewed:
        own.append(_("Its content is awaiting clinical review."))
    return own


def contradictions(lines: Iterable[str], *, credit: str, is_reviewed: bool) -> list[str]:
    """Return the lines that are wrong about credit or review, in either direction."""
    wrong = []
    for line in lines:
        denies = bool(DENIAL.search(line))
        wrong_on_credit = SPEAKS_OF_CREDIT.search(line) and denies == bool(credit)
        wrong_on_review = SPEAKS_OF_REVIEW.search(line) and denies == is_reviewed
        if wrong_on_credit or wrong_on_review:
            wrong.append(line)
    return wrong
