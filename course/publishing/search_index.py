"""Make the rows by which an edition is searched: its pieces, and where each word stands."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.apps import AppConfig
from django.db import connection, transaction

from course.models import (
    Edition,
    GlossaryTerm,
    GuidePage,
    Passage,
    Reference,
    SearchEntry,
    SearchWord,
    Unit,
)
from course.models.search import HEAD_LETTERS, pack
from course.publishing.rows import Rows
from course.search.html import words_of_html
from course.search.words import fold, words_in
from course.text.reference_numbers import numbers_by_tag

HEADING = "heading"
FIRST_FOOTNOTE = "fn-1"
# A page of the guide is long: its sections are searched one by one.
SECTION = re.compile("(?=<h[23][ >])")
# What a word weighs in a lesson's title, in another title, and each time in a text.
LESSON_TITLE, TITLE, IN_TEXT = 12, 6, 1
MOST_IN_TEXT = 3  # times that count
LONGEST_WORD = 100


@dataclass(frozen=True)
class SearchedTexts:
    """Hold the texts of an edition in order: lessons with their passages, and the lists."""

    lessons: Sequence[tuple[Unit, Sequence[Passage]]]
    glossary: Sequence[GlossaryTerm]
    references: Sequence[Reference]
    guide: Sequence[GuidePage]

    @classmethod
    def of(cls, edition: Edition) -> "SearchedTexts":
        """Read the texts of a published edition. Four queries."""
        passages: dict[int, list[Passage]] = defaultdict(list)
        for passage in Passage.objects.filter(unit__edition=edition).order_by("position"):
            passages[passage.unit_id].append(passage)
        lessons = edition.units.filter(kind=Unit.Kind.LESSON).order_by("position")
        return cls(
            lessons=[(unit, passages[unit.pk]) for unit in lessons],
            glossary=list(edition.glossary.all()),
            references=list(edition.references.all()),
            guide=list(edition.guide_pages.all()),
        )


@dataclass
class _Posting:
    """Hold the forms of one word, in small letters, and what it weighs in each entry."""

    forms: dict[str, None] = field(default_factory=dict)
    weights: Counter[int] = field(default_factory=Counter)


class SearchIndex:
    """Collect the entries of an edition and their words; nothing is written."""

    def __init__(self, edition: Edition, texts: SearchedTexts) -> None:
        self.edition = edition
        self.entries: list[SearchEntry] = []
        self.postings: dict[str, _Posting] = defaultdict(_Posting)
        for unit, passages in texts.lessons:
            self.add_lesson(unit, passages)
        self.add_glossary(texts.glossary)
        self.add_references(texts.references)
        self.add_guide(texts.guide)

    def add_lesson(self, unit: Unit, passages: Iterable[Passage]) -> None:
        """Add the passages of a lesson; a heading belongs to the passage that follows it."""
        heading, is_new_heading, is_first = "", False, True
        for passage in passages:
            if passage.kind == HEADING:
                heading, is_new_heading = passage.text, True
                continue
            entry = self.add_passage(unit, passage, heading)
            if is_first:
                self.weigh(unit.title, entry, LESSON_TITLE)
            if is_new_heading:
                self.weigh(heading, entry, TITLE)
            is_first = is_new_heading = False

    def add_passage(self, unit: Unit, passage: Passage, heading: str) -> SearchEntry:
        """Add a passage under its heading; footnotes stand under none."""
        is_footnotes = passage.kind == Passage.FOOTNOTES
        return self.add_entry(
            place=SearchEntry.Place.LESSON,
            unit=unit,
            key=FIRST_FOOTNOTE if is_footnotes else passage.key,
            title="" if is_footnotes else heading,
            text=passage.text,
            is_public=unit.sample,
        )

    def add_glossary(self, terms: Iterable[GlossaryTerm]) -> None:
        """Add the terms in the order of the alphabet."""
        in_order = sorted(terms, key=lambda term: term.term.lower())
        for term in in_order:
            self.add(SearchEntry.Place.GLOSSARY, term.key, term.term, term.definition)

    def add_references(self, references: Iterable[Reference]) -> None:
        """Add the references in the order of their numbers."""
        by_tag = {reference.tag: reference for reference in references}
        for tag in numbers_by_tag(by_tag):
            reference = by_tag[tag]
            self.add(SearchEntry.Place.REFERENCE, tag, reference.title, reference.source)

    def add_guide(self, pages: Iterable[GuidePage]) -> None:
        """Add the sections of each page of the guide."""
        for page in pages:
            for section in SECTION.split(page.html):
                words = words_of_html(section)
                self.add(SearchEntry.Place.GUIDE, page.key, page.title, words)

    def add(self, place: SearchEntry.Place, key: str, title: str, text: str) -> None:
        """Add what is no passage; only the guide is kept for those who are enrolled."""
        entry = self.add_entry(
            place=place,
            key=key,
            title=title,
            text=text,
            is_public=place != SearchEntry.Place.GUIDE,
        )
        self.weigh(title, entry, TITLE)

    def add_entry(self, **fields: object) -> SearchEntry:
        """Add an entry under the next number, with the words of its text."""
        number = len(self.entries) + 1
        entry = SearchEntry(edition=self.edition, number=number, **fields)
        self.entries.append(entry)
        for stem, times in Counter(self.stems_of(entry.text)).items():
            weight = min(times, MOST_IN_TEXT) * IN_TEXT
            self.postings[stem].weights[number] += weight
        return entry

    def weigh(self, title: str, entry: SearchEntry, weight: int) -> None:
        """Add the words of a title to an entry, each once."""
        for stem in set(self.stems_of(title)):
            self.postings[stem].weights[entry.number] += weight

    def stems_of(self, text: str) -> Iterator[str]:
        """Yield the stem of each word of a text, and note its form."""
        for word in words_in(text, self.edition.language):
            if len(word.stem) <= LONGEST_WORD:
                form = text[word.start : word.end].casefold()
                self.postings[word.stem].forms[form] = None
                yield word.stem

    def rows(self) -> Iterator[SearchEntry | SearchWord]:
        """Yield every row, entries first."""
        yield from self.entries
        for stem, posting in sorted(self.postings.items()):
            yield self.word(stem, posting)

    def word(self, stem: str, posting: _Posting) -> SearchWord:
        folded = [fold(form, self.edition.language) for form in posting.forms]
        return SearchWord(
            edition=self.edition,
            stem=stem,
            head=stem[:HEAD_LETTERS],
            word=next(iter(posting.forms)),
            forms="".join(f" {form}" for form in dict.fromkeys(folded)),
            entries=pack(posting.weights),
        )


def index_missing_editions(sender: AppConfig, **_: object) -> None:
    """Index after a migration the editions that were published before there was a search."""
    tables = set(connection.introspection.table_names())
    if SearchEntry._meta.db_table not in tables:
        return
    for edition in Edition.objects.filter(search_entries=None):
        index_edition(edition)


def index_edition(edition: Edition) -> None:
    """Write the rows of a published edition that has none yet."""
    rows = Rows()
    for row in SearchIndex(edition, SearchedTexts.of(edition)).rows():
        rows.add(row)
    with transaction.atomic():
        rows.write()
