"""Find what differs between two pages, sentence by sentence. No Django, no database."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from html.parser import HTMLParser
from itertools import groupby, zip_longest
from operator import attrgetter

from course.text.sentences import sentences

# The elements at which a sentence ends; "td" is none, for a row is read as one line.
BLOCK_ELEMENTS = frozenset(
    ("aside", "blockquote", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure")
    + ("h2", "h3", "h4", "label", "legend", "li", "ol", "p", "pre", "section", "summary", "table")
    + ("template", "tr", "ul")
)
VOID_ELEMENTS = frozenset({"br", "hr", "img", "input"})
# Citations and cards that stand beside the words and are no part of them.
CLASSES_BESIDE_TEXT = frozenset({"cite", "footnote-ref", "term-card", "vh", "your-role"})
# The share of words that two versions of a passage have in common at least.
ALIKE = 0.3
# Of a page with more equal pairs of lines, or of passages, nobody waits for a comparison.
MAX_PAIRS = 40_000


@dataclass(frozen=True)
class Line:
    """Hold one sentence, or one row of a table.

    passage: the id of the block that it stands in; lines are compared without it.
    picture: the address of the picture that the text describes, else "".
    """

    text: str
    passage: str = field(default="", compare=False)
    picture: str = ""


Lines = tuple[Line, ...]
Page = Sequence[Line]  # all lines of a page, or some that follow one another
Passages = Sequence[Lines]
Change = tuple[Lines, Lines]  # before and after; one of them may be empty
Attributes = Mapping[str, str]
Words = set[str]
PassageIds = tuple[str, str]  # on the old and on the new page; "" where it is not there
Pair = tuple[int, int]  # positions of a passage among those before, and among those after


@dataclass(frozen=True)
class ChangedSentences:
    """Hold sentences of one passage before and after; either may be empty.

    old_passage, new_passage: the id of the passage on the old and on the new page; "" if it is
    not there.
    is_moved: the same sentences stand at another place of the page.
    """

    before: tuple[str, ...]
    after: tuple[str, ...]
    old_passage: str
    new_passage: str
    is_moved: bool = False


@dataclass
class _ChangedLines:
    """Collect the lines of one passage that differ."""

    before: list[Line] = field(default_factory=list)
    after: list[Line] = field(default_factory=list)


def lines_of(html: str) -> list[Line]:
    """Return the sentences of a lesson or a guide page, in their order."""
    reader = _LineReader()
    reader.feed(html)
    reader.close()
    reader.end_block()
    return reader.lines


def changes(old: Page, new: Page) -> Iterator[ChangedSentences]:
    """Yield what was changed, added or taken out, passage by passage as they stand on the page."""
    old_passages = _passages_of(old)
    new_passages = _passages_of(new)
    lines_by_passage: dict[PassageIds, _ChangedLines] = defaultdict(_ChangedLines)
    for before, after in _changed_lines(old, new):
        # Added sentences have their place on the old page too, if it has the passage.
        was_in = _passage_on_page(before or after, old_passages)
        is_in = _passage_on_page(after or before, new_passages)
        lines = lines_by_passage[was_in, is_in]
        lines.before += before
        lines.after += after

    for passage_ids, lines in lines_by_passage.items():
        yield _changed_sentences(passage_ids, lines)


def _passages_of(page: Page) -> set[str]:
    return {line.passage for line in page}


def _passage_on_page(lines: Lines, passages: set[str]) -> str:
    """Return the passage of the lines; "" if it is none of the ``passages`` of a page."""
    passage = lines[0].passage
    return passage if passage in passages else ""


def _changed_sentences(passage_ids: PassageIds, lines: _ChangedLines) -> ChangedSentences:
    old_passage, new_passage = passage_ids
    return ChangedSentences(
        before=_texts(lines.before),
        after=_texts(lines.after),
        old_passage=old_passage,
        new_passage=new_passage,
        is_moved=lines.before == lines.after,
    )


def _texts(lines: Page) -> tuple[str, ...]:
    return tuple(line.text for line in lines)


def _changed_lines(old: Page, new: Page) -> Iterator[Change]:
    """Yield the differing lines of one passage before and after.

    Of a page that repeats a line too often, all lines differ.
    """
    if list(old) == list(new):
        return
    if _equal_pairs(old, new) > MAX_PAIRS:
        yield tuple(old), tuple(new)
        return

    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            continue
        old_lines = old[old_start:old_end]
        new_lines = new[new_start:new_end]
        befores = _by_passage(old_lines)
        afters = _by_passage(new_lines)
        yield from _side_by_side(befores, afters)


def _equal_pairs(old: Page, new: Page) -> int:
    """Return how often a line of one page equals a line of the other."""
    times_before = Counter(old)
    times_after = Counter(new)
    pairs = 0
    for line, times in times_before.items():
        pairs += times * times_after[line]
    return pairs


def _side_by_side(befores: Passages, afters: Passages) -> Iterator[Change]:
    """Yield passages in their order: what is alike side by side, and what stands between."""
    old_start = 0
    new_start = 0
    for old, new in _alike(befores, afters):
        befores_between = befores[old_start:old]
        afters_between = afters[new_start:new]
        yield from zip_longest(befores_between, afters_between, fillvalue=())
        yield befores[old], afters[new]
        old_start = old + 1
        new_start = new + 1
    befores_left = befores[old_start:]
    afters_left = afters[new_start:]
    yield from zip_longest(befores_left, afters_left, fillvalue=())


def _alike(befores: Passages, afters: Passages) -> list[Pair]:
    """Return which passages before and after are versions of each other, in their order.

    A box that was put before a changed paragraph does not stand for it.
    """
    pairs: list[Pair] = []
    for candidate in _candidates(befores, afters):
        if all(_keep_their_order(candidate, pair) for pair in pairs):
            pairs.append(candidate)
    return sorted(pairs)


def _candidates(befores: Passages, afters: Passages) -> list[Pair]:
    """Return every pair with enough words in common, those with the most first.

    Of too many passages no pair is looked for.
    """
    if len(befores) * len(afters) > MAX_PAIRS:
        return []

    new_words = [_words(lines) for lines in afters]
    shares: dict[Pair, float] = {}
    for i, lines in enumerate(befores):
        old = _words(lines)
        for j, new in enumerate(new_words):
            share = _shared(old, new)
            if share >= ALIKE:
                shares[i, j] = share
    return sorted(shares, key=shares.__getitem__, reverse=True)


def _keep_their_order(one: Pair, other: Pair) -> bool:
    """Return whether the one that stood first before still stands first."""
    old, new = one
    other_old, other_new = other
    if old < other_old:
        return new < other_new
    return old > other_old and new > other_new


def _words(lines: Lines) -> Words:
    words: Words = set()
    for line in lines:
        text = line.text.lower()
        words.update(text.split())
    return words


def _shared(old: Words, new: Words) -> float:
    """Return how much of all words is in both, from 0 to 1."""
    words = old | new
    if not words:
        return 0.0
    common = old & new
    return len(common) / len(words)


def _by_passage(lines: Page) -> list[Lines]:
    passages = []
    for _passage, group in groupby(lines, key=attrgetter("passage")):
        passage = tuple(group)
        passages.append(passage)
    return passages


class _LineReader(HTMLParser):
    """Collect the lines of HTML that our own rendering wrote."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Line] = []
        self.passage = ""
        self.words: list[str] = []
        self.depth = 0
        self.hidden_below = 0  # the depth of the element that is left out; 0 outside of one

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag in BLOCK_ELEMENTS:
            self.end_block()
        if tag == "img":
            self.add_picture(attributes.get("alt", ""), attributes["src"])
        elif tag == "svg" and "data-drawing" in attributes:
            self.add_picture(attributes.get("aria-label", ""), attributes["data-drawing"])
        if tag in VOID_ELEMENTS:
            self.words.append(" ")
        else:
            self.begin_element(tag, attributes)

    def add_picture(self, text: str, address: str) -> None:
        line = Line(text, self.passage, address)
        self.lines.append(line)

    def begin_element(self, tag: str, attributes: Attributes) -> None:
        """Go into an element that has an end tag."""
        self.depth += 1
        # The outermost block is the passage; a footnote is a point of a list with an id.
        is_outermost = self.depth == 1
        is_footnote = tag == "li" and "id" in attributes
        if is_outermost or is_footnote:
            self.passage = attributes.get("id", "")
        if tag in {"td", "th"}:
            self.begin_cell()

        is_drawn = tag == "svg"  # what is drawn stands in words beside it
        if not self.hidden_below and (is_drawn or _is_beside_text(attributes)):
            self.hidden_below = self.depth

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID_ELEMENTS:
            return
        if tag in BLOCK_ELEMENTS:
            is_row = tag == "tr"
            self.end_block(is_row=is_row)
        if self.hidden_below == self.depth:
            self.hidden_below = 0
        self.depth -= 1

    def handle_data(self, data: str) -> None:
        if not self.hidden_below:
            self.words.append(data)

    def begin_cell(self) -> None:
        """Put a semicolon after the cells before, if there are any."""
        words = "".join(self.words)
        cells_before = words.strip()
        if cells_before:
            self.words = [cells_before, "; "]

    def end_block(self, *, is_row: bool = False) -> None:
        """Turn the words so far into lines; a row of a table is one line."""
        # The cells of a row need one another to be understood.
        words = "".join(self.words)
        text = " ".join(words.split())
        self.words = []
        if is_row and text:
            row = Line(text, self.passage)
            self.lines.append(row)
            return
        for sentence in sentences(text):
            line = Line(sentence.text, self.passage)
            self.lines.append(line)


def _is_beside_text(attributes: Attributes) -> bool:
    """Return whether an element stands beside the words, or leads back from a footnote."""
    if "data-interface" in attributes:  # words of ours, in a figure
        return True
    classes = attributes.get("class", "").split()
    address = attributes.get("href", "")
    leads_back = "fnref-" in address
    if leads_back:
        return True
    return not CLASSES_BESIDE_TEXT.isdisjoint(classes)
