"""The mails that tell a holder what happened to a record; each goes out once."""

from collections.abc import Callable

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import mail, mail_links
from accounts.models import User
from certificates import printing
from certificates.models import Certificate, NameRequest
from course.models import Enrolment


def queue_step_left(enrolment: Enrolment) -> None:
    """Queue the mail that a statement is missing before the certificate can be issued."""
    if enrolment.user is None:
        return
    with translation.override(enrolment.user.language):
        subject = _("One step is left before your certificate")
        body = _step_left(enrolment)
    mail.queue(f"certificate-statement:{enrolment.public_id}", enrolment.user, subject, body)


def queue_issued(certificate: Certificate) -> None:
    """Queue the mail that a certificate is ready."""
    key = f"certificate:{certificate.code}"
    _queue(certificate, key, lambda: (_("Your certificate is ready"), _issued(certificate)))


def queue_corrected(certificate: Certificate) -> None:
    """Queue the mail that a certificate with a corrected name took the place of another."""
    key = f"certificate-corrected:{certificate.code}"
    _queue(
        certificate,
        key,
        lambda: (_("The name on your certificate was corrected"), _corrected(certificate)),
    )


def queue_replaced(certificate: Certificate) -> None:
    """Queue the mail that a certificate of the same completion took the place of another."""
    key = f"certificate-replaced:{certificate.code}"
    _queue(
        certificate,
        key,
        lambda: (_("Your certificate was issued again"), _replaced(certificate)),
    )


def queue_revoked(certificate: Certificate) -> None:
    """Queue the mail that a certificate was revoked, with its public reason."""
    key = f"certificate-revoked:{certificate.code}"
    _queue(certificate, key, lambda: (_("Your certificate was revoked"), _revoked(certificate)))


def queue_name_kept(request: NameRequest, reply: str) -> None:
    """Queue the mail that answers a request for another name with the reason why it stays."""
    certificate = request.certificate
    key = f"name-request:{request.pk}"
    _queue(
        certificate,
        key,
        lambda: (_("About the name on your certificate"), _name_kept(certificate, reply)),
    )


def queue_soon_out_of_date(certificate: Certificate, days: int) -> None:
    """Queue the reminder that goes out ``days`` before a certificate is out of date."""
    key = renewal_key(certificate.code, days)
    _queue(
        certificate,
        key,
        lambda: (_("Your certificate will soon be out of date"), _soon_out_of_date(certificate)),
    )


def renewal_key(code: str, days: int) -> str:
    """Return the key under which the reminder of a certificate goes out once."""
    return f"certificate-renewal-{days}:{code}"


def queue_renewal_open(certificate: Certificate, key: str) -> None:
    """Queue the mail that the course may be taken again. key: once for each of these."""
    _queue(certificate, key, lambda: (_("Renew your certificate"), _renewal_open(certificate)))


def queue_renewal_begun(certificate: Certificate, key: str) -> None:
    """Queue the mail that a renewal was begun and not finished. key: once for each of these."""
    _queue(
        certificate,
        key,
        lambda: (_("Finish renewing your certificate"), _renewal_begun(certificate)),
    )


def _queue(certificate: Certificate, key: str, text: Callable[[], tuple[str, str]]) -> None:
    """Queue a mail to the holder in their language; nothing if their account was erased.

    text: makes subject and body in the active language.
    """
    holder = holder_of(certificate)
    if holder is None:
        return
    with translation.override(holder.language):
        subject, body = text()
    mail.queue(key, holder, subject, body)


def holder_of(certificate: Certificate) -> User | None:
    """Return the holder's account; None if it was erased."""
    enrolment = certificate.enrolment
    return enrolment.user if enrolment else None


def _step_left(enrolment: Enrolment) -> str:
    return _(
        "You completed your course. One step is left: state that you took the course yourself. Your"
        " certificate is issued right after that.\n\n"
        "Do it here:\n%(link)s\n"
    ) % {
        "link": mail_links.absolute(
            reverse("certificates:statement", args=[enrolment.course.slug])
        ),
    }


def _issued(certificate: Certificate) -> str:
    text = _(
        "You completed your course on %(date)s.\n\n"
        "Download your certificate here:\n%(link)s\n\n"
        "Anyone can check it with its number, %(number)s, on the same site.\n"
    ) % {
        "date": printing.date_with_zone(certificate.completed_on, certificate.completed_zone),
        **_record(certificate),
    }
    if not certificate.supersedes:
        return text
    before = _("It takes the place of number %s.") % certificate.shown_supersedes
    return f"{before}\n\n{text}"


def _corrected(certificate: Certificate) -> str:
    return _(
        "The certificate with your corrected name is ready. Its number is %(number)s. Number"
        " %(old)s stays on record, and whoever checks it reads that the name was corrected.\n\n"
        "Download it here:\n%(link)s\n\n"
        "Did you not ask for this, or is the name still wrong? Answer on the same page.\n"
    ) % _record(certificate)


def _replaced(certificate: Certificate) -> str:
    return _(
        "Your certificate was issued again, with the number %(number)s. It says the same of what"
        " you completed. Number %(old)s stays on record as replaced.\n\n"
        "Download it here:\n%(link)s\n"
    ) % _record(certificate)


def _name_kept(certificate: Certificate, reply: str) -> str:
    return _(
        "You asked for another name on your certificate with the number %(number)s. The name stays"
        " as it is, and this is why:\n\n"
        "%(reply)s\n\n"
        "Ask about it here:\n%(link)s\n"
    ) % {**_record(certificate), "reply": reply}


def _revoked(certificate: Certificate) -> str:
    return _(
        "Your certificate with the number %(number)s was revoked. The reason given is: %(reason)s."
        "\n\nWhoever checks the number now reads that it was revoked, with this reason and without"
        " your name. What you completed stays on record.\n\n"
        "Read what you can do, and ask about it, here:\n%(link)s\n"
    ) % {**_record(certificate), "reason": certificate.get_revoked_because_display()}


def _soon_out_of_date(certificate: Certificate) -> str:
    assert certificate.expires_on is not None
    return _(
        "Your certificate with the number %(number)s is up to date until %(date)s. After that day"
        " whoever checks it reads that it is out of date.\n\n"
        "You can take the course again from this page, and so renew it:\n%(link)s\n"
    ) % {**_record(certificate), "date": printing.full_date(certificate.expires_on)}


def _renewal_open(certificate: Certificate) -> str:
    return _(
        "You can renew your certificate with the number %(number)s now: take the course again, in"
        " its present edition.\n\n"
        "Begin on this page:\n%(link)s\n"
    ) % _record(certificate)


def _renewal_begun(certificate: Certificate) -> str:
    return _(
        "You have begun the course again, to renew your certificate with the number %(number)s."
        " The new one is issued when you have finished. What you have done is kept.\n\n"
        "Go on here:\n%(link)s\n"
    ) % {**_record(certificate), "link": settings.BASE_URL + reverse("course:home")}


def _record(certificate: Certificate) -> dict[str, str]:
    """Return the words about a record that more than one mail has."""
    return {
        "link": settings.BASE_URL + reverse("certificates:mine"),
        "number": certificate.shown_code,
        "old": certificate.shown_supersedes,
    }
