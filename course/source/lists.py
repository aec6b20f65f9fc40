"""Read the lists of a course: objectives, references, facts, glossary."""

from collections.abc import Collection, Iterable, Mapping
from urllib.parse import urlsplit

from course.source.fields import MAX_KEY_LETTERS, Fields, did_you_mean
from course.source.files import Keys, Report
from course.source.parts import (
    BLOOM,
    CONFIDENCES,
    DEPTHS,
    KINDS_WITH_PARTICIPANTS,
    REFERENCE_KINDS,
    FactSource,
    ObjectiveSource,
    ReferenceSource,
    TermSource,
)
from course.text.keys import KEY, TAG


def read_objectives(owner: Fields, keys: Keys, required: bool) -> tuple[ObjectiveSource, ...]:
    """Return the objectives of a course or a module."""
    objectives = []
    for fields in owner.mappings("objectives", required):
        keys.claim("objective", fields.text("key", required=False), fields.file, fields.line("key"))
        objectives.append(
            ObjectiveSource(fields.key("key"), fields.text("text"), fields.choice("bloom", BLOOM))
        )
        fields.done()
    return tuple(objectives)


def read_references(file: Fields | None, report: Report) -> Mapping[str, ReferenceSource]:
    """Return the references by tag."""
    references = {}
    for tag, fields in _entries_by_tag(file, report):
        kind = fields.choice("kind", REFERENCE_KINDS)
        participants = _participants(fields, kind)
        references[tag] = ReferenceSource(
            tag=tag,
            title=fields.text("title", max_length=500),
            source=fields.text("source", required=False, max_length=500),
            kind=kind,
            participants=participants,
            url=_address(fields),
            seen=fields.choice("seen", DEPTHS),
            line=file.line(tag) if file else 1,
        )
        fields.done()
    return references


def _participants(fields: Fields, kind: str) -> int | None:
    """Return how many people a study had; report it if this kind has no participants."""
    participants = fields.optional_integer("participants", 1, 10_000_000)
    if participants is not None and kind and kind not in KINDS_WITH_PARTICIPANTS:
        text = "only a trial, a cohort or a survey has participants"
        fields.mistake("participants", f"{text}; remove them, or correct the {kind}")
    return participants


def read_facts(
    file: Fields | None, references: Mapping[str, ReferenceSource] | None, report: Report
) -> Mapping[str, FactSource]:
    """Return the facts by tag; report those that name a reference which does not exist.

    references: None if they could not be read.
    """
    facts = {}
    for tag, fields in _entries_by_tag(file, report):
        if references and tag in references:
            fields.mistake("", f'"{tag}" is the tag of a reference too; give the fact another')
        known = _known_references(fields, references)
        facts[tag] = FactSource(
            tag=tag,
            text=fields.text("text", max_length=2000),
            references=known,
            confidence=fields.choice("confidence", CONFIDENCES),
            review_by=fields.date("review_by", required=False),
            line=file.line(tag) if file else 1,
        )
        fields.done()
    return facts


def _known_references(fields: Fields, references: Collection[str] | None) -> tuple[str, ...]:
    """Return the tags that a fact names; without those (reported) that do not exist."""
    known = []
    for tag in fields.tags("references"):
        if references is None or tag in references:
            known.append(tag)
            continue
        close = did_you_mean(tag, references) or "; add it"
        fields.mistake("references", f'there is no reference "{tag}" in references.yaml{close}')
    return tuple(known)


def read_glossary(file: Fields | None, report: Report) -> Mapping[str, TermSource]:
    """Return the terms of the glossary by key."""
    terms = {}
    for key, fields in file.entries() if file else ():
        line = file.line(key) if file else 1
        if not _is_key(key):
            start = key[:MAX_KEY_LETTERS]
            text = f'"{start}" is not a key; use lower-case letters, digits and hyphens'
            report.add(fields.file, line, text)
        terms[key] = TermSource(
            key=key,
            term=fields.text("term", max_length=120),
            definition=fields.text("definition", max_length=2000),
            line=line,
        )
        fields.done()
    return terms


def _is_key(text: str) -> bool:
    return len(text) <= MAX_KEY_LETTERS and KEY.fullmatch(text) is not None


def _entries_by_tag(file: Fields | None, report: Report) -> Iterable[tuple[str, Fields]]:
    for tag, fields in file.entries() if file else ():
        if not TAG.fullmatch(tag):
            line = file.line(tag) if file else 1
            report.add(
                fields.file,
                line,
                f'"{tag[:80]}" is not a tag; write one or two capitals and a number: F75',
            )
        yield tag, fields


def _address(fields: Fields) -> str:
    """Return a reference's address on the web, or "" (reported if it is wrong)."""
    url = fields.text("url", required=False, max_length=500)
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        # Old sites have no https.
        has_scheme = parts.scheme in {"https", "http"}
        is_address = has_scheme and bool(parts.hostname) and not set(url) & set(" \"'<>\\")
    except ValueError:
        is_address = False
    if not is_address:
        fields.mistake(
            "url", f'"{url[:80]}" is not an address; write it whole, beginning with https://'
        )
        return ""
    return url
