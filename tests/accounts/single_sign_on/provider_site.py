"""A real OpenID provider, django-oauth-toolkit, as a site and a process of its own.

Run with a folder for its database; prints its address. A test tells it by ``/control/`` whom it
knows, what it says of them, and in what it lies.
"""

import json
import sys
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings

PEOPLE: dict[str, dict] = {}
LIES: dict[str, str] = {}


def new_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *_):
        pass


def configure(folder: Path, address: str) -> None:
    settings.configure(
        SECRET_KEY="of the provider alone",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF="provider_site",
        USE_TZ=True,
        LOGIN_URL="/sign-in/",
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "oauth2_provider",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
            }
        ],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(folder / "provider.sqlite3"),
                "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE"},
            }
        },
        MIGRATION_MODULES=dict.fromkeys(
            ("auth", "contenttypes", "sessions", "oauth2_provider"), None
        ),
        SESSION_COOKIE_NAME="provider_session",
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        OAUTH2_PROVIDER={
            "OIDC_ENABLED": True,
            "OIDC_RSA_PRIVATE_KEY": new_key(),
            "OIDC_ISS_ENDPOINT": address,
            "PKCE_REQUIRED": True,
            "OAUTH2_VALIDATOR_CLASS": "provider_site.Validator",
            "SCOPES": {"openid": "Sign in", "profile": "Name", "email": "Address"},
        },
    )
    django.setup()


def main(folder: Path) -> None:
    server = make_server("127.0.0.1", 0, None, Server, QuietHandler)
    address = f"http://127.0.0.1:{server.server_port}"
    sys.modules["provider_site"] = sys.modules["__main__"]
    configure(folder, address)
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application

    call_command("migrate", run_syncdb=True, verbosity=0)
    define_site()
    server.set_app(get_wsgi_application())
    print(address, flush=True)
    server.serve_forever()


def define_site() -> None:
    """Define what needs Django to be set up: the views, the validator, the addresses."""
    from django.contrib.auth import login
    from django.contrib.auth.models import User
    from django.http import HttpResponse, JsonResponse
    from django.shortcuts import redirect
    from django.urls import include, path
    from oauth2_provider.models import Application
    from oauth2_provider.oauth2_validators import OAuth2Validator
    from oauth2_provider.utils import jwk_from_pem
    from oauth2_provider.views import JwksInfoView

    class Validator(OAuth2Validator):
        oidc_claim_scope = None

        def get_additional_claims(self, request):
            return PEOPLE[request.user.username]

        def finalize_id_token(self, id_token, token, token_handler, request):
            id_token |= {key: LIES[key] for key in ("aud", "nonce") if key in LIES}
            return super().finalize_id_token(id_token, token, token_handler, request)

        def get_userinfo_claims(self, request):
            claims = super().get_userinfo_claims(request)
            return claims | ({"sub": LIES["sub"]} if "sub" in LIES else {})

    def sign_in(request):
        """Ask who somebody is, and believe it."""
        if request.method != "POST":
            return HttpResponse(
                '<!doctype html><html lang="en"><title>Northshore Hospital</title>'
                '<form method="post"><label>Who are you? <input name="person"></label>'
                "<button>Sign in</button></form></html>"
            )
        person, _new = User.objects.get_or_create(username=request.POST["person"])
        login(request, person, "django.contrib.auth.backends.ModelBackend")
        return redirect(request.GET["next"])

    def keys(request):
        """The keys of the provider, as a bare list, or one of somebody else with the same name."""
        answer = JwksInfoView.as_view()(request)
        if "keys" in LIES:
            return JsonResponse(json.loads(answer.content)["keys"], safe=False)
        if "key" not in LIES:
            return answer
        (true_key,) = json.loads(answer.content)["keys"]
        foreign = json.loads(jwk_from_pem(new_key()).export_public())
        return JsonResponse({"keys": [true_key | {"n": foreign["n"]}]})

    def control(request):
        """Replace whom the provider knows, its client and its lies."""
        wanted = json.loads(request.body)
        for kept, new in ((PEOPLE, wanted["people"]), (LIES, wanted["lies"])):
            kept.clear()
            kept.update(new)
        Application.objects.update_or_create(
            client_id="waymark",
            defaults={
                "client_secret": "known to both",
                "client_type": "confidential",
                "authorization_grant_type": "authorization-code",
                "algorithm": "RS256",
                "redirect_uris": wanted["callbacks"],
                "skip_authorization": wanted["asks_no_consent"],
            },
        )
        return HttpResponse()

    globals()["Validator"] = Validator
    globals()["urlpatterns"] = [
        path("control/", control),
        path("sign-in/", sign_in),
        path(".well-known/jwks.json", keys),
        path("", include("oauth2_provider.urls")),
    ]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
