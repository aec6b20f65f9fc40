"""What a document may read: our own files and fonts, and the pictures that it is given."""

import atexit
import io
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from django.conf import settings

from course.names.paper_fonts import FACES, LOOSE, composites, font_file

PRINT_ROOT = settings.BASE_DIR / "static" / "print"
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
# Every font that a document is set in; the other files of the faces are never installed.
_INSTALLED_WEIGHTS = ("-Regular.otf", "-Semibold.otf")
_FONTCONFIG = "FONTCONFIG_FILE"


def fetcher(pictures: Mapping[str, bytes]) -> object:
    """Return a fetcher for the renderer that reads only our own files and ``pictures``."""
    # The renderer stops at this error. It would only log another one and leave the picture out.
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class OwnFiles(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> object:
            data = _read(url, pictures)
            if data is None:
                raise FatalURLFetchingError(
                    f"A document may show only our own files, not {url[:80]!r}."
                )
            content_type = _CONTENT_TYPES[PurePosixPath(_name_in(url)).suffix]
            return URLFetcherResponse(url, data, {"Content-Type": content_type})

    return OwnFiles()


def _read(url: str, pictures: Mapping[str, bytes]) -> bytes | None:
    """Return what an address stands for; None if a document may not read it."""
    name = _name_in(url)
    scheme = urlsplit(url).scheme
    if scheme == "static":
        return _read_print_file(urlsplit(url).path)
    if scheme == "font":
        return _read_font(name)
    if url.startswith(f"{settings.BASE_URL}/"):
        return pictures.get(name)
    return None


def _name_in(url: str) -> str:
    """Return the file name at the end of an address."""
    return PurePosixPath(urlsplit(url).path).name


def _read_print_file(name: str) -> bytes | None:
    """Return a file that lies directly in static/print, or None."""
    has_folder = PurePosixPath(name).name != name
    path = PRINT_ROOT / name
    if has_folder or not path.is_file():
        return None
    return _read_file(path)


def _read_font(name: str) -> bytes | None:
    """Return a font by its file name, or None."""
    if name in _LOOSE_FONTS:
        return _make_loose_font(_LOOSE_FONTS[name])
    path = _font_files().get(name)
    return _read_file(path) if path else None


@cache
def _read_file(path: Path) -> bytes:
    return path.read_bytes()


@cache
def _make_loose_font(face: str) -> bytes:
    """Return the font file of a face without its composite letters."""
    # Without them the shaper sets letter and accent apart, each accent at its anchor.
    from fontTools.ttLib import TTFont

    dropped = composites(face)
    data = io.BytesIO()
    with TTFont(font_file(face), recalcTimestamp=False) as font:
        for table in font["cmap"].tables:
            for code in dropped & set(table.cmap):
                del table.cmap[code]
        font.save(data)
    return data.getvalue()


@cache
def _font_files() -> dict[str, Path]:
    """Return the whole fonts by file name; the site's own fonts are subsets."""
    files: dict[str, Path] = {}
    for face in FACES:
        folder = font_file(face).parent
        for path in sorted(folder.glob("*.otf")):
            files[path.name] = path
    return files


@cache
def font_configuration() -> object:
    """Return the set of our own fonts for the renderer, made once in each process."""
    # No document may depend on the fonts that a machine has installed.
    from weasyprint.text.fonts import FontConfiguration

    folder = Path(tempfile.mkdtemp(prefix="waymark-fonts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    _install_fonts(folder / "fonts")
    fonts_conf = folder / "fonts.conf"
    fonts_conf.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        "<fontconfig>"
        f"<dir>{folder / 'fonts'}</dir>"
        f"<cachedir>{folder / 'cache'}</cachedir>"
        "</fontconfig>"
    )
    with _environment(_FONTCONFIG, str(fonts_conf)):
        configuration: object = FontConfiguration()
    return configuration


def _install_fonts(folder: Path) -> None:
    """Copy the fonts that documents are set in to a new folder."""
    folder.mkdir()
    for name, path in _font_files().items():
        if name.endswith(_INSTALLED_WEIGHTS):
            shutil.copy(path, folder / name)


@contextmanager
def _environment(name: str, value: str) -> Iterator[None]:
    """Set a variable of the environment for the length of a ``with`` block."""
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before
