"""Find the code blocks of a text, so that nothing in them is read as Markdown."""

import re
from collections.abc import Sequence

# A code block begins with three or more of one mark, and ends with as many or more of it.
FENCE = re.compile(r"(?P<indent> {0,3})(?P<marks>`{3,}|~{3,})[^`]*$")


def end_of_code(lines: Sequence[str], start: int) -> int | None:
    """Return the position behind the code block that begins at ``start``.

    None if no code block begins there, or if it has no end.
    """
    opened = FENCE.match(lines[start])
    if opened is None:
        return None

    marks = opened["marks"]
    closing = re.compile(rf"\s*{marks}+\s*$")
    position = start + 1
    for line in lines[position:]:
        position += 1
        if closing.match(line):
            return position
    return None


def code_in(lines: Sequence[str]) -> str:
    """Return the code of a block, whose first and last line are its fences."""
    first_line = lines[0]
    opened = FENCE.match(first_line)
    indent = opened["indent"] if opened else ""
    code = [line.removeprefix(indent) for line in lines[1:-1]]
    return "\n".join(code).rstrip()
