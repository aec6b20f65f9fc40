"""The first administrator and a learner, over HTTPS, as far as a certificate.

It runs in the bare Debian, whose certificates it trusts: ``people.py administrator`` enters the
provider, ``people.py learner`` takes the course of ``manage.py new_course``.
"""

import base64
import hmac
import mailbox
import re
import struct
import sys
import time
from collections.abc import Callable

import bs4
import mechanicalsoup

SITE = "https://learn.example.org"
COURSE = f"{SITE}/courses/first-course"
ADMINISTRATOR, LEARNER = "you@example.org", "ada@example.org"
CODE = re.compile(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", re.MULTILINE)
PROVIDER = {"legal_name": "Northgate Teaching Hospital", "reason": "The site is new."}
# The texts of the right options, or what is typed, by a part of the question.
RIGHT = {
    "Which step comes next?": ["The second step"],
    "does the lesson rest on?": ["A guideline", "A trial"],
    "How many people took part": ["40"],
}


class Person:
    """Somebody with a browser and a mailbox."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.browser = mechanicalsoup.StatefulBrowser(raise_on_404=True)

    def open(self, url: str) -> bs4.BeautifulSoup:
        """Open a page, and return it."""
        answer = self.browser.open(url)
        if not answer.ok:
            sys.exit(f"{url} answered {answer.status_code}.")
        return self.page

    @property
    def page(self) -> bs4.BeautifulSoup:
        return self.browser.get_current_page()

    @property
    def heading(self) -> str:
        return str(self.page.h1.get_text(" ", strip=True))

    def send(self, form: str, **fields: str) -> None:
        """Fill in the form that the selector finds, and send it; end if it is refused."""
        self.browser.select_form(form)
        for other_button in self.page.select(f"{form} button[name]"):
            other_button.decompose()  # else the library would press each of them as well
        for name, value in fields.items():
            self.browser[name] = value
        here = {"Referer": self.browser.get_url()}
        answer = self.browser.submit_selected(headers=here)
        mistakes = self.page.select(".error, .errorlist, .error-summary")
        if not answer.ok or mistakes:
            said = " / ".join(mistake.get_text(" ", strip=True) for mistake in mistakes)
            sys.exit(f"{form} at {here['Referer']} answered {answer.status_code}: {said}")

    def mailed_code(self) -> str:
        """Wait for the newest code to this person's address, and return it."""
        return wait_for(self._newest_code, f"No code was mailed to {self.address}.")

    def _newest_code(self) -> str | None:
        """Return the code in the newest mail, and empty the mailbox, so that none is read twice."""
        relay = mailbox.Maildir("/var/mail/relay")
        letters = [letter for _key, letter in sorted(relay.items())]
        mine = [letter for letter in letters if self.address in letter["To"]]
        parts = [part for letter in mine for part in letter.walk() if not part.is_multipart()]
        codes = [code for part in parts for code in CODE.findall(decoded(part))]
        if not codes:
            return None
        relay.clear()
        return codes[-1]


def decoded(part: mailbox.MaildirMessage) -> str:
    """Return the text of a part of a mail."""
    return bytes(part.get_payload(decode=True)).decode()


def wait_for(look: Callable[[], str | None], problem: str) -> str:
    """Return what ``look`` finds, looking for two minutes; end with the problem otherwise."""
    for _again in range(120):
        if found := look():
            return found
        time.sleep(1)
    sys.exit(problem)


def app_code(secret: str) -> str:
    """Return the digits that an authenticator app shows now (RFC 6238)."""
    padded = secret + "=" * (-len(secret) % 8)
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(padded), counter, "sha1").digest()
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def administrator() -> None:
    """Sign in with a mailed code, add an authenticator app, and enter the provider."""
    person = Person(ADMINISTRATOR)
    person.open(f"{SITE}/accounts/login/code/?next=/staff/")
    person.send("main form", email=ADMINISTRATOR)
    person.send("main form", code=person.mailed_code())
    # The second code proves the address of an account that was made on the server.
    person.send("main form", code=person.mailed_code())
    page = person.open(f"{SITE}/accounts/2fa/totp/activate/")
    secret = page.select_one("code.copy-line").get_text(strip=True)
    person.send("main form", code=app_code(secret))
    person.open(f"{SITE}/staff/provider/")
    person.send('form[action="/staff/provider/"]', **PROVIDER)
    print(f"{ADMINISTRATOR} signed in by mail, added an app, and entered the provider.")


def learner() -> None:
    """Sign up, take the course, pass its quiz, and fetch the certificate."""
    person = Person(LEARNER)
    person.open(f"{SITE}/accounts/signup/?next=/courses/first-course/")
    person.send("main form", email=LEARNER, name="Ada Lovelace")
    person.send("main form", code=person.mailed_code())
    person.open(f"{COURSE}/enrol/")
    person.send("form.enrol", disclosures_read="on")
    person.open(f"{COURSE}/units/first-lesson/")
    person.send("form[data-complete]")
    pass_quiz(person)
    person.open(f"{COURSE}/mine/")
    person.send('form[action$="/statement/"]', is_own_work="on")
    check_certificate(person)


def pass_quiz(person: Person) -> None:
    """Start the quiz, answer each question rightly, and hand it in."""
    person.open(f"{COURSE}/units/first-quiz/")
    person.send('form[action$="/attempts/"]')
    while person.page.select_one("#answer_form"):
        question = person.page.select_one("#answer_form").get_text(" ", strip=True)
        (right,) = (answers for words, answers in RIGHT.items() if words in question)
        person.send("#answer_form", answer=form_value(person, right))
    person.send('form[action$="/submit/"]')
    print(f"{LEARNER} handed in the quiz: {person.heading}.")


def form_value(person: Person, right: list[str]) -> str | list[str]:
    """Return what the form sends for the options with these texts, or for a typed answer."""
    options = person.page.select("#answer_form label.option")
    codes = [
        str(option.input["value"])
        for option in options
        if any(option.get_text(" ", strip=True).endswith(text) for text in right)
    ]
    return (codes if len(codes) > 1 else codes[0]) if options else right[0]


def check_certificate(person: Person) -> None:
    """Wait for the certificate, fetch it, and check its number as a stranger."""

    def look() -> str | None:
        link = person.open(f"{COURSE}/mine/").select_one('a[href$="/certificate.pdf"]')
        return str(link["href"]) if link else None

    path = wait_for(look, "No certificate was issued.")
    file = person.browser.session.get(f"{SITE}{path}")
    if not file.content.startswith(b"%PDF"):
        sys.exit(f"{path} answered {file.status_code}, and no PDF.")
    stranger = Person("nobody@example.org")
    stranger.open(f"{SITE}/verify/{path.split('/')[2]}/")
    if stranger.heading != "Genuine record":
        sys.exit(f"A stranger reads: {stranger.heading}")
    print(f"{LEARNER} has a certificate of {len(file.content)} bytes: a genuine record.")


if __name__ == "__main__":
    {"administrator": administrator, "learner": learner}[sys.argv[1]]()
