"""One identity provider: what is asked of it, and what is taken from its answer."""

from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.http import HttpRequest

from accounts.single_sign_on import claims
from accounts.single_sign_on.exchange import Exchange, nonce_of


class Provider(OpenIDConnectProvider):  # type: ignore[misc]
    """A hospital or university that the environment names.

    Its ``app.settings`` are those of config/single_sign_on.py.
    """

    package: ClassVar[str] = "accounts.single_sign_on"
    oauth2_adapter_class = Exchange

    def serialize(self) -> dict[str, str]:
        """Return by what this provider is found again; two may have the same client id."""
        return {"id": self.app.provider_id, "app.client_id": self.app.client_id}

    def get_pkce_params(self) -> dict[str, object]:
        """Return a new PKCE secret with its challenge, and the nonce that belongs to it."""
        secrets: dict[str, object] = super().get_pkce_params()
        nonce = nonce_of(str(secrets["code_verifier"]))
        return secrets | {"nonce": nonce}

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, object]:
        """Return no parameter that a visitor could have written into the address."""
        return dict(self.get_auth_params())

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        """Return the scopes of the environment, and none that a visitor could have added."""
        return list(self.get_scope())

    def extract_common_fields(self, data: claims.Claims) -> dict[str, Any]:
        return {"email": claims.address_in(data), "name": claims.name_in(data)}

    def extract_email_addresses(self, data: claims.Claims) -> list[EmailAddress]:
        """Return the address of the claims; verified only if we trust the provider there."""
        email = claims.address_in(data)
        if not email:
            return []
        is_trusted = self.app.settings["trusts_verified_addresses"]
        is_proven = is_trusted and claims.is_address_verified(data)
        address = EmailAddress(email=email, verified=is_proven, primary=True)
        return [address]

    def extract_extra_data(self, data: claims.Claims) -> dict[str, object]:
        """Return what is kept of the claims, besides ``sub``: employee number and groups."""
        number_claim = self.app.settings["employee_number_claim"]
        groups_claim = self.app.settings["groups_claim"]
        return {
            "employee_number": claims.employee_number_in(data, number_claim),
            "groups": claims.groups_in(data, groups_claim),
        }
