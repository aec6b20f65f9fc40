"""How pages are called where they are linked: descriptions, pictures, icons, the manifest."""

import html
import re
import struct

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from tests.factories import enrol, make_edition, make_unit

pytestmark = pytest.mark.django_db
META = re.compile(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">')
TRICKY = 'The <i>"Basics"</i> & more'


@pytest.fixture
def edition():
    edition = make_edition(title=TRICKY, promise="One sentence that goes on " * 20)
    make_unit(edition.modules.get(), "open", sample=True, position=2)
    return edition


def head(client, address: str) -> dict[str, str]:
    """What the head of a page says, each name once."""
    page = client.get(address).content.decode()
    found = [(name, html.unescape(content)) for name, content in META.findall(page)]
    assert len(found) == len(dict(found)), "something is said twice"
    return dict(found)


def size_of(path: str) -> tuple[int, int]:
    """The pixels of a PNG."""
    with open(finders.find(path), "rb") as file:
        return struct.unpack(">II", file.read(24)[16:])


def test_every_public_page_is_described_in_a_sentence_of_its_own(client, edition, settings):
    slug = edition.course.slug
    names = ("report", "corrections", "accessibility", "privacy")
    addresses = [
        reverse("course:catalogue"),
        *(reverse(f"course:{name}", args=[slug]) for name in ("course", "references", "glossary")),
        reverse("course:unit", args=[slug, "open"]),
        reverse("certificates:verify"),
        reverse("accounts:look"),
        *(reverse("page", args=[name]) for name in names),
    ]
    descriptions = set()
    for address in addresses:
        said = head(client, address)
        assert said["og:description"] == said["description"]
        assert 10 < len(said["description"]) <= 160, address
        assert said["og:url"] == f"{settings.BASE_URL}{address}"
        descriptions.add(said["description"])
    assert len(descriptions) == len(addresses)


def test_a_long_promise_is_cut_at_a_word(client, edition):
    description = head(client, reverse("course:course", args=[edition.course.slug]))["description"]
    assert re.fullmatch(r"(One sentence that goes on )+One…", description)


def test_a_title_with_signs_is_shown_as_it_is(client, edition):
    address = reverse("course:course", args=[edition.course.slug])
    assert head(client, address)["og:title"] == f"{TRICKY} – Waymark"
    title = client.get(address).content.decode().split("<title>")[1].split("</title>")[0]
    assert html.unescape(title) == f"{TRICKY} – Waymark"
    assert "<" not in title


def test_pages_of_learners_are_described_too(client, ada, edition):
    enrol(ada, edition)
    client.force_login(ada)
    said = head(client, reverse("course:mine", args=[edition.course.slug]))
    assert said["description"]
    # Nobody but the learner sees the page, so that no card of a link is made of it.
    assert "og:image" not in said


def test_the_picture_of_a_link_is_ours_and_has_the_size_that_is_said(client, settings):
    said = head(client, reverse("course:catalogue"))
    address = f"{settings.BASE_URL}{settings.STATIC_URL}"
    assert said["og:image"].startswith(address)
    width, height = size_of(said["og:image"].removeprefix(address))
    assert (said["og:image:width"], said["og:image:height"]) == (str(width), str(height))
    assert said["og:image:alt"]


def test_the_manifest_names_icons_of_the_right_size(client, settings):
    answer = client.get(reverse("manifest"))
    assert answer["Content-Type"] == "application/manifest+json"
    manifest = answer.json()
    assert (manifest["name"], manifest["start_url"], manifest["lang"]) == ("Waymark", "/", "en-us")
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        width, height = size_of(icon["src"].removeprefix(settings.STATIC_URL))
        assert f"{width}x{height}" == icon["sizes"]
    assert size_of("img/icon-180.png") == (180, 180)
