"""Find records for the public, and say as data what their pages say."""

from certificates.checking.verdicts import State, Verdict
from certificates.models import Certificate


def find(code: str) -> Certificate | None:
    """Return the record, without reading its note, its learner or its course."""
    if not code:
        return None
    return Certificate.objects.filter(code=code).defer("revoked_note").first()


def facts_of(verdict: Verdict) -> dict[str, object]:
    """Return what anybody may read about a record; docs/verifying.md lists the keys."""
    certificate = verdict.certificate
    facts: dict[str, object] = {
        "status": verdict.state.value,
        "number": certificate.shown_code,
        "course": certificate.course_title,
        "edition": certificate.edition_number,
        "completed_on": certificate.completed_on.isoformat(),
        "issued_at": certificate.issued_at.isoformat(),
        "sha256": certificate.pdf_sha256,
    }
    if verdict.shows_facts:
        facts |= _printed_facts(verdict)
    if verdict.since:
        facts["since"] = verdict.since.isoformat()
    if verdict.state == State.REVOKED:
        facts |= _revocation_facts(certificate)
    return facts


def _printed_facts(verdict: Verdict) -> dict[str, object]:
    """Return what was printed, and until when the record is current."""
    facts: dict[str, object] = {
        "printed": {field.key: field.value for field in verdict.fields},
    }
    expires_on = verdict.certificate.expires_on
    if expires_on:
        facts["current_until"] = expires_on.isoformat()
    return facts


def _revocation_facts(certificate: Certificate) -> dict[str, object]:
    """Return when and why the record was revoked."""
    return {
        "revoked_on": str(certificate.revoked_on),
        "reason": certificate.revoked_because,
    }
