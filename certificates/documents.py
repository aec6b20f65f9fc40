"""Make PDF files from the HTML of certificate and guide, with our own pictures and fonts only."""

import atexit
import io
import logging
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from course.holder_names import FACES, LOOSE, composites, font_file

PRINT_ROOT = settings.BASE_DIR / "static" / "print"
PDF_VARIANT = "pdf/ua-1"
MAX_PASSES = 4
_CONTENT_TYPES = {
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".otf": "font/otf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
}
_LOOSE_FONTS = {f"{face}{LOOSE}.otf": face for face in FACES}
# The renderer is not made for threads; one document at a time in a process is fast enough.
_RENDERING = threading.Lock()


@dataclass(frozen=True)
class Box:
    """Hold where something is printed, in CSS pixels from the page's top left corner."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box", gap: float) -> bool:
        """Return whether less than ``gap`` is left between the two."""
        apart_across = self.left - other.right >= gap or other.left - self.right >= gap
        apart_down = self.top - other.bottom >= gap or other.top - self.bottom >= gap
        return not (apart_across or apart_down)

    def lies_within(self, page: "Box", margin: float) -> bool:
        """Return whether at least ``margin`` is left to every edge of the page."""
        return (
            self.left - page.left >= margin
            and self.top - page.top >= margin
            and page.right - self.right >= margin
            and page.bottom - self.bottom >= margin
        )


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


class UnstablePagesError(RuntimeError):
    """The page numbers of the contents did not settle."""


def render(html: str, *, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """Return the page as a tagged PDF.

    pictures: the files that the page may show, by file name. Of all other addresses, only
        ``static:`` (static/print) and ``font:`` are read; any other one raises an error.
    The same input gives the same bytes if the page states its dates (dcterms.created and
    dcterms.modified).
    """
    with _RENDERING:
        document = _layout(html, pictures or {})
        return bytes(document.write_pdf(pdf_variant=PDF_VARIANT))


def measure(html: str, names: Collection[str]) -> Layout:
    """Return where the elements with these tags or classes print their text and pictures."""
    with _RENDERING:
        document = _layout(html, {})
    page = document.pages[0]
    boxes: dict[str, Box] = {}
    for box in _descendants(page._page_box):
        printed = [_box_of(inner) for inner in _descendants(box) if _is_printed(inner)]
        for name in _tag_and_classes(box) & set(names) - set(boxes) if printed else ():
            boxes[name] = Box(
                min(inner.left for inner in printed),
                min(inner.top for inner in printed),
                max(inner.right for inner in printed),
                max(inner.bottom for inner in printed),
            )
    return Layout(len(document.pages), Box(0, 0, page.width, page.height), boxes)


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
            before, numbers = numbers, _start_pages(document)
            if before == numbers:
                return bytes(document.write_pdf(pdf_variant=PDF_VARIANT)), len(document.pages)
    raise UnstablePagesError(
        f"The page numbers did not settle in {MAX_PASSES} passes. Shorten a title in the contents."
    )


def _start_pages(document: Any) -> dict[str, int]:
    """Return the page on which each element with an id starts, counted from 1."""
    pages = reversed(list(enumerate(document.pages, 1)))
    return {anchor: number for number, page in pages for anchor in page.anchors}


def _descendants(box: Any) -> Iterator[Any]:
    """Yield a box of the renderer's tree and all boxes within it."""
    box = getattr(box, "_box", box)  # an absolutely positioned box is wrapped in a placeholder
    yield box
    for child in getattr(box, "children", ()):
        yield from _descendants(child)


def _tag_and_classes(box: Any) -> set[str]:
    """Return the tag and the classes of a box's element."""
    element = getattr(box, "element", None)
    return set() if element is None else {box.element_tag, *(element.get("class") or "").split()}


def _is_printed(box: Any) -> bool:
    """Return whether the box is text or a picture."""
    return type(box).__name__ in ("TextBox", "BlockReplacedBox", "InlineReplacedBox")


def _box_of(box: Any) -> Box:
    """Return the place of one of the renderer's boxes on its page."""
    return Box(
        box.position_x, box.position_y, box.position_x + box.width, box.position_y + box.height
    )


def _layout(html: str, pictures: Mapping[str, bytes]) -> Any:
    """Return the page as the renderer's laid-out document."""
    from weasyprint import HTML
    from weasyprint.logger import PROGRESS_LOGGER

    PROGRESS_LOGGER.setLevel(logging.WARNING)  # it logs twelve lines for each document
    page = HTML(string=html, base_url=f"{settings.BASE_URL}/", url_fetcher=_fetcher(pictures))
    return page.render(
        font_config=_font_configuration(),
        pdf_variant=PDF_VARIANT,
        presentational_hints=True,  # without them a list that starts at 4 is printed from 1
    )


def _fetcher(pictures: Mapping[str, bytes]) -> Any:
    """Return a fetcher that reads only our own files and ``pictures``."""
    # The renderer stops at this error. It would only log another one and leave the picture out.
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class OwnFiles(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            scheme, rest = urlsplit(url).scheme, urlsplit(url).path
            name = PurePosixPath(rest).name
            if scheme == "static" and rest == name and (PRINT_ROOT / name).is_file():
                data = _read_file(PRINT_ROOT / name)
            elif scheme == "font" and name in _LOOSE_FONTS:
                data = _make_loose_font(_LOOSE_FONTS[name])
            elif scheme == "font" and name in _font_files():
                data = _read_file(_font_files()[name])
            elif url.startswith(f"{settings.BASE_URL}/") and name in pictures:
                data = pictures[name]
            else:
                raise FatalURLFetchingError(
                    f"A document may show only our own files, not {url[:80]!r}."
                )
            return URLFetcherResponse(
                url, data, {"Content-Type": _CONTENT_TYPES[PurePosixPath(name).suffix]}
            )

    return OwnFiles()


@cache
def _read_file(path: Path) -> bytes:
    return path.read_bytes()


@cache
def _make_loose_font(face: str) -> bytes:
    """Return the font file of a face without its composite letters."""
    # Without them the shaper sets letter and accent apart, each accent at its anchor.
    from fontTools.ttLib import TTFont

    dropped, data = composites(face), io.BytesIO()
    with TTFont(font_file(face), recalcTimestamp=False) as font:
        for table in font["cmap"].tables:
            table.cmap = {code: glyph for code, glyph in table.cmap.items() if code not in dropped}
        font.save(data)
    return data.getvalue()


@cache
def _font_files() -> dict[str, Path]:
    """Return the whole fonts by file name; the site's own fonts are subsets."""
    folders = [font_file(face).parent for face in ("serif", "sans")]
    return {path.name: path for folder in folders for path in sorted(folder.glob("*.otf"))}


@cache
def _font_configuration() -> Any:
    """Return the set of our own fonts, made once in each process."""
    # No document may depend on the fonts that a machine has installed.
    from weasyprint.text.fonts import FontConfiguration

    folder = Path(tempfile.mkdtemp(prefix="waymark-fonts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "fonts").mkdir()
    for name, path in _font_files().items():
        if name.endswith(("-Regular.otf", "-Semibold.otf")):
            shutil.copy(path, folder / "fonts" / name)
    (folder / "fonts.conf").write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig><dir>{folder / 'fonts'}</dir><cachedir>{folder / 'cache'}</cachedir></fontconfig>"
    )
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(folder / "fonts.conf")
    try:
        return FontConfiguration()
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before
