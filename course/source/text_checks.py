"""Check one text against the course: its citations, links, terms, pictures and footnotes."""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from course.figures import claims_nothing, drawing_of, read_figure
from course.figures.drawing import read_drawing
from course.source.fields import did_you_mean
from course.source.files import Report
from course.source.parts import LESSON, CourseSource
from course.text.addresses import address_of, is_web_or_mail
from course.text.bare import without_code, without_references
from course.text.blocks import BOXES, CODE, DEFINITIONS, POINT, REASON, Block, ParsedText
from course.text.keys import KEY, TAG
from course.text.trees import citations_of, footnote_references

KINDS_THAT_CITE = {"paragraph", "list", "table", "quote", DEFINITIONS}
KINDS_IN_A_FRAGMENT = KINDS_THAT_CITE | {CODE}
PARTS_THAT_CITE = KINDS_THAT_CITE | {POINT, REASON}
KINDS_ON_A_PAGE_ONLY = {"heading", "footnote"}
BOXES_WITHOUT_CITATIONS = {"key-points", "crisis"}
TAGS_IN_BRACKETS = re.compile(rf"\[({TAG.pattern}(?:[;,] *{TAG.pattern})*)\]")
PASSAGE_ADDRESS = re.compile(rf"{KEY.pattern}#{KEY.pattern}")
LINK_FORMS = "write https://…, mailto:…, term:key, unit:key#passage or #passage"


def check_page(
    text: ParsedText, file: str, course: CourseSource, report: Report, *, is_guide: bool = False
) -> None:
    """Check a lesson or a page of the guide, which has passages and boxes of its own."""
    checker = _TextChecker(
        file,
        course,
        report,
        text,
        is_page=True,
        is_guide=is_guide,
    )
    checker.check()


def check_markdown(
    text: ParsedText, file: str, course: CourseSource, report: Report, *, needs_citations: bool
) -> None:
    """Check a short text, such as a question or a rationale.

    It may hold paragraphs, lists, tables, quotes, definitions and code, and no boxes.
    """
    checker = _TextChecker(
        file,
        course,
        report,
        text,
        needs_citations=needs_citations,
    )
    checker.check()


def unit_problem(course: CourseSource, address: str) -> str:
    """Return what is wrong with "unit" or "unit#passage"; "" if nothing is."""
    key, has_passage, passage = address.partition("#")
    unit = course.unit(key)
    if unit is None and course.has_unread_units():
        return ""
    if unit is None:
        keys = [known.key for known in course.units()]
        close = did_you_mean(key, keys) or "; write the key of a lesson or quiz"
        return f'there is no unit "{key[:80]}"{close}'

    if not has_passage:
        return ""
    if unit.kind != LESSON:
        return f'"{key}" is not a lesson and has no passages; write unit:{key}'
    return _passage_problem(unit.text, passage)


def _passage_problem(text: ParsedText, key: str) -> str:
    """Return what is wrong with a passage key; "" if nothing is."""
    keys = [block.key for block in text.blocks if block.key]
    if key in keys:
        return ""
    close = did_you_mean(key, keys) or "; write the key of a passage, or give it one: {#key}"
    return f'there is no passage "{key[:80]}" there{close}'


@dataclass
class _TextChecker:
    """Check one text.

    is_page: it has passages and boxes of its own.
    is_guide: the page is one of the guide.
    """

    file: str
    course: CourseSource
    report: Report
    text: ParsedText
    needs_citations: bool = True
    is_page: bool = False
    is_guide: bool = False

    def add(self, line: int, text: str) -> None:
        self.report.add(self.file, line, text)

    def check(self) -> None:
        """Report everything that is wrong with the text."""
        for line, mistake in self.text.mistakes:
            self.add(line, mistake)
        self.check_footnotes()
        for block in self.text.blocks:
            self.check_block(block, self.needs_citations)

    def check_block(self, block: Block, needs_citation: bool) -> None:
        self.check_kind(block)
        self.check_tree(block.title_tree, block.title, block.line)
        self.check_tree(block.tree, block.text, block.text_line)
        if block.is_figure:
            may_omit = block.plain or not needs_citation
            kinds = set() if may_omit else PARTS_THAT_CITE - claims_nothing(block.kind)
            self.check_parts(block.inner, kinds)
            return
        if needs_citation:
            self.require_citation(block, KINDS_THAT_CITE)
        for inner in block.inner:
            self.check_in_box(block, inner)

    def check_kind(self, block: Block) -> None:
        """Check what depends on the kind of a block."""
        kind = block.kind
        may_stand_here = self.is_page or kind in KINDS_IN_A_FRAGMENT
        if not may_stand_here:
            text = f'a "{kind}" cannot stand here; write a paragraph or a list'
            self.add(block.line, text)

        if kind == "from":
            self.check_from(block)
        elif kind == "figure":
            self.check_figure(block)
        elif block.is_figure:
            self.check_figure_of_data(block)
        elif kind == "role":
            self.check_role(block)
        elif kind == "crisis" and not self.course.has_crisis:
            text = (
                "this course says nothing for an emergency; "
                'write "crisis: true" or its lines in course.yaml'
            )
            self.add(block.line, text)

    def check_in_box(self, box: Block, block: Block) -> None:
        """Check a block that stands in a box."""
        is_other_box = block.kind in BOXES and block.kind != "table"
        if is_other_box or block.kind in KINDS_ON_A_PAGE_ONLY:
            text = f'a "{block.kind}" cannot stand in a box; move it out of the box'
            self.add(block.line, text)
            return
        if box.kind == "key-points" and block.kind != "list":
            text = 'key points are a list; write "- One sentence a point." on each line'
            self.add(block.line, text)
            return
        may_omit = box.plain or box.kind in BOXES_WITHOUT_CITATIONS
        self.check_block(block, self.needs_citations and not may_omit)

    def check_parts(self, parts: Sequence[Block], kinds_that_cite: Container[str]) -> None:
        """Check the parts of a figure, and the parts in them."""
        for part in parts:
            self.check_tree(part.tree, part.text, part.text_line)
            self.require_citation(part, kinds_that_cite)
            self.check_parts(part.inner, kinds_that_cite)

    def require_citation(self, block: Block, kinds: Container[str]) -> None:
        """Report a block of these kinds that makes a claim and cites nothing."""
        may_omit = self.course.plain or block.plain
        if may_omit or block.kind not in kinds:
            return
        was_converted = len(block.tree) > 0 or block.tree.text
        if was_converted and not citations_of(block.tree):
            kind = block.kind.replace("-", " ")
            text = f"this {kind} cites nothing; add its source, [@F1], or write {{plain}} behind it"
            self.add(block.line, text)

    def check_tree(self, tree: Element, written: str, line: int) -> None:
        """Check the citations and the links of a text that was ``written`` at ``line``."""
        lines = _LineFinder(written, line)
        for citation in citations_of(tree):
            here = lines.next_line_of(f"[{citation}]")
            self.check_citation(citation, here)

        if tree.text or len(tree):
            self.check_brackets(written, line)

        lines = _LineFinder(written, line)
        for link in tree.iter("a"):
            address = link.get("href", "")
            here = lines.next_line_of(f"]({address}")
            self.check_link(link, here)

    def check_citation(self, citation: str, line: int) -> None:
        for part in citation.split(";"):
            written = part.strip()
            tag = written.removeprefix("@")
            is_citation = written.startswith("@") and TAG.fullmatch(tag)
            if not is_citation:
                text = (
                    f'"[{citation[:80]}]" is no citation; write [@F75], and several as [@F75; @F76]'
                )
                self.add(line, text)
            elif not self.course.may_have_tag(tag):
                known = [*self.course.facts, *self.course.references]
                close = did_you_mean(tag, known) or "; add it to facts.yaml"
                text = f'there is no fact or reference "{tag}"{close}'
                self.add(line, text)

    def check_brackets(self, written: str, line: int) -> None:
        """Report tags of the course in brackets without their "@", which readers would see."""
        bare = without_references(without_code(written))
        for found in TAGS_IN_BRACKETS.finditer(bare):
            tags = re.findall(TAG.pattern, found.group())
            # "[B12]" may be a word, where the course has no such tag.
            if not any(tag in self.course.facts or tag in self.course.references for tag in tags):
                continue
            here = line + bare.count("\n", 0, found.start())
            remedy = "; ".join(f"@{tag}" for tag in tags)
            self.add(here, f'"{found.group()}" is no citation; write it as [{remedy}]')

    def check_link(self, link: Element, line: int) -> None:
        if citations_of(link):
            text = "a citation cannot stand inside the words of a link; move it behind the link"
            self.add(line, text)
        href = link.get("href", "")
        address = address_of(href)
        if problem := self.link_problem(address):
            self.add(line, problem)

    def link_problem(self, href: str) -> str:
        """Return what is wrong with an address; "" if nothing is."""
        kind, _colon, rest = href.partition(":")
        if href.startswith("#") and self.is_page:
            return _passage_problem(self.text, href[1:])
        if href.startswith("#"):
            return f'no passage "{href}" here; {LINK_FORMS}'
        if kind == "term":
            return self.term_problem(rest)
        if kind == "unit":
            return unit_problem(self.course, rest)
        if is_web_or_mail(href):
            return ""
        return f'"{href[:80]}" is not an address a lesson may link; {LINK_FORMS}'

    def term_problem(self, key: str) -> str:
        """Return what is wrong with the key of a term; "" if nothing is."""
        terms = self.course.glossary
        if self.course.may_have_term(key):
            return ""
        close = did_you_mean(key, terms) or "; add it to glossary.yaml"
        return f'there is no term "{key[:80]}"{close}'

    def check_from(self, block: Block) -> None:
        target = block.target
        if not self.is_guide:
            text = (
                'the box "from" is for pages of the guide; '
                "link the passage instead: unit:key#passage"
            )
            self.add(block.line, text)
            return
        if not PASSAGE_ADDRESS.fullmatch(target):
            text = f'"{target[:80]}" is no passage; write "/// from | unit#passage"'
            self.add(block.line, text)
            return
        if problem := unit_problem(self.course, target):
            self.add(block.line, problem)

    def check_role(self, block: Block) -> None:
        keys = [role.key for role in self.course.roles]
        if block.target and block.target not in keys:
            known = f"; write one of {', '.join(keys)}" if keys else "; add it to course.yaml"
            close = did_you_mean(block.target, keys) or known
            text = f'there is no role "{block.target}"{close}'
            self.add(block.line, text)

    def check_figure(self, block: Block) -> None:
        path = block.target
        if not path:
            return

        first_block = block.blocks[0] if block.blocks else block
        line = first_block.line
        if not block.text:
            text = (
                "the picture has no alternative text; "
                "write in the brackets what a reader who cannot see it needs"
            )
            self.add(line, text)

        self.check_is_picture(path, line)

    def check_is_picture(self, path: str, line: int) -> None:
        """Report that the course has no such picture."""
        pictures = self.course.assets
        if path not in pictures:
            close = did_you_mean(path, pictures) or "; put it into img/"
            text = f'there is no picture "{path[:80]}"{close}'
            self.add(line, text)

    def check_figure_of_data(self, block: Block) -> None:
        figure, problems = read_figure(block)
        if figure is not None:
            facts = self.course.facts.items()
            text_by_tag = {tag: fact.text for tag, fact in facts}
            problems += figure.problems_with(text_by_tag)
        for line, problem in problems:
            self.add(line, problem)
        if path := drawing_of(block):
            self.check_drawing(path, block.line)

    def check_drawing(self, path: str, line: int) -> None:
        """Check the drawing that a figure at this line shows."""
        self.check_is_picture(path, line)
        if path in self.course.assets:
            picture = self.course.assets[path]
            _drawing, mistakes = read_drawing(picture.data)
            for mistake in mistakes:
                self.add(line, f"{path}: {mistake}")

    def check_footnotes(self) -> None:
        """Report footnotes without a reference, references without a footnote, and doubles."""
        defined = self.defined_footnotes()
        used = self.used_footnotes()
        for name in used.keys() - defined.keys():
            text = f'there is no footnote "{name}"; write "[^{name}]: …" at the end'
            self.add(used[name], text)

        for name in defined.keys() - used.keys():
            text = (
                f'nothing points to the footnote "{name}"; '
                f"write [^{name}] in the text, or remove it"
            )
            self.add(defined[name], text)

    def defined_footnotes(self) -> dict[str, int]:
        """Return the line of each footnote by name; report a name that is given twice."""
        defined: dict[str, int] = {}
        for block in self.text.all_blocks():
            if block.kind != "footnote":
                continue
            if block.target in defined:
                text = f'the footnote "{block.target}" is written twice; give one another name'
                self.add(block.line, text)
            defined[block.target] = block.line
        return defined

    def used_footnotes(self) -> dict[str, int]:
        """Return the line of the first block that points to each footnote, by name."""
        used: dict[str, int] = {}
        for block in self.text.all_blocks():
            for tree in (block.title_tree, block.tree):
                for name in footnote_references(tree):
                    used.setdefault(name, block.line)
        return used


class _LineFinder:
    """Find the lines of words that stand in ``text`` one behind the other."""

    def __init__(self, text: str, first_line: int) -> None:
        self.text = text
        self.first_line = first_line
        self.position = 0

    def next_line_of(self, words: str) -> int:
        """Return the line of the next ``words``; of the words before if there are none."""
        found_at = self.text.find(words, self.position)
        self.position = max(found_at, self.position)
        return self.first_line + self.text.count("\n", 0, self.position)
