"""Correct the name of a holder: on a held certificate, or on one that was issued.

A second correction of one record, and one without a document seen, need a second person.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import approvals, audit
from accounts.approvals import ActRefusedError
from accounts.models import User
from certificates import issuing, record_mails, succession
from certificates.models import Certificate, Evidence, NameCorrection, NameRequest
from certificates.records import events
from course.models import Enrolment


@dataclass(frozen=True)
class Correction:
    """Hold the right name for a certificate, who corrects it, what they have seen, and why."""

    holder_name: str
    by: User
    because: str
    evidence: str = Evidence.NONE


def needs_second_person(certificate: Certificate, evidence: str) -> bool:
    """Return whether one person may not correct this name alone."""
    return was_corrected(certificate) or evidence == Evidence.NONE


def was_corrected(certificate: Certificate) -> bool:
    """Return whether the name was corrected before, on one of the certificates it follows."""
    earlier = succession.before(certificate)
    return any(one.ended_as == Certificate.Ending.CORRECTED for one in earlier)


def correct(certificate: Certificate, correction: Correction) -> Certificate:
    """Return the certificate with the corrected name; safe to repeat.

    Raises ActRefusedError if a second person is needed, NotEligibleError and HeldError as
    ``succession.correct`` does.
    """
    _check_not_own(certificate, correction.by)
    if needs_second_person(certificate, correction.evidence):
        raise ActRefusedError(_("This correction needs a second person."))
    return _carry_out(certificate, correction)


def ask(certificate: Certificate, correction: Correction) -> NameCorrection:
    """Ask a second person for a correction.

    Raises ActRefusedError if one waits already; ValueError without a reason.
    """
    _check_not_own(certificate, correction.by)
    act = NameCorrection(
        certificate=certificate,
        new_name=correction.holder_name,
        evidence=correction.evidence,
    )
    with transaction.atomic():
        Certificate.objects.select_for_update().get(pk=certificate.pk)
        among = NameCorrection.objects.filter(certificate=certificate)
        approvals.ask(act, correction.by, correction.because, among=among)
    return act


def approve(act: NameCorrection, by: User, because: str) -> Certificate:
    """Approve a correction that somebody else asked for, and issue the certificate.

    Safe to repeat. Raises ActRefusedError, NotEligibleError or HeldError: nothing is decided then.
    """
    _check_not_own(act.certificate, by)
    with transaction.atomic():
        approved, _is_new = approvals.approve(act, by, because)
        assert approved.requested_by is not None
        correction = Correction(
            holder_name=approved.new_name,
            by=approved.requested_by,
            because=approved.reason,
            evidence=approved.evidence,
        )
        return _carry_out(approved.certificate, correction)


def refuse(act: NameCorrection, by: User, because: str) -> None:
    """Refuse a correction, or take one's own back; safe to repeat. Raises ActRefusedError.

    A request of the holder stays open: staff still correct the name in another way, or answer.
    """
    approvals.refuse(act, by, because)


def refuse_request(request: NameRequest, by: User, reply: str) -> None:
    """Answer a holder that the name stays, and why; safe to repeat."""
    _check_not_own(request.certificate, by)
    with transaction.atomic():
        if _answer(request.certificate, NameRequest.Answer.REFUSED, by, reply):
            audit.record(by, "certificate.name_kept", request.certificate, reply)
            record_mails.queue_name_kept(request, reply)


def request_name(certificate: Certificate, new_name: str, why: str) -> NameRequest:
    """Store that the holder asks for another name; return the open request if there is one."""
    request, _is_new = NameRequest.objects.get_or_create(
        certificate=certificate,
        answer="",
        defaults={"old_name": certificate.holder_name, "new_name": new_name, "why": why},
    )
    return request


def issue_held(enrolment: Enrolment, correction: Correction) -> Certificate:
    """Try to issue a held certificate again, with the corrected name on it.

    Safe to repeat. Raises HeldError if there is still a reason to hold it.
    """
    with transaction.atomic():
        locked = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
        is_issued = Certificate.objects.filter(enrolment=locked).exists()
        if not is_issued and correction.holder_name != locked.holder_name:
            locked.holder_name = correction.holder_name
            locked.save(update_fields=["holder_name"])
            audit.record(correction.by, "enrolment.name_corrected", locked, correction.because)
    return issuing.issue(enrolment, enrolment.course.slug)


def _carry_out(certificate: Certificate, correction: Correction) -> Certificate:
    """Issue the certificate with the right name, and answer the holder's request."""
    act = events.Act(by=correction.by, because=correction.evidence, note=correction.because)
    with transaction.atomic():
        # The enrolment first, as in issuing and succession: else two acts wait for each other.
        Enrolment.objects.select_for_update().filter(certificates=certificate).first()
        locked = Certificate.objects.select_for_update().get(pk=certificate.pk)
        new = succession.correct(locked, correction.holder_name, act)
        _answer(locked, NameRequest.Answer.CORRECTED, correction.by, "")
    return new


def _answer(certificate: Certificate, answer: NameRequest.Answer, by: User, reply: str) -> bool:
    """Answer the holder's open request; return False if there is none."""
    waiting = NameRequest.objects.filter(certificate=certificate, answer="")
    answered = waiting.update(
        answer=answer,
        answered_at=timezone.now(),
        answered_by=by,
        reply=reply,
    )
    return bool(answered)


def _check_not_own(certificate: Certificate, by: User) -> None:
    """Raise ActRefusedError if the certificate is the actor's own."""
    approvals.check_not_own(by, record_mails.holder_of(certificate))
