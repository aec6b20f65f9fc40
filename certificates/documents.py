"""Certificate and guide as PDF: rendered HTML in, bytes out. Only our own print files and fonts can be fetched."""

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
VARIANT = "pdf/ua-1"
PASSES = 4
_TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".otf": "font/otf", ".png": "image/png", ".jpg": "image/jpeg",
          ".jpeg": "image/jpeg", ".webp": "image/webp"}  # fmt: skip
_LOOSE_FONTS = {f"{face}{LOOSE}.otf": face for face in FACES}
# The renderer is not made for threads; one document at a time in a process is fast enough.
_RENDERING = threading.Lock()


@dataclass(frozen=True)
class Box:
    """Hold where text or a picture was printed, in CSS pixels from the page's top left corner."""

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
        """Return whether ``margin`` is left to every edge of the page."""
        return (
            self.left - page.left >= margin
            and self.top - page.top >= margin
            and page.right - self.right >= margin
            and page.bottom - self.bottom >= margin
        )


@dataclass(frozen=True)
class Layout:
    """Hold a laid-out document: its number of pages, the first page, and what is printed on it, by name."""

    pages: int
    page: Box
    boxes: Mapping[str, Box]


class UnstablePagesError(RuntimeError):
    """The page numbers of the contents did not settle."""


def render(html: str, *, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """The page as a tagged PDF. ``pictures`` are the files that the page may show, by their file names.

    Anything else that the page names, but for ``static:`` (static/print) and ``font:``, stops the rendering.
    The same input gives the same bytes, if the page states its dates (dcterms.created, dcterms.modified).
    """
    with _RENDERING:
        document = _layout(html, pictures or {})
        return bytes(document.write_pdf(pdf_variant=VARIANT))


def measure(html: str, names: Collection[str]) -> Layout:
    """Return where the elements of these tags or classes print their text and pictures."""
    with _RENDERING:
        document = _layout(html, {})
    page = document.pages[0]
    boxes: dict[str, Box] = {}
    for box in _descendants(page._page_box):
        printed = [_extent(each) for each in _descendants(box) if _is_printed(each)]
        for name in _names(box) & set(names) - set(boxes) if printed else ():
            boxes[name] = Box(
                min(each.left for each in printed),
                min(each.top for each in printed),
                max(each.right for each in printed),
                max(each.bottom for each in printed),
            )
    return Layout(len(document.pages), Box(0, 0, page.width, page.height), boxes)


def render_numbered(
    html: Callable[[Mapping[str, int]], str], *, pictures: Mapping[str, bytes] | None = None
) -> tuple[bytes, int]:
    """A document that prints its own page numbers, and how many pages it has.

    ``html`` is asked for the page with the numbers known so far (by the ids of elements, empty at first) until they no
    longer change: the renderer's own target-counter loses footnotes. Raises UnstablePagesError if they do not settle.
    """
    numbers: dict[str, int] = {}
    with _RENDERING:
        for _attempt in range(PASSES):
            document = _layout(html(numbers), pictures or {})
            before, numbers = numbers, _starts(document)
            if before == numbers:
                return bytes(document.write_pdf(pdf_variant=VARIANT)), len(document.pages)
    raise UnstablePagesError(f"The page numbers did not settle in {PASSES} passes. Shorten a title in the contents.")


def _starts(document: Any) -> dict[str, int]:
    """On which page each element with an id starts, counted from 1."""
    pages = reversed(list(enumerate(document.pages, 1)))
    return {anchor: number for number, page in pages for anchor in page.anchors}


def _descendants(box: Any) -> Iterator[Any]:
    """Yield a box of the renderer's tree and all boxes within it."""
    box = getattr(box, "_box", box)  # what is positioned absolutely stands behind a placeholder
    yield box
    for child in getattr(box, "children", ()):
        yield from _descendants(child)


def _names(box: Any) -> set[str]:
    """Return the tag and the classes of a box's element."""
    element = getattr(box, "element", None)
    return set() if element is None else {box.element_tag, *(element.get("class") or "").split()}


def _is_printed(box: Any) -> bool:
    return type(box).__name__ in ("TextBox", "BlockReplacedBox", "InlineReplacedBox")


def _extent(box: Any) -> Box:
    return Box(box.position_x, box.position_y, box.position_x + box.width, box.position_y + box.height)


def _layout(html: str, pictures: Mapping[str, bytes]) -> Any:
    from weasyprint import HTML
    from weasyprint.logger import PROGRESS_LOGGER

    PROGRESS_LOGGER.setLevel(logging.WARNING)  # twelve lines a document would bury the events
    page = HTML(string=html, base_url=f"{settings.BASE_URL}/", url_fetcher=_fetcher(pictures))
    return page.render(font_config=_fonts(), pdf_variant=VARIANT)


def _fetcher(pictures: Mapping[str, bytes]) -> Any:
    """A fetcher for what is ours; its refusal cannot be swallowed, so that nothing is left out silently."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class OwnFiles(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            scheme, rest = urlsplit(url).scheme, urlsplit(url).path
            name = PurePosixPath(rest).name
            if scheme == "static" and rest == name and (PRINT_ROOT / name).is_file():
                data = _file(PRINT_ROOT / name)
            elif scheme == "font" and name in _LOOSE_FONTS:
                data = _loose_font(_LOOSE_FONTS[name])
            elif scheme == "font" and name in _font_names():
                data = _file(_font_names()[name])
            elif url.startswith(f"{settings.BASE_URL}/") and name in pictures:
                data = pictures[name]
            else:
                raise FatalURLFetchingError(f"A document may show only our own files, not {url[:80]!r}.")
            return URLFetcherResponse(url, data, {"Content-Type": _TYPES[PurePosixPath(name).suffix]})

    return OwnFiles()


@cache
def _file(path: Path) -> bytes:
    return path.read_bytes()


@cache
def _loose_font(face: str) -> bytes:
    """A face without its composites, so that the shaper puts a letter's marks where the anchors say."""
    from fontTools.ttLib import TTFont

    dropped, data = composites(face), io.BytesIO()
    with TTFont(font_file(face), recalcTimestamp=False) as font:
        for table in font["cmap"].tables:
            table.cmap = {code: glyph for code, glyph in table.cmap.items() if code not in dropped}
        font.save(data)
    return data.getvalue()


@cache
def _font_names() -> dict[str, Path]:
    """The unsubset fonts, in which no name loses a letter."""
    folders = [font_file(face).parent for face in ("serif", "sans")]
    return {path.name: path for folder in folders for path in sorted(folder.glob("*.otf"))}


@cache
def _fonts() -> Any:
    """A font set of our own, so that no document depends on what a machine has installed. Kept for the process."""
    from weasyprint.text.fonts import FontConfiguration

    folder = Path(tempfile.mkdtemp(prefix="waymark-fonts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "fonts").mkdir()
    for name, path in _font_names().items():
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
