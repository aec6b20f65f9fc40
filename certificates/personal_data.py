"""Export and erase what certificates hold about a person."""

from collections.abc import Iterator
from urllib.parse import unquote_plus

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.erasing.traces import Traces, erase_words, traces_of
from accounts.models import User
from accounts.personal_data import STAYS_WITHOUT_NAME, YOU_ALONE, YOU_AND_STAFF, Kept, OwnFile
from certificates import mending, notes_files, notes_printing
from certificates.models import (
    BulkAct,
    BulkLine,
    BulkRequest,
    Certificate,
    Hold,
    IssueApproval,
    NameCorrection,
    NameRequest,
    NotesFile,
    RecordEvent,
)
from certificates.records import events, typed_words
from course.models import Enrolment
from course.notes.listing import notes_in_order


def _until_retention_ends() -> str:
    """Say until when a certificate is kept."""
    years = settings.CERTIFICATE_RETENTION_YEARS
    return ngettext(
        "Name and file for %(years)d year after the issue; number, dates and state stay.",
        "Name and file for %(years)d years after the issue; number, dates and state stay.",
        years,
    ) % {"years": years}


class CertificateData:
    """Export issued certificates; at erasure, seal them: pages no longer show the name."""

    # Record and file stay until the end of retention, because others rely on them.

    name = "certificates"
    kept = Kept(
        title=_("Your certificates"),
        what=_(
            "Your certificates, as they were issued, and what happened to each; what you stated "
            "before one, and which name you asked for on it; why one is held."
        ),
        why=_("So that a board or an employer can check them."),
        readers=_("You, staff, and whoever has the number of a certificate"),
        until=lazy(_until_retention_ends, str)(),
        tables=(
            "certificates.BulkLine",
            "certificates.Certificate",
            "certificates.Hold",
            "certificates.NameCorrection",
            "certificates.NameRequest",
            "certificates.RecordEvent",
        ),
    )

    def export(self, user: User) -> dict[str, object]:
        related = ("name_requests", "name_corrections", "events")
        certificates = Certificate.objects.of(user).prefetch_related(*related)
        holds = Hold.objects.filter(enrolment__user=user)
        kept = {
            "certificates": [_facts_of(certificate) for certificate in certificates],
            "held": list(
                holds.values("enrolment__course__slug", "reason", "detail", "held_at"),
            ),
        }
        return {name: rows for name, rows in kept.items() if rows}

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
    kept = Kept(
        title=_("Approved certificates"),
        what=_("When an issuer let your certificate be issued."),
        why=_("To show that it was decided."),
        readers=YOU_AND_STAFF,
        until=STAYS_WITHOUT_NAME,
        tables=("certificates.IssueApproval",),
    )

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
    kept = Kept(
        title=_("PDFs of your notes"),
        what=_("A PDF of your notes that you ask for."),
        why=_("To send it to you."),
        readers=YOU_ALONE,
        until=_("7 days after you asked for it."),
        tables=("certificates.NotesFile",),
    )

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
        "name_corrections": [_facts_of_correction(e) for e in certificate.name_corrections.all()],
        "what_happened": [_facts_of_event(each) for each in certificate.events.all()],
        "acts_on_many": list(
            BulkLine.objects.filter(certificate=certificate).values("plan", "result", "done_at")
        ),
    }


def _facts_of_correction(correction: NameCorrection) -> dict[str, object]:
    """Return which name staff asked to print, what they saw, and what was decided."""
    return {
        "new_name": correction.new_name,
        "evidence": correction.evidence,
        "reason": correction.reason,
        "requested_at": correction.requested_at,
        "approved_at": correction.approved_at,
        "refused_at": correction.refused_at,
    }


def _facts_of_event(event: RecordEvent) -> dict[str, object]:
    return {
        "what": event.kind,
        "at": event.at,
        "because": event.because,
        "note": event.note,
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


def files_of(user: User) -> Iterator[OwnFile]:
    """Yield the PDFs of somebody's certificates, and of their notes in each course."""
    for certificate in Certificate.objects.of(user).with_file():
        yield _own_pdf(certificate)
    for enrolment in Enrolment.objects.of(user).select_related("user", "course", "edition"):
        notes = notes_in_order(enrolment)
        if notes and not notes_files.is_too_long(notes):
            printed = notes_printing.render(enrolment, notes, timezone.now())
            yield OwnFile(f"notes/{enrolment.course.slug}-{enrolment.pk}.pdf", printed.pdf)


def _own_pdf(certificate: Certificate) -> OwnFile:
    """Return the file of a certificate; where it is lost, a text that says so."""
    path = f"certificates/{certificate.shown_code}"
    try:
        return OwnFile(f"{path}.pdf", mending.sound_pdf(certificate))
    except mending.DamagedFileError:
        text = gettext("The file of this certificate is damaged. The record stands. Write to us.")
        return OwnFile(f"{path}.txt", text.encode())
