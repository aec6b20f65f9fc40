"""Render checked Markdown as safe HTML: lessons with their passages, quiz texts, guide pages.

All HTML that leaves this module has gone through the allow-list of ``course.text.cleaning`` last;
of a figure that is authored as data, each text of the author has, and the rest is our template.
"""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from course.figures import KINDS
from course.models import Passage
from course.publishing.boxes import crisis_paragraphs, frame_of
from course.publishing.citations import (
    FragmentCitations,
    GuideCitations,
    LessonCitations,
    PageCitations,
    UrlOf,
)
from course.publishing.elements import attributes_as_html, code_frame, language_of
from course.publishing.figures import figure_html
from course.source.parts import AssetSource, CourseSource, GuidePageSource, UnitSource
from course.text.blocks import CODE, FIGURES, Block, ParsedText, walk
from course.text.cleaning import clean
from course.text.dialect import without_paragraph
from course.text.trees import cited_tags, html_of, text_of

PARAGRAPH = "paragraph"
CHECK = "check"
KINDS_OF_FIGURES = {"table", "figure", *FIGURES} - {CHECK}
FOOTNOTES = Passage.FOOTNOTES
# Footnotes stand at the end of the page; "from" stands for blocks of a lesson.
NOT_SHOWN_IN_PLACE = {"footnote", "from"}
NO_FOOTNOTE = Element("div")


@dataclass(frozen=True)
class RenderedPassage:
    """Hold one block of a lesson.

    key: the id of its outermost element.
    text: its words without elements and citations.
    tags: the facts and references that it cites.
    """

    key: str
    kind: str
    text: str
    html: str
    critical: bool
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class RenderedLesson:
    """Hold a lesson as its page shows it: its passages in order, footnotes last.

    references: the tags that it cites, by their numbers in the edition, in order.
    facts: the tags of the facts it cites.
    """

    passages: tuple[RenderedPassage, ...]
    references: Mapping[int, str]
    facts: tuple[str, ...]
    words: int

    @property
    def figures_by_kind(self) -> Counter[str]:
        """Return how many tables and figures it has of each kind; checks are none."""
        kinds = [passage.kind for passage in self.passages]
        return Counter(kind for kind in kinds if kind in KINDS_OF_FIGURES)

    @property
    def figures(self) -> int:
        """Return how many tables and figures it has."""
        return self.figures_by_kind.total()

    @property
    def checks(self) -> int:
        """Return how many questions to check oneself by it has."""
        return sum(passage.kind == CHECK for passage in self.passages)

    @property
    def html(self) -> str:
        """Return the text of the page: the passages one under the other."""
        return "\n".join(passage.html for passage in self.passages)


def render_lesson(
    unit: UnitSource,
    course: CourseSource,
    *,
    asset_url: UrlOf,
    unit_url: UrlOf,
    glossary_url: str,
) -> RenderedLesson:
    """Return a lesson as HTML, of a course that was read without mistakes.

    A link that leads nowhere all the same becomes text.
    """
    citations = LessonCitations(course, unit_url=unit_url, glossary_url=glossary_url)
    page = _PageRenderer(citations, course, asset_url, address=unit_url(unit.key))
    blocks = unit.text.blocks
    passages = page.passages(blocks)
    footnotes = page.footnotes(blocks)
    return RenderedLesson(
        passages=(*passages, *footnotes),
        references=dict(sorted(citations.cited.items())),
        facts=tuple(citations.facts),
        words=sum(count_words(passage) for passage in passages),
    )


def render_fragment(
    text: ParsedText,
    course: CourseSource,
    *,
    unit_url: UrlOf,
    references_url: str,
    glossary_url: str = "",
) -> SafeString:
    """Return a stem, an option or a rationale as HTML.

    A single paragraph has no element around it.
    """
    citations = FragmentCitations(
        course,
        unit_url=unit_url,
        references_url=references_url,
        glossary_url=glossary_url,
    )
    kinds = [block.kind for block in text.blocks]
    if kinds == [PARAGRAPH]:
        only = text.blocks[0]
        html = html_of(without_paragraph(only.tree), citations)
        if only.language:
            html = f"<span{attributes_as_html(language_of(only))}>{html}</span>"
    else:
        blocks = [_block_of_fragment(block, citations) for block in text.blocks]
        html = "\n".join(blocks)
    return mark_safe(clean(html))  # noqa: S308 (cleaned on this line)


def _block_of_fragment(block: Block, citations: FragmentCitations) -> str:
    """Return a block as HTML, not yet cleaned."""
    attributes = language_of(block)
    if block.kind == CODE:
        return code_frame(html_of(block.tree, citations), attributes)
    return html_of(block.tree, citations, attributes)


def render_guide_page(
    page: GuidePageSource,
    course: CourseSource,
    lessons: Mapping[str, RenderedLesson],
    *,
    asset_url: UrlOf,
) -> str:
    """Return a page of the guide as HTML for paper.

    ``/// from`` brings a passage of one of ``lessons``, and with a heading its whole section.
    """
    # All pages end up in one document, so that ids begin with the key of their page.
    rendering = _PageRenderer(
        GuideCitations(course, page.key),
        course,
        asset_url,
        prefix=f"{page.key}-",
    )
    blocks = _blocks_of_guide_page(page, course, lessons)
    passages = rendering.passages(blocks)
    footnotes = rendering.footnotes(blocks)
    parts = [passage.html for passage in (*passages, *footnotes)]
    return "\n".join(parts).rstrip()


def _blocks_of_guide_page(
    page: GuidePageSource, course: CourseSource, lessons: Container[str]
) -> list[Block]:
    """Return the blocks of a page, those it takes from lessons in the place of ``/// from``."""
    blocks: list[Block] = []
    for block in page.text.blocks:
        key, _hash, passage = block.target.partition("#")
        is_taken = block.kind == "from" and key in lessons
        unit = course.unit(key) if is_taken else None
        if unit is None:
            blocks.append(block)
        else:
            blocks.extend(unit.text.section(passage))
    return blocks


class _PageRenderer:
    """Render the blocks of one page in order; numbers run on from block to block.

    prefix: what the ids in it begin with. address: of the page of a lesson; "" on paper.
    """

    def __init__(
        self,
        citations: PageCitations,
        course: CourseSource,
        asset_url: UrlOf,
        prefix: str = "",
        address: str = "",
    ) -> None:
        self.citations = citations
        self.prefix = prefix
        self.address = address
        self.course = course
        self.asset_url = asset_url

    def passages(self, blocks: Iterable[Block]) -> list[RenderedPassage]:
        """Return the passages of the blocks that stand where they are written, in order."""
        shown = [block for block in blocks if block.kind not in NOT_SHOWN_IN_PLACE]
        return [self.passage(block) for block in shown]

    def passage(self, block: Block) -> RenderedPassage:
        """Return a block as a passage, with safe HTML."""
        html, text = self.render(block)
        return RenderedPassage(
            key=block.key,
            kind=block.kind,
            text=text,
            html=html if block.is_figure else clean(html),
            critical=block.critical,
            tags=_cited_tags(block),
        )

    def render(self, block: Block) -> tuple[str, str]:
        """Return the HTML (not yet cleaned) and the plain text of a block."""
        if block.kind == "heading":
            return self.heading(block)
        if block.kind == "table":
            return self.table(block)
        if block.kind == "figure":
            return self.figure(block)
        if block.is_figure:
            return self.figure_of_data(block)
        if block.kind == CODE:
            return self.code(block)
        if block.is_box:
            return self.box(block)
        html = html_of(block.tree, self.citations, self.attributes(block))
        return html, text_of(block.tree)

    def attributes(self, block: Block) -> dict[str, str]:
        """Return the attributes of a block's outermost element: its id and its language."""
        identity = {"id": f"{self.prefix}{block.key}"} if block.key else {}
        return identity | language_of(block)

    def html(self, tree: Element) -> str:
        """Return a tree as HTML, not yet cleaned."""
        return html_of(tree, self.citations)

    def heading(self, block: Block) -> tuple[str, str]:
        """Return a heading and its words."""
        tag = f"h{block.level}"
        attributes = attributes_as_html(self.attributes(block))
        title = self.html(block.tree)
        return f"<{tag}{attributes}>{title}</{tag}>", text_of(block.tree)

    def table(self, block: Block) -> tuple[str, str]:
        """Return a table in a frame that the keyboard can scroll, and its words."""
        caption = self.caption(block) if block.title else ""
        words = text_of(block.title_tree)
        label = escape(words or _("Table"))
        frame = f'<div class="table-scroll" tabindex="0" role="region" aria-label="{label}">'
        table = f"{frame}{self.html(block.tree)}</div>"
        attributes = attributes_as_html(self.attributes(block))
        html = f'<figure class="data"{attributes}>{caption}{table}</figure>'
        return html, f"{words} {text_of(block.tree)}".strip()

    def figure(self, block: Block) -> tuple[str, str]:
        """Return a picture with its caption, and the words of both."""
        asset = self.course.assets.get(block.target)
        picture = self.picture(asset, block.text) if asset else escape(block.text)
        caption = self.caption(block)
        attributes = attributes_as_html(self.attributes(block))
        html = f'<figure class="figure"{attributes}>{picture}{caption}</figure>'
        words = f"{text_of(block.title_tree)} {block.text}"
        return html, words.strip()

    def figure_of_data(self, block: Block) -> tuple[str, str]:
        """Return a figure that is authored as data, and its words; the guide is for paper."""
        attributes = self.attributes(block)
        pictures = self.course.assets
        html = figure_html(block, attributes, self.html, pictures, lesson=self.address)
        words = KINDS[block.kind].words(block)
        return html, words

    def code(self, block: Block) -> tuple[str, str]:
        """Return a code block in a frame that the keyboard can scroll, and its text."""
        attributes = self.attributes(block)
        html = self.html(block.tree)
        return code_frame(html, attributes), block.text

    def caption(self, block: Block) -> str:
        return f"<figcaption>{self.html(block.title_tree)}</figcaption>"

    def picture(self, asset: AssetSource, alternative: str) -> str:
        address = escape(self.asset_url(asset.path))
        return (
            f'<img src="{address}" alt="{escape(alternative)}"'
            f' width="{asset.width}" height="{asset.height}" loading="lazy">'
        )

    def box(self, block: Block) -> tuple[str, str]:
        """Return a box with its title, and the words of both."""
        frame = frame_of(block, self.course)
        title = text_of(block.title_tree) or frame.title
        heading = self.html(block.title_tree) or escape(title)
        contents, words = self.contents(block)
        html = frame.html(heading, contents, self.attributes(block))
        return html, " ".join(filter(None, [title, *words]))

    def contents(self, block: Block) -> tuple[str, list[str]]:
        """Return what stands in a box, and its words; those of an emergency are the course's."""
        if block.kind == "crisis":
            return crisis_paragraphs(self.course.crisis), []
        html = ""
        words = []
        for inner in block.blocks:
            inner_html, inner_words = self.render(inner)
            html += inner_html
            words.append(inner_words)
        return html, words

    def footnotes(self, blocks: Sequence[Block]) -> list[RenderedPassage]:
        """Return the passage of the footnotes that the text points to, or an empty list."""
        trees = {block.target: block.tree for block in blocks if block.kind == "footnote"}
        items = []
        words = []
        for name, number in self.citations.footnotes.items():
            tree = trees.get(name, NO_FOOTNOTE)
            note = self.html(tree)
            items.append(self.footnote(number, note))
            words.append(text_of(tree))
        return [_footnotes(items, words)] if items else []

    def footnote(self, number: int, note: str) -> str:
        """Return a footnote with a link back to the text; ``note`` is its HTML."""
        prefix = escape(self.prefix)
        back = escape(_("Back to the text"))
        link = f'<a href="#{prefix}fnref-{number}" aria-label="{back}">↩</a>'
        return f'<li id="{prefix}fn-{number}">{note} {link}</li>'


def _footnotes(items: Iterable[str], words: Iterable[str]) -> RenderedPassage:
    """Return the passage of these footnotes; words: what each says."""
    label = escape(_("Footnotes"))
    notes = f"<ol>{''.join(items)}</ol>"
    html = f'<section class="footnotes" aria-label="{label}">{notes}</section>'
    return RenderedPassage(
        key=FOOTNOTES,
        kind=FOOTNOTES,
        text=" ".join(filter(None, words)),
        html=clean(html),
        critical=False,
    )


def count_words(passage: RenderedPassage | Passage) -> int:
    """Return how many words a passage has; signs that stand alone in code are none.

    The words of a check are none: its half minute (``course.hours``) includes reading it.
    """
    if passage.kind == CHECK:
        return 0
    words = passage.text.split()
    if passage.kind == CODE:
        words = [word for word in words if any(map(str.isalnum, word))]
    return len(words)


def _cited_tags(block: Block) -> tuple[str, ...]:
    """Return the tags cited in a block, its title and its inner blocks, each once."""
    tags: dict[str, None] = {}
    for inner in walk([block]):
        tags |= dict.fromkeys(cited_tags(inner.title_tree))
        tags |= dict.fromkeys(cited_tags(inner.tree))
    return tuple(tags)
