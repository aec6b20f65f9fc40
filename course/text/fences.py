"""Find the code blocks of a text, so that nothing in them is read as Markdown."""

import re
from collections.abc import Sequence

FENCE = re.compile(r"( {0,3})(`{3,}|~{3,})([^`]*)$")


def end_of_code(lines: Sequence[str], start: int) -> int | None:
    """Return the position behind the code block that begins at ``start``.

    None if no code block begins there, or if it has no end.
    """
    opened = FENCE.match(lines[start])
    if opened is None:
        return None
    mark, least = opened.group(2)[0], len(opened.group(2))
    for position in range(start + 1, len(lines)):
        line = lines[position].strip()
        if len(line) >= least and set(line) == {mark}:
            return position + 1
    return None


def code_in(lines: Sequence[str]) -> str:
    """Return the code of a block, whose first and last line are its fences."""
    opened = FENCE.match(lines[0])
    indent = len(opened.group(1)) if opened else 0
    code = [line[indent:] if not line[:indent].strip() else line for line in lines[1:-1]]
    return "\n".join(code).rstrip()
