"""Make the guide of an edition as a PDF: at publication, and again when its stamp changes."""

import hashlib
import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date
from operator import attrgetter
from typing import TypedDict

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.canonical import digest_of
from certificates import documents
from certificates.guide_sources import SourcesByKind, number_citations, sources_by_kind
from certificates.models import GuideFile
from certificates.printing import full_date
from certificates.records import files
from course.emergencies import crisis_lines_of
from course.models import Edition, Enrolment, Fact, GlossaryTerm, Provider, Reference
from course.publishing.cards import title_and_source
from course.reading.numbered_references import numbered_references

logger = logging.getLogger(__name__)
# Raise it when template or styles of the guide change: the files are then made anew.
DESIGN_VERSION = 8
MAX_ADDRESS_LETTERS = 40
TERM_HREF = re.compile(r'href="#term-([^"]+)"')

PrintedReference = tuple[Reference, str, str]  # with its title and source, and its address


@dataclass(frozen=True)
class Stamp:
    """Hold what is printed on the guide and may change after publication.

    overdue: the facts past their review date, as printed.
    overdue_since: the latest of these dates in ISO form, or "".
    crisis: what to do in an emergency.
    """

    provider: str
    web: str
    paper: str
    reviewed: bool
    reviewers: tuple[str, ...]
    overdue: tuple[str, ...] = ()
    overdue_since: str = ""
    crisis: tuple[str, ...] = ()
    design: int = DESIGN_VERSION

    @property
    def state(self) -> str:
        """Return the SHA-256 of the stamp: another one means that the guide is made anew."""
        return digest_of(asdict(self))


@dataclass(frozen=True)
class Section:
    """Hold a numbered part of the guide.

    sources: the references that it cites, in the order of their numbers.
    """

    number: int
    key: str
    title: str
    html: str
    sources: tuple[Reference, ...] = ()

    @property
    def sources_by_kind(self) -> SourcesByKind:
        return sources_by_kind(self.sources)


def stamp_of(edition: Edition) -> Stamp:
    """Return what would be stamped on the guide today."""
    provider = Provider.get()
    is_reviewed = edition.is_reviewed
    overdue, overdue_since = _overdue_facts(edition)
    return Stamp(
        provider=provider.legal_name,
        web=provider.web,
        paper=provider.paper,
        reviewed=is_reviewed,
        reviewers=_reviewers(edition) if is_reviewed else (),
        overdue=overdue,
        overdue_since=overdue_since,
        crisis=tuple(crisis_lines_of(edition, provider)),
    )


def _reviewers(edition: Edition) -> tuple[str, ...]:
    """Return name and profession of everybody who signed a part of the edition off, each once."""
    names = [
        f"{person['reviewer_name']}, {person['reviewer_profession']}"
        for person in edition.reviewers
    ]
    return tuple(dict.fromkeys(names))


def _overdue_facts(edition: Edition) -> tuple[tuple[str, ...], str]:
    """Return the facts past their review date as printed, and the latest of these dates or ""."""
    lines: list[str] = []
    latest = ""
    for fact in Fact.objects.filter(edition=edition).overdue():
        day = full_date(fact.due_on)
        lines.append(f"{fact.text} ({day})")
        latest = fact.due_on.isoformat()
    return tuple(lines), latest


def guide_edition(enrolment: Enrolment) -> Edition:
    """Return the edition whose guide a learner gets: a later safety correction, else their own."""
    # The guide of a corrected edition still says what was wrong.
    own = enrolment.edition
    # The view has prefetched the editions with their files; a filter would query each time.
    editions = enrolment.course.editions.all()
    candidates = [edition for edition in editions if edition.safety_correction or edition == own]
    newest: Edition = max(candidates, key=attrgetter("number"))
    return newest


def guide_of(edition: Edition) -> GuideFile:
    """Return the guide with today's stamp; make it if row or file is missing or damaged."""
    stamp = stamp_of(edition)
    guide = files_with(stamp, edition).first()
    if guide and read(guide) is not None:
        return guide
    return _make_guide(edition, stamp)


def read(guide: GuideFile) -> bytes | None:
    """Return the bytes that were made; None if the stored file is lost or has others."""
    try:
        with default_storage.open(guide.storage_name) as file:
            pdf = bytes(file.read())
    except OSError:
        return None
    return pdf if hashlib.sha256(pdf).hexdigest() == guide.sha256 else None


def existing_guide(edition: Edition) -> GuideFile | None:
    """Return the newest file made for this edition, or None."""
    # Sorted here, because the view has prefetched the files.
    guides = edition.guide_files.all()
    return max(guides, key=lambda guide: guide.made_at, default=None)


def is_made(edition: Edition) -> bool:
    """Return whether there is a guide with today's stamp."""
    return files_with(stamp_of(edition), edition).exists()


def files_with(stamp: Stamp, edition: Edition) -> QuerySet[GuideFile]:
    """Return the file of the guide with this stamp, if its row exists."""
    return GuideFile.objects.filter(
        edition=edition,
        state=stamp.state,
        paper=stamp.paper,
    )


def _make_guide(edition: Edition, stamp: Stamp) -> GuideFile:
    """Render the guide, store it under its hash, and return its row."""
    pdf, pages = render(edition, stamp)
    digest = hashlib.sha256(pdf).hexdigest()
    name = f"guides/{digest}.pdf"
    files.write(name, pdf, files.Place.FILE)
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
        context = _context(edition, stamp)

        def html(start_pages: Mapping[str, int]) -> str:
            contents = _contents(context["sections"], start_pages)
            return render_to_string("print/guide.html", {**context, "contents": contents})

        return documents.render_numbered(html, pictures=_pictures(edition))


def _contents(
    sections: Iterable[Section], start_pages: Mapping[str, int]
) -> list[tuple[Section, int]]:
    """Return each section with the page it starts on; 0 while that is not known."""
    contents: list[tuple[Section, int]] = []
    for section in sections:
        page = start_pages.get(f"section-{section.key}", 0)
        contents.append((section, page))
    return contents


class GuideContext(TypedDict):
    """What the template of the guide shows, but for the page numbers of its contents.

    review, released_on, expires_on: in words.
    slip_on: the date of the slip of overdue facts, in words, or "".
    at: when the edition was published, in UTC.
    references: each with its title and source, and its address as printed.
    """

    edition: Edition
    stamp: Stamp
    review: str
    slip_on: str
    released_on: str
    expires_on: str
    sections: list[Section]
    at: str
    glossary: list[GlossaryTerm]
    references: list[PrintedReference]


def _context(edition: Edition, stamp: Stamp) -> GuideContext:
    """Return what the template shows: of glossary and references, only what the pages name."""
    numbered = numbered_references(edition)
    sections = _sections(edition, numbered)
    glossary = _named_terms(edition, sections)
    references = _cited_references(numbered, sections)
    return {
        "edition": edition,
        "stamp": stamp,
        "review": _review_in_words(edition, stamp),
        "slip_on": _date_in_words(stamp.overdue_since),
        "released_on": full_date(edition.released_on),
        "expires_on": full_date(edition.expires_on),
        "sections": _with_lists(sections, glossary, references),
        "at": edition.published_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "glossary": glossary,
        "references": references,
    }


def _review_in_words(edition: Edition, stamp: Stamp) -> str:
    """Say whether reviewers have signed the content off, and when."""
    if not stamp.reviewed:
        return _("content not clinically reviewed")
    if edition.reviewed_on is None:
        return _("reviewed")
    return _("reviewed %s") % full_date(edition.reviewed_on)


def _date_in_words(iso_date: str) -> str:
    """Return a date that is given in ISO form in words; "" for ""."""
    if not iso_date:
        return ""
    day = date.fromisoformat(iso_date)
    return full_date(day)


def _named_terms(edition: Edition, sections: Iterable[Section]) -> list[GlossaryTerm]:
    """Return the terms of the glossary that the pages underline."""
    html = "".join(section.html for section in sections)
    keys = set(TERM_HREF.findall(html))
    return [term for term in edition.glossary.all() if term.key in keys]


def _cited_references(
    references: Mapping[str, Reference], sections: Iterable[Section]
) -> list[PrintedReference]:
    """Return those of the references that the pages cite, in order, with title and address."""
    tags = {source.tag for section in sections for source in section.sources}
    cited = [row for tag, row in references.items() if tag in tags]
    return [(row, title_and_source(row), _address(row)) for row in cited]


def _sections(edition: Edition, references: Mapping[str, Reference]) -> list[Section]:
    """Return the pages of the guide, numbered from 1.

    references: those of the edition by tag, in order and each with its ``number``.
    """
    seen_ids: set[str] = set()
    sections: list[Section] = []
    for number, page in enumerate(edition.guide_pages.all(), 1):
        embedded = _embed_page(page.html, seen_ids)
        html, cited = number_citations(embedded, references)
        sources = tuple(row for tag, row in references.items() if tag in cited)
        sections.append(Section(number, page.key, page.title, html, sources))
    return sections


def _with_lists(
    sections: list[Section], glossary: Sequence[object], references: Sequence[object]
) -> list[Section]:
    """Return the pages with glossary and references behind them, unless these are empty."""
    # The template writes these two.
    lists = [("glossary", _("Glossary"), glossary), ("references", _("References"), references)]
    titles = [(key, title) for key, title, rows in lists if rows]
    numbered = enumerate(titles, len(sections) + 1)
    return [*sections, *(Section(number, key, title, "") for number, (key, title) in numbered)]


def _embed_page(html: str, seen_ids: set[str]) -> str:
    """Return a page as a part of one document, with its headings one level down.

    seen_ids: the ids of earlier parts. They are left out, and the new ones are added.
    """

    def drop_seen(match: re.Match[str]) -> str:
        is_seen = match[1] in seen_ids
        seen_ids.add(match[1])
        return "" if is_seen else match[0]

    def lower_heading(match: re.Match[str]) -> str:
        level = int(match[2]) + 1
        return f"{match[1]}{level}"

    html = re.sub(r'\sid="([^"]*)"', drop_seen, html)
    return re.sub(r"(</?h)([2-5])\b", lower_heading, html)


def _address(row: Reference) -> str:
    """Return the address of a source as paper shows it.

    That is nothing if the source names a DOI, or if the address is too long to type.
    """
    if "doi 10." in row.source:
        return ""
    address = re.sub(r"^https?://(?:www\.)?|/$", "", row.url)
    return address if len(address) <= MAX_ADDRESS_LETTERS else ""


def _pictures(edition: Edition) -> dict[str, bytes]:
    """Return the pictures of the edition by file name."""
    pictures: dict[str, bytes] = {}
    for asset in edition.assets.all():
        with default_storage.open(asset.storage_name) as file:
            name = f"{asset.sha256}{asset.suffix}"
            pictures[name] = bytes(file.read())
    return pictures
