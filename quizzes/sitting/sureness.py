"""How sure learners say they are of an answer: seen by them alone, and deleted after a time."""

import logging
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from quizzes.models import AttemptItem

logger = logging.getLogger(__name__)

GUESSING, FAIRLY_SURE, CERTAIN = 1, 2, 3
LABELS = {GUESSING: _("Guessing"), FAIRLY_SURE: _("Fairly sure"), CERTAIN: _("Certain")}


def delete_due(now: datetime) -> int:
    """Delete sureness twelve months after the course was completed; return of how many answers.

    Safe to repeat.
    """
    # The certificate is earned on the day of completion, also one that is held and issued later.
    asked = AttemptItem.objects.filter(sureness__isnull=False)
    count = asked.filter(attempt__enrolment__completed_at__lte=_a_year_before(now)).update(
        sureness=None
    )
    logger.info("sureness forgotten answers=%s", count)
    return count


def _a_year_before(now: datetime) -> datetime:
    """Return the same moment of the year before; for 29 February, that of the 28th."""
    try:
        return now.replace(year=now.year - 1)
    except ValueError:
        return now.replace(year=now.year - 1, day=28)
