"""Give every block of a text its passage key: an id in the page that notes and links refer to."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace

from course.text.blocks import Block
from course.text.lines import cells

RESERVED_KEYS = frozenset({"footnotes", "main", "menu", "references"})
GENERATED_KEY = re.compile(
    r"(?:c|t|ref|fn|fnref)-[0-9]+|(?:unknown|crisis|note|key-points)(?:-[0-9]+)?-title"
    r"|role-[a-z0-9-]+-title"
)
KINDS_WITHOUT_KEY = frozenset({"footnote", "from"})
MAX_WORDS_IN_KEY = 6
MAX_HASHED_LETTERS = 40  # of a script without spaces, six "words" may be a whole paragraph
HASH_DIGITS = 10
MAX_KEY_LETTERS = 72  # leaves room for "-2" in the 80 characters of a key
# What a key leaves out or shortens: citations, the addresses of links, apostrophes.
SPOKEN_FORMS = (
    # No bracket inside and no endless address: thousands of "[" are searched once, not squared.
    (re.compile(r"\[[@^][^\[\]]*\]"), " "),
    (re.compile(r"!?\[([^\[\]]*)\]\([^)]{0,1000}\)"), r"\1"),
    (re.compile(r"['\N{RIGHT SINGLE QUOTATION MARK}]"), ""),
)

Mistakes = list[tuple[int, str]]  # line and text


def with_keys(blocks: Sequence[Block], mistakes: Mistakes) -> Iterator[Block]:
    """Yield the blocks, each with a key that is unique in the text."""
    taken = _written_keys(blocks, mistakes)  # keys that the author wrote come first
    numbers: dict[str, int] = {}  # the next number to try behind a key that many blocks share
    for block in blocks:
        if block.kind in KINDS_WITHOUT_KEY:
            yield block
            continue
        key = block.key
        if not block.explicit:
            key = _next_free_key(_key_from_words(block), taken, numbers)
        taken.setdefault(key, block.line)
        if key in RESERVED_KEYS or GENERATED_KEY.fullmatch(key):
            text = f'the page needs "{key}" for itself; write another key: {{#about-{key}}}'
            mistakes.append((block.line, text))
        yield replace(block, key=key)


def _written_keys(blocks: Sequence[Block], mistakes: Mistakes) -> dict[str, int]:
    """Return the line of each key that an author wrote; report those written twice."""
    taken: dict[str, int] = {}
    for block in blocks:
        if not block.explicit:
            continue
        if block.key in taken:
            first = taken[block.key]
            text = f'the key "{block.key}" stands on line {first} already; choose another'
            mistakes.append((block.line, text))
        else:
            taken[block.key] = block.line
    return taken


def _key_from_words(block: Block) -> str:
    """Return a key made of the first words of a block, or of its kind."""
    is_empty_frame = block.is_figure or (block.kind in {"table", "figure"} and not block.text)
    if block.kind == "role" and block.target:
        return f"role-{block.target}"[:MAX_KEY_LETTERS].rstrip("-")
    if block.is_box or is_empty_frame:
        return block.kind
    text = _beginning(block)
    words = slug(text).split("-")
    if block.kind != "heading":
        words = words[:MAX_WORDS_IN_KEY]
    return _join(words) or _key_from_other_script(block.kind, text)


def _beginning(block: Block) -> str:
    """Return the text of a block; of a table the words of its head."""
    if block.kind != "table":
        return block.text
    head = block.text.split("\n")[0]
    return " ".join(cells(head))


def _key_from_other_script(kind: str, text: str) -> str:
    """Return the kind and a hash of the first words, or the kind alone if there is no word."""
    # A key is an address and holds Latin letters only. A hash moves with its words, as they do.
    words = re.findall(r"\w+", _spoken(text).casefold())
    start = " ".join(words[:MAX_WORDS_IN_KEY])[:MAX_HASHED_LETTERS]
    if not any(letter.isalnum() for letter in start):
        return kind
    digest = hashlib.sha256(start.encode()).hexdigest()
    return f"{kind}-{digest[:HASH_DIGITS]}"


def _join(words: Sequence[str]) -> str:
    """Return as many of the words as a key has room for."""
    key = words[0][:MAX_KEY_LETTERS]
    for word in words[1:]:
        longer = f"{key}-{word}"
        if len(longer) > MAX_KEY_LETTERS:
            break
        key = longer
    return key


def _next_free_key(key: str, taken: dict[str, int], numbers: dict[str, int]) -> str:
    """Return the key, with a number behind it if it is taken."""
    free = key
    number = numbers.get(key, 2)
    while free in taken:
        free = f"{key}-{number}"
        number += 1
    numbers[key] = number
    return free


def slug(text: str) -> str:
    """Return the words of a text as lower-case letters, digits and hyphens."""
    letters = _spoken(text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters.lower()).strip("-")


def _spoken(text: str) -> str:
    """Return a text without citations and addresses, its accents apart from their letters."""
    for pattern, spoken in SPOKEN_FORMS:
        text = pattern.sub(spoken, text)
    return unicodedata.normalize("NFKD", text)
