"""Render checked Markdown as safe HTML: lessons with their passages, quiz texts, guide pages.

All HTML that leaves this module has gone through the allow-list of ``course.text.cleaning`` last.
"""

from collections.abc import Callable, Mapping, Sequence
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
)
from course.source.parts import AssetSource, CourseSource, GuidePageSource, UnitSource
from course.text.blocks import CODE, Block, ParsedText, walk
from course.text.cleaning import clean
from course.text.dialect import without_paragraph
from course.text.trees import cited_tags, html_of, text_of

WORDS_A_MINUTE = 200
PARAGRAPH = "paragraph"
FOOTNOTES = Passage.FOOTNOTES


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
    asset_url: Callable[[str], str],
    unit_url: Callable[[str], str],
    glossary_url: str,
) -> RenderedLesson:
    """Return a lesson as HTML, of a course that was read without mistakes.

    A link that leads nowhere all the same becomes text.
    """
    citations = LessonCitations(course, unit_url=unit_url, glossary_url=glossary_url)
    page = _PageRenderer(citations, course.assets, asset_url)
    blocks = unit.text.blocks
    passages = tuple(
        page.passage(block) for block in blocks if block.kind not in {"footnote", "from"}
    )
    footnotes = page.footnotes(blocks)
    return RenderedLesson(
        passages=(*passages, *footnotes),
        references=tuple(citations.numbers),
        facts=tuple(citations.facts),
        words=sum(map(_count_words, passages)),
        figures=sum(passage.kind in {"table", "figure"} for passage in passages),
    )


def render_fragment(
    text: ParsedText,
    course: CourseSource,
    *,
    unit_url: Callable[[str], str],
    references_url: str,
    glossary_url: str = "",
) -> SafeString:
    """Return a stem, an option or a rationale as HTML.

    A single paragraph has no element around it.
    """
    citations = FragmentCitations(
        course, unit_url=unit_url, references_url=references_url, glossary_url=glossary_url
    )
    if len(text.blocks) == 1 and text.blocks[0].kind == PARAGRAPH:
        html = html_of(without_paragraph(text.blocks[0].tree), citations)
    else:
        html = "\n".join(_block_of_fragment(block, citations) for block in text.blocks)
    return mark_safe(clean(html))  # noqa: S308 (cleaned on this line)


def _block_of_fragment(block: Block, citations: FragmentCitations) -> str:
    """Return a block as HTML, not yet cleaned."""
    html = html_of(block.tree, citations)
    return _code_frame(html) if block.kind == CODE else html


def render_guide_page(
    page: GuidePageSource,
    course: CourseSource,
    lessons: Mapping[str, RenderedLesson],
    *,
    asset_url: Callable[[str], str],
) -> str:
    """Return a page of the guide as HTML for paper.

    ``/// from`` brings a passage of one of ``lessons``, and with a heading its whole section.
    """
    # All pages end up in one document, so that ids begin with the key of their page.
    rendering = _PageRenderer(
        GuideCitations(course, page.key), course.assets, asset_url, prefix=f"{page.key}-"
    )
    blocks: list[Block] = []
    for block in page.text.blocks:
        key, _hash, passage = block.target.partition("#")
        unit = course.unit(key) if block.kind == "from" and key in lessons else None
        blocks += unit.text.section(passage) if unit else (block,)
    parts = [
        rendering.passage(block).html for block in blocks if block.kind not in {"footnote", "from"}
    ]
    parts += [footnotes.html for footnotes in rendering.footnotes(blocks)]
    return "\n".join(parts).rstrip()


def minutes(words: int, figures: int, items: int) -> int:
    """Return the estimated minutes, rounded up.

    200 words a minute, one minute a table or figure, a minute and a half an item.
    """
    of_words = _divide_up(words * 100, WORDS_A_MINUTE)
    hundredths = of_words + figures * 100 + items * 150
    return _divide_up(hundredths, 100)


def _divide_up(number: int, divisor: int) -> int:
    """Return the quotient, rounded up."""
    return -(-number // divisor)


class _PageRenderer:
    """Render the blocks of one page in order; numbers run on from block to block."""

    def __init__(
        self,
        citations: PageCitations,
        assets: Mapping[str, AssetSource],
        asset_url: Callable[[str], str],
        prefix: str = "",
    ) -> None:
        self.citations, self.prefix = citations, prefix
        self.assets, self.asset_url = assets, asset_url

    def passage(self, block: Block) -> RenderedPassage:
        """Return a block as a passage, with cleaned HTML."""
        html, text = self.render(block)
        return RenderedPassage(
            block.key, block.kind, text, clean(html), block.critical, _cited_tags(block)
        )

    def render(self, block: Block) -> tuple[str, str]:
        """Return the HTML (not yet cleaned) and the plain text of a block."""
        key = f"{self.prefix}{block.key}" if block.key else ""
        if block.kind == "heading":
            tag = f"h{block.level}"
            html = f"<{tag}{_id(key)}>{self.html(block.tree)}</{tag}>"
            return html, text_of(block.tree)
        if block.kind == "table":
            return self.table(block, key)
        if block.kind == "figure":
            return self.figure(block, key)
        if block.kind == CODE:
            return _code_frame(self.html(block.tree), key), block.text
        if block.is_box:
            return self.box(block, key)
        return self.html(block.tree, key), text_of(block.tree)

    def html(self, tree: Element, key: str = "") -> str:
        """Return a tree as HTML, not yet cleaned; its outermost element gets the id ``key``."""
        return html_of(tree, self.citations, key)

    def table(self, block: Block, key: str) -> tuple[str, str]:
        """Return a table in a frame that the keyboard can scroll, and its words."""
        caption = f"<figcaption>{self.html(block.title_tree)}</figcaption>" if block.title else ""
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
        caption = f"<figcaption>{self.html(block.title_tree)}</figcaption>"
        html = f'<figure class="figure"{_id(key)}>{picture}{caption}</figure>'
        return html, f"{text_of(block.title_tree)} {block.text}".strip()

    def picture(self, asset: AssetSource, alternative: str) -> str:
        return (
            f'<img src="{escape(self.asset_url(asset.path))}" alt="{escape(alternative)}"'
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
        items, words = [], []
        for name, number in self.citations.footnotes.items():
            note = ""
            if name in trees:
                note = self.html(trees[name])
                words.append(text_of(trees[name]))
            back = escape(_("Back to the text"))
            items.append(
                f'<li id="{escape(self.prefix)}fn-{number}">{note} '
                f'<a href="#{escape(self.prefix)}fnref-{number}" aria-label="{back}">↩</a></li>'
            )
        if not items:
            return []
        label = escape(_("Footnotes"))
        html = clean(
            f'<section class="footnotes" aria-label="{label}"><ol>{"".join(items)}</ol></section>'
        )
        return [RenderedPassage(FOOTNOTES, FOOTNOTES, " ".join(words), html, critical=False)]


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
    if passage.kind != CODE:
        return len(words)
    return sum(any(letter.isalnum() for letter in word) for word in words)


def _cited_tags(block: Block) -> tuple[str, ...]:
    """Return the tags cited in a block, its title and its inner blocks, each once."""
    trees = [tree for inner in walk([block]) for tree in (inner.title_tree, inner.tree)]
    return tuple(dict.fromkeys(tag for tree in trees for tag in cited_tags(tree)))


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
    line = '<a href="tel:988">988</a>'
    now = _(
        "Your service's emergency number or code team, else %(emergency)s; stay with the patient."
    )
    talk = _("%(line)s (call or text, US and Canada) is for you, or to give to a patient.")
    return f"<p>{now % {'emergency': emergency}}</p><p>{talk % {'line': line}}</p>"
