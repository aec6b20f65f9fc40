"""What waits on the desk of certificates."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.desk.waiting import Section, Waiting
from accounts.models import User
from certificates.models import Certificate, FileDamage, Hold, NameRequest

ISSUE = ("certificates.issue_certificate",)
SOON = timedelta(days=60)


def _held(reader: User) -> list[QuerySet[Any]]:
    return [Hold.objects.exclude(reason=Hold.HoldReason.HOLDER_NAME)]


def _names(reader: User) -> list[QuerySet[Any]]:
    return [Hold.objects.filter(reason=Hold.HoldReason.HOLDER_NAME)]


def _requests(reader: User) -> list[QuerySet[Any]]:
    return [NameRequest.objects.filter(answer="")]


def _going_out_of_date(reader: User) -> list[QuerySet[Any]]:
    today = timezone.localdate()
    current = Certificate.objects.current().filter(revoked_at=None)
    return [current.filter(expires_on__gte=today, expires_on__lte=today + SOON)]


def _damaged(reader: User) -> list[QuerySet[Any]]:
    return [FileDamage.objects.unmended()]


KINDS_OF_CERTIFICATES = (
    Waiting(
        key="held",
        section=Section.PEOPLE,
        permissions=ISSUE,
        lists=_held,
        since="held_at",
        counted="enrolment",
        title=_("Certificates held"),
        why=_("These learners have completed the course and wait for their certificate."),
        act=_("Decide"),
        url_name="certificates:staff_held",
    ),
    Waiting(
        key="names",
        section=Section.PEOPLE,
        permissions=ISSUE,
        lists=_names,
        since="held_at",
        counted="enrolment",
        title=_("Names that will not print"),
        why=_("The fonts of the certificate lack letters of these names."),
        act=_("See the names"),
        url_name="certificates:staff_held",
    ),
    Waiting(
        key="name-requests",
        section=Section.PEOPLE,
        permissions=ISSUE,
        lists=_requests,
        since="asked_at",
        title=_("Holders ask for another name"),
        why=_("Their certificate shows a name that is wrong or no longer theirs."),
        act=_("Find the certificates"),
        url_name="certificates:staff_certificates",
    ),
    Waiting(
        key="out-of-date",
        section=Section.DUE,
        permissions=ISSUE,
        lists=_going_out_of_date,
        since="expires_on",
        title=_("Certificates that go out of date"),
        why=_("Their holders are told ahead and may take the course again."),
        act=_("Renew by filter"),
        url_name="certificates:staff_certificates",
    ),
    Waiting(
        key="damaged",
        section=Section.SITE,
        permissions=("certificates.view_certificate",),
        lists=_damaged,
        since="found_at",
        counted="certificate",
        title=_("Stored certificates that are damaged"),
        why=_("A stored file is not as it was issued and could not be mended by itself."),
        act=_("See the files"),
        url_name="certificates:staff_files",
    ),
)
