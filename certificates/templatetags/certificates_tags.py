"""Panels about certificates, for pages of other apps."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.template import Context

from certificates import guides
from certificates.models import Certificate, Hold
from course.models import Enrolment

register = template.Library()


@register.inclusion_tag("certificates/panel.html")
def certificate_panel(enrolment: Enrolment) -> dict[str, Any]:
    """What this enrolment earns or has earned: ahead, being prepared, held, waiting for the
    clinical review, issued or revoked."""
    certificate = next((row for row in enrolment.certificates.all() if row.ended_at is None), None)
    issued = certificate is not None and not certificate.is_revoked
    guide_edition = guides.guide_edition(enrolment) if issued else None
    return {
        "enrolment": enrolment,
        "certificate": certificate,
        "state": _state(enrolment, certificate),
        "guide_edition": guide_edition,
        "guide": guides.existing_guide(guide_edition) if guide_edition else None,
    }


def _state(enrolment: Enrolment, certificate: Certificate | None) -> str:
    if certificate is not None:
        return "revoked" if certificate.is_revoked else "issued"
    if enrolment.completed_at is None:
        return "ahead"
    reasons = [hold.reason for hold in enrolment.holds.all()]
    if reasons == [Hold.HoldReason.REVIEW]:
        return "review"
    return "held" if reasons else "preparing"


@register.inclusion_tag("certificates/staff_list.html", takes_context=True)
def staff_certificates(context: Context, enrolment: Enrolment) -> dict[str, Any]:
    """Every certificate of this enrolment, newest first, for staff; linked for those who may open its page."""
    user = context["request"].user
    may_open = any(user.has_perm(f"certificates.{name}") for name in ("revoke_certificate", "view_certificate"))
    return {
        "certificates": enrolment.certificates.order_by("-sequence"),
        "holds": enrolment.holds.all(),
        "enrolment": enrolment,
        "may_open": may_open,
        "may_issue": user.has_perm("certificates.issue_certificate"),
    }


@register.simple_tag
def current_certificates(enrolments: Iterable[str]) -> dict[str, Certificate]:
    """The certificate of each of these enrolments (their ``public_id``s), current or revoked, by it. One query."""
    rows = Certificate.objects.current().filter(enrolment__public_id__in=[*enrolments]).select_related("enrolment")
    return {str(row.enrolment.public_id): row for row in rows if row.enrolment}


@register.simple_tag
def held_certificates() -> int:
    """Return how many completed enrolments wait because their certificate is held."""
    return Hold.objects.values("enrolment").distinct().count()


@register.simple_tag
def count_certificates(enrolments: Iterable[str]) -> int:
    """How many certificates of these enrolments stand: current and not revoked."""
    standing = Certificate.objects.current().filter(revoked_at=None)
    ids = list(enrolments)
    parts = (ids[start : start + 500] for start in range(0, len(ids), 500))
    return sum(standing.filter(enrolment__public_id__in=part).count() for part in parts)


@register.inclusion_tag("certificates/staff_certificate_link.html")
def certificate_link(certificates: dict[str, Certificate], enrolment: str, may_open: bool) -> dict[str, Any]:
    """One of ``current_certificates``, linked for those who may open its page."""
    return {"certificate": certificates.get(enrolment), "may_open": may_open}
