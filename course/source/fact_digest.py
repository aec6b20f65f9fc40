"""Tell whether two facts say the same and rest on the same. No Django."""

from collections.abc import Iterable

from accounts.canonical import canonical_json, digest_of

# What a reference says; its tag is only a name for it.
REFERENCE_CONTENT = ("title", "source", "kind", "participants", "url", "seen")


def fact_digest(text: str, references: Iterable[object]) -> str:
    """Return the SHA-256 of a fact's text and of its references, in any order.

    references: rows or sources with the attributes of REFERENCE_CONTENT.
    """
    contents = [
        [getattr(reference, name) for name in REFERENCE_CONTENT] for reference in references
    ]
    return digest_of([text, sorted(contents, key=canonical_json)])
