"""Read the references of an edition under the numbers that its pages show."""

from course.models import Edition, Reference
from course.text.reference_numbers import numbers_by_tag


def numbered_references(edition: Edition) -> dict[str, Reference]:
    """Return the references of an edition by tag, in order, each with its ``number``. One query."""
    rows = edition.references.all()
    references = {row.tag: row for row in rows}
    numbered: dict[str, Reference] = {}
    for tag, number in numbers_by_tag(references).items():
        reference = references[tag]
        reference.number = number
        numbered[tag] = reference
    return numbered
