"""Answer the signals of the course: enqueue tasks, with ids only."""

from django.db import transaction

from certificates import guide_orders, issuing
from course.models import Edition, Enrolment


def issue_certificate(
    sender: object, enrolment: Enrolment, award_key: str, **_others: object
) -> None:
    """Enqueue a certificate when the last requirement was met and that is committed."""
    issuing.issue_by_id.enqueue(enrolment.pk, award_key)


def make_guide(sender: object, edition: Edition, **_others: object) -> None:
    """Have the guide of a new edition made, once its publication is committed."""
    transaction.on_commit(lambda: guide_orders.ask(edition), robust=True)
