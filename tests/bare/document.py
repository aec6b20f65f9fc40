"""The commands of docs/operating.md that the walk runs, word by word, in their order.

A block counts if its fence says "sh walked". Words behind that say more:

fetching: it fetches packages, so it needs the internet, or what was carried in
online: only in the walk with internet      offline: only in the walk without
connected: only in the walk without, on another machine, which has internet
"""

import re
from pathlib import Path
from typing import NamedTuple

DOCUMENT = Path(__file__).resolve().parent.parent.parent / "docs" / "operating.md"
BLOCK = re.compile(r"^```sh walked([ a-z]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """A block of commands, and the words of its fence."""

    words: frozenset[str]
    commands: str


def blocks(text: str, *, offline: bool) -> list[Block]:
    """Return the blocks of a document that belong to this walk."""
    left_out = {"online"} if offline else {"offline", "connected"}
    found = [Block(frozenset(words.split()), commands) for words, commands in BLOCK.findall(text)]
    return [block for block in found if not block.words & left_out]
