"""Exchange a code for the claims of a person, with a provider, and check what it answers."""

import hashlib
from collections.abc import Mapping
from typing import Any

import jwt
from allauth.socialaccount import app_settings
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest

# Signatures by the provider's own key; none by a secret that both sides know.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
CLOCK_DIFFERENCE = 60  # seconds


class Exchange(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Ask one provider; raise OAuth2Error for an answer that cannot be trusted."""

    nonce = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        """Return what the provider publishes about itself."""
        config = super().openid_config
        issuer = self.get_provider().app.settings["server_url"]
        if not isinstance(config, dict) or config.get("issuer") != issuer:
            raise OAuth2Error("The issuer is not that of the environment.")
        return config

    def get_access_token_data(
        self, request: HttpRequest, app: object, client: object, pkce_code_verifier: str = ""
    ) -> dict[str, Any]:
        """Return the answer to the code of this sign-in."""
        self.nonce = nonce_of(pkce_code_verifier)
        data: dict[str, Any] = super().get_access_token_data(
            request, app, client, pkce_code_verifier
        )
        return data

    def complete_login(
        self, request: HttpRequest, app: object, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        """Return the sign-in of the person whom the signed answer names."""
        claims = self._signed_claims(str(kwargs["response"].get("id_token")))
        if "userinfo_endpoint" in self.openid_config:
            more = self._fetch_user_info(token.token)
            if not isinstance(more, dict) or more.get("sub") != claims["sub"]:
                raise OAuth2Error("The userinfo is about somebody else.")
            claims = {**more, **claims}
        return self.get_provider().sociallogin_from_response(request, claims)

    def _signed_claims(self, id_token: str) -> Mapping[str, Any]:
        """Return the claims of an ID token that was signed for us, for this sign-in."""
        # The token came from the provider itself. The signature is checked all the same: between
        # us and the provider there may be a proxy that reads TLS.
        try:
            claims = jwt.decode(
                id_token,
                self._signing_key(id_token),
                algorithms=ALGORITHMS,
                audience=self.get_provider().app.client_id,
                issuer=self.openid_config["issuer"],
                leeway=CLOCK_DIFFERENCE,
                options={"require": ["exp", "iat", "sub", "aud", "iss"]},
            )
        except jwt.PyJWTError as error:
            raise OAuth2Error("The ID token is not valid.") from error
        if claims.get("nonce") != self.nonce:
            raise OAuth2Error("The ID token belongs to another sign-in.")
        if not 0 < len(claims["sub"]) <= app_settings.UID_MAX_LENGTH:
            raise OAuth2Error("The subject is empty or too long.")
        return claims

    def _signing_key(self, id_token: str) -> jwt.PyJWK:
        """Return the provider's key that the token names."""
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        keys = jwt.PyJWKSet.from_dict(answer.json())
        return keys[str(jwt.get_unverified_header(id_token).get("kid"))]


def nonce_of(code_verifier: str) -> str:
    """Return the nonce of a sign-in, which its PKCE secret gives."""
    # Who sees the nonce in an address learns nothing of the secret.
    return hashlib.sha256(b"nonce:" + code_verifier.encode()).hexdigest()
