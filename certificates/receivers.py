"""What certificates do when the course announces something: only enqueue, with ids."""

from typing import Any

from django.db import transaction

from certificates import guides, issuing
from course.models import Edition, Enrolment


def issue_certificate(sender: object, enrolment: Enrolment, award_key: str, **_: Any) -> None:
    """The last requirement was met, and that is committed."""
    issuing.issue_by_id.enqueue(enrolment.pk, award_key)


def make_guide(sender: object, edition: Edition, **_: Any) -> None:
    """An edition is being published: once that is committed, its guide is made."""
    transaction.on_commit(lambda: guides.make_by_id.enqueue(edition.pk), robust=True)
