"""Make PDF files from the HTML of certificate and guide, and measure how it is laid out."""

import logging
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings

from certificates import paper_files
from certificates.conformity import PDF_VARIANT, descendants, write

MAX_PASSES = 4
_PRINTED_BOXES = ("TextBox", "BlockReplacedBox", "InlineReplacedBox")
# The renderer is not made for threads; one document at a time in a process is fast enough.
_RENDERING = threading.Lock()
# The page measured last: it is often the next one to be written.
_MEASURED: dict[str, "LaidOutDocument"] = {}


@dataclass(frozen=True)
class Box:
    """Hold where something is printed, in CSS pixels from the page's top left corner."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box", gap: float) -> bool:
        """Return whether less than ``gap`` is left between the two."""
        across = max(self.left - other.right, other.left - self.right)
        down = max(self.top - other.bottom, other.top - self.bottom)
        return across < gap and down < gap

    def lies_within(self, page: "Box", margin: float) -> bool:
        """Return whether at least ``margin`` is left to every edge of the page."""
        distances = (
            self.left - page.left,
            self.top - page.top,
            page.right - self.right,
            page.bottom - self.bottom,
        )
        return min(distances) >= margin


@dataclass(frozen=True)
class Layout:
    """Hold the measures of a laid-out document.

    pages: the number of pages.
    page: the first page.
    boxes: what is printed on the first page, by tag or class.
    """

    pages: int
    page: Box
    boxes: Mapping[str, Box]


class LaidOutBox(Protocol):
    """The renderer's box, as far as we read it: lengths are in CSS pixels."""

    element_tag: str
    position_x: float
    position_y: float
    width: float
    height: float


class LaidOutPage(Protocol):
    """The renderer's page, as far as we read it."""

    width: float
    height: float
    anchors: Mapping[str, object]
    _page_box: LaidOutBox


class LaidOutDocument(Protocol):
    """The renderer's document, as far as we read it."""

    pages: Sequence[LaidOutPage]

    def write_pdf(self, *, finisher: Callable[..., None], pdf_variant: str) -> bytes:
        """Return the document as a PDF."""


class UnstablePagesError(RuntimeError):
    """The page numbers of the contents did not settle."""


def render(html: str, *, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """Return the page as PDF/A-2a and PDF/UA-1.

    pictures: the files that the page may show, by file name. Of all other addresses, only
        ``static:`` (static/print) and ``font:`` are read; any other one raises an error.
    The same input gives the same bytes if the page states its dates (dcterms.created and
    dcterms.modified).
    """
    with _RENDERING:
        document = _MEASURED.pop(html, None) or _layout(html, pictures or {})
        return write(document)


def measure(html: str, names: Collection[str]) -> Layout:
    """Return where the elements with these tags or classes print their text and pictures."""
    with _RENDERING:
        document = _MEASURED.get(html) or _layout(html, {})
        _MEASURED.clear()
        _MEASURED[html] = document
    page = document.pages[0]
    boxes = _printed_places(page, set(names))
    return Layout(len(document.pages), Box(0, 0, page.width, page.height), boxes)


def _printed_places(page: LaidOutPage, names: set[str]) -> dict[str, Box]:
    """Return where the elements with these tags or classes print something, by name."""
    boxes: dict[str, Box] = {}
    for box in descendants(page._page_box):
        # Of two elements with the same name, the first one that prints something counts.
        new_names = _tag_and_classes(box) & names - set(boxes)
        place = _printed_place(box) if new_names else None
        if place:
            boxes |= dict.fromkeys(new_names, place)
    return boxes


def render_numbered(
    html: Callable[[Mapping[str, int]], str], *, pictures: Mapping[str, bytes] | None = None
) -> tuple[bytes, int]:
    """Return a document that prints its own page numbers, and how many pages it has.

    html: makes the page from the page numbers known so far, by the ids of elements; none at first.
    Raises UnstablePagesError if the numbers still change after MAX_PASSES.
    """
    # The renderer's own way to print page numbers (target-counter) loses footnotes.
    numbers: dict[str, int] = {}
    with _RENDERING:
        for _pass in range(MAX_PASSES):
            document = _layout(html(numbers), pictures or {})
            before = numbers
            numbers = _start_pages(document)
            if before == numbers:
                return write(document), len(document.pages)
    raise UnstablePagesError(
        f"The page numbers did not settle in {MAX_PASSES} passes. Shorten a title in the contents."
    )


def _start_pages(document: LaidOutDocument) -> dict[str, int]:
    """Return the page on which each element with an id starts, counted from 1."""
    starts: dict[str, int] = {}
    for number, page in enumerate(document.pages, 1):
        for anchor in page.anchors:
            starts.setdefault(anchor, number)
    return starts


def _tag_and_classes(box: LaidOutBox) -> set[str]:
    """Return the tag and the classes of a box's element."""
    element = getattr(box, "element", None)
    if element is None:
        return set()
    classes = element.get("class") or ""
    return {box.element_tag, *classes.split()}


def _printed_place(box: LaidOutBox) -> Box | None:
    """Return the smallest box around all text and pictures in ``box``; None if it has none."""
    printed = [_place_of(inner) for inner in descendants(box) if _is_printed(inner)]
    if not printed:
        return None
    return Box(
        left=min(place.left for place in printed),
        top=min(place.top for place in printed),
        right=max(place.right for place in printed),
        bottom=max(place.bottom for place in printed),
    )


def _is_printed(box: LaidOutBox) -> bool:
    """Return whether the box is text or a picture."""
    return type(box).__name__ in _PRINTED_BOXES


def _place_of(box: LaidOutBox) -> Box:
    """Return the place of one of the renderer's boxes on its page."""
    return Box(
        left=box.position_x,
        top=box.position_y,
        right=box.position_x + box.width,
        bottom=box.position_y + box.height,
    )


def _layout(html: str, pictures: Mapping[str, bytes]) -> LaidOutDocument:
    """Return the page as the renderer's laid-out document."""
    from weasyprint import HTML
    from weasyprint.logger import PROGRESS_LOGGER

    PROGRESS_LOGGER.setLevel(logging.WARNING)  # it logs twelve lines for each document
    page = HTML(
        string=html,
        base_url=f"{settings.BASE_URL}/",
        url_fetcher=paper_files.fetcher(pictures),
    )
    document: LaidOutDocument = page.render(
        font_config=paper_files.font_configuration(),
        pdf_variant=PDF_VARIANT,
        presentational_hints=True,  # without them a list that starts at 4 is printed from 1
    )
    return document
