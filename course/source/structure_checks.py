"""Check what needs the whole course: citations, links, terms, pictures, compulsory boxes."""

import html
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from course.source.fields import Fields, did_you_mean
from course.source.files import Report
from course.source.parts import LESSON, CourseSource, UnitSource
from course.text.dialect import CITATION, FOOTNOTE_REFERENCE, Dialect, tags_of
from course.text.keys import KEY, TAG
from course.text.passages import BOXES, Block, Parsed, parse
from course.text.wording import SPEAKS_OF_CREDIT, SPEAKS_OF_REVIEW

MAX_BLOCK_LETTERS = 12_000
MIN_CORRECTION_LETTERS = 20
MAX_SPECIAL_CHARACTERS = 1_000
MAX_BRACKETS = 400
MAX_QUOTE_DEPTH = 3
MAX_INDENT_SPACES = 16
KINDS_IN_A_FRAGMENT = {"paragraph", "list", "table", "quote"}
KINDS_THAT_CITE = {"paragraph", "list", "table", "quote"}
INLINE_CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
RAW_HTML = re.compile(r"<[A-Za-z/!?][^\s>]{0,30}")
LOOSE_BRACES = re.compile(r"\{(?:plain|critical|#[\w-]+)\b[^{}]*\}")
LOOSE_CITATION = re.compile(r"@[A-Z]{1,2}[0-9]+|\[@")
NEEDS_CRISIS_BOX = re.compile(r"suicid|overdos", re.IGNORECASE)
LINK_FORMS = "write https://…, mailto:…, term:key, unit:key#passage or #passage"
HTTPS = re.compile(r"https://[A-Za-z0-9.-]+(?::[0-9]+)?(?:[/?#][^\s\"'<>\\]*)?")
MAILTO = re.compile(r"mailto:[^\s\"'<>\\@:]+@[A-Za-z0-9.-]+")


def check_course_fields(course: CourseSource, fields: Fields, folder: str) -> None:
    """Report fields of course.yaml that contradict each other or the folder."""
    if course.slug and course.slug != folder:
        fields.mistake(
            "slug", f'the folder is called "{folder}"; write "slug: {folder}", or rename the folder'
        )
    if (
        fields.has("expires_on")
        and fields.has("released_on")
        and course.expires_on <= course.released_on
    ):
        fields.mistake("expires_on", '"expires_on" is not after "released_on"; write a later date')
    if 0 < len(course.safety_correction) < MIN_CORRECTION_LETTERS:
        fields.mistake(
            "safety_correction",
            f"write in {MIN_CORRECTION_LETTERS} characters or more what was wrong, what is right and why it matters",
        )
    if course.language and not re.fullmatch(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", course.language):
        fields.mistake(
            "language",
            f'"{course.language}" is not a language; write its code, such as en or fr-ca',
        )
    for line in course.limits:
        if SPEAKS_OF_CREDIT.search(line) or SPEAKS_OF_REVIEW.search(line):
            fields.mistake(
                "limits",
                f'leave out "{line}"; whether there is credit and a clinical review is worked out for each certificate',
            )


def check_course(course: CourseSource, report: Report) -> None:
    """Check the lessons and guide pages against everything else in the course."""
    for unit in course.units():
        if unit.kind == LESSON:
            _check_lesson(unit, course, report)
    for page in course.guide:
        parsed = parse(page.markdown, page.line)
        _Checker(page.file, course, report, parsed=parsed, guide=True).check(parsed)


def check_markdown(
    text: str, file: str, line: int, course: CourseSource, report: Report, *, needs_citations: bool
) -> None:
    """Check a short text, such as a question or a rationale.

    It may hold paragraphs, lists, tables and quotes, and no boxes.
    """
    parsed = parse(text, line)
    _Checker(file, course, report, needs_citations=needs_citations).check(parsed)


def cited_facts(course: CourseSource) -> set[str]:
    """Return the tags of the facts that lessons, guide pages or other units cite."""
    texts = [unit.markdown for unit in course.units()] + [page.markdown for page in course.guide]
    citations = [citation for text in texts for citation in CITATION.finditer(text)]
    tags = {tag for citation in citations for tag in tags_of(citation.group(1))}
    return tags | {tag for unit in course.units() for tag in unit.facts}


def _check_lesson(unit: UnitSource, course: CourseSource, report: Report) -> None:
    parsed = parse(unit.markdown, unit.line)
    _Checker(unit.file, course, report, parsed=parsed).check(parsed)
    kinds = [block.kind for block in parsed.blocks if block.kind != "footnote"]
    last = unit.line + unit.markdown.rstrip().count("\n")
    for kind in ("unknown", "key-points"):
        if kind not in kinds:
            report.add(
                unit.file,
                last,
                f'the lesson has no box "{kind}"; write "/// {kind}" with its text at the end',
            )
    if "key-points" in kinds and kinds[-1] != "key-points":
        report.add(unit.file, last, 'a lesson ends with the box "key-points"; move it to the end')
    if "crisis" not in kinds:
        for line, text in _lines(parsed):
            if NEEDS_CRISIS_BOX.search(text):
                text = 'this lesson speaks of suicide or overdose; add the crisis box: "/// crisis", and under it "///"'
                report.add(unit.file, line, text)
                break


def _lines(parsed: Parsed) -> Iterator[tuple[int, str]]:
    """Yield every line of a text under its number, blocks in boxes too."""
    for block in _all_blocks(parsed.blocks):
        for number, line in enumerate(f"{block.title} {block.text}".split("\n")):
            yield block.line + number, line


def _all_blocks(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield every block, also those in boxes."""
    for block in blocks:
        yield block
        yield from _all_blocks(block.blocks if block.kind not in {"table", "figure"} else ())


@dataclass
class _Checker:
    """Check one text.

    parsed: the text, if it is a page with passages and boxes of its own; else None.
    guide: the page is one of the guide.
    hrefs: each link of the text, and whether a citation stands inside its words.
    """

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
        """Report everything that is wrong with the text."""
        for line, text in parsed.mistakes:
            self.add(line, text)
        self.check_footnotes(parsed)
        for block in parsed.blocks:
            self.check_block(block, self.needs_citations)

    def check_block(self, block: Block, needs_citation: bool) -> None:
        if self.parsed is None and block.kind not in KINDS_IN_A_FRAGMENT:
            self.add(block.line, f'a "{block.kind}" cannot stand here; write a paragraph or a list')
        if block.kind == "from":
            self.check_from(block)
        elif block.kind == "figure":
            self.check_figure(block)
        if block.title:
            self.check_text(block.title, block.line)
        has_text = bool(block.text) and block.kind != "figure"
        if has_text and self.check_text(block.text, self.text_line(block)) and needs_citation:
            self.require_citation(block)
        if block.kind not in {"table", "figure"}:
            for inner in block.blocks:
                self.check_in_box(block, inner)

    def check_in_box(self, box: Block, block: Block) -> None:
        """Check a block that stands in a box."""
        if block.kind in {"heading", "footnote"} or block.kind in BOXES and block.kind != "table":
            self.add(block.line, f'a "{block.kind}" cannot stand in a box; move it out of the box')
        elif box.kind == "key-points" and block.kind != "list":
            self.add(
                block.line, 'key points are a list; write "- One sentence a point." on each line'
            )
        else:
            self.check_block(
                block,
                self.needs_citations and box.kind not in {"key-points", "crisis"} and not box.plain,
            )

    @staticmethod
    def text_line(block: Block) -> int:
        """Return the first line of a block's text; a table stands below its caption."""
        return block.blocks[0].line if block.kind == "table" and block.blocks else block.line

    def require_citation(self, block: Block) -> None:
        """Report a block that makes a claim and cites nothing."""
        if block.kind in KINDS_THAT_CITE and not block.plain and not CITATION.search(block.text):
            self.add(
                block.line,
                f"this {block.kind} cites nothing; add its source, [@F1], or write {{plain}} behind it",
            )

    def check_text(self, text: str, line: int) -> bool:
        """Check one piece of Markdown; return False if it cannot be converted in time."""
        bare = INLINE_CODE.sub(lambda code: re.sub(r"[^\n]", " ", code.group()), text)
        if not self.is_convertible(bare, line):
            return False
        self.check_citations(bare, line)
        for tag in RAW_HTML.finditer(bare):
            message = f'"{tag.group()}" is HTML; write Markdown, and &lt; for "<"'
            self.add(_line(bare, tag.start(), line), message)
        for braces in LOOSE_BRACES.finditer(bare):
            message = f'"{braces.group()}" stands in the middle'
            here = _line(bare, braces.start(), line)
            self.add(here, f"{message}; braces are the last thing in their block")
        for picture in re.finditer(r"!\[", bare):
            message = 'a picture has a box of its own: "/// figure | What it shows"'
            self.add(_line(bare, picture.start(), line), message)
        self.check_links(text, line)
        return True

    def is_convertible(self, text: str, line: int) -> bool:
        """Return whether the text is flat and short enough to convert; else report it."""
        # The time of the converter grows with the square of the nesting and of these characters.
        lines = text.split("\n")
        indents = [len(written) - len(written.lstrip()) for written in lines]
        quotes = [re.match(r"[\s>]*", written) for written in lines]
        depths = [quote.group().count(">") for quote in quotes if quote]
        is_nested = max(indents) > MAX_INDENT_SPACES or max(depths) > MAX_QUOTE_DEPTH
        if is_nested:
            self.add(line, "this is nested too deeply; write at most three levels")
        specials = sum(text.count(character) for character in "*_`!\\&")
        is_large = (
            len(text) > MAX_BLOCK_LETTERS
            or specials > MAX_SPECIAL_CHARACTERS
            or text.count("[") > MAX_BRACKETS
        )
        if is_large:
            message = f"this block is too long ({len(text)} characters)"
            self.add(line, f"{message} or has too many special characters; split it")
        return not (is_nested or is_large)

    def check_citations(self, text: str, line: int) -> None:
        for citation in CITATION.finditer(text):
            here = _line(text, citation.start(), line)
            for part in citation.group(1).split(";"):
                tag = part.strip()[1:]
                if not part.strip().startswith("@") or not TAG.fullmatch(tag):
                    message = f'"{citation.group()[:80]}" is no citation'
                    self.add(here, f"{message}; write [@F75], and several as [@F75; @F76]")
                elif tag not in self.course.facts and tag not in self.course.references:
                    known = [*self.course.facts, *self.course.references]
                    close = did_you_mean(tag, known) or "; add it to facts.yaml"
                    self.add(here, f'there is no fact or reference "{tag}"{close}')
        rest = CITATION.sub(lambda cited: " " * len(cited.group()), text)
        for loose in LOOSE_CITATION.finditer(rest):
            self.add(
                _line(text, loose.start(), line),
                f'"{loose.group()}" is no citation; write it as [@F75]',
            )

    def check_links(self, text: str, line: int) -> None:
        self.hrefs = []
        try:
            Dialect(self).convert(text)
        except RecursionError:
            self.add(line, "this is nested too deeply; write plain sentences")
        for href, has_citation in self.hrefs:
            here = _line(text, max(text.find(f"]({href}"), text.find(f"](<{href}"), 0), line)
            if has_citation:
                self.add(
                    here,
                    "a citation cannot stand inside the words of a link; move it behind the link",
                )
            problem = self.link_problem(html.unescape(href).strip())
            if problem:
                self.add(here, problem)

    def link_problem(self, href: str) -> str:
        """Return what is wrong with an address; "" if nothing is."""
        kind, _, rest = href.partition(":")
        if href.startswith("#"):
            return (
                self.passage_problem(self.parsed, href[1:])
                if self.parsed
                else f'no passage "{href}" here; {LINK_FORMS}'
            )
        if kind == "term":
            if rest in self.course.glossary:
                return ""
            close = did_you_mean(rest, self.course.glossary) or "; add it to glossary.yaml"
            return f'there is no term "{rest[:80]}"{close}'
        if kind == "unit":
            return self.unit_problem(rest)
        if HTTPS.fullmatch(href) or MAILTO.fullmatch(href):
            return ""
        return f'"{href[:80]}" is not an address a lesson may link; {LINK_FORMS}'

    def unit_problem(self, address: str) -> str:
        """Return what is wrong with "unit" or "unit#passage"; "" if nothing is."""
        key, has_passage, passage = address.partition("#")
        unit = self.course.unit(key)
        if unit is None:
            keys = [known.key for known in self.course.units()]
            return f'there is no unit "{key[:80]}"{did_you_mean(key, keys) or "; write the key of a lesson or quiz"}'
        if not has_passage:
            return ""
        if unit.kind != LESSON:
            return f'"{key}" is not a lesson and has no passages; write unit:{key}'
        return self.passage_problem(parse(unit.markdown, unit.line), passage)

    @staticmethod
    def passage_problem(parsed: Parsed, key: str) -> str:
        """Return what is wrong with a passage key; "" if nothing is."""
        keys = [block.key for block in parsed.blocks if block.key]
        if key in keys:
            return ""
        close = did_you_mean(key, keys) or "; write the key of a passage, or give it one: {#key}"
        return f'there is no passage "{key[:80]}" there{close}'

    def check_from(self, block: Block) -> None:
        if not self.guide:
            self.add(
                block.line,
                'the box "from" is for pages of the guide; link the passage instead: unit:key#passage',
            )
        elif not re.fullmatch(rf"{KEY.pattern}#{KEY.pattern}", block.target):
            self.add(
                block.line, f'"{block.target[:80]}" is no passage; write "/// from | unit#passage"'
            )
        elif problem := self.unit_problem(block.target):
            self.add(block.line, problem)

    def check_figure(self, block: Block) -> None:
        line = block.blocks[0].line if block.blocks else block.line
        if not block.target:
            return
        if not block.text:
            text = "the picture has no alternative text; write in the brackets what a reader who cannot see it needs"
            self.add(line, text)
        if block.target not in self.course.assets:
            close = did_you_mean(block.target, self.course.assets) or "; put it into img/"
            self.add(line, f'there is no picture "{block.target[:80]}"{close}')

    def check_footnotes(self, parsed: Parsed) -> None:
        defined: dict[str, int] = {}
        used: dict[str, int] = {}
        for block in _all_blocks(parsed.blocks):
            if block.kind == "footnote":
                if block.target in defined:
                    self.add(
                        block.line,
                        f'the footnote "{block.target}" is written twice; give one another name',
                    )
                defined[block.target] = block.line
            for reference in FOOTNOTE_REFERENCE.finditer(INLINE_CODE.sub("", block.text)):
                used.setdefault(reference.group(1), block.line)
        for name in used.keys() - defined.keys():
            self.add(used[name], f'there is no footnote "{name}"; write "[^{name}]: …" at the end')
        for name in defined.keys() - used.keys():
            self.add(
                defined[name],
                f'nothing points to the footnote "{name}"; write [^{name}] in the text, or remove it',
            )

    # The three methods of a ``Handler``. Only the addresses of links are kept.

    def cite(self, tags: Collection[str]) -> list[Element]:
        return []

    def footnote(self, name: str) -> list[Element]:
        return []

    def link(self, href: str, element: Element) -> list[Element]:
        self.hrefs.append((href, any(True for _ in element.iter("citation"))))
        return []


def _line(text: str, position: int, first: int) -> int:
    """Return the line of ``position`` in a text that begins on line ``first``."""
    return first + text.count("\n", 0, position)
