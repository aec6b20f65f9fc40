"""The acts of staff on an enrolment for which an administrator can name somebody."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.approvals import RecordAct
from accounts.approvals.own_records import Record
from course.enrolment.waivers import PERMISSION
from course.models import Enrolment


def find_enrolment(number: str) -> Record | None:
    """Return the record of an enrolment by its number, or None."""
    try:
        public_id = UUID(number)
    except ValueError:
        return None
    found = Enrolment.objects.select_related("user").filter(public_id=public_id).first()
    return Record(str(found.public_id), found.user) if found else None


RECORD_OF_WAIVER = RecordAct(
    permission=PERMISSION,
    title=_("Waive units for a learner"),
    find=find_enrolment,
    view_name="staff:waive",
)
