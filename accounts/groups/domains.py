"""Compare addresses with mail domains."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

DOMAIN = re.compile(r"\.?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


def is_at(address: str, domain: str) -> bool:
    """Return whether an address is at a domain; ".h.example" admits sub-domains as well."""
    host = address.rpartition("@")[2].lower()
    if domain.startswith("."):
        return host == domain[1:] or host.endswith(domain)
    return host == domain


class DomainField(forms.CharField):
    """Ask for a mail domain, such as "northshore.example"."""

    def clean(self, value: object) -> str:
        """Return the domain in small letters, without "@" before it."""
        domain = str(super().clean(value)).lower().removeprefix("@")
        if domain and not DOMAIN.fullmatch(domain):
            raise ValidationError(
                _("This is no mail domain. Write what stands after the @, such as h.example.")
            )
        return domain
