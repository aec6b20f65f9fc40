"""How sure learners said they were: theirs alone, and only for a time."""

import logging
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from quizzes.models import AttemptItem

logger = logging.getLogger(__name__)

GUESSING, FAIRLY_SURE, CERTAIN = 1, 2, 3
LABELS = {GUESSING: _("Guessing"), FAIRLY_SURE: _("Fairly sure"), CERTAIN: _("Certain")}


def forget(now: datetime) -> int:
    """Delete what is due, twelve months after the certificate; how many answers it was.

    The certificate is earned when the course is completed, so that is the day that counts: also for one that was held
    back for a while, and is issued later. Safe to repeat.
    """
    asked = AttemptItem.objects.filter(sureness__isnull=False)
    count = asked.filter(attempt__enrolment__completed_at__lte=_a_year_before(now)).update(sureness=None)
    logger.info("sureness forgotten answers=%s", count)
    return count


def _a_year_before(now: datetime) -> datetime:
    """The same moment of the year before; of 29 February, that of the 28th."""
    try:
        return now.replace(year=now.year - 1)
    except ValueError:
        return now.replace(year=now.year - 1, day=28)
