"""What each kind of box must hold; docs/content-format.md lists them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from course.text.blocks import BOXES, FIGURES, SETTING, Block
from course.text.keys import KEY

OPTION = re.compile(r"(?P<indent>\s*)(?P<name>[\w-]+):\s*(?P<value>.*?)\s*$")
OPTION_INDENT = 4
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^()\s]*)\)\s*$")
MAX_KEY_LETTERS = 80
# What stands behind "/// kind | ", by the kinds that have a title.
TITLES = {
    "role": "the key of a role",
    "table": "a caption",
    "figure": "a caption",
    "from": "unit#passage",
    "note": "a title",
} | dict.fromkeys(FIGURES, "a caption")
FILLED_IN = frozenset({"crisis", "from"})
CHECK = "check"
KINDS_WITH_ID = frozenset({"table", "figure", *FIGURES})

Mistake = Callable[[int, str], None]


@dataclass
class BoxOptions:
    """Hold what was taken off the first lines of a box, and the lines that are left.

    first_line: the line of the first that is left.
    settings: the options of a figure, but for its id.
    question_kind: of a check that asks a question in the syntax of quiz files, else "".
    """

    lines: list[str]
    first_line: int
    key: str = ""
    settings: list[Block] = field(default_factory=list)
    mistakes: list[tuple[int, str]] = field(default_factory=list)
    question_kind: str = ""


def take_options(kind: str, lines: list[str], first_line: int) -> BoxOptions:
    """Take the ``id:`` line of a table or a figure, and the settings of a figure, off its lines."""
    options = BoxOptions(lines, first_line)
    while options.lines and (option := _option_in(kind, options.lines[0])):
        if kind in FIGURES and not _is_id(kind, option):
            options.settings.append(_setting(option, options.first_line))
            if kind == CHECK and option["name"] == "kind":
                options.question_kind = option["value"]
        mistake = _option_mistake(kind, option)
        if mistake:
            options.mistakes.append((options.first_line, mistake))
        if _is_id(kind, option) and _is_key(option["value"]):
            options.key = option["value"]
        options.lines = options.lines[1:]
        options.first_line += 1
    return options


def _option_in(kind: str, line: str) -> re.Match[str] | None:
    """Return the option in a line; an id also where it is not indented enough."""
    option = OPTION.match(line)
    if option and (_is_indented(option) or _is_id(kind, option)):
        return option
    return None


def _is_indented(option: re.Match[str]) -> bool:
    return len(option["indent"]) >= OPTION_INDENT


def _is_id(kind: str, option: re.Match[str]) -> bool:
    return option["name"] == "id" and kind in KINDS_WITH_ID


def _is_key(value: str) -> bool:
    return len(value) <= MAX_KEY_LETTERS and bool(KEY.fullmatch(value))


def _setting(option: re.Match[str], line: int) -> Block:
    """Return an option of a figure as a block; quotation marks around its value are none of it."""
    value = option["value"]
    is_quoted = len(value) > 1 and value.startswith('"') and value.endswith('"')
    text = value[1:-1] if is_quoted else value
    return Block(SETTING, line, text=text, target=option["name"], text_line=line)


def _option_mistake(kind: str, option: re.Match[str]) -> str:
    """Return what is wrong with an option of a box; "" if nothing is."""
    name, value = option["name"], option["value"]
    if not _is_id(kind, option):
        if kind in FIGURES:
            return ""
        return f'"{name}" is no option here; a table and a figure have "    id: a-key"'
    if not _is_key(value):
        return f'"{value[:80]}" is not a key; use lower-case letters, digits and hyphens'
    if not _is_indented(option):
        return f'four spaces stand before an id; write "    id: {value}"'
    return ""


def check_box(box: Block, mistake: Mistake) -> Block | None:
    """Report what breaks the rules of a box's kind, and return it filled in.

    None for an unknown kind.
    """
    if box.kind not in BOXES:
        mistake(box.line, f'there is no box "{box.kind}"; write one of {", ".join(BOXES)}')
        return None
    _check_title(box, mistake)
    _check_content(box, mistake)
    if box.kind == "role":
        return _role_box(box, mistake)
    if box.kind == "from":
        return replace(box, target=box.title, title="", blocks=())
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
    is_key = _is_key(key)
    if key and not is_key:
        text = f'"{key[:80]}" is no key of a role; write one of "roles" in course.yaml'
        mistake(box.line, text)
    return replace(box, target=key if is_key else "", title="")


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
