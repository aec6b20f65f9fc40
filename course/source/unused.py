"""Warn of facts, references, terms and pictures that no page shows, and of a guide of no page."""

from collections.abc import Iterator, Sequence

from course.figures import drawing_of
from course.source.files import Report
from course.source.parts import (
    COURSE_FILE,
    FACTS_FILE,
    GLOSSARY_FILE,
    REFERENCES_FILE,
    CourseSource,
    TermSource,
)
from course.text.blocks import ParsedText
from course.text.trees import cited_tags, links_of

TERM = "term:"
UNCITED_FACT = 'nothing cites the fact "{}"; cite it, or remove it'
UNCITED_REFERENCE = 'nothing cites the reference "{}"; cite it or a fact of it, or remove it'
UNUSED_TERM = 'no text uses the term "{}"; link it as [word](term:{}), or remove it'
UNUSED_PICTURE = "no lesson shows this picture; show it in a figure box, or remove it"
NO_GUIDE = (
    "the guide that learners take home has no page, only its cover; "
    "write one, such as guide/010-at-a-glance.md"
)


def warn_of_unused(course: CourseSource, report: Report) -> None:
    """Warn of what nothing in the course uses, and of a guide that holds nothing."""
    if not course.guide:
        report.warn(COURSE_FILE, 1, NO_GUIDE)
    texts = list(_texts(course))
    _warn_of_uncited(course, _cited(course, texts), report)
    for term in _unused_terms(course, texts):
        text = UNUSED_TERM.format(term.key, term.key)
        report.warn(GLOSSARY_FILE, term.line, text)

    shown: set[str] = set()
    for text_of_course in texts:
        for block in text_of_course.all_blocks():
            shown |= {block.target, drawing_of(block)}
    for path in course.assets:
        if path not in shown:
            report.warn(path, 1, UNUSED_PICTURE)


def _cited(course: CourseSource, texts: Sequence[ParsedText]) -> set[str]:
    """Return the tags that a text cites, or a unit or a need of the course names."""
    tags: set[str] = set()
    for need in course.needs:
        tags.update(need.facts)
    for unit in course.units():
        tags.update(unit.facts)
    for text in texts:
        for tree in text.trees():
            tags.update(cited_tags(tree))
    return tags


def _warn_of_uncited(course: CourseSource, cited: set[str], report: Report) -> None:
    of_facts: set[str] = set()
    for tag, fact in course.facts.items():
        # References of an uncited fact stay quiet: the warning about the fact is enough.
        of_facts.update(fact.references)
        if tag not in cited:
            report.warn(FACTS_FILE, fact.line, UNCITED_FACT.format(tag))

    used = cited | of_facts
    for tag, reference in course.references.items():
        if tag not in used:
            text = UNCITED_REFERENCE.format(tag)
            report.warn(REFERENCES_FILE, reference.line, text)


def _texts(course: CourseSource) -> Iterator[ParsedText]:
    """Yield every text of the course: lessons, questions, guide."""
    for unit in course.units():
        yield unit.text
        if unit.body is not None:
            yield from unit.body.texts()
    for page in course.guide:
        yield page.text


def _unused_terms(course: CourseSource, texts: Sequence[ParsedText]) -> Iterator[TermSource]:
    """Yield the terms that no text links, and whose words stand in no text."""
    linked: set[str] = set()
    for text in texts:
        for tree in text.trees():
            linked.update(links_of(tree))
    written = " ".join(text.markdown for text in texts).casefold()
    for key, term in course.glossary.items():
        if TERM + key not in linked and term.term.casefold() not in written:
            yield term
