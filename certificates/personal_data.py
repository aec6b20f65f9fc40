"""Export and erase what certificates hold about a person."""

from urllib.parse import unquote_plus

from django.db.models import Q

from accounts.erasing.traces import Traces, erase_words, traces_of
from accounts.models import User
from certificates import notes_files
from certificates.models import (
    BulkAct,
    BulkRequest,
    Certificate,
    Hold,
    IssueApproval,
    NameRequest,
    NotesFile,
)
from certificates.records import events, typed_words
from course.models import Enrolment


class CertificateData:
    """Export issued certificates; at erasure, seal them: pages no longer show the name."""

    # Record and file stay until the end of retention, because others rely on them.

    name = "certificates"

    def export(self, user: User) -> list[dict[str, object]]:
        certificates = Certificate.objects.of(user).prefetch_related("name_requests")
        return [_facts_of(certificate) for certificate in certificates]

    def erase(self, user: User) -> None:
        # Whoever issues a certificate to the person meanwhile waits for these locks.
        enrolments = Enrolment.objects.of(user).select_for_update()
        keys = [enrolment.pk for enrolment in enrolments]
        traces = traces_of(user)
        Hold.objects.filter(enrolment__in=keys).delete()
        for certificate in Certificate.objects.filter(enrolment__in=keys, name_hidden_at=None):
            events.hide_name(certificate, events.Act())
            typed_words.forget_names(certificate)
            typed_words.forget_notes(certificate, traces.are_in)


def add_traces(user: User, traces: Traces) -> None:
    """Add the names that were asked for or printed, and the numbers of the certificates."""
    for certificate in Certificate.objects.of(user).prefetch_related(*typed_words.WITH_NAMES):
        traces.names.add(certificate.holder_name.strip())
        traces.records.add((Certificate._meta.label_lower, certificate.code))
        for request in certificate.name_requests.all():
            traces.names.update((request.old_name.strip(), request.new_name.strip()))
        for correction in certificate.name_corrections.all():
            traces.names.add(correction.new_name.strip())
            traces.records.add((correction._meta.label_lower, str(correction.pk)))


def sweep(traces: Traces) -> None:
    """Delete what names the person in acts on many certificates, of which theirs was one."""
    codes = traces.keys(Certificate._meta.label_lower)
    acts = BulkAct.objects.filter(lines__certificate__code__in=codes).distinct()
    erase_words(traces, acts, "reason")
    erase_words(traces, BulkRequest.objects.filter(bulk_act__in=acts), *BulkRequest.TYPED)
    for act in acts:
        if traces.are_in(unquote_plus(act.query)):
            BulkAct.objects.filter(pk=act.pk).update(query="")


class IssueApprovalData:
    """Export when an issuer let the certificate of somebody's completion be issued."""

    # The row stays at erasure, without a name: its enrolment belongs to nobody then.

    name = "issue_approvals"

    def export(self, user: User) -> list[dict[str, object]]:
        approvals = IssueApproval.objects.filter(enrolment__user=user)
        return [
            {
                "course": approval.enrolment.course.slug,
                "approved_at": approval.approved_at.isoformat(),
            }
            for approval in approvals.select_related("enrolment__course")
        ]

    def erase(self, user: User) -> None:
        """Keep the row: it names nobody once the account is gone."""


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
