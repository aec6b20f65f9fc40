"""Render checked Markdown as safe HTML: lessons with their passages, quiz texts, guide pages.

All HTML that leaves this module has gone through the allow-list of ``course.text.cleaning`` last.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

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
from course.text.cleaning import clean
from course.text.dialect import CITATION, Dialect, tags_of
from course.text.passages import Block, parse

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
    blocks = parse(unit.markdown, unit.line).blocks
    passages = tuple(
        page.passage(block) for block in blocks if block.kind not in {"footnote", "from"}
    )
    footnotes = page.footnotes(blocks)
    return RenderedLesson(
        passages=(*passages, *footnotes),
        references=tuple(citations.numbers),
        facts=tuple(citations.facts),
        words=sum(len(passage.text.split()) for passage in passages),
        figures=sum(passage.kind in {"table", "figure"} for passage in passages),
    )


def render_fragment(
    text: str,
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
    dialect = Dialect(citations)
    blocks = parse(text.strip()).blocks
    if len(blocks) == 1 and blocks[0].kind == PARAGRAPH:
        html = dialect.inline(blocks[0].text).html
    else:
        html = "\n".join(dialect.convert(block.text).html for block in blocks)
    return mark_safe(clean(html))  # noqa: S308 (cleaned on this line)


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
    for block in parse(page.markdown, page.line).blocks:
        key, _hash, passage = block.target.partition("#")
        unit = course.unit(key) if block.kind == "from" and key in lessons else None
        blocks += parse(unit.markdown, unit.line).section(passage) if unit else (block,)
    parts = [
        rendering.passage(block).html for block in blocks if block.kind not in {"footnote", "from"}
    ]
    parts += [footnotes.html for footnotes in rendering.footnotes(blocks)]
    return "\n".join(parts).rstrip()


def minutes(words: int, figures: int, items: int) -> int:
    """Return the estimated minutes, rounded up.

    200 words a minute, one minute a table or figure, a minute and a half an item.
    """
    hundredths = (
        words * 100 // WORDS_A_MINUTE
        + (words * 100 % WORDS_A_MINUTE > 0)
        + figures * 100
        + items * 150
    )
    return -(-hundredths // 100)


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
        self.dialect = Dialect(citations)

    def passage(self, block: Block) -> RenderedPassage:
        """Return a block as a passage, with cleaned HTML."""
        html, text = self.render(block)
        return RenderedPassage(
            block.key, block.kind, text, clean(html), block.critical, tuple(set(_cited_tags(block)))
        )

    def render(self, block: Block) -> tuple[str, str]:
        """Return the HTML (not yet cleaned) and the plain text of a block."""
        key = f"{self.prefix}{block.key}" if block.key else ""
        if block.kind == "heading":
            words = self.dialect.inline(block.text)
            return f'<h{block.level} id="{escape(key)}">{words.html}</h{block.level}>', words.text
        if block.kind == "table":
            return self.table(block, key)
        if block.kind == "figure":
            return self.figure(block, key)
        if block.is_box:
            return self.box(block, key)
        converted = self.dialect.convert(block.text, key)
        return converted.html, converted.text

    def table(self, block: Block, key: str) -> tuple[str, str]:
        caption = self.dialect.inline(block.title)
        table = self.dialect.convert(block.text)
        html = (
            f'<figure class="data" id="{escape(key)}">'
            + (f"<figcaption>{caption.html}</figcaption>" if block.title else "")
            + f'<div class="table-scroll" tabindex="0" role="region" aria-label="{escape(caption.text or _("Table"))}">'
            + f"{table.html}</div></figure>"
        )
        return html, f"{caption.text} {table.text}".strip()

    def figure(self, block: Block, key: str) -> tuple[str, str]:
        caption = self.dialect.inline(block.title)
        asset = self.assets.get(block.target)
        picture = (
            f'<img src="{escape(self.asset_url(asset.path))}" alt="{escape(block.text)}" width="{asset.width}"'
            f' height="{asset.height}" loading="lazy">'
            if asset
            else escape(block.text)
        )
        html = f'<figure class="figure" id="{escape(key)}">{picture}<figcaption>{caption.html}</figcaption></figure>'
        return html, f"{caption.text} {block.text}".strip()

    def box(self, block: Block, key: str) -> tuple[str, str]:
        is_role = block.kind.startswith("role-")
        kind = f"role {block.kind}" if is_role else block.kind
        title = self.dialect.inline(block.title) if block.kind == "note" else None
        heading = title.html if title else escape(_box_title(block.kind))
        your_role = f' <span class="your-role">{escape(_("your role"))}</span>' if is_role else ""
        parts = (
            [(_crisis(), "")]
            if block.kind == "crisis"
            else [self.render(inner) for inner in block.blocks]
        )
        html = (
            f'<aside class="box {kind}" id="{escape(key)}" aria-labelledby="{escape(key)}-title">'
            f'<p class="box-title" id="{escape(key)}-title">{heading}{your_role}</p>'
            + "".join(part for part, _text in parts)
            + "</aside>"
        )
        words = [title.text if title else _box_title(block.kind), *(text for _html, text in parts)]
        return html, " ".join(word for word in words if word)

    def footnotes(self, blocks: tuple[Block, ...] | list[Block]) -> list[RenderedPassage]:
        """Return the passage of the footnotes that the text points to, or an empty list."""
        texts = {block.target: block.text for block in blocks if block.kind == "footnote"}
        items, words = [], []
        for name, number in self.citations.footnotes.items():
            note = self.dialect.inline(texts.get(name, ""))
            words.append(note.text)
            back = escape(_("Back to the text"))
            items.append(
                f'<li id="{escape(self.prefix)}fn-{number}">{note.html} '
                f'<a href="#{escape(self.prefix)}fnref-{number}" aria-label="{back}">↩</a></li>'
            )
        if not items:
            return []
        label = escape(_("Footnotes"))
        html = clean(
            f'<section class="footnotes" aria-label="{label}"><ol>{"".join(items)}</ol></section>'
        )
        return [RenderedPassage(FOOTNOTES, FOOTNOTES, " ".join(words), html, critical=False)]


def _cited_tags(block: Block) -> Iterator[str]:
    """Yield the tags cited in a block, its title and its inner blocks."""
    for citation in CITATION.finditer(f"{block.title}\n{block.text}"):
        yield from tags_of(citation.group(1))
    for inner in block.blocks:
        yield from _cited_tags(inner)


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
