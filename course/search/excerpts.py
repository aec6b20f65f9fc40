"""Show the words that were asked for in the text in which they stand."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from course.search.words import Word, words_with

LETTERS = 260  # of an excerpt
LETTERS_BEFORE = 70  # the first word that is marked
MAX_STARTS = 100  # that are tried for an excerpt of a long text
ELLIPSIS = "…"
BETWEEN_WORDS = {" ", "-", "\N{NO-BREAK SPACE}", "\N{NON-BREAKING HYPHEN}"}


def marked(text: str, stems: Collection[str], language: str) -> SafeString:
    """Return a whole text as HTML, its words with one of these stems marked."""
    return _html(text, 0, len(text), words_with(stems, text, language))


def excerpt(text: str, stems: Collection[str], language: str) -> SafeString:
    """Return the part of a text where most of the words stand, as HTML with these marked."""
    hits = words_with(stems, text, language)
    start, end = _densest_part(text, hits)
    return _html(text, start, end, [hit for hit in hits if start <= hit.start < end])


def _marks(text: str, hits: Iterable[Word]) -> Iterator[tuple[int, int]]:
    """Yield where each mark begins and ends: one for words that stand side by side."""
    start = end = -1
    for hit in hits:
        if start >= 0 and text[end : hit.start] in BETWEEN_WORDS:
            end = hit.end
            continue
        if start >= 0:
            yield start, end
        start, end = hit.start, hit.end
    if start >= 0:
        yield start, end


def _densest_part(text: str, hits: Sequence[Word]) -> tuple[int, int]:
    """Return where the part begins and ends that holds most different words; first of equals."""
    if len(text) <= LETTERS:
        return 0, len(text)

    best, most = 0, 0
    for hit in hits[:MAX_STARTS]:
        last = hit.start + LETTERS - LETTERS_BEFORE
        stems = {other.stem for other in hits if hit.start <= other.start and other.end <= last}
        if len(stems) > most:
            best, most = hit.start, len(stems)
    start = _beginning(text, best)
    if start + LETTERS >= len(text):
        return start, len(text)
    space = text.rfind(" ", start, start + LETTERS)
    return start, max(space, start + LETTERS // 2)


def _beginning(text: str, first_hit: int) -> int:
    """Return where an excerpt begins: with a sentence or a word, not too far before the hit."""
    earliest = first_hit - LETTERS_BEFORE
    if earliest <= 0:
        return 0
    sentence = text.rfind(". ", earliest, first_hit)
    if sentence >= 0:
        return sentence + len(". ")
    space = text.find(" ", earliest, first_hit)
    return space + 1 if space >= 0 else first_hit


def _html(text: str, start: int, end: int, hits: Sequence[Word]) -> SafeString:
    parts = [ELLIPSIS] if start else []
    place = start
    for first, last in _marks(text, hits):
        parts += [escape(text[place:first]), "<mark>", escape(text[first:last]), "</mark>"]
        place = last
    parts.append(escape(text[place:end].rstrip()))
    if end < len(text):
        parts.append(ELLIPSIS)
    return mark_safe("".join(parts))  # noqa: S308 (each part of the text is escaped above)
