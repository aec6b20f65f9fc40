"""Write the acts of staff to the audit log."""

from django.db.models import Model

from accounts.models import AuditEvent, User


def record(actor: User | None, verb: str, subject: Model, reason: str = "") -> AuditEvent:
    """Add an entry to the audit log; call it in the transaction of the act.

    actor: None for a command, or for somebody without an account.
    verb: what ``actor`` did to ``subject``, for example "certificate.revoked".
    """
    key = getattr(subject, "public_id", None) or getattr(subject, "code", None) or subject.pk
    return AuditEvent.objects.create(
        actor=actor,
        verb=verb,
        subject_type=subject._meta.label_lower,
        subject_key=str(key),
        reason=reason,
    )
