"""Export and erase what certificates hold about a person."""

from typing import Any

from django.db.models import Q

from accounts.models import User
from certificates.models import Certificate, Hold


class CertificateData:
    """Export issued certificates; at erasure, keep them without their enrolment."""

    # Record and file stay, because others rely on them.

    name = "certificates"

    def export(self, user: User) -> list[dict[str, Any]]:
        return [
            {
                "number": certificate.shown_code,
                "name": certificate.holder_name,
                "course": certificate.course_title,
                "edition": certificate.edition_number,
                "completed_on": certificate.completed_on.isoformat(),
                "issued_at": certificate.issued_at.isoformat(),
                "sha256": certificate.pdf_sha256,
                "revoked_at": certificate.revoked_at and certificate.revoked_at.isoformat(),
                "revoked_because": certificate.revoked_because,
            }
            for certificate in Certificate.objects.of(user)
        ]

    def erase(self, user: User) -> None:
        Hold.objects.filter(Q(enrolment__user=user) | Q(enrolment__user=None)).delete()
        # The course's part may have been erased before this one, and then the enrolment no longer names the user.
        Certificate.objects.filter(Q(enrolment__user=user) | Q(enrolment__user=None)).update(
            enrolment=None
        )
