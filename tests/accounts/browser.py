"""A person with an account, their browser on its pages, and their mailbox."""

import re
import time

from allauth.account.models import EmailAddress
from django.core import mail
from django.http import HttpResponse
from django.test import Client, TestCase
from django.urls import reverse

from accounts.models import User

CODE = re.compile(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", re.MULTILINE)
LINK = re.compile(r"http://\S+")


def proven(email: str, **fields) -> User:
    """Return a person without a password whose mailbox is proven."""
    user = User.objects.create_user(email, **fields)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def mails_to(email: str) -> list[str]:
    """Return the texts of the mails to an address, oldest first."""
    return [str(message.body) for message in mail.outbox if message.to == [email]]


def code_to(email: str) -> str:
    """Return the newest code that was mailed to the address."""
    return [code for text in mails_to(email) for code in CODE.findall(text)][-1]


def link_to(email: str, word: str) -> str:
    """Return the newest mailed link whose path has the word in it."""
    links = [link for text in mails_to(email) for link in LINK.findall(text)]
    return [link for link in links if word in link][-1]


def pages_of(text: str) -> list[str]:
    """Return the paths of the pages to which the links in a mail lead."""
    links = LINK.findall(text)
    return [Client().get(link).headers.get("Location", link) for link in links]


class CommittingClient(Client):
    """Run after each request what waits for its commit, as in production."""

    def request(self, **request):
        with TestCase.captureOnCommitCallbacks(execute=True):
            return super().request(**request)


class Browser:
    """Press the buttons of the account pages."""

    def __init__(self, address: str = "127.0.0.1") -> None:
        self.client = CommittingClient(REMOTE_ADDR=address)

    def get(self, url: str) -> HttpResponse:
        return self.client.get(url)

    def post(self, view: str, /, **data: str) -> HttpResponse:
        """Post to a view by its name, or to a path that begins with a slash."""
        return self.client.post(view if view.startswith("/") else reverse(view), data)

    def stay_signed_in(self, user: User) -> None:
        """Be signed in as somebody who has just typed a code."""
        self.client.force_login(user)
        session = self.client.session
        typed = {"method": "code", "at": time.time(), "reauthenticated": True}
        session["account_authentication_methods"] = [typed]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()

    def sign_up(self, email: str, name: str = "") -> HttpResponse:
        return self.post("account_signup", email=email, name=name)

    def enter_code(self, code: str) -> HttpResponse:
        return self.post("account_email_verification_sent", code=code)

    def ask_for_code(self, email: str) -> HttpResponse:
        return self.post("account_request_login_code", email=email)

    def enter_sign_in_code(self, code: str) -> HttpResponse:
        return self.post("account_confirm_login_code", code=code)

    def sign_in_by_code(self, email: str) -> HttpResponse:
        self.ask_for_code(email)
        return self.enter_sign_in_code(code_to(email))

    def sign_in(self, email: str, password: str) -> HttpResponse:
        return self.post("account_login", login=email, password=password)

    def sign_out_and_in(self, email: str, password: str) -> HttpResponse:
        self.client.logout()
        return self.sign_in(email, password)

    def change_address(self, email: str) -> HttpResponse:
        """Ask for a code to the new mailbox."""
        return self.post("account_email", email=email)

    def enter_address_code(self, purpose: str, code: str) -> HttpResponse:
        """Type the code of the "new" or the "old" mailbox."""
        return self.post("accounts:address_code", purpose=purpose, code=code)

    def move_to(self, email: str, old: str) -> HttpResponse:
        """Change the address, as whoever reads mail at both addresses can."""
        self.change_address(email)
        self.enter_address_code("new", code_to(email))
        return self.enter_address_code("old", code_to(old))

    def set_password(self, password: str) -> HttpResponse:
        return self.post("account_set_password", password1=password, password2=password)

    def reset_password(self, email: str, password: str) -> HttpResponse:
        """Ask for a link, open it, and set the password on its page."""
        self.post("account_reset_password", email=email)
        page = self.client.get(link_to(email, "/password/reset/key/"), follow=True)
        url = page.redirect_chain[-1][0]
        return self.post(url, password1=password, password2=password)

    def pending_code(self) -> str:
        """Return the code that this session waits for, which only the mailbox should know."""
        return str(self.client.session["account_email_verification_code"]["code"])

    @property
    def user(self) -> User | None:
        """Who is signed in here at the next page."""
        page = self.client.get(reverse("accounts:settings"))
        return page.context["user"] if page.status_code == 200 else None
