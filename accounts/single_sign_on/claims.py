"""Read what an identity provider says about a person; what is not usable is left out."""

import unicodedata
from collections.abc import Mapping

from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.fields import is_hidden
from accounts.models import User

Claims = Mapping[str, object]
MAX_NUMBER_LENGTH = 64
MAX_GROUP_LENGTH = 200
MAX_GROUPS = 200


def name_in(claims: Claims) -> str:
    """Return the name; "" if there is none, or one that cannot be shown as it is."""
    length = User._meta.get_field("name").max_length
    return _shown_text(claims.get("name"), length or 0)


def address_in(claims: Claims) -> str:
    """Return the email address in small letters; "" if there is none, or no valid one."""
    text = claims.get("email")
    if not isinstance(text, str):
        return ""
    try:
        validate_email(text)
        return str(get_adapter().clean_email(text))
    except ValidationError:
        return ""


def is_address_verified(claims: Claims) -> bool:
    """Return whether the provider says that the address belongs to the person."""
    return claims.get("email_verified") in (True, "true")


def employee_number_in(claims: Claims, claim: str) -> str:
    """Return the employee number from the claim of that name; "" without one."""
    value = claims.get(claim)
    # True is an int as well.
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    return _shown_text(text, MAX_NUMBER_LENGTH)


def groups_in(claims: Claims, claim: str) -> list[str]:
    """Return the names of groups from the claim of that name, each once, in order."""
    value = claims.get(claim)
    values = value if isinstance(value, list) else [value]
    names = {_shown_text(each, MAX_GROUP_LENGTH) for each in values[:MAX_GROUPS]}
    return sorted(names - {""})


def _shown_text(value: object, max_length: int) -> str:
    """Return a text with single spaces; "" if it is too long or has hidden characters."""
    if not isinstance(value, str):
        return ""
    text = unicodedata.normalize("NFC", value).strip()
    if any(map(is_hidden, text)):
        return ""
    text = " ".join(text.split())
    return text if len(text) <= max_length else ""
