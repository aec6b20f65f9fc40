"""What can only be checked once the whole course is read: citations, links, terms, pictures, compulsory boxes."""

import html
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from course.markdown_dialect import CITATION, FOOTNOTE_MARK, Dialect, tags_of
from course.passages import BOXES, Block, Parsed, parse
from course.source_files import KEY, TAG, Report
from course.source_parts import LESSON, CourseSource, UnitSource
from course.wording import SPEAKS_OF_CREDIT, SPEAKS_OF_REVIEW
from course.yaml_files import Fields, did_you_mean

MAX_BLOCK = 12_000
MIN_CORRECTION = 20
MAX_MARKS = 1_000
MAX_BRACKETS = 400
MAX_QUOTES = 3
MAX_INDENT = 16
IN_A_FRAGMENT = {"paragraph", "list", "table", "quote"}
CLAIMS = {"paragraph", "list", "table", "quote"}
CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
RAW_HTML = re.compile(r"<[A-Za-z/!?][^\s>]{0,30}")
LOOSE_BRACES = re.compile(r"\{(?:plain|critical|#[\w-]+)\b[^{}]*\}")
LOOSE_CITATION = re.compile(r"@[A-Z]{1,2}[0-9]+|\[@")
EMERGENCY = re.compile(r"suicid|overdos", re.IGNORECASE)
LINKS = "write https://…, mailto:…, term:key, unit:key#passage or #passage"
HTTPS = re.compile(r"https://[A-Za-z0-9.-]+(?::[0-9]+)?(?:[/?#][^\s\"'<>\\]*)?")
MAILTO = re.compile(r"mailto:[^\s\"'<>\\@:]+@[A-Za-z0-9.-]+")


def check_course_fields(course: CourseSource, fields: Fields, folder: str) -> None:
    """Fields of course.yaml that must agree with each other and with the folder."""
    if course.slug and course.slug != folder:
        fields.mistake("slug", f'the folder is called "{folder}"; write "slug: {folder}", or rename the folder')
    if fields.has("expires_on") and fields.has("released_on") and course.expires_on <= course.released_on:
        fields.mistake("expires_on", '"expires_on" is not after "released_on"; write a later date')
    if 0 < len(course.safety_correction) < MIN_CORRECTION:
        fields.mistake(
            "safety_correction",
            f"write in {MIN_CORRECTION} characters or more what was wrong, what is right and why it matters",
        )
    if course.language and not re.fullmatch(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", course.language):
        fields.mistake("language", f'"{course.language}" is not a language; write its code, such as en or fr-ca')
    for line in course.limits:
        if SPEAKS_OF_CREDIT.search(line) or SPEAKS_OF_REVIEW.search(line):
            fields.mistake(
                "limits",
                f'leave out "{line}"; whether there is credit and a clinical review is worked out for each certificate',
            )


def check_course(course: CourseSource, report: Report) -> None:
    """Every text of the course against everything else in it."""
    for unit in course.units():
        if unit.kind == LESSON:
            _check_lesson(unit, course, report)
    for page in course.guide:
        parsed = parse(page.markdown, page.line)
        _Checker(page.file, course, report, parsed=parsed, guide=True).check(parsed)


def check_markdown(
    text: str, file: str, line: int, course: CourseSource, report: Report, *, needs_citations: bool
) -> None:
    """Check a short text, such as a question or a rationale: paragraphs, lists, tables, quotes; no boxes."""
    parsed = parse(text, line)
    _Checker(file, course, report, needs_citations=needs_citations).check(parsed)


def cited_facts(course: CourseSource) -> set[str]:
    """The tags of the facts that lessons, guide pages or other units cite."""
    texts = [unit.markdown for unit in course.units()] + [page.markdown for page in course.guide]
    tags = {tag for text in texts for found in CITATION.finditer(text) for tag in tags_of(found.group(1))}
    return tags | {tag for unit in course.units() for tag in unit.facts}


def _check_lesson(unit: UnitSource, course: CourseSource, report: Report) -> None:
    parsed = parse(unit.markdown, unit.line)
    _Checker(unit.file, course, report, parsed=parsed).check(parsed)
    kinds = [block.kind for block in parsed.blocks if block.kind != "footnote"]
    last = unit.line + unit.markdown.rstrip().count("\n")
    for kind in ("unknown", "key-points"):
        if kind not in kinds:
            report.add(unit.file, last, f'the lesson has no box "{kind}"; write "/// {kind}" with its text at the end')
    if "key-points" in kinds and kinds[-1] != "key-points":
        report.add(unit.file, last, 'a lesson ends with the box "key-points"; move it to the end')
    if "crisis" not in kinds:
        for line, text in _words(parsed):
            if EMERGENCY.search(text):
                text = 'this lesson speaks of suicide or overdose; add the crisis box: "/// crisis", and under it "///"'
                report.add(unit.file, line, text)
                break


def _words(parsed: Parsed) -> Iterator[tuple[int, str]]:
    for block in _flat(parsed.blocks):
        for number, line in enumerate(f"{block.title} {block.text}".split("\n")):
            yield block.line + number, line


def _flat(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        yield from _flat(block.blocks if block.kind not in {"table", "figure"} else ())


@dataclass
class _Checker:
    """Checks one text. ``parsed`` is given where the text is a page, with passages and boxes of its own."""

    file: str
    course: CourseSource
    report: Report
    needs_citations: bool = True
    parsed: Parsed | None = None
    guide: bool = False
    hrefs: list[tuple[str, bool]] = field(default_factory=list)

    def add(self, line: int, text: str) -> None:
        self.report.add(self.file, line, text)

    def check(self, parsed: Parsed) -> None:
        for line, text in parsed.mistakes:
            self.add(line, text)
        self.footnotes(parsed)
        for block in parsed.blocks:
            self.block(block, self.needs_citations)

    def block(self, block: Block, needs_citation: bool) -> None:
        if self.parsed is None and block.kind not in IN_A_FRAGMENT:
            self.add(block.line, f'a "{block.kind}" cannot stand here; write a paragraph or a list')
        if block.kind == "from":
            self.pulled(block)
        elif block.kind == "figure":
            self.figure(block)
        if block.title:
            self.text(block.title, block.line)
        has_text = bool(block.text) and block.kind != "figure"
        if has_text and self.text(block.text, self.text_line(block)) and needs_citation:
            self.cited(block)
        if block.kind not in {"table", "figure"}:
            for inner in block.blocks:
                self.inner(block, inner)

    def inner(self, box: Block, block: Block) -> None:
        if block.kind in {"heading", "footnote"} or block.kind in BOXES and block.kind != "table":
            self.add(block.line, f'a "{block.kind}" cannot stand in a box; move it out of the box')
        elif box.kind == "key-points" and block.kind != "list":
            self.add(block.line, 'key points are a list; write "- One sentence a point." on each line')
        else:
            self.block(block, self.needs_citations and box.kind not in {"key-points", "crisis"} and not box.plain)

    @staticmethod
    def text_line(block: Block) -> int:
        """The first line of a block's text; a table stands under its caption and options."""
        return block.blocks[0].line if block.kind == "table" and block.blocks else block.line

    def cited(self, block: Block) -> None:
        if block.kind in CLAIMS and not block.plain and not CITATION.search(block.text):
            self.add(block.line, f"this {block.kind} cites nothing; add its source, [@F1], or mark it {{plain}}")

    def text(self, text: str, line: int) -> bool:
        """Check one piece of Markdown; False where it is too odd to go on with."""
        bare = CODE.sub(lambda code: re.sub(r"[^\n]", " ", code.group()), text)
        if not self.sane(bare, line):
            return False
        self.citations(bare, line)
        for found in RAW_HTML.finditer(bare):
            self.add(_line(bare, found.start(), line), f'"{found.group()}" is HTML; write Markdown, and &lt; for "<"')
        for found in LOOSE_BRACES.finditer(bare):
            text_ = f'"{found.group()}" stands in the middle; braces are the last thing in their block'
            self.add(_line(bare, found.start(), line), text_)
        for found in re.finditer(r"!\[", bare):
            self.add(_line(bare, found.start(), line), 'a picture has a box of its own: "/// figure | What it shows"')
        self.links(text, line)
        return True

    def sane(self, text: str, line: int) -> bool:
        """Whether the text may be given to the converter, whose time grows with the square of such marks."""
        indents = [len(each) - len(each.lstrip()) for each in text.split("\n")]
        quotes = [re.match(r"[\s>]*", each) for each in text.split("\n")]
        nested = max(indents) > MAX_INDENT or any(found and found.group().count(">") > MAX_QUOTES for found in quotes)
        if nested:
            self.add(line, "this is nested too deeply; write at most three levels")
        marks = sum(text.count(mark) for mark in "*_`!\\&")
        large = len(text) > MAX_BLOCK or marks > MAX_MARKS or text.count("[") > MAX_BRACKETS
        if large:
            self.add(line, f"this block is too long ({len(text)} characters) or has too many marks; split it")
        return not (nested or large)

    def citations(self, text: str, line: int) -> None:
        for found in CITATION.finditer(text):
            here = _line(text, found.start(), line)
            for part in found.group(1).split(";"):
                tag = part.strip()[1:]
                if not part.strip().startswith("@") or not TAG.fullmatch(tag):
                    self.add(here, f'"{found.group()[:80]}" is no citation; write [@F75], and several as [@F75; @F76]')
                elif tag not in self.course.facts and tag not in self.course.references:
                    known = [*self.course.facts, *self.course.references]
                    close = did_you_mean(tag, known) or "; add it to facts.yaml"
                    self.add(here, f'there is no fact or reference "{tag}"{close}')
        rest = CITATION.sub(lambda cited: " " * len(cited.group()), text)
        for loose in LOOSE_CITATION.finditer(rest):
            self.add(_line(text, loose.start(), line), f'"{loose.group()}" is no citation; write it as [@F75]')

    def links(self, text: str, line: int) -> None:
        self.hrefs = []
        try:
            Dialect(self).convert(text)
        except RecursionError:
            self.add(line, "this is nested too deeply; write plain sentences")
        for href, has_marks in self.hrefs:
            here = _line(text, max(text.find(f"]({href}"), text.find(f"](<{href}"), 0), line)
            if has_marks:
                self.add(here, "a citation cannot stand inside the words of a link; move it behind the link")
            problem = self.dead(html.unescape(href).strip())
            if problem:
                self.add(here, problem)

    def dead(self, href: str) -> str:
        """What is wrong with an address; "" if nothing is."""
        kind, _, rest = href.partition(":")
        if href.startswith("#"):
            return self.dead_passage(self.parsed, href[1:]) if self.parsed else f'no passage "{href}" here; {LINKS}'
        if kind == "term":
            if rest in self.course.glossary:
                return ""
            close = did_you_mean(rest, self.course.glossary) or "; add it to glossary.yaml"
            return f'there is no term "{rest[:80]}"{close}'
        if kind == "unit":
            return self.dead_unit(rest)
        if HTTPS.fullmatch(href) or MAILTO.fullmatch(href):
            return ""
        return f'"{href[:80]}" is not an address a lesson may link; {LINKS}'

    def dead_unit(self, address: str) -> str:
        key, has_passage, passage = address.partition("#")
        unit = self.course.unit(key)
        if unit is None:
            keys = [each.key for each in self.course.units()]
            return f'there is no unit "{key[:80]}"{did_you_mean(key, keys) or "; write the key of a lesson or quiz"}'
        if not has_passage:
            return ""
        if unit.kind != LESSON:
            return f'"{key}" is not a lesson and has no passages; write unit:{key}'
        return self.dead_passage(parse(unit.markdown, unit.line), passage)

    @staticmethod
    def dead_passage(parsed: Parsed, key: str) -> str:
        keys = [block.key for block in parsed.blocks if block.key]
        if key in keys:
            return ""
        close = did_you_mean(key, keys) or "; write the key of a passage, or give it one: {#key}"
        return f'there is no passage "{key[:80]}" there{close}'

    def pulled(self, block: Block) -> None:
        if not self.guide:
            self.add(block.line, 'the box "from" is for pages of the guide; link the passage instead: unit:key#passage')
        elif not re.fullmatch(rf"{KEY.pattern}#{KEY.pattern}", block.target):
            self.add(block.line, f'"{block.target[:80]}" is no passage; write "/// from | unit#passage"')
        elif problem := self.dead_unit(block.target):
            self.add(block.line, problem)

    def figure(self, block: Block) -> None:
        line = block.blocks[0].line if block.blocks else block.line
        if not block.target:
            return
        if not block.text:
            text = "the picture has no alternative text; write in the brackets what a reader who cannot see it needs"
            self.add(line, text)
        if block.target not in self.course.assets:
            close = did_you_mean(block.target, self.course.assets) or "; put it into img/"
            self.add(line, f'there is no picture "{block.target[:80]}"{close}')

    def footnotes(self, parsed: Parsed) -> None:
        defined: dict[str, int] = {}
        used: dict[str, int] = {}
        for block in _flat(parsed.blocks):
            if block.kind == "footnote":
                if block.target in defined:
                    self.add(block.line, f'the footnote "{block.target}" is written twice; give one another name')
                defined[block.target] = block.line
            for found in FOOTNOTE_MARK.finditer(CODE.sub("", block.text)):
                used.setdefault(found.group(1), block.line)
        for name in used.keys() - defined.keys():
            self.add(used[name], f'there is no footnote "{name}"; write "[^{name}]: …" at the end')
        for name in defined.keys() - used.keys():
            self.add(
                defined[name], f'nothing points to the footnote "{name}"; write [^{name}] in the text, or remove it'
            )

    # What the converter asks of a handler: only the addresses are wanted.

    def cite(self, tags: Collection[str]) -> list[Element]:
        return []

    def footnote(self, name: str) -> list[Element]:
        return []

    def link(self, href: str, element: Element) -> list[Element]:
        self.hrefs.append((href, any(True for _ in element.iter("citation"))))
        return []


def _line(text: str, position: int, first: int) -> int:
    return first + text.count("\n", 0, position)
