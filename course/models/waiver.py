"""Waivers that need a second person: of a final quiz, or of much of a course."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.approvals import SecondPersonAct, SecondPersonActQuerySet
from accounts.models import User
from course.models.edition import Unit
from course.models.enrolment import Enrolment


class WaiverRequest(SecondPersonAct):
    """A request to let one learner finish without some units."""

    AUDIT_NAME = "waiver"
    APPROVE_PERMISSION = "course.waive_unit"
    NAMED_FOR = APPROVE_PERMISSION
    TITLE = _("Waive units for a learner")
    RELATED = ("enrolment__user", "enrolment__course")
    ANOTHER_WAITS = _(
        "A waiver for this learner waits for a second person. Decide on that one first."
    )
    DECIDED_ALREADY = _(
        "This waiver was decided on already; a decision is final. Ask for a new one."
    )

    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.CASCADE, related_name="waiver_requests"
    )
    units = models.ManyToManyField(Unit, related_name="+")

    objects: SecondPersonActQuerySet["WaiverRequest"] = SecondPersonActQuerySet[
        "WaiverRequest"
    ].as_manager()  # type: ignore[assignment]

    class Meta(SecondPersonAct.Meta):
        pass

    def __str__(self) -> str:
        return str(self.enrolment)

    @property
    def holder(self) -> User | None:
        return self.enrolment.user

    @property
    def record_key(self) -> str:
        return str(self.enrolment.public_id)
