"""Add certificates to a learner's timeline."""

from collections.abc import Iterable

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _

from certificates.models import Certificate
from course.models import Enrolment
from course.timeline import Entry


def certificate_entries(enrolment: Enrolment) -> Iterable[Entry]:
    """Yield when certificates were issued, revoked and followed, without the private note."""
    for certificate in certificates_of(enrolment):
        yield Entry(certificate.issued_at, _("Certificate issued"), certificate.shown_code)
        if certificate.revoked_at:
            detail = _revocation(certificate)
            yield Entry(certificate.revoked_at, _("Certificate revoked"), detail)
        if certificate.ended_at:
            is_corrected = certificate.ended_as == Certificate.Ending.CORRECTED
            title = _("Certificate corrected") if is_corrected else _("Certificate replaced")
            yield Entry(certificate.ended_at, title, certificate.shown_code)


def certificates_of(enrolment: Enrolment) -> list[Certificate]:
    """Return the certificates of an enrolment, the newest first. One query for each enrolment."""
    with_staff = Certificate.objects.select_related("revoked_by").order_by("-sequence")
    prefetch_related_objects([enrolment], Prefetch("certificates", with_staff))
    return list(enrolment.certificates.all())


def _revocation(certificate: Certificate) -> str:
    """Return which certificate was revoked, by whom and why, in words."""
    by = certificate.revoked_by
    return _("%(number)s, by %(by)s: %(why)s") % {
        "number": certificate.shown_code,
        "by": by.display_name if by else _("a former member of staff"),
        "why": certificate.get_revoked_because_display(),
    }
