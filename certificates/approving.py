"""Approve the certificates of a provider who wants to look at each before it is issued."""

from collections.abc import Iterable
from operator import attrgetter

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
            transaction.on_commit(
                lambda: issuing.issue_by_id.enqueue(enrolment.pk, enrolment.course.slug),
                robust=True,
            )
    return is_new


def approve_many(enrolments: Iterable[Enrolment], by: User, because: str) -> int:
    """Approve several certificates, all or none; return how many were approved just now.

    Raises ActRefusedError if one of them is one's own.
    """
    # Always in the same order, so that two who approve the same cannot wait for each other.
    in_order = sorted(enrolments, key=attrgetter("pk"))
    with transaction.atomic():
        return sum(approve(enrolment, by, because) for enrolment in in_order)
