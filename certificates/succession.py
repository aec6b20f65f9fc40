"""Issue a certificate in place of another one: corrected, issued again, or renewed.

Nothing is edited. The new certificate has a number of its own and names the old one; the old one
stays on record, and says how it ended.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import audit
from certificates import issuing, record_mails
from certificates.holding import problems_of
from certificates.models import Certificate
from certificates.records import events, files
from certificates.records.chain import append_certificate
from certificates.records.hashes import CURRENT_VERSION, FIELDS_OF_VERSION
from course.models import Enrolment, Provider

logger = logging.getLogger(__name__)
Ending = Certificate.Ending
# What a corrected certificate does not take over from the old one.
_NEW_FACTS = {
    "format_version",
    "layout",
    "code",
    "verify_url",
    "issued_at",
    "holder_key",
    "supersedes",
    "pdf_name",
    "pdf_sha256",
    "sequence",
    "previous_hash",
}
_KEPT_FACTS = [name for name in FIELDS_OF_VERSION[CURRENT_VERSION] if name not in _NEW_FACTS]


@dataclass(frozen=True)
class Succession:
    """Hold how a certificate ends, the act in the words of the audit log, and who does it."""

    ending: Ending
    verb: str
    act: events.Act


def correct(old: Certificate, holder_name: str, act: events.Act) -> Certificate:
    """Return the certificate in place of ``old`` with another name and otherwise the same facts.

    Repeated calls return the same certificate.
    Raises NotEligibleError if ``old`` is not in force, HeldError if the paper would be wrong.
    """
    if successor := _successor(old, Ending.CORRECTED, holder_name):
        return successor
    enrolment = _enrolment_in_force(old)
    new = issuing.snapshot(enrolment, old.award_key, Provider.get())
    for name in _KEPT_FACTS:
        setattr(new, name, getattr(old, name))
    new.holder_name = holder_name
    return _follow(old, new, Succession(Ending.CORRECTED, "certificate.corrected", act))


def reissue(old: Certificate, act: events.Act) -> Certificate:
    """Return the certificate in place of ``old`` with today's provider, layout and statements.

    It is of the same completion, and is out of date on the same day.
    Repeated calls return the same certificate.
    Raises NotEligibleError if ``old`` is not in force, HeldError if the paper would be wrong.
    """
    if successor := _successor(old, Ending.REPLACED, old.holder_name):
        return successor
    enrolment = _enrolment_in_force(old)
    new = issuing.snapshot(enrolment, old.award_key, Provider.get())
    new.holder_name = old.holder_name
    new.expires_on = old.expires_on
    return _follow(old, new, Succession(Ending.REPLACED, "certificate.reissued", act))


def issue_again(old: Certificate, holder_name: str, act: events.Act) -> Certificate:
    """Return the certificate in place of ``old``, which was revoked as issued in error.

    Repeated calls return the same certificate.
    Raises NotEligibleError if ``old`` may not be followed, HeldError if the paper would be wrong.
    """
    if successor := successor_of(old):
        return successor
    if not old.may_be_followed:
        text = _("Number %s was not revoked as issued in error.")
        raise issuing.NotEligibleError(text % old.shown_code)
    enrolment = _enrolment_of(old)
    issuing.check_evidence(enrolment, old.award_key)
    new = issuing.snapshot(enrolment, old.award_key, Provider.get())
    new.holder_name = holder_name
    return _follow(old, new, Succession(Ending.REPLACED, "certificate.issued_again", act))


def successor_of(old: Certificate) -> Certificate | None:
    """Return the certificate that was issued in place of ``old``, or None."""
    return Certificate.objects.filter(supersedes=old.code).first()


def before(certificate: Certificate) -> Iterator[Certificate]:
    """Yield the certificates that this one follows, the newest first."""
    code = certificate.supersedes
    while code:
        earlier = Certificate.objects.get(code=code)
        yield earlier
        code = earlier.supersedes


def _successor(old: Certificate, ending: Ending, holder_name: str) -> Certificate | None:
    """Return what a repeated call already made; None if ``old`` has no successor.

    Raises NotEligibleError if it was followed by something else.
    """
    successor = successor_of(old)
    if successor is None:
        return None
    old.refresh_from_db(fields=["ended_as"])
    if old.ended_as != ending or successor.holder_name != holder_name:
        text = _("Number %(old)s was followed by number %(new)s meanwhile. Open that one.")
        numbers = {"old": old.shown_code, "new": successor.shown_code}
        raise issuing.NotEligibleError(text % numbers)
    return successor


def _enrolment_of(old: Certificate) -> Enrolment:
    """Return the enrolment of a certificate; raise NotEligibleError if its account was erased."""
    enrolments = Enrolment.objects.select_related("user", "course", "edition")
    enrolment = enrolments.filter(certificates=old).exclude(user=None).first()
    if enrolment is None:
        text = _("The account of the holder of number %s was erased.")
        raise issuing.NotEligibleError(text % old.shown_code)
    return enrolment


def _enrolment_in_force(old: Certificate) -> Enrolment:
    """Return the enrolment of ``old``; raise NotEligibleError if ``old`` is not in force."""
    old.refresh_from_db(fields=["revoked_at", "ended_at", "name_removed_at"])
    if old.is_revoked or old.ended_at or old.name_removed_at:
        text = _("Number %s is not in force any more.")
        raise issuing.NotEligibleError(text % old.shown_code)
    return _enrolment_of(old)


def _follow(old: Certificate, new: Certificate, succession: Succession) -> Certificate:
    """Issue ``new`` in place of ``old``; return it, or what another process issued meanwhile."""
    new.supersedes = old.code
    if problems := problems_of(new, Provider.get()):
        raise issuing.HeldError(problems)
    issuing.store_file(new)
    try:
        _replace(old, new, succession)
    except issuing.NotEligibleError:
        files.remove(new.pdf_name)
        raise
    except IntegrityError:
        files.remove(new.pdf_name)
        if successor := successor_of(old):
            return successor
        raise
    logger.info("certificate followed code=%s by=%s as=%s", old.code, new.code, succession.ending)
    return new


@transaction.atomic
def _replace(old: Certificate, new: Certificate, succession: Succession) -> None:
    """End ``old`` and save ``new`` with its mail; raise IntegrityError if ``old`` has ended."""
    enrolment = _lock_enrolment(old, new)
    act = succession.act
    assert act.by is not None
    if not events.end(old, succession.ending, new.code, act):
        raise IntegrityError(f"certificate {old.code} was followed meanwhile")
    _name_enrolment(enrolment, new.holder_name, act)
    append_certificate(new)
    audit.record(act.by, succession.verb, new, f"{old.code}: {act.note}")
    _queue_mail(old, new, succession.ending)


def _lock_enrolment(old: Certificate, new: Certificate) -> Enrolment:
    """Return the locked enrolment of ``new``; raise NotEligibleError if its account was erased."""
    assert new.enrolment is not None
    enrolment = Enrolment.objects.select_for_update().get(pk=new.enrolment.pk)
    if enrolment.user_id is None:
        text = _("The account of the holder of number %s was erased.")
        raise issuing.NotEligibleError(text % old.shown_code)
    return enrolment


def _name_enrolment(enrolment: Enrolment, holder_name: str, act: events.Act) -> None:
    """Give an enrolment the name of its new certificate, on the audit log, if it differs."""
    if enrolment.holder_name == holder_name:
        return
    assert act.by is not None
    enrolment.holder_name = holder_name
    enrolment.save(update_fields=["holder_name"])
    audit.record(act.by, "enrolment.name_corrected", enrolment, act.note)


def _queue_mail(old: Certificate, new: Certificate, ending: Ending) -> None:
    """Queue the mail that tells the holder of the new certificate."""
    if ending == Ending.CORRECTED:
        record_mails.queue_corrected(new)
    elif old.is_revoked:
        record_mails.queue_issued(new)
    else:
        record_mails.queue_replaced(new)
