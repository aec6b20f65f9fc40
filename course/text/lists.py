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
        point = POINT.match(words)
        if point:
            _open_level(levels, indent)
            words = point.group(1).replace(")", ".") + words[point.end() :]
            depth = len(levels) - 1
        elif is_after_gap:
            _close_levels(levels, indent - MIN_SPACES_TO_NEST)
            depth = len(levels)
        else:  # goes on with the words of the line above
            depth = len(levels) - 1
        lines.append(" " * SPACES_A_LEVEL * depth + words if words else "")
        is_after_gap = not words
    return "\n".join(lines)


def _open_level(levels: list[int], indent: int) -> None:
    """Make the level of a point that is indented so far the innermost one."""
    _close_levels(levels, indent)
    if not levels or indent >= levels[-1] + MIN_SPACES_TO_NEST:
        levels.append(indent)


def _close_levels(levels: list[int], indent: int) -> None:
    """Close the levels whose points are indented further; the outermost stays."""
    while len(levels) > 1 and levels[-1] > indent:
        levels.pop()


def is_definition(line: str) -> bool:
    """Tell whether a line is a definition, ": what it means"."""
    return bool(DEFINITION.match(line))


def with_separate_terms(text: str) -> str:
    """Return a definition list with one line a definition and an empty line before each term."""
    written = text.split("\n")
    lines: list[str] = []
    is_after_gap = False
    for number, line in enumerate(written):
        words = line.strip()
        definition = DEFINITION.match(line)
        is_below_definition = bool(lines) and lines[-1].startswith(":")
        is_before_definition = is_definition("".join(written[number + 1 : number + 2]))
        if definition:
            lines.append(":   " + line[definition.end() :].rstrip())
        elif words and is_below_definition and not is_after_gap and not is_before_definition:
            lines[-1] += " " + words
        elif words and is_below_definition:
            lines += ["", words]
        elif words:
            lines.append(words)
        is_after_gap = not words
    return "\n".join(lines)
