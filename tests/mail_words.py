"""What every mail that any test writes is held to: its subject and addresses name no course."""

import re

from django.conf import settings
from django.db.models.signals import post_save
from django.dispatch import receiver

from accounts.models import OutgoingMail

LINK = re.compile(r"https?://\S+")
# The drug of the course, and the slugs of the courses of the tests.
NAMING = re.compile(r"ketamin|/(basics|tiny|tiny-course)/", re.IGNORECASE)


def naming_words(subject: str, body: str) -> list[str]:
    """Return what others could see of a mail without opening it, and should not."""
    return [text for text in (subject, *LINK.findall(body)) if NAMING.search(text)]


@receiver(post_save, sender=OutgoingMail)
def check_new_mail(instance: OutgoingMail, created: bool, **_: object) -> None:
    """Fail the test that writes such a mail."""
    if created and not settings.MAILS_NAME_COURSES:
        assert naming_words(instance.subject, instance.body) == []
