"""Answer the signals of the course: enqueue tasks, with ids only."""

from functools import partial

from django.db import transaction

from certificates import guides, issuing
from course.models import Edition, Enrolment


def issue_certificate(
    sender: object, enrolment: Enrolment, award_key: str, **_others: object
) -> None:
    """Enqueue a certificate when the last requirement was met and that is committed."""
    issuing.issue_by_id.enqueue(enrolment.pk, award_key)


def make_guide(sender: object, edition: Edition, **_others: object) -> None:
    """Enqueue the guide of a new edition, once its publication is committed."""
    enqueue = partial(guides.make_by_id.enqueue, edition.pk)
    transaction.on_commit(enqueue, robust=True)
