"""Pages of staff: one certificate, with its chain, its mails and what the public page says."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.models import AuditEvent, OutgoingMail, User
from accounts.staff import StaffRequest, staff_page
from certificates import record_mails, succession
from certificates.models import Certificate, NameCorrection, NameRequest
from certificates.printing import fields
from certificates.typed_numbers import normalise

MAIL_KEYS = (
    "certificate:",
    "certificate-corrected:",
    "certificate-replaced:",
    "certificate-revoked:",
    "certificate-renewal-60:",
    "certificate-renewal-14:",
)
MAX_ACTS = 20
MAX_DAMAGES = 5


@dataclass(frozen=True)
class PossibleActs:
    """Hold which acts a member of staff may do on a record now."""

    correct: bool
    reissue: bool
    issue_again: bool
    revoke: bool

    @property
    def any(self) -> bool:
        return self.correct or self.reissue or self.issue_again or self.revoke


def open_acts(certificate: Certificate) -> PossibleActs:
    """Return what somebody with every permission may do on a record now."""
    is_in_force = certificate.revoked_at is None and certificate.ended_at is None
    has_holder = certificate.enrolment_id is not None and certificate.shows_name
    return PossibleActs(
        correct=is_in_force and has_holder,
        reissue=is_in_force and has_holder,
        issue_again=certificate.may_be_followed,
        revoke=certificate.revoked_at is None,
    )


def possible_acts(certificate: Certificate, user: User | AnonymousUser) -> PossibleActs:
    """Return what this user may do; nothing on a record of their own."""
    is_own = record_mails.holder_of(certificate) == user
    may_issue = user.has_perm("certificates.issue_certificate") and not is_own
    may_revoke = user.has_perm("certificates.revoke_certificate") and not is_own
    open_now = open_acts(certificate)
    return PossibleActs(
        correct=may_issue and open_now.correct,
        reissue=may_issue and open_now.reissue,
        issue_again=may_issue and open_now.issue_again,
        revoke=may_revoke and open_now.revoke,
    )


def find_certificate(code: str) -> Certificate:
    """Return the record of that number with its holder; raise Http404 if there is none."""
    certificates = Certificate.objects.select_related("revoked_by", "enrolment__user")
    return get_object_or_404(certificates, code=normalise(code))


@staff_page()
@require_safe
def record(request: StaffRequest, code: str) -> HttpResponse:
    """Show a record, with its private note, to staff who may see or revoke certificates."""
    check_may_see(request)
    certificate = find_certificate(code)
    context = {
        "acts": possible_acts(certificate, request.user),
        "log": _log(certificate, request.user),
        "is_own": record_mails.holder_of(certificate) == request.user,
        "tab": "certificates",
        **_record_facts(certificate),
    }
    return render(request, "certificates/desk/record.html", context)


def _record_facts(certificate: Certificate) -> dict[str, object]:
    """Return what the page shows of a record, whoever looks at it."""
    requests = NameRequest.objects.filter(certificate=certificate, answer="")
    waiting = NameCorrection.objects.filter(certificate=certificate).waiting()
    damages = certificate.file_damages.order_by("-found_at")
    return {
        "certificate": certificate,
        "fields": fields(certificate),
        "earlier": list(succession.before(certificate)),
        "successor": succession.successor_of(certificate),
        "mails": _mails(certificate),
        "events": certificate.events.select_related("actor"),
        "name_request": requests.first(),
        "waiting": waiting.first(),
        "damages": list(damages[:MAX_DAMAGES]),
    }


def check_may_see(request: HttpRequest) -> None:
    """Raise Http404 unless the user may see or revoke certificates."""
    permissions = ("certificates.revoke_certificate", "certificates.view_certificate")
    if not any(request.user.has_perm(permission) for permission in permissions):
        raise Http404


def _mails(certificate: Certificate) -> list[OutgoingMail]:
    """Return the mails about a record, the oldest first."""
    keys = [f"{prefix}{certificate.code}" for prefix in MAIL_KEYS]
    return list(OutgoingMail.objects.filter(key__in=keys).order_by("created_at"))


def _log(certificate: Certificate, user: User) -> list[AuditEvent]:
    """Return what staff did to a record, newest first: all of it, or the user's own acts."""
    of_record = AuditEvent.objects.filter(
        subject_type="certificates.certificate", subject_key=certificate.code
    )
    if not user.has_perm("accounts.view_auditevent"):
        of_record = of_record.filter(actor=user)
    return list(of_record.select_related("actor").order_by("-at")[:MAX_ACTS])
