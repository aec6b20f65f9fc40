"""Read from the environment who may sign up, and the keys of second factors."""

import base64
import hashlib

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_domain_name

from config.variables import Variables

# Everybody; people who were invited or have a join link; addresses at SIGN_UP_DOMAINS as well.
RULES = ("open", "invitation", "domains")
KEY_BYTES = 32


def read_sign_up(env: Variables) -> tuple[str, list[str]]:
    """Return the rule of SIGN_UP, and its domains (".h.example" with its sub-domains)."""
    rule = env.choice("SIGN_UP", RULES)
    words = env.list("SIGN_UP_DOMAINS", default=[])
    domains = [word.strip().lower().removeprefix("@") for word in words]
    for domain in domains:
        try:
            validate_domain_name(domain.removeprefix("."))
        except ValidationError:
            raise ImproperlyConfigured(
                f"SIGN_UP_DOMAINS lists {domain!r}. Write what comes after the @ of addresses, "
                "with commas between: h.example,.uni.example"
            ) from None
    if rule == "domains" and not domains:
        raise ImproperlyConfigured("SIGN_UP is domains, but SIGN_UP_DOMAINS lists none.")
    if rule == "open" and domains:
        raise ImproperlyConfigured(
            "SIGN_UP_DOMAINS is set, but SIGN_UP is open, so that everybody could sign up. Write "
            "SIGN_UP=domains, or remove SIGN_UP_DOMAINS."
        )
    return rule, domains


def read_second_factor_keys(env: Variables, debug_secret: str) -> list[str]:
    """Return the keys of Fernet; the first encrypts, all decrypt.

    debug_secret: what a key is made of where there is none; "" where there has to be one.
    """
    keys = [key.strip() for key in env.list("SECOND_FACTOR_KEYS", default=[]) if key.strip()]
    if not keys and debug_secret:
        return [base64.urlsafe_b64encode(hashlib.sha256(debug_secret.encode()).digest()).decode()]
    if not keys:
        raise ImproperlyConfigured(
            "SECOND_FACTOR_KEYS is not set. Run `make setup`, which writes one into var/.env."
        )
    if not all(map(_is_key, keys)):
        raise ImproperlyConfigured(
            "SECOND_FACTOR_KEYS has something that is no key, so that no second factor would "
            "work. Put the value back that you kept with your backups. Only a new site makes a "
            "new one: remove the line, and run `make setup`."
        )
    return keys


def _is_key(key: str) -> bool:
    """Return whether Fernet takes a key."""
    try:
        return len(base64.urlsafe_b64decode(key)) == KEY_BYTES
    except ValueError:
        return False
