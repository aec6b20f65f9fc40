"""Mail the head of the chain every week to somebody who does not run this site.

Who holds it can tell later whether the whole chain was written anew (verify_records --expect).
"""

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import mail
from certificates.records.chain import current_head
from course.models import Provider


def mail_head() -> None:
    """Queue this week's mail with the last link, if there is one and an address; once a week."""
    provider = Provider.get()
    head = current_head()
    if not provider.outside_address or not head.record_hash:
        return
    today = timezone.localdate()
    week = f"{today:%G-W%V}"
    with translation.override(settings.LANGUAGE_CODE):
        mail.queue_to(
            provider.outside_address,
            f"chain-head:{week}",
            _("The records of %(provider)s, week %(week)s")
            % {"provider": provider.legal_name, "week": week},
            _text(head.sequence, head.record_hash),
            settings.LANGUAGE_CODE,
        )


def _text(place: int, record_hash: str) -> str:
    return _(
        "Keep this email. It is a receipt for the certificates that were issued until now.\n\n"
        "Records: %(place)d\n"
        "Last link: %(hash)s\n"
        "Site: %(site)s\n\n"
        "Each record holds the hash of the one before. If somebody rewrites the records later, this"
        " link is no longer among them. To check, whoever runs the site types:\n\n"
        "%(manage)s verify_records --expect %(hash)s\n"
    ) % {
        "place": place,
        "hash": record_hash,
        "site": settings.BASE_URL,
        "manage": settings.MANAGE_COMMAND,
    }
