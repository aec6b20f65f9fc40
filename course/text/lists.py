"""Write lists and definition lists the one way in which the converter reads them.

Authors may nest points by two, three or four spaces; the converter wants four.
"""

import re

SPACES_A_LEVEL = 4
MIN_SPACES_TO_NEST = 2
POINT = re.compile(r"([-*+]|[0-9]{1,2}[.)])(?= )")
DEFINITION = re.compile(r" {0,3}: +(?=\S)")


def with_even_indents(text: str) -> str:
    """Return a list with four spaces a level, and "1." for "1)"."""
    levels: list[int] = []  # how far the points of each open level are indented
    lines = []
    is_after_gap = False
    for written in text.expandtabs(SPACES_A_LEVEL).split("\n"):
        words = written.lstrip(" ")
        indent = len(written) - len(words)
        depth = _depth(levels, indent, words, is_after_gap=is_after_gap)
        spaces = " " * SPACES_A_LEVEL * depth
        line = spaces + _with_full_stop(words)
        lines.append(line if words else "")
        is_after_gap = not words
    return "\n".join(lines)


def _depth(levels: list[int], indent: int, words: str, *, is_after_gap: bool) -> int:
    """Return how many levels deep a line stands; open and close levels for it."""
    if POINT.match(words):
        _open_level(levels, indent)
        return len(levels) - 1

    if is_after_gap:  # a paragraph in the point above
        indent_of_point = indent - MIN_SPACES_TO_NEST
        _close_levels(levels, indent_of_point)
        return len(levels)
    return len(levels) - 1  # goes on with the words of the line above


def _open_level(levels: list[int], indent: int) -> None:
    """Make the level of a point that is indented so far the innermost one."""
    _close_levels(levels, indent)
    if not levels:
        levels.append(indent)
        return
    innermost = levels[-1]
    if indent >= innermost + MIN_SPACES_TO_NEST:
        levels.append(indent)


def _close_levels(levels: list[int], indent: int) -> None:
    """Close the levels whose points are indented further; the outermost stays."""
    while len(levels) > 1 and levels[-1] > indent:
        levels.pop()


def _with_full_stop(words: str) -> str:
    """Return a line of a list with "1." for "1)"."""
    point = POINT.match(words)
    if point is None:
        return words
    marker = point.group()
    rest = words.removeprefix(marker)
    return marker.replace(")", ".") + rest


def is_definition(line: str) -> bool:
    """Tell whether a line is a definition, ": what it means"."""
    return bool(DEFINITION.match(line))


def with_separate_terms(text: str) -> str:
    """Return a definition list with one line a definition and an empty line before each term."""
    lines: list[str] = []
    written = text.split("\n")
    following = [*written[1:], ""]
    is_after_gap = False
    for line, next_line in zip(written, following, strict=True):
        words = line.strip()
        if is_definition(line):
            lines.append(_with_three_spaces(line))
        elif words:
            begins_term = is_after_gap or is_definition(next_line)
            _add_words(lines, words, begins_term=begins_term)
        is_after_gap = not words
    return "\n".join(lines)


def _with_three_spaces(line: str) -> str:
    """Return a definition with three spaces behind its colon."""
    _before, _colon, meaning = line.partition(":")
    words = meaning.strip()
    return f":   {words}"


def _add_words(lines: list[str], words: str, *, begins_term: bool) -> None:
    """Add a line of terms, or go on with the definition above it.

    begins_term: the line is a term if a definition stands above it.
    """
    is_below_definition = bool(lines) and lines[-1].startswith(":")
    if not is_below_definition:
        lines.append(words)
    elif begins_term:
        lines += ["", words]
    else:
        lines[-1] += f" {words}"
