"""Export and erase what certificates hold about a person."""

from django.db.models import Q

from accounts.models import User
from certificates.models import Certificate, Hold


class CertificateData:
    """Export issued certificates; at erasure, keep them without their enrolment."""

    # Record and file stay, because others rely on them.

    name = "certificates"

    def export(self, user: User) -> list[dict[str, object]]:
        return [_facts_of(certificate) for certificate in Certificate.objects.of(user)]

    def erase(self, user: User) -> None:
        # The course's part may have been erased before this one, and then the enrolment no
        # longer names the user.
        is_theirs = Q(enrolment__user=user) | Q(enrolment__user=None)
        Hold.objects.filter(is_theirs).delete()
        Certificate.objects.filter(is_theirs).update(enrolment=None)


def _facts_of(certificate: Certificate) -> dict[str, object]:
    """Return what a certificate says about its holder, and whether it was revoked."""
    revoked_at = certificate.revoked_at
    return {
        "number": certificate.shown_code,
        "name": certificate.holder_name,
        "course": certificate.course_title,
        "edition": certificate.edition_number,
        "completed_on": certificate.completed_on.isoformat(),
        "issued_at": certificate.issued_at.isoformat(),
        "sha256": certificate.pdf_sha256,
        "revoked_at": revoked_at.isoformat() if revoked_at else None,
        "revoked_because": certificate.revoked_because,
    }
