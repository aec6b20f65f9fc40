"""Blank out what is not prose in Markdown, so that every position stays where it is."""

import re

from course.text.dialect import CITATION, FOOTNOTE_REFERENCE

CODE_SPAN = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
LINK = re.compile(
    r"(?<!!)"  # not a picture
    r"\[[^\[\]]*\]"
    r"\((?:<[^<>]*>|[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)"
)
NOT_A_LINE_END = re.compile(r"[^\n]")


def without_code(text: str) -> str:
    """Return the text with spaces for its code spans."""
    return CODE_SPAN.sub(_blanks, text)


def without_references(text: str) -> str:
    """Return the text with spaces for citations, footnote references and addresses of links."""
    text = CITATION.sub(_blanks, text)
    text = FOOTNOTE_REFERENCE.sub(_blanks, text)
    return LINK.sub(_only_words, text)


def _blanks(found: re.Match[str]) -> str:
    """Return as many spaces, with the line ends kept."""
    return NOT_A_LINE_END.sub(" ", found.group())


def _only_words(link: re.Match[str]) -> str:
    """Return a link with spaces for its address."""
    words, bracket, address = link.group().rpartition("](")
    spaces = " " * len(bracket + address)
    return words + spaces
