"""Say which units differ in content between two editions of a course.

A unit's digest covers what its author wrote. Editions that were published before these digests
were made of canonical JSON hold digests of another form, which cannot be made again: the Markdown
of a lesson is not stored. Such an edition is compared by what is stored: the words and citations
of its lessons (not the addresses of links); settings, questions and rules of its quizzes.
"""

from collections.abc import Callable, Mapping

from accounts.canonical import digest_of
from course.models import Edition, Passage, Unit

DIGEST_FORM = "2"

ContentReader = Callable[[Edition], Mapping[str, object]]


def unit_digest(content: object) -> str:
    """Return the digest of a unit: its form, ":" and the SHA-256 of the content.

    content: values that JSON knows, as ``UnitSource.canonical`` returns them.
    """
    return f"{DIGEST_FORM}:{digest_of(content)}"


def changed_units(old: Edition, new: Edition) -> set[str]:
    """Return the keys of the units of both editions whose content differs."""
    old_digests = _digests(old)
    new_digests = _digests(new)
    old_forms = _forms(old_digests)
    new_forms = _forms(new_digests)
    if old_forms == new_forms:
        return _keys_that_differ(old_digests, new_digests)

    old_contents = _stored_contents(old)
    new_contents = _stored_contents(new)
    return _keys_that_differ(old_contents, new_contents)


def _keys_that_differ(before: Mapping[str, object], after: Mapping[str, object]) -> set[str]:
    keys = set()
    for key in before.keys() & after.keys():
        if before[key] != after[key]:
            keys.add(key)
    return keys


def _digests(edition: Edition) -> dict[str, str]:
    """Return the digest of each unit by its key."""
    return dict(edition.units.values_list("key", "digest"))


def _forms(digests: Mapping[str, str]) -> set[str]:
    """Return the forms of digests; "" for digests from before they named their form."""
    forms = set()
    for digest in digests.values():
        form, _colon, _hash = digest.rpartition(":")
        forms.add(form)
    return forms


def _stored_contents(edition: Edition) -> Mapping[str, object]:
    """Return what is stored of each unit of an edition, by its key."""
    contents: dict[str, list[object]] = {}
    for read in content_readers:
        content_by_key = read(edition)
        for key, content in content_by_key.items():
            contents.setdefault(key, []).append(content)
    return contents


def _units_and_lessons(edition: Edition) -> dict[str, object]:
    """Return what the course itself stores of each unit, by its key. Six queries."""
    units = edition.units.prefetch_related(
        "objectives",
        "passages__facts",
        "unit_references__reference",
    )
    return {unit.key: _unit_content(unit) for unit in units}


def _unit_content(unit: Unit) -> dict[str, object]:
    objectives = {objective.key for objective in unit.objectives.all()}
    passages = [_passage_content(passage) for passage in unit.passages.all()]
    references = [row.reference.tag for row in unit.unit_references.all()]
    return {
        "title": unit.title,
        "required": unit.required,
        "is_final": unit.is_final,
        "objectives": objectives,
        "passages": passages,
        "references": references,
    }


def _passage_content(passage: Passage) -> dict[str, object]:
    facts = {fact.tag for fact in passage.facts.all()}
    return {
        "kind": passage.kind,
        "key": passage.key,
        "text": passage.text,
        "critical": passage.critical,
        "facts": facts,
    }


# Each returns what is stored of the units of an edition, by their key, in values that can be
# compared. Apps above this one add their own in ``AppConfig.ready()``.
content_readers: list[ContentReader] = [_units_and_lessons]
