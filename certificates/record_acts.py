"""The acts of staff on a certificate for which an administrator can name somebody."""

from django.utils.translation import gettext_lazy as _

from accounts.approvals import RecordAct
from accounts.approvals.own_records import Record
from certificates import record_mails
from certificates.models import Certificate, NameCorrection
from certificates.typed_numbers import normalise
from course.enrolment.records import find_enrolment

ISSUE = "certificates.issue_certificate"


def find_certificate(number: str) -> Record | None:
    """Return the record of a certificate by its number as people type it, or None."""
    certificates = Certificate.objects.select_related("enrolment__user")
    found = certificates.filter(code=normalise(number)).first()
    return Record(found.code, record_mails.holder_of(found)) if found else None


CORRECT = RecordAct(
    name=NameCorrection.NAMED_FOR,
    permission=ISSUE,
    title=_("Correct the name on a certificate"),
    find=find_certificate,
    view_name="certificates:correct",
)
REISSUE = RecordAct(
    name="certificates.reissue",
    permission=ISSUE,
    title=_("Issue a certificate again"),
    find=find_certificate,
    view_name="certificates:reissue",
)
ISSUE_ANEW = RecordAct(
    name="certificates.issue_again",
    permission=ISSUE,
    title=_("Issue a new certificate in place of a revoked one"),
    find=find_certificate,
    view_name="certificates:issue_again",
)
REVOKE = RecordAct(
    permission="certificates.revoke_certificate",
    title=_("Revoke a certificate"),
    find=find_certificate,
    view_name="certificates:revoke",
)
ISSUE_HELD = RecordAct(
    name="certificates.issue_held",
    permission=ISSUE,
    title=_("Approve a learner’s certificate, or issue a held one"),
    find=find_enrolment,
    view_name="certificates:staff_held_one",
)
ACTS = (CORRECT, REISSUE, ISSUE_ANEW, REVOKE, ISSUE_HELD)
