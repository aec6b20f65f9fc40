"""`make pictures`: every page and state at three widths, light and dark, the papers and mails.

They are written to var/pictures as PNG.
"""

import subprocess
from itertools import groupby
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.html import escape
from django.utils.text import slugify

from certificates import guides
from certificates.models import Certificate
from tests.every_mail import write_every_mail
from tests.journeys.kinds_shown import kinds_shown

pytestmark = pytest.mark.browser
FOLDER = Path(settings.BASE_DIR) / "var" / "pictures"
DOCS = Path(settings.BASE_DIR) / "docs" / "pictures"
LARGEST = 300_000
SIZES = {1280: 900, 768: 1024, 390: 844}
# Pictures far down are loaded when they come near.
SCROLL = """async () => {
  for (let y = 0; y < document.body.scrollHeight; y += innerHeight) {
    scrollTo(0, y);
    await new Promise(requestAnimationFrame);
  }
  scrollTo(0, 0);
  await document.fonts.ready;
}"""

MAIL = """<!doctype html><title>Mail</title>
<body style="margin: 16px; font: 15px/1.4 sans-serif; overflow-wrap: anywhere">
<p><b>{}</b><br>{}<br>To: {}<br>Answers to: {}</p><hr>
<div style="max-width: 45em; white-space: pre-wrap">{}</div>"""


@pytest.fixture
def site(live_server, edition, settings):
    """The running site; what it prints names an address that a reader may have."""
    settings.BASE_URL = "https://learn.northgate.example"
    return live_server.url


def test_take_pictures(site, shown, new_context, sign_in):
    for folder in (FOLDER, DOCS):
        folder.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    _take_all(site, [*shown, *kinds_shown()], new_context, sign_in)
    _papers()
    _lesson_for_the_docs(site, shown, new_context, sign_in)
    assert [file.name for file in DOCS.glob("*.png") if file.stat().st_size > LARGEST] == []


def test_take_pictures_of_mails(page):
    """Each mail as a program for mail shows its plain text, on a wide and a narrow screen."""
    folder = FOLDER / "mails"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    for number, (key, message) in enumerate(write_every_mail(), 1):
        page.set_content(MAIL.format(*map(escape, _shown_of(message))))
        name = f"{number:02}-{slugify(key.partition(':')[0].replace('/', ' '))}"
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 300})
            page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def _shown_of(message):
    """What the list and the head of a mail program show, and the text."""
    answers = ", ".join(message.reply_to)
    return message.subject, message.from_email, message.to[0], answers, message.body


def open_page(context, address):
    """A page with its fonts: one that came too late for the first look is there for the second."""
    page = context.new_page()
    page.goto(address)
    page.evaluate("Promise.all([...document.fonts].map((font) => font.load().catch(() => {})))")
    page.reload()
    return page


def _take_all(site, shown, new_context, sign_in):
    for user, group in groupby(
        sorted(shown, key=lambda each: each.user.pk if each.user else 0), lambda each: each.user
    ):
        context = new_context()
        if user:
            sign_in(context, user)
        for each in group:
            if user is None:
                context.clear_cookies()
            page = open_page(context, site + each.path)
            if each.then:
                each.then(page)
            for width, height in SIZES.items():
                page.set_viewport_size({"width": width, "height": height})
                for scheme in ("light", "dark"):
                    page.emulate_media(color_scheme=scheme)
                    page.evaluate(SCROLL)
                    page.screenshot(
                        path=FOLDER / f"{each.name}-{width}-{scheme}.png", full_page=True
                    )
            page.close()
        context.close()


def _papers():
    """The certificate, and the first four pages of the guide."""
    certificate = Certificate.objects.order_by("pk")[0]
    guide = guides.guide_of(certificate.enrolment.edition)
    for name, stored, last in (
        ("certificate", certificate.pdf_name, 1),
        ("guide", guide.storage_name, 4),
    ):
        file = FOLDER / f"{name}.pdf"
        with default_storage.open(stored) as source:
            file.write_bytes(source.read())
        _to_png(file, FOLDER / name, "-r", "80", "-l", str(last))
        if name == "certificate":
            _to_png(file, DOCS / name, "-r", "100", "-singlefile")
        file.unlink()


def _to_png(file, target, *options):
    subprocess.run(["pdftoppm", "-png", *options, str(file), str(target)], check=True)


def _lesson_for_the_docs(site, shown, new_context, sign_in):
    """A lesson as a learner sees it, with a citation open."""
    lesson = next(
        each
        for each in shown
        if each.path == reverse("course:unit", args=["ketamine-basics", "routes"])
    )
    context = new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    sign_in(context, lesson.user)
    page = open_page(context, site + lesson.path)
    page.evaluate(SCROLL)
    page.locator("main .cite-mark").nth(1).click()
    page.mouse.move(0, 0)
    page.screenshot(path=DOCS / "lesson.png")
