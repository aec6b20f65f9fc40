"""The provider of provider_site.py, and a person's way through its pages."""

import re
import subprocess
import sys
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import requests
from django.contrib.auth import get_user
from django.http import HttpResponse
from django.urls import reverse

from accounts.models import User
from accounts.single_sign_on.origins import origin_of
from tests.accounts.browser import Browser

SITE = Path(__file__).with_name("provider_site.py")
CALLBACK = "/accounts/oidc/hospital/login/callback/"
GOES_TO = re.compile(r'http-equiv="refresh" content="0; url=([^"]+)"')


def start(folder: Path) -> tuple[subprocess.Popen, str]:
    """Start the provider; return its process and its address."""
    process = subprocess.Popen(
        [sys.executable, str(SITE), str(folder)], stdout=subprocess.PIPE, text=True
    )
    return process, process.stdout.readline().strip()


@dataclass
class Provider:
    """Whom the provider knows, with what it says of each, and in what it lies."""

    issuer: str
    people: dict[str, dict] = field(default_factory=dict)
    lies: dict[str, str] = field(default_factory=dict)
    callbacks: str = f"http://testserver{CALLBACK}"
    asks_no_consent: bool = True

    def knows(self, person: str, **claims: object) -> None:
        self.people[person] = claims
        self.tell()

    def lies_in(self, **lies: str) -> None:
        self.lies = lies
        self.tell()

    def tell(self) -> None:
        told = {
            "people": self.people,
            "lies": self.lies,
            "callbacks": self.callbacks,
            "asks_no_consent": self.asks_no_consent,
        }
        requests.post(f"{self.issuer}/control/", json=told, timeout=20).raise_for_status()


class Visitor(Browser):
    """Somebody at our site with a browser that visits the provider too."""

    @property
    def user(self) -> User | None:
        """Who is signed in here, without the price of a page."""
        user = get_user(SimpleNamespace(session=self.client.session))
        return user if user.is_authenticated else None

    def begin(self, provider_id: str = "hospital", **data: str) -> HttpResponse:
        """Press "Sign in with …"."""
        url = reverse("openid_connect_login", args=[provider_id])
        return self.client.post(url, data)

    def at_provider(self, page: HttpResponse, person: str) -> str:
        """Go where the page leads, sign in there as ``person``; return where one is sent back."""
        url = unescape(GOES_TO.search(page.content.decode())[1])
        sign_in = f"{origin_of(url)}/sign-in/?next=/"
        with requests.Session() as browser:
            browser.post(sign_in, {"person": person}, timeout=20, allow_redirects=False)
            answer = browser.get(url, timeout=20, allow_redirects=False)
            if answer.status_code == 200:  # it asks for consent, and the person gives none
                fields = hidden_fields(answer.text)
                answer = browser.post(url, fields, timeout=20, allow_redirects=False)
        back = urlsplit(answer.headers["Location"])
        return f"{back.path}?{back.query}"

    def enter_mailbox_code(self, code: str) -> HttpResponse:
        return self.post("prove_mailbox", code=code)

    def sign_in_as(self, person: str, **data: str) -> HttpResponse:
        """Go through the provider and back; return what we answer."""
        return self.client.get(self.at_provider(self.begin(**data), person))


def hidden_fields(page: str) -> dict[str, str]:
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in fields}
