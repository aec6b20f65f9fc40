"""Read the identity providers of single sign-on from the environment.

``OIDC_PROVIDERS`` names them; each has variables of its own, such as ``OIDC_HOSPITAL_ISSUER``.
docs/single-sign-on.md lists them.
"""

import re

from django.core.exceptions import ImproperlyConfigured

from accounts.single_sign_on.origins import origin_of
from config.variables import Variables, split_address

ID = re.compile(r"[a-z][a-z0-9]{0,29}")
GROUP_KEY = re.compile(r"[-a-zA-Z0-9_]+")
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
CLIENT_AUTHENTICATION = ("client_secret_basic", "client_secret_post")
DEFAULT_SCOPES = ["openid", "profile", "email"]


def read_providers(env: Variables) -> list[dict[str, object]]:
    """Return the providers as allauth's ``APPS``; raise ImproperlyConfigured with the variable."""
    ids = [name.strip() for name in env.list("OIDC_PROVIDERS", default=[])]
    for provider_id in ids:
        if not ID.fullmatch(provider_id):
            raise ImproperlyConfigured(
                f"OIDC_PROVIDERS names {provider_id!r}. A name has small letters and digits only, "
                "and begins with a letter, for example: hospital"
            )
    if len(set(ids)) != len(ids):
        raise ImproperlyConfigured("OIDC_PROVIDERS names a provider twice.")
    return [_read_provider(env, provider_id) for provider_id in ids]


def _read_provider(env: Variables, provider_id: str) -> dict[str, object]:
    """Return one provider, from the variables that begin with its name."""
    prefix = f"OIDC_{provider_id.upper()}_"
    return {
        "provider_id": provider_id,
        "name": _required(env, f"{prefix}NAME"),
        "client_id": _required(env, f"{prefix}CLIENT_ID"),
        "secret": _required(env, f"{prefix}CLIENT_SECRET"),
        "settings": _read_connection(env, prefix) | _read_claims(env, prefix),
    }


def _read_connection(env: Variables, prefix: str) -> dict[str, object]:
    """Return where the provider is and how we speak with it."""
    issuer = _required(env, f"{prefix}ISSUER")
    _check_address(f"{prefix}ISSUER", issuer)
    others = env.list(f"{prefix}OTHER_ORIGINS", default=[])
    for address in others:
        _check_address(f"{prefix}OTHER_ORIGINS", address)
    scopes = env.list(f"{prefix}SCOPES", default=DEFAULT_SCOPES)
    if "openid" not in scopes:
        raise ImproperlyConfigured(f"{prefix}SCOPES lacks openid, which every provider asks for.")
    return {
        "server_url": issuer,
        "origins": [origin_of(address) for address in (issuer, *others)],
        "token_auth_method": _read_client_authentication(env, f"{prefix}CLIENT_AUTHENTICATION"),
        "scope": scopes,
    }


def _read_client_authentication(env: Variables, variable: str) -> str:
    """Return how we prove to the provider who we are."""
    method = env.str(variable, default=CLIENT_AUTHENTICATION[0])
    if method not in CLIENT_AUTHENTICATION:
        names = " or ".join(CLIENT_AUTHENTICATION)
        raise ImproperlyConfigured(f"{variable} is {method!r}: use {names}.")
    return str(method)


def _read_claims(env: Variables, prefix: str) -> dict[str, object]:
    """Return what is taken from the provider's word about people, and what it is trusted in."""
    is_trusted = env.bool(f"{prefix}TRUST_VERIFIED_ADDRESSES", default=False)
    return {
        "employee_number_claim": env.str(f"{prefix}EMPLOYEE_NUMBER_CLAIM", default=""),
        "groups_claim": env.str(f"{prefix}GROUPS_CLAIM", default=""),
        "group_keys": _read_group_keys(env, f"{prefix}GROUPS"),
        "trusts_verified_addresses": is_trusted,
        "follows_sign_up": env.bool(f"{prefix}FOLLOWS_SIGN_UP", default=False),
        "verified_email": env.list(f"{prefix}VOUCHED_DOMAINS", default=[]),
    }


def _read_group_keys(env: Variables, variable: str) -> dict[str, str]:
    """Return the key of a group of learners for each group of the provider."""
    pairs = [pair.rpartition("=") for pair in env.list(variable, default=[])]
    for name, _sign, key in pairs:
        if not (name and GROUP_KEY.fullmatch(key)):
            raise ImproperlyConfigured(
                f"{variable} has pairs of a group of the provider and the key of a group of "
                "learners, for example: Ward 7=ward-7,Ward 8=ward-8"
            )
    return {name.strip(): key for name, _sign, key in pairs}


def _required(env: Variables, variable: str) -> str:
    """Return a variable, or raise ImproperlyConfigured if it is not set or empty."""
    value = env.str(variable, default="").strip()
    if not value:
        raise ImproperlyConfigured(
            f"{variable} is not set. Every provider of OIDC_PROVIDERS needs it "
            "(docs/single-sign-on.md)."
        )
    return str(value)


def _check_address(variable: str, address: str) -> None:
    """Raise ImproperlyConfigured unless the address is one of https, or of this machine."""
    parts = split_address(address)
    is_plain = parts and not (parts.query or parts.fragment or "@" in parts.netloc)
    is_safe = parts and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    )
    if not (is_safe and is_plain):
        raise ImproperlyConfigured(
            f"{variable} is {address!r}. It begins with https:// and has no query, "
            "for example: https://login.hospital.example/realms/staff"
        )
