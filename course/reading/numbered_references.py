"""Read the references of an edition under the numbers that its pages show."""

from course.models import Edition, Reference
from course.text.reference_numbers import numbers_by_tag


def numbered_references(edition: Edition) -> dict[str, Reference]:
    """Return the references of an edition by tag, in order, each with its ``number``. One query."""
    references = {}
    for reference in edition.references.all():
        references[reference.tag] = reference

    numbered = {}
    for tag, number in numbers_by_tag(references).items():
        numbered[tag] = references[tag]
        numbered[tag].number = number
    return numbered
