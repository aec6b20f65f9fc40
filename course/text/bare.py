"""Blank out what is not prose in Markdown, so that every position stays where it is."""

import re

from course.text.dialect import CITATION, FOOTNOTE_REFERENCE

CODE_SPAN = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
LINK = re.compile(r"(?<!!)\[[^\[\]]*\]\((?:<[^<>]*>|[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)")


def without_code(text: str) -> str:
    """Return the text with spaces for its code spans."""
    return _blanked(CODE_SPAN, text)


def without_references(text: str) -> str:
    """Return the text with spaces for citations, footnote references and addresses of links."""
    for pattern in (CITATION, FOOTNOTE_REFERENCE):
        text = _blanked(pattern, text)
    return LINK.sub(_only_words, text)


def _blanked(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)


def _only_words(link: re.Match[str]) -> str:
    """Return a link with spaces for its address."""
    words, _bracket, address = link.group().rpartition("](")
    return f"{words}  {' ' * len(address)}"
