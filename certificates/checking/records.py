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
        facts["printed"] = {field.key: field.value for field in verdict.fields}
    if certificate.expires_on and verdict.shows_facts:
        facts["current_until"] = certificate.expires_on.isoformat()
    if verdict.since:
        facts["since"] = verdict.since.isoformat()
    if verdict.state == State.REVOKED:
        facts["revoked_on"] = str(certificate.revoked_on)
        facts["reason"] = certificate.revoked_because
    return facts
