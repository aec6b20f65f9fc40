"""Export and erase what certificates hold about a person."""

from django.db.models import Q

from accounts.models import User
from certificates import notes_files
from certificates.models import Certificate, Hold, NameRequest, NotesFile
from certificates.records import events


class CertificateData:
    """Export issued certificates; at erasure, seal them: pages no longer show the name."""

    # Record and file stay until the end of retention, because others rely on them.

    name = "certificates"

    def export(self, user: User) -> list[dict[str, object]]:
        certificates = Certificate.objects.of(user).prefetch_related("name_requests")
        return [_facts_of(certificate) for certificate in certificates]

    def erase(self, user: User) -> None:
        # The course's part may have been erased before this one, and then the enrolment no
        # longer names the user.
        is_theirs = Q(enrolment__user=user) | Q(enrolment__user=None)
        Hold.objects.filter(is_theirs).delete()
        for certificate in Certificate.objects.filter(is_theirs, name_hidden_at=None):
            events.hide_name(certificate, events.Act())


class NotesFileData:
    """Export that there is a file of somebody's notes; erase it. The notes export themselves."""

    name = "notes_files"

    def export(self, user: User) -> list[dict[str, object]]:
        files = NotesFile.objects.filter(enrolment__user=user).select_related("enrolment__course")
        return [
            {
                "course": file.enrolment.course.slug,
                "asked_at": file.asked_at.isoformat(),
                "made_at": file.made_at and file.made_at.isoformat(),
            }
            for file in files
        ]

    def erase(self, user: User) -> None:
        is_theirs = Q(enrolment__user=user) | Q(enrolment__user=None)
        notes_files.delete(NotesFile.objects.filter(is_theirs))


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
        "statement": certificate.statement,
        "stated_at": certificate.stated_at.isoformat() if certificate.stated_at else None,
        "names_asked_for": [_facts_of_request(each) for each in certificate.name_requests.all()],
    }


def _facts_of_request(request: NameRequest) -> dict[str, object]:
    """Return which name a holder asked for, why, and what was answered."""
    return {
        "old_name": request.old_name,
        "new_name": request.new_name,
        "why": request.why,
        "asked_at": request.asked_at.isoformat(),
        "answer": request.answer,
        "reply": request.reply,
    }
