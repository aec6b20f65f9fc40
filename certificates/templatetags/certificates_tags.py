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
    """Show the certificate of an enrolment, or what it waits for, and the guide."""
    # The view has prefetched the certificates; a filter would query for each enrolment.
    current = (row for row in enrolment.certificates.all() if row.ended_at is None)
    certificate = next(current, None)
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
    """Return "ahead", "preparing", "held", "review" (held for it only), "issued" or "revoked"."""
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
    """List all certificates of an enrolment for staff, newest first, linked if they may."""
    user = context["request"].user
    may_open = any(
        user.has_perm(f"certificates.{name}") for name in ("revoke_certificate", "view_certificate")
    )
    return {
        "certificates": enrolment.certificates.order_by("-sequence"),
        "holds": enrolment.holds.all(),
        "enrolment": enrolment,
        "may_open": may_open,
        "may_issue": user.has_perm("certificates.issue_certificate"),
    }


@register.simple_tag
def current_certificates(enrolments: Iterable[str]) -> dict[str, Certificate]:
    """Return the current certificates, revoked ones too, by the ``public_id`` of the enrolment.

    enrolments: ``public_id``s. Takes one query.
    """
    rows = (
        Certificate.objects.current()
        .filter(enrolment__public_id__in=[*enrolments])
        .select_related("enrolment")
    )
    return {str(row.enrolment.public_id): row for row in rows if row.enrolment}


@register.simple_tag
def held_certificates() -> int:
    """Return how many enrolments have a held certificate."""
    return Hold.objects.values("enrolment").distinct().count()


@register.simple_tag
def count_certificates(enrolments: Iterable[str]) -> int:
    """Return how many current and unrevoked certificates these enrolments have.

    enrolments: ``public_id``s.
    """
    in_force = Certificate.objects.current().filter(revoked_at=None)
    ids = list(enrolments)
    parts = (ids[start : start + 500] for start in range(0, len(ids), 500))
    return sum(in_force.filter(enrolment__public_id__in=part).count() for part in parts)


@register.inclusion_tag("certificates/staff_certificate_link.html")
def certificate_link(
    certificates: dict[str, Certificate], enrolment: str, may_open: bool
) -> dict[str, Any]:
    """Show one of ``current_certificates``, linked if the user may open it."""
    return {"certificate": certificates.get(enrolment), "may_open": may_open}
