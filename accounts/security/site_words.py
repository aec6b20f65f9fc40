"""Refuse a password that is made of the names of the site, which a guesser tries first."""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts import letterhead
from accounts.models import User

MIN_LETTERS_OF_A_WORD = 4
MIN_OTHER_LETTERS = 4
LETTERS = re.compile(r"[^\W\d_]+")


def site_words() -> list[str]:
    """Return Waymark and the words of provider and host name in small letters, longest first."""
    host = urlsplit(settings.BASE_URL).hostname or ""
    names = f"waymark {letterhead.sender().name} {host}"
    words = set(LETTERS.findall(names.casefold()))
    long_enough = [word for word in words if len(word) >= MIN_LETTERS_OF_A_WORD]
    return sorted(long_enough, key=len, reverse=True)


class SiteWordsValidator:
    """Accept a password with at least four letters beside the words of the site."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError for a password that hardly says more than these words."""
        rest = small = password.casefold()
        for word in site_words():
            rest = rest.replace(word, " ")
        other_letters = "".join(LETTERS.findall(rest))
        if rest != small and len(other_letters) < MIN_OTHER_LETTERS:
            raise ValidationError(
                _("This is little more than the name of this site. Add a few unrelated words."),
                code="password_names_site",
            )

    def get_help_text(self) -> str:
        return str(_("Not the name of this site or of its provider."))
