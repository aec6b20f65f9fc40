"""Render checked Markdown as safe HTML: lessons with their passages, quiz texts, guide pages.

All HTML that leaves this module has gone through the allow-list of ``course.text.cleaning`` last.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from course.models import Passage
from course.publishing.citations import (
    FragmentCitations,
    GuideCitations,
    LessonCitations,
    PageCitations,
    UrlOf,
)
from course.source.parts import AssetSource, CourseSource, GuidePageSource, UnitSource
from course.text.blocks import CODE, Block, ParsedText, walk
from course.text.cleaning import clean
from course.text.dialect import without_paragraph
from course.text.trees import cited_tags, html_of, text_of

PARAGRAPH = "paragraph"
FOOTNOTES = Passage.FOOTNOTES
# Footnotes stand at the end of the page; "from" stands for blocks of a lesson.
NOT_SHOWN_IN_PLACE = {"footnote", "from"}


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

    references: tags in the order of their numbers in the lesson, from 1.
    facts: the tags of the facts it cites.
    figures: how many tables and figures it has.
    """

    passages: tuple[RenderedPassage, ...]
    references: tuple[str, ...]
    facts: tuple[str, ...]
    words: int
    figures: int

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
    page = _PageRenderer(citations, course.assets, asset_url)
    blocks = unit.text.blocks
    passages = page.passages(blocks)
    footnotes = page.footnotes(blocks)
    kinds = [passage.kind for passage in passages]
    return RenderedLesson(
        passages=(*passages, *footnotes),
        references=tuple(citations.numbers),
        facts=tuple(citations.facts),
        words=sum(_count_words(passage) for passage in passages),
        figures=kinds.count("table") + kinds.count("figure"),
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
        words = without_paragraph(text.blocks[0].tree)
        html = html_of(words, citations)
    else:
        blocks = [_block_of_fragment(block, citations) for block in text.blocks]
        html = "\n".join(blocks)
    return mark_safe(clean(html))  # noqa: S308 (cleaned on this line)


def _block_of_fragment(block: Block, citations: FragmentCitations) -> str:
    """Return a block as HTML, not yet cleaned."""
    html = html_of(block.tree, citations)
    if block.kind == CODE:
        return _code_frame(html)
    return html


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
        course.assets,
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
    """Render the blocks of one page in order; numbers run on from block to block."""

    def __init__(
        self,
        citations: PageCitations,
        assets: Mapping[str, AssetSource],
        asset_url: UrlOf,
        prefix: str = "",
    ) -> None:
        self.citations = citations
        self.prefix = prefix
        self.assets = assets
        self.asset_url = asset_url

    def passages(self, blocks: Iterable[Block]) -> list[RenderedPassage]:
        """Return the passages of the blocks that stand where they are written, in order."""
        shown = [block for block in blocks if block.kind not in NOT_SHOWN_IN_PLACE]
        return [self.passage(block) for block in shown]

    def passage(self, block: Block) -> RenderedPassage:
        """Return a block as a passage, with cleaned HTML."""
        html, text = self.render(block)
        return RenderedPassage(
            key=block.key,
            kind=block.kind,
            text=text,
            html=clean(html),
            critical=block.critical,
            tags=_cited_tags(block),
        )

    def render(self, block: Block) -> tuple[str, str]:
        """Return the HTML (not yet cleaned) and the plain text of a block."""
        key = f"{self.prefix}{block.key}" if block.key else ""
        if block.kind == "heading":
            return self.heading(block, key)
        if block.kind == "table":
            return self.table(block, key)
        if block.kind == "figure":
            return self.figure(block, key)
        if block.kind == CODE:
            html = _code_frame(self.html(block.tree), key)
            return html, block.text
        if block.is_box:
            return self.box(block, key)
        return self.html(block.tree, key), text_of(block.tree)

    def html(self, tree: Element, key: str = "") -> str:
        """Return a tree as HTML, not yet cleaned; its outermost element gets the id ``key``."""
        return html_of(tree, self.citations, key)

    def heading(self, block: Block, key: str) -> tuple[str, str]:
        """Return a heading and its words."""
        tag = f"h{block.level}"
        title = self.html(block.tree)
        return f"<{tag}{_id(key)}>{title}</{tag}>", text_of(block.tree)

    def table(self, block: Block, key: str) -> tuple[str, str]:
        """Return a table in a frame that the keyboard can scroll, and its words."""
        caption = self.caption(block) if block.title else ""
        words = text_of(block.title_tree)
        label = escape(words or _("Table"))
        frame = f'<div class="table-scroll" tabindex="0" role="region" aria-label="{label}">'
        table = f"{frame}{self.html(block.tree)}</div>"
        html = f'<figure class="data"{_id(key)}>{caption}{table}</figure>'
        return html, f"{words} {text_of(block.tree)}".strip()

    def figure(self, block: Block, key: str) -> tuple[str, str]:
        """Return a picture with its caption, and the words of both."""
        asset = self.assets.get(block.target)
        picture = self.picture(asset, block.text) if asset else escape(block.text)
        caption = self.caption(block)
        html = f'<figure class="figure"{_id(key)}>{picture}{caption}</figure>'
        words = f"{text_of(block.title_tree)} {block.text}"
        return html, words.strip()

    def caption(self, block: Block) -> str:
        return f"<figcaption>{self.html(block.title_tree)}</figcaption>"

    def picture(self, asset: AssetSource, alternative: str) -> str:
        address = escape(self.asset_url(asset.path))
        return (
            f'<img src="{address}" alt="{escape(alternative)}"'
            f' width="{asset.width}" height="{asset.height}" loading="lazy">'
        )

    def box(self, block: Block, key: str) -> tuple[str, str]:
        """Return a box with its title, and the words of both."""
        title = text_of(block.title_tree) or _box_title(block.kind)
        heading = self.html(block.title_tree) or escape(title)
        kind = block.kind
        if block.kind.startswith("role-"):
            kind = f"role {block.kind}"
            heading += f' <span class="your-role">{escape(_("your role"))}</span>'
        parts = [self.render(inner) for inner in block.blocks]
        if block.kind == "crisis":
            parts = [(_crisis(), "")]

        title_id = escape(f"{key}-title")
        content = "".join(html for html, _text in parts)
        html = (
            f'<aside class="box {kind}"{_id(key)} aria-labelledby="{title_id}">'
            f'<p class="box-title" id="{title_id}">{heading}</p>{content}</aside>'
        )
        words = [title, *(text for _html, text in parts)]
        return html, " ".join(filter(None, words))

    def footnotes(self, blocks: Sequence[Block]) -> list[RenderedPassage]:
        """Return the passage of the footnotes that the text points to, or an empty list."""
        trees = {block.target: block.tree for block in blocks if block.kind == "footnote"}
        items = []
        words = []
        for name, number in self.citations.footnotes.items():
            note = ""
            if name in trees:
                note = self.html(trees[name])
                words.append(text_of(trees[name]))
            items.append(self.footnote(number, note))
        if not items:
            return []

        label = escape(_("Footnotes"))
        notes = f"<ol>{''.join(items)}</ol>"
        html = f'<section class="footnotes" aria-label="{label}">{notes}</section>'
        passage = RenderedPassage(
            key=FOOTNOTES,
            kind=FOOTNOTES,
            text=" ".join(words),
            html=clean(html),
            critical=False,
        )
        return [passage]

    def footnote(self, number: int, note: str) -> str:
        """Return a footnote with a link back to the text; ``note`` is its HTML."""
        prefix = escape(self.prefix)
        back = escape(_("Back to the text"))
        link = f'<a href="#{prefix}fnref-{number}" aria-label="{back}">↩</a>'
        return f'<li id="{prefix}fn-{number}">{note} {link}</li>'


def _id(key: str) -> str:
    """Return the attribute that makes ``key`` the id of an element; "" without a key."""
    return f' id="{escape(key)}"' if key else ""


def _code_frame(html: str, key: str = "") -> str:
    """Put a frame around a code block that the keyboard can scroll."""
    label = escape(_("Code"))
    frame = f'<div class="code-scroll"{_id(key)} tabindex="0" role="region" aria-label="{label}">'
    return f"{frame}{html}</div>"


def _count_words(passage: RenderedPassage) -> int:
    """Return how many words a passage has; signs that stand alone in code are none."""
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


def _box_title(kind: str) -> str:
    return {
        "unknown": _("What we do not know"),
        "crisis": _("If someone is in danger"),
        "key-points": _("Key points"),
        "role-prescriber": _("Prescriber"),
        "role-therapist": _("Therapist"),
        "role-nurse": _("Nurse or monitor"),
    }.get(kind, kind)


def _crisis() -> str:
    """Return the words of the crisis box, the same everywhere."""
    emergency = '<a href="tel:911">911</a>'
    now = _(
        "Your service's emergency number or code team, else %(emergency)s; stay with the patient."
    )
    now %= {"emergency": emergency}

    line = '<a href="tel:988">988</a>'
    talk = _("%(line)s (call or text, US and Canada) is for you, or to give to a patient.")
    talk %= {"line": line}
    return f"<p>{now}</p><p>{talk}</p>"
