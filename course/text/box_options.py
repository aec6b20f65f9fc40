"""Take the options off the first lines of a box: "    id: a-key"."""

import re
from dataclasses import dataclass, field

from course.text.blocks import FIGURES, SETTING, Block
from course.text.keys import KEY

OPTION = re.compile(r"(?P<indent>\s*)(?P<name>[\w-]+):\s*(?P<value>.*?)\s*$")
OPTION_INDENT = 4
MAX_KEY_LETTERS = 80
QUOTED = re.compile(r'"(.*)"')
CHECK = "check"
KINDS_WITH_ID = frozenset({"table", "figure", *FIGURES})


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


@dataclass(frozen=True)
class _Option:
    """Hold one option of a box of a kind."""

    kind: str
    name: str
    value: str
    indent: int

    @property
    def is_id(self) -> bool:
        return self.name == "id" and self.kind in KINDS_WITH_ID

    @property
    def is_indented(self) -> bool:
        return self.indent >= OPTION_INDENT

    @property
    def is_setting(self) -> bool:
        """Tell whether it is an option of a figure whose data the author writes."""
        return self.kind in FIGURES and not self.is_id

    @property
    def mistake(self) -> str:
        """Return what is wrong with it; "" if nothing is."""
        if self.is_setting:
            return ""
        if not self.is_id:
            return f'"{self.name}" is no option here; a table and a figure have "    id: a-key"'
        if not is_key(self.value):
            return f'"{self.value[:80]}" is not a key; use lower-case letters, digits and hyphens'
        if not self.is_indented:
            return f'four spaces stand before an id; write "    id: {self.value}"'
        return ""


def take_options(kind: str, lines: list[str], first_line: int) -> BoxOptions:
    """Take the ``id:`` line of a table or a figure, and the settings of a figure, off its lines."""
    options = BoxOptions(lines, first_line)
    while options.lines:
        option = _option_in(kind, options.lines[0])
        if option is None:
            break
        _keep(option, options)
        options.lines = options.lines[1:]
        options.first_line += 1
    return options


def is_key(value: str) -> bool:
    return len(value) <= MAX_KEY_LETTERS and bool(KEY.fullmatch(value))


def _option_in(kind: str, line: str) -> _Option | None:
    """Return the option in a line; an id also where it is not indented enough."""
    written = OPTION.match(line)
    if written is None:
        return None
    indent = len(written["indent"])
    option = _Option(kind, written["name"], written["value"], indent)
    return option if option.is_indented or option.is_id else None


def _keep(option: _Option, options: BoxOptions) -> None:
    """Keep what an option says, or what is wrong with it."""
    if option.mistake:
        options.mistakes.append((options.first_line, option.mistake))
    if option.is_id and is_key(option.value):
        options.key = option.value
    if option.is_setting:
        options.settings.append(_setting(option, options.first_line))
    if option.kind == CHECK and option.name == "kind":
        options.question_kind = option.value


def _setting(option: _Option, line: int) -> Block:
    """Return an option as a block; quotation marks around its value are none of it."""
    quoted = QUOTED.fullmatch(option.value)
    text = quoted[1] if quoted else option.value
    return Block(SETTING, line, text=text, target=option.name, text_line=line)
