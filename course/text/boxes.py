"""What each kind of box must hold; docs/content-format.md lists them."""

import re
from collections.abc import Callable
from dataclasses import replace

from course.text.blocks import BOXES, FIGURES, Block
from course.text.box_options import is_key

PICTURE = re.compile(r"!\[([^\]]*)\]\(([^()\s]*)\)\s*$")
# What stands behind "/// kind | ", by the kinds that have a title.
TITLES = {
    "role": "the key of a role",
    "table": "a caption",
    "figure": "a caption",
    "from": "unit#passage",
    "note": "a title",
} | dict.fromkeys(FIGURES, "a caption")
FILLED_IN = frozenset({"crisis", "from"})

Mistake = Callable[[int, str], None]


def check_box(box: Block, mistake: Mistake) -> Block | None:
    """Report what breaks the rules of a box's kind, and return it filled in.

    None for an unknown kind.
    """
    if box.kind not in BOXES:
        known = ", ".join(BOXES)
        mistake(box.line, f'there is no box "{box.kind}"; write one of {known}')
        return None
    _check_title(box, mistake)
    _check_content(box, mistake)
    if box.kind == "role":
        return _role_box(box, mistake)
    if box.kind == "from":
        return _from_box(box)
    if box.kind == "table":
        return _table_box(box, mistake)
    if box.kind == "figure":
        return _figure_box(box, mistake)
    if box.is_figure:
        _check_id(box, mistake)
    return box


def _check_title(box: Block, mistake: Mistake) -> None:
    kind = box.kind
    if kind in TITLES and not box.title:
        text = f'the box "{kind}" is missing its title; write "/// {kind} | {TITLES[kind]}"'
        mistake(box.line, text)
    if kind not in TITLES and box.title:
        mistake(box.line, f'the box "{kind}" has a title of its own; write "/// {kind}"')


def _check_content(box: Block, mistake: Mistake) -> None:
    kind = box.kind
    if kind in FILLED_IN and box.blocks:
        text = f'the box "{kind}" is empty: its words are filled in; remove this text'
        mistake(box.blocks[0].line, text)
    if kind not in FILLED_IN and not box.blocks:
        mistake(box.line, f'the box "{kind}" is empty; write its text between the two lines')


def _role_box(box: Block, mistake: Mistake) -> Block:
    key = box.title
    has_key = is_key(key)
    if key and not has_key:
        text = f'"{key[:80]}" is no key of a role; write one of "roles" in course.yaml'
        mistake(box.line, text)
    return replace(box, target=key if has_key else "", title="")


def _from_box(box: Block) -> Block:
    return replace(box, target=box.title, title="", blocks=())


def _check_id(box: Block, mistake: Mistake) -> None:
    if not box.explicit:
        text = f'a {box.kind} has an id; write "    id: a-key" on the line under this one'
        mistake(box.line, text)


def _table_box(box: Block, mistake: Mistake) -> Block:
    _check_id(box, mistake)
    if [block.kind for block in box.blocks] != ["table"]:
        if box.blocks:
            text = (
                "this box holds one table and nothing else; empty lines go around it, not into it"
            )
            mistake(box.line, text)
        return replace(box, blocks=())
    table = box.blocks[0]
    return replace(
        box,
        text=table.text,
        text_line=table.line,
        plain=table.plain,
        critical=table.critical,
        language=table.language,
    )


def _figure_box(box: Block, mistake: Mistake) -> Block:
    _check_id(box, mistake)
    written = box.blocks[0].text if len(box.blocks) == 1 else ""
    on_one_line = written.replace("\n", " ").strip()
    picture = PICTURE.fullmatch(on_one_line)
    if picture is None:
        if box.blocks:
            text = 'this box holds one picture; write "![Alternative text](img/name.svg)"'
            mistake(box.blocks[0].line, text)
        return box
    alternative, path = picture.groups()
    return replace(box, text=alternative.strip(), target=path)
