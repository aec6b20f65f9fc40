"""Make the guide of an edition as a PDF: at publication, and again when its stamp changes."""

import hashlib
import logging
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from accounts.canonical import digest_of
from certificates import documents
from certificates.models import GuideFile
from certificates.printing import full_date
from course.models import Edition, Enrolment, Fact, Provider, Reference
from course.publishing.citations import title_and_source

logger = logging.getLogger(__name__)
# Raise it when template or styles of the guide change: the files are then made anew.
DESIGN_VERSION = 3
MAX_ADDRESS_LETTERS = 40
CITED_HREF = re.compile(r'href="#(reference|term)-([^"]+)"')


@dataclass(frozen=True)
class Stamp:
    """Hold what is printed on the guide and may change after publication.

    overdue: the facts past their review date, as printed.
    overdue_since: the latest of these dates in ISO form, or "".
    """

    provider: str
    web: str
    paper: str
    reviewed: bool
    reviewers: tuple[str, ...]
    overdue: tuple[str, ...] = ()
    overdue_since: str = ""
    design: int = DESIGN_VERSION

    @property
    def state(self) -> str:
        """Return the SHA-256 of the stamp: another one means that the guide is made anew."""
        return digest_of(asdict(self))


@dataclass(frozen=True)
class Section:
    """Hold a numbered part of the guide."""

    number: int
    key: str
    title: str
    html: str


def stamp_of(edition: Edition) -> Stamp:
    """Return what would be stamped on the guide today."""
    provider, reviewed = Provider.get(), edition.is_reviewed
    people = edition.reviewers if reviewed else []
    reviewers = dict.fromkeys(
        f"{person['reviewer_name']}, {person['reviewer_profession']}" for person in people
    )
    facts = list(Fact.objects.filter(edition=edition).overdue())
    return Stamp(
        provider.legal_name,
        provider.web,
        provider.paper,
        reviewed,
        tuple(reviewers),
        overdue=tuple(
            f"{fact.text} ({full_date(fact.review_by)})" for fact in facts if fact.review_by
        ),
        overdue_since=facts[-1].review_by.isoformat() if facts and facts[-1].review_by else "",
    )


def guide_edition(enrolment: Enrolment) -> Edition:
    """Return the edition whose guide a learner gets: a later safety correction, else their own."""
    # The guide of a corrected edition still says what was wrong.
    own = enrolment.edition
    candidates = [
        edition
        for edition in enrolment.course.editions.all()
        if edition == own or (edition.safety_correction and edition.number > own.number)
    ]
    newest: Edition = max(candidates, key=lambda edition: edition.number)
    return newest


def guide_of(edition: Edition) -> GuideFile:
    """Return the guide with today's stamp; make it if row or file is missing."""
    stamp = stamp_of(edition)
    guide = GuideFile.objects.filter(edition=edition, state=stamp.state, paper=stamp.paper).first()
    if guide and default_storage.exists(guide.storage_name):
        return guide
    return _make_guide(edition, stamp)


def existing_guide(edition: Edition) -> GuideFile | None:
    """Return the newest file made for this edition, or None."""
    return max(edition.guide_files.all(), key=lambda file: file.made_at, default=None)


@task
def make_by_id(edition_id: int) -> None:
    """Make the guide of this edition, in a worker."""
    edition = Edition.objects.filter(pk=edition_id).select_related("course").first()
    if edition is not None:
        guide_of(edition)


def make_missing() -> int:
    """Enqueue the missing guides of the newest editions; return how many."""
    newest = Edition.objects.order_by("course", "-number")
    current = {edition.course_id: edition for edition in reversed(newest)}.values()
    missing = [edition.pk for edition in current if not _is_made(edition)]
    for edition_id in missing:
        make_by_id.enqueue(edition_id)
    return len(missing)


def _is_made(edition: Edition) -> bool:
    """Return whether there is a guide with today's stamp."""
    stamp = stamp_of(edition)
    return GuideFile.objects.filter(edition=edition, state=stamp.state, paper=stamp.paper).exists()


def _make_guide(edition: Edition, stamp: Stamp) -> GuideFile:
    """Render the guide, store it under its hash, and return its row."""
    pdf, pages = render(edition, stamp)
    digest = hashlib.sha256(pdf).hexdigest()
    name = f"guides/{digest}.pdf"
    if not default_storage.exists(name):
        name = default_storage.save(name, ContentFile(pdf))
    with transaction.atomic():
        guide, _is_new = GuideFile.objects.update_or_create(
            edition=edition,
            state=stamp.state,
            paper=stamp.paper,
            defaults={"sha256": digest, "storage_name": name, "pages": pages, "size": len(pdf)},
        )
    logger.info("guide made edition=%s sha256=%s pages=%s", edition.pk, digest, pages)
    return guide


def render(edition: Edition, stamp: Stamp) -> tuple[bytes, int]:
    """Return the PDF and its number of pages."""
    with translation.override(edition.language):
        context = _context(edition, stamp, _sections(edition))
        return documents.render_numbered(
            lambda numbers: render_to_string(
                "print/guide.html", context | {"contents": _contents(context, numbers)}
            ),
            pictures=_pictures(edition),
        )


def _contents(context: Mapping[str, Any], numbers: Mapping[str, int]) -> list[tuple[Section, int]]:
    """Return each section with the page it starts on; 0 while that is not known."""
    return [(section, numbers.get(f"section-{section.key}", 0)) for section in context["sections"]]


def _context(edition: Edition, stamp: Stamp, sections: list[Section]) -> dict[str, Any]:
    """Return what the template shows: of glossary and references, only what the pages name."""
    cited = {match.groups() for section in sections for match in CITED_HREF.finditer(section.html)}
    references = sorted(edition.references.all(), key=lambda row: _tag_order(row.tag))
    review = _("content not clinically reviewed")
    if stamp.reviewed:
        review = (
            _("reviewed %s") % full_date(edition.reviewed_on)
            if edition.reviewed_on
            else _("reviewed")
        )
    return {
        "edition": edition,
        "stamp": stamp,
        "review": review,
        "slip_on": full_date(date.fromisoformat(stamp.overdue_since))
        if stamp.overdue_since
        else "",
        "released_on": full_date(edition.released_on),
        "expires_on": full_date(edition.expires_on),
        "sections": sections,
        "at": edition.published_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "glossary": [row for row in edition.glossary.all() if ("term", row.key) in cited],
        "references": [
            (row, title_and_source(row), _address(row))
            for row in references
            if ("reference", row.tag) in cited
        ],
    }


def _sections(edition: Edition) -> list[Section]:
    """Return the pages of the guide, then glossary and references, numbered from 1."""
    seen_ids: set[str] = set()
    pages = [
        (page.key, page.title, _embed_page(page.html, seen_ids))
        for page in edition.guide_pages.all()
    ]
    ends = [("glossary", _("Glossary"), ""), ("references", _("References"), "")]
    return [
        Section(number, key, title, html)
        for number, (key, title, html) in enumerate([*pages, *ends], 1)
    ]


def _embed_page(html: str, seen_ids: set[str]) -> str:
    """Return a page as a part of one document, with its headings one level down.

    seen_ids: the ids of earlier parts. They are left out, and the new ones are added.
    """

    def drop_seen(match: re.Match[str]) -> str:
        is_seen = match[1] in seen_ids
        seen_ids.add(match[1])
        return "" if is_seen else match[0]

    html = re.sub(r'\sid="([^"]*)"', drop_seen, html)
    return re.sub(r"(</?h)([2-5])\b", lambda match: f"{match[1]}{int(match[2]) + 1}", html)


def _address(row: Reference) -> str:
    """Return what paper shows of a source's address.

    That is nothing if the source names a DOI, and only the site if the address is too long to type.
    """
    if not row.url or "doi 10." in row.source:
        return ""
    address = re.sub(r"^https?://(?:www\.)?|/$", "", row.url)
    if len(address) <= MAX_ADDRESS_LETTERS:
        return address
    return f"{address.partition('/')[0]}/…"


def _tag_order(tag: str) -> tuple[str, int]:
    """Return a sort key that puts R9 before R10."""
    letters = tag.rstrip("0123456789")
    return letters, int(tag[len(letters) :] or 0)


def _pictures(edition: Edition) -> dict[str, bytes]:
    """Return the pictures of the edition by file name."""
    pictures = {}
    for asset in edition.assets.all():
        with default_storage.open(asset.storage_name) as file:
            pictures[f"{asset.sha256}{asset.suffix}"] = bytes(file.read())
    return pictures
