"""Say which units differ in content between two editions of a course.

A unit's digest covers what its author wrote. Editions that were published before these digests
were made of canonical JSON hold digests of another form, which cannot be made again: the Markdown
of a lesson is not stored. Such an edition is compared by what is stored: the words and citations
of its lessons (not the addresses of links); settings, questions and rules of its quizzes.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from accounts.canonical import digest_of
from course.models import Edition, Passage, Unit

DIGEST_FORM = "2"

# What is known of each unit, by its key, in values that can be compared.
Contents = Mapping[str, object]
ContentReader = Callable[[Edition], Contents]


@dataclass(frozen=True)
class UnitContents:
    """Hold by what the units of an edition are compared with those of another.

    digests: of each unit, by its key.
    read_stored: returns what is stored of each unit.
    """

    digests: Mapping[str, str]
    read_stored: Callable[[], Contents]

    @classmethod
    def of(cls, edition: Edition) -> Self:
        """Return the contents of a published edition. One query; more to read what is stored."""
        digests = dict(edition.units.values_list("key", "digest"))
        return cls(digests, lambda: _stored_contents(edition))

    def changed_since(self, old: Self) -> set[str]:
        """Return the keys of the units of both editions whose content differs."""
        if _forms(old.digests) == _forms(self.digests):
            return _keys_that_differ(old.digests, self.digests)
        return _keys_that_differ(old.read_stored(), self.read_stored())


def unit_digest(content: object) -> str:
    """Return the digest of a unit: its form, ":" and the SHA-256 of the content.

    content: values that JSON knows, as ``UnitSource.canonical`` returns them.
    """
    return f"{DIGEST_FORM}:{digest_of(content)}"


def changed_units(old: Edition, new: Edition) -> set[str]:
    """Return the keys of the units of both editions whose content differs."""
    return UnitContents.of(new).changed_since(UnitContents.of(old))


def _keys_that_differ(before: Contents, after: Contents) -> set[str]:
    in_both = before.keys() & after.keys()
    return {key for key in in_both if before[key] != after[key]}


def _forms(digests: Mapping[str, str]) -> set[str]:
    """Return the forms of digests; "" for digests from before they named their form."""
    forms = set()
    for digest in digests.values():
        form, _colon, _hash = digest.rpartition(":")
        forms.add(form)
    return forms


def _stored_contents(edition: Edition) -> Contents:
    """Return what is stored of each unit of an edition, by its key."""
    return merge_contents(read(edition) for read in content_readers)


def merge_contents(parts: Iterable[Contents]) -> Contents:
    """Return what several apps know of each unit, by its key, in the order of the apps."""
    contents: dict[str, list[object]] = {}
    for part in parts:
        for key, content in part.items():
            contents.setdefault(key, []).append(content)
    return contents


def _units_and_lessons(edition: Edition) -> dict[str, object]:
    """Return what the course itself stores of each unit, by its key. Six queries."""
    units = edition.units.prefetch_related(
        "objectives", "passages__facts", "unit_references__reference"
    )
    return {unit.key: _stored_content(unit) for unit in units}


def _stored_content(unit: Unit) -> dict[str, object]:
    passages = []
    for passage in unit.passages.all():
        facts = {fact.tag for fact in passage.facts.all()}
        passages.append(passage_content(passage, facts))
    return unit_content(
        unit,
        objectives={objective.key for objective in unit.objectives.all()},
        passages=passages,
        references={row.reference.tag for row in unit.unit_references.all()},
    )


def unit_content(
    unit: Unit,
    *,
    objectives: set[str],
    passages: list[object],
    references: set[str],
) -> dict[str, object]:
    """Return what of a unit counts as content, in values that can be compared.

    passages: as ``passage_content`` returns them, in order. references: their tags.
    """
    return {
        "title": unit.title,
        "required": unit.required,
        "is_final": unit.is_final,
        "objectives": objectives,
        "passages": passages,
        "references": references,
    }


def passage_content(passage: Passage, facts: set[str]) -> object:
    """Return what of a passage counts as content; ``facts`` are the tags it cites."""
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
