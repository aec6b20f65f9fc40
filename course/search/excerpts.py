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
    hits = words_with(stems, text, language)
    return _html(text, 0, len(text), hits)


def excerpt(text: str, stems: Collection[str], language: str) -> SafeString:
    """Return the part of a text where most of the words stand, as HTML with these marked."""
    hits = words_with(stems, text, language)
    if len(text) <= LETTERS:
        return _html(text, 0, len(text), hits)

    start = _beginning(text, _densest_start(hits))
    end = _end(text, start)
    shown = [hit for hit in hits if start <= hit.start < end]
    return _html(text, start, end, shown)


def _densest_start(hits: Sequence[Word]) -> int:
    """Return the start of the word from which most different words follow; first of equals."""
    best = 0
    most = 0
    for hit in hits[:MAX_STARTS]:
        last = hit.start + LETTERS - LETTERS_BEFORE
        near = [other for other in hits if hit.start <= other.start and other.end <= last]
        different = {other.stem for other in near}
        if len(different) > most:
            best = hit.start
            most = len(different)
    return best


def _beginning(text: str, first_hit: int) -> int:
    """Return where an excerpt begins: with a sentence or a word, not too far before the hit."""
    earliest = first_hit - LETTERS_BEFORE
    if earliest <= 0:
        return 0
    sentence = text.rfind(". ", earliest, first_hit)
    if sentence >= 0:
        return sentence + len(". ")
    space = text.find(" ", earliest, first_hit)
    if space >= 0:
        return space + 1
    return first_hit


def _end(text: str, start: int) -> int:
    """Return where an excerpt ends: with the text, or after a word."""
    latest = start + LETTERS
    if latest >= len(text):
        return len(text)
    space = text.rfind(" ", start, latest)
    shortest = start + LETTERS // 2
    return max(space, shortest)


def _marks(text: str, hits: Iterable[Word]) -> Iterator[tuple[int, int]]:
    """Yield where each mark begins and ends: one for words that stand side by side."""
    start = -1
    end = -1
    for hit in hits:
        is_beside = start >= 0 and text[end : hit.start] in BETWEEN_WORDS
        if not is_beside:
            if start >= 0:
                yield start, end
            start = hit.start
        end = hit.end
    if start >= 0:
        yield start, end


def _html(text: str, start: int, end: int, hits: Sequence[Word]) -> SafeString:
    parts = [ELLIPSIS] if start else []
    place = start
    for first, last in _marks(text, hits):
        before = escape(text[place:first])
        word = escape(text[first:last])
        parts += [before, "<mark>", word, "</mark>"]
        place = last
    rest = text[place:end].rstrip()
    after = ELLIPSIS if end < len(text) else ""
    html = "".join([*parts, escape(rest), after])
    return mark_safe(html)  # noqa: S308 (each part of the text is escaped above)
