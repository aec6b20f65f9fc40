"""Approve the certificates of a provider who wants to look at each before it is issued."""

from functools import partial

from django.db import transaction

from accounts import approvals, audit
from accounts.models import User
from certificates import issuing
from certificates.models import IssueApproval
from course.models import Enrolment


def approve(enrolment: Enrolment, by: User, because: str) -> bool:
    """Let the certificate of a completed enrolment be issued, by the queue.

    Returns False and changes nothing if it was approved already.
    Raises ActRefusedError for one's own.
    """
    approvals.check_not_own(by, enrolment.user)
    with transaction.atomic():
        _approval, is_new = IssueApproval.objects.get_or_create(
            enrolment=enrolment, defaults={"approved_by": by}
        )
        if is_new:
            audit.record(by, "certificate.approved", enrolment, because)
            enqueue = partial(issuing.issue_by_id.enqueue, enrolment.pk, enrolment.course.slug)
            transaction.on_commit(enqueue, robust=True)
    return is_new
