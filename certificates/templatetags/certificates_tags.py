"""Panels about certificates, for pages of other apps."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django import template
from django.template import Context

from certificates import guides
from certificates.holder import linkedin, renewals
from certificates.holder.forms import StatementForm
from certificates.models import Certificate, FileDamage, Hold, NameRequest, NotesFile
from course.models import Enrolment

register = template.Library()
# A database limits how many values one query may name.
IDS_IN_A_QUERY = 500


@dataclass(frozen=True)
class CertificateLine:
    """Hold the certificate of a completed enrolment, or None, and its state as ``_state`` says."""

    certificate: Certificate | None
    state: str


@register.inclusion_tag("certificates/panel.html", takes_context=True)
def certificate_panel(
    context: Context, enrolment: Enrolment, *, heads_page: bool = False
) -> dict[str, object]:
    """Show the certificate of a completed enrolment, or what it waits for, and the guide.

    heads_page: the heading of the page stands in it.
    """
    certificate = _current_certificate(enrolment)
    reasons = [] if certificate else [hold.reason for hold in enrolment.holds.all()]
    shown: dict[str, object] = {
        "enrolment": enrolment,
        "heads_page": heads_page,
        "certificate": certificate,
        "state": _state(enrolment, certificate, reasons),
        "csrf_token": context.get("csrf_token"),
    }
    if shown["state"] == "statement":
        shown["form"] = StatementForm(auto_id=f"{enrolment.course.slug}_%s")
    if certificate is not None:
        shown["may_take_again"] = renewals.may_take_again(certificate)
    if certificate is not None and not certificate.is_revoked:
        shown["linkedin_address"] = linkedin.address_of(certificate)
        edition = guides.guide_edition(enrolment)
        shown["guide_edition"] = edition
        shown["guide"] = guides.existing_guide(edition)
    return shown


@register.inclusion_tag("certificates/notes_file.html", takes_context=True)
def notes_file_panel(context: Context, enrolment: Enrolment) -> dict[str, object]:
    """Show the PDF of a learner's notes with its state, and the button that makes it. One query."""
    return {
        "enrolment": enrolment,
        "course": enrolment.course,
        "file": NotesFile.objects.filter(enrolment=enrolment).first(),
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag
def certificate_lines(enrolments: Iterable[Enrolment]) -> dict[int, CertificateLine]:
    """Return what ``certificate_line`` shows, by enrolment key. At most two queries."""
    completed = {enrolment.pk: enrolment for enrolment in enrolments if enrolment.completed_at}
    # A certificate has forty columns.
    shown = Certificate.objects.only("code", "course_title", "revoked_at", "enrolment")
    current = shown.current().filter(enrolment__in=completed)
    certificates = {certificate.enrolment_id: certificate for certificate in current}

    waiting = [key for key in completed if key not in certificates]
    reasons: dict[int, list[str]] = defaultdict(list)
    holds = Hold.objects.filter(enrolment__in=waiting)
    for key, reason in holds.values_list("enrolment", "reason"):
        reasons[key].append(reason)

    lines = {}
    for key, enrolment in completed.items():
        certificate = certificates.get(key)
        state = _state(enrolment, certificate, reasons[key])
        lines[key] = CertificateLine(certificate, state)
    return lines


@register.inclusion_tag("certificates/line.html")
def certificate_line(
    enrolment: Enrolment, lines: Mapping[int, CertificateLine]
) -> dict[str, object]:
    """Show in one line the certificate of a completed enrolment, or why there is none yet.

    lines: from ``certificate_lines``.
    """
    line = lines[enrolment.pk]
    return {"enrolment": enrolment, "certificate": line.certificate, "state": line.state}


def _current_certificate(enrolment: Enrolment) -> Certificate | None:
    """Return the certificate of an enrolment that no newer one has replaced, or None."""
    # The view has prefetched the certificates; a filter would query for each enrolment.
    for certificate in enrolment.certificates.all():
        if certificate.ended_at is None:
            return certificate
    return None


def _state(enrolment: Enrolment, certificate: Certificate | None, reasons: Sequence[str]) -> str:
    """Return the state in which a certificate is, or is waited for.

    One of "statement" (the learner has yet to make it), "preparing", "held", "review" (held for it
    only), "approval" (held for it only), "issued" and "revoked". reasons: those of its holds.
    """
    if certificate is not None:
        return "revoked" if certificate.is_revoked else "issued"
    if enrolment.stated_at is None:
        return "statement"
    if reasons == [Hold.HoldReason.REVIEW]:
        return "review"
    if reasons == [Hold.HoldReason.APPROVAL]:
        return "approval"
    return "held" if reasons else "preparing"


@register.inclusion_tag("certificates/staff_list.html", takes_context=True)
def staff_certificates(context: Context, enrolment: Enrolment) -> dict[str, object]:
    """List all certificates of an enrolment for staff, newest first, linked if they may."""
    user = context["request"].user
    may_revoke = user.has_perm("certificates.revoke_certificate")
    may_view = user.has_perm("certificates.view_certificate")
    return {
        "certificates": enrolment.certificates.order_by("-sequence"),
        "holds": enrolment.holds.all(),
        "enrolment": enrolment,
        "may_open": may_revoke or may_view,
        "may_issue": user.has_perm("certificates.issue_certificate"),
    }


@register.simple_tag
def current_certificates(enrolments: Iterable[str]) -> dict[str, Certificate]:
    """Return the current certificates, revoked ones too, by the ``public_id`` of the enrolment.

    enrolments: ``public_id``s. Takes one query.
    """
    current = Certificate.objects.current().filter(enrolment__public_id__in=list(enrolments))
    by_enrolment: dict[str, Certificate] = {}
    for certificate in current.select_related("enrolment"):
        if certificate.enrolment:
            by_enrolment[str(certificate.enrolment.public_id)] = certificate
    return by_enrolment


@register.simple_tag
def held_certificates() -> int:
    """Return how many enrolments have a held certificate."""
    return Hold.objects.values("enrolment").distinct().count()


@register.simple_tag
def open_name_requests() -> int:
    """Return how many holders wait for an answer about the name on a certificate."""
    return NameRequest.objects.filter(answer="").count()


@register.simple_tag
def damaged_certificates() -> int:
    """Return how many certificates have a stored file that could not be mended."""
    return FileDamage.objects.unmended().values("certificate").distinct().count()


@register.simple_tag
def count_certificates(enrolments: Iterable[str]) -> int:
    """Return how many current and unrevoked certificates these enrolments have.

    enrolments: ``public_id``s.
    """
    in_force = Certificate.objects.current().filter(revoked_at=None)
    ids = list(enrolments)
    total = 0
    for start in range(0, len(ids), IDS_IN_A_QUERY):
        part = ids[start : start + IDS_IN_A_QUERY]
        total += in_force.filter(enrolment__public_id__in=part).count()
    return total


@register.inclusion_tag("certificates/staff_certificate_link.html")
def certificate_link(
    certificates: dict[str, Certificate], enrolment: str, may_open: bool
) -> dict[str, object]:
    """Show one of ``current_certificates``, linked if the user may open it."""
    return {"certificate": certificates.get(enrolment), "may_open": may_open}
