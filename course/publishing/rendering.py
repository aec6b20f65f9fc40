"""Render checked Markdown as safe HTML: lessons with their passages, quiz texts, guide pages.

All HTML that leaves this module has gone through the allow-list of ``course.text.cleaning`` last.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from course.emergencies import PHONE_NUMBER
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
from course.text.languages import direction_of
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
    page = _PageRenderer(citations, course, asset_url)
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
        only = text.blocks[0]
        html = html_of(without_paragraph(only.tree), citations)
        if only.language:
            html = f"<span{_attributes_as_html(_language_of(only))}>{html}</span>"
    else:
        html = "\n".join(_block_of_fragment(block, citations) for block in text.blocks)
    return mark_safe(clean(html))  # noqa: S308 (cleaned on this line)


def _block_of_fragment(block: Block, citations: FragmentCitations) -> str:
    """Return a block as HTML, not yet cleaned."""
    attributes = _language_of(block)
    if block.kind == CODE:
        return _code_frame(html_of(block.tree, citations), attributes)
    return html_of(block.tree, citations, attributes)


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
        GuideCitations(course, page.key), course, asset_url, prefix=f"{page.key}-"
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
        course: CourseSource,
        asset_url: Callable[[str], str],
        prefix: str = "",
    ) -> None:
        self.citations, self.prefix = citations, prefix
        self.course, self.asset_url = course, asset_url

    def passage(self, block: Block) -> RenderedPassage:
        """Return a block as a passage, with cleaned HTML."""
        html, text = self.render(block)
        return RenderedPassage(
            block.key, block.kind, text, clean(html), block.critical, _cited_tags(block)
        )

    def render(self, block: Block) -> tuple[str, str]:
        """Return the HTML (not yet cleaned) and the plain text of a block."""
        attributes = self.attributes(block)
        if block.kind == "heading":
            tag = f"h{block.level}"
            html = f"<{tag}{_attributes_as_html(attributes)}>{self.html(block.tree)}</{tag}>"
            return html, text_of(block.tree)
        if block.kind == "table":
            return self.table(block)
        if block.kind == "figure":
            return self.figure(block)
        if block.kind == CODE:
            return _code_frame(self.html(block.tree), attributes), block.text
        if block.is_box:
            return self.box(block)
        html = html_of(block.tree, self.citations, attributes)
        return html, text_of(block.tree)

    def attributes(self, block: Block) -> dict[str, str]:
        """Return the attributes of a block's outermost element: its id and its language."""
        identity = {"id": f"{self.prefix}{block.key}"} if block.key else {}
        return identity | _language_of(block)

    def html(self, tree: Element) -> str:
        """Return a tree as HTML, not yet cleaned."""
        return html_of(tree, self.citations)

    def table(self, block: Block) -> tuple[str, str]:
        """Return a table in a frame that the keyboard can scroll, and its words."""
        caption = f"<figcaption>{self.html(block.title_tree)}</figcaption>" if block.title else ""
        words = text_of(block.title_tree)
        label = escape(words or _("Table"))
        frame = f'<div class="table-scroll" tabindex="0" role="region" aria-label="{label}">'
        table = f"{frame}{self.html(block.tree)}</div>"
        attributes = _attributes_as_html(self.attributes(block))
        html = f'<figure class="data"{attributes}>{caption}{table}</figure>'
        return html, f"{words} {text_of(block.tree)}".strip()

    def figure(self, block: Block) -> tuple[str, str]:
        """Return a picture with its caption, and the words of both."""
        asset = self.course.assets.get(block.target)
        picture = self.picture(asset, block.text) if asset else escape(block.text)
        caption = f"<figcaption>{self.html(block.title_tree)}</figcaption>"
        attributes = _attributes_as_html(self.attributes(block))
        html = f'<figure class="figure"{attributes}>{picture}{caption}</figure>'
        return html, f"{text_of(block.title_tree)} {block.text}".strip()

    def picture(self, asset: AssetSource, alternative: str) -> str:
        return (
            f'<img src="{escape(self.asset_url(asset.path))}" alt="{escape(alternative)}"'
            f' width="{asset.width}" height="{asset.height}" loading="lazy">'
        )

    def box(self, block: Block) -> tuple[str, str]:
        """Return a box with its title, and the words of both."""
        shown_as = self.role_box(block) if block.kind == "role" else _box(block)
        title = text_of(block.title_tree) or shown_as.title
        heading = (self.html(block.title_tree) or escape(title)) + shown_as.beside_title
        parts = [self.render(inner) for inner in block.blocks]
        if block.kind == "crisis":
            parts = [(_crisis(self.course.crisis), "")]

        attributes = self.attributes(block)
        title_id = escape(f"{attributes.get('id', '')}-title")
        content = "".join(html for html, _text in parts)
        html = (
            f'<aside class="box {shown_as.classes}"{_attributes_as_html(attributes)}'
            f' aria-labelledby="{title_id}">'
            f'<p class="box-title" id="{title_id}"{shown_as.mark}>{heading}</p>{content}</aside>'
        )
        words = [title, *(text for _html, text in parts)]
        return html, " ".join(filter(None, words))

    def role_box(self, block: Block) -> "_BoxFrame":
        """Return how the box of a role is drawn: by its place among the roles of the course."""
        roles = self.course.roles
        places = [place for place, role in enumerate(roles, 1) if role.key == block.target]
        if not places:
            return _BoxFrame("role", block.target)
        role = roles[places[0] - 1]
        return _BoxFrame(
            f"role role-{places[0]}",
            role.name,
            beside_title=f' <span class="your-role">{escape(_("your role"))}</span>',
            mark=f' data-mark="{escape(role.mark)}"',
        )

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


@dataclass(frozen=True)
class _BoxFrame:
    """Hold how a box is drawn.

    classes: beside "box". title: where the author wrote none.
    beside_title, mark: HTML behind the title, and an attribute of it.
    """

    classes: str
    title: str
    beside_title: str = ""
    mark: str = ""


def _language_of(block: Block) -> dict[str, str]:
    """Return the attributes that say in which language a block is; none if it needs none."""
    if not block.language:
        return {}
    return {"lang": block.language, "dir": direction_of(block.language)}


def _attributes_as_html(attributes: Mapping[str, str]) -> str:
    """Return attributes as they stand in the start of an element."""
    return "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())


def _code_frame(html: str, attributes: Mapping[str, str]) -> str:
    """Put a frame around a code block that the keyboard can scroll."""
    label = escape(_("Code"))
    written = _attributes_as_html(attributes)
    frame = f'<div class="code-scroll"{written} tabindex="0" role="region" aria-label="{label}">'
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


def _box(block: Block) -> _BoxFrame:
    """Return how a box is drawn that is no role's."""
    titles = {
        "unknown": _("What we do not know"),
        "crisis": _("If someone is in danger"),
        "key-points": _("Key points"),
    }
    return _BoxFrame(block.kind, titles.get(block.kind, block.kind))


def _crisis(lines: Sequence[str]) -> str:
    """Return the words of the crisis box: a paragraph a sentence, its numbers to call."""
    return "".join(f"<p>{PHONE_NUMBER.sub(_call, escape(line))}</p>" for line in lines)


def _call(number: re.Match[str]) -> str:
    """Return a phone number as a link that calls it."""
    address = re.sub("[ -]", "", number[0])
    return f'<a href="tel:{address}">{number[0]}</a>'
