"""Refuse what the Markdown dialect does not hold, with what to write instead.

docs/content-format.md lists all of it; tests/course/text/test_dialect.py runs that list.
"""

import re
from collections.abc import Iterator

from course.text.bare import without_code, without_references

MAX_BLOCK_LETTERS = 12_000
MAX_SPECIAL_CHARACTERS = 1_000
MAX_BRACKETS = 400
MAX_QUOTE_DEPTH = 3
MAX_INDENT_SPACES = 16

ALERT = r"^[ >]*\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]"
# Each with what to write instead; ``{}`` stands for what was found.
REFUSED = tuple(
    (re.compile(pattern, re.MULTILINE), message)
    for pattern, message in (
        (
            r"<(?:https?://|mailto:)[^\s<>]*>|(?<!\]\()(?<!\]\(<)(?<!\]: "
            r")(?<![\w<])https?://[^\s<>)]+",
            '"{}" is no link; write [words](https://…)',
        ),
        (
            r"<(?!https?://|mailto:)[A-Za-z/!?][^\s>]{0,30}",
            '"{}" is HTML; write Markdown, and &lt; for "<"',
        ),
        (
            r"\{(?:plain|critical|#[\w-]+)\b[^{}]*\}",
            '"{}" stands in the middle; braces are the last thing in their block',
        ),
        (r"!\[", 'a picture has a box of its own: "/// figure | What it shows"'),
        (r"@[A-Z]{1,2}[0-9]+|\[@", '"{}" is no citation; write it as [@F75]'),
        (
            # A price has a digit behind its sign: it is no formula.
            r"\$\$|\$`|\\[a-zA-Z]+\{|(?<![\w$])\$(?=[A-Za-z\\({])[^$\n]*(?<=\S)\$(?![\w$])",
            "formulas are not part of the format; write the words, with x^2^ and H~2~O, "
            "or draw a figure",
        ),
        (
            r"^ {0,3}\[[^\]^@\n]+\]:(?=\s)|\]\[[^\]@^\n]*\]",
            "links by reference are not part of the format; "
            "write the address behind the words: [words](https://…)",
        ),
        (
            r"\]\([^()\n]*\s[\"'][^()\n]*\)",
            "a link has no title; write what it says into the text",
        ),
        (
            r"^ {0,3}\*\[[^\]\n]+\]:",
            "abbreviations are not part of the format; link a term: [words](term:key)",
        ),
        (ALERT, 'boxes are written "/// note | A title"'),
        (r"^ {0,3}(?:!!!|\?\?\?|:::)", 'boxes are written "/// note | A title"'),
        (r"^ {0,3}#{2,6}[^\s#]", 'a heading has a space behind its "##"; write "## Words"'),
        (
            r"(?<![\w:]):[a-z][a-z0-9_+-]*:(?![\w:])",
            'emoji codes are not part of the format; write a word for "{}"',
        ),
        (
            r"==(?=\S)[^=\n]+==|\+\+(?=\S)[^+\n]+\+\+",
            "marked and inserted words are not part of the format; write *words* or **words**",
        ),
        (
            r"\[\[[^\[\]\n]+\]\]",
            '"{}" is no link; write [words](unit:key) or [words](term:key)',
        ),
        (r"\\$(?!\Z)", "a line is not broken by a backslash; end it with two spaces"),
        (r"^ {0,3}\[TOC\]", "a page makes its own contents; remove this line"),
    )
)


def refusals(text: str, line: int) -> Iterator[tuple[int, str]]:
    """Yield (line, message) for what ``text`` holds and the dialect does not.

    line: the line of its file at which ``text`` begins. Code may say everything. What is wrong
    several times in a line is said once.
    """
    bare = without_references(without_code(text))
    for pattern, message in REFUSED:
        refused_lines: set[int] = set()
        for found in pattern.finditer(bare):
            here = line + bare.count("\n", 0, found.start())
            if here not in refused_lines:
                yield here, message.replace("{}", found.group().strip()[:80])
            refused_lines.add(here)


def too_large(text: str) -> str:
    """Return why a block takes too long to convert; "" if it does not."""
    # The time of the converter grows with the square of the nesting and of these characters.
    for line in text.split("\n"):
        before_words = line[: len(line) - len(line.lstrip(" \t>"))]
        indent = len(line) - len(line.lstrip())
        if indent > MAX_INDENT_SPACES or before_words.count(">") > MAX_QUOTE_DEPTH:
            return "this is nested too deeply; write at most three levels"

    specials = sum(text.count(character) for character in "*_`!\\&~^")
    has_many = specials > MAX_SPECIAL_CHARACTERS or text.count("[") > MAX_BRACKETS
    if len(text) > MAX_BLOCK_LETTERS or has_many:
        return (
            f"this block is too long ({len(text)} characters) "
            "or has too many special characters; split it"
        )
    return ""
