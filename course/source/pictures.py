"""Read the pictures of a course; refuse wrong kinds, huge sizes, and SVG with more than shapes."""

import hashlib
import re
import warnings
from collections.abc import Mapping
from io import BytesIO
from pathlib import PurePosixPath
from xml.etree import ElementTree

from PIL import Image

from course.source.files import IMAGE_SUFFIXES, Report, SourceTree
from course.source.parts import AssetSource
from course.source.svg_work import work_mistake

IMAGE_FOLDER = PurePosixPath("img")
MAX_SIDE_PIXELS = 10_000
MAX_MILLION_PIXELS = 89  # Image.MAX_IMAGE_PIXELS, from which the library warns
FORMAT_BY_SUFFIX = {".png": "PNG", ".jpg": "JPEG", ".webp": "WEBP"}
SVG_NAMESPACE = "{http://www.w3.org/2000/svg}"
SVG_ELEMENTS = {
    "svg", "g", "title", "desc", "rect", "line", "path", "circle", "ellipse", "polyline",
    "polygon", "text", "tspan", "defs", "linearGradient", "radialGradient", "stop", "clipPath",
    "marker", "pattern", "use", "symbol",
}  # fmt: skip
SVG_DECLARATION = re.compile(r"<!(?:DOCTYPE|ENTITY)|<\?xml-", re.IGNORECASE)
SVG_OPENING = re.compile(r"<([\w.-]+)")
SVG_ADDRESS = re.compile(r"url\(\s*[\"']?\s*(.)", re.IGNORECASE)
SVG_LENGTH = re.compile(r"([0-9]{1,5}(?:\.[0-9]+)?)(?:px)?")


def read_pictures(tree: SourceTree, report: Report) -> Mapping[str, AssetSource]:
    """Return the pictures in img/, by path."""
    assets = {}
    for path, data in tree.files.items():
        file = PurePosixPath(path)
        is_picture = file.suffix in IMAGE_SUFFIXES
        if is_picture and file.parent == IMAGE_FOLDER:
            assets[path] = _picture(path, data, report)
        elif is_picture:
            report.add(path, 1, "pictures stand in img/; move this one there")
        elif IMAGE_FOLDER in file.parents:
            report.add(path, 1, "img/ holds pictures only; move or remove this file")
    return assets


def _picture(path: str, data: bytes, report: Report) -> AssetSource:
    suffix = PurePosixPath(path).suffix
    if suffix == ".svg":
        width, height = _svg_size(path, data, report)
    else:
        width, height = _raster_size(path, suffix, data, report)
    digest = hashlib.sha256(data).hexdigest()
    return AssetSource(path, digest, suffix, data, width, height)


def _raster_size(path: str, suffix: str, data: bytes, report: Report) -> tuple[int, int]:
    picture_format = FORMAT_BY_SUFFIX[suffix]
    try:
        size = _verified_size(data, picture_format)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        text = f"this picture has more than {MAX_MILLION_PIXELS} million pixels; make it smaller"
        report.add(path, 1, text)
        return 1, 1
    except Exception:  # the library raises whatever its decoders raise
        text = (
            f"this is not a readable {picture_format} picture; "
            "save it again, under the right ending"
        )
        report.add(path, 1, text)
        return 1, 1

    width, height = size
    if max(size) > MAX_SIDE_PIXELS:
        text = (
            f"this picture is {width} × {height} pixels; "
            f"make it at most {MAX_SIDE_PIXELS} on each side"
        )
        report.add(path, 1, text)
    return size


def _verified_size(data: bytes, picture_format: str) -> tuple[int, int]:
    """Return width and height; raise what the library raises for a damaged or huge picture."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with Image.open(BytesIO(data), formats=[picture_format]) as image:
            size = image.size
            image.verify()
            return size


def _svg_size(path: str, data: bytes, report: Report) -> tuple[int, int]:
    """Return width and height in pixels; (1, 1), reported, if the picture cannot be read."""
    svg = _read_svg(path, data, report)
    if svg is None:
        return 1, 1

    text, root = svg
    if root.tag != f"{SVG_NAMESPACE}svg":
        mistake = "this is not an SVG picture; its first element is svg in the namespace of SVG"
        report.add(path, 1, mistake)
    mistake = work_mistake(root)
    if mistake:
        report.add(path, 1, mistake)
    first_lines = _first_lines(text)
    for element in root.iter():
        _check_svg_element(path, first_lines, element, report)
    return _svg_length(root, "width", 2), _svg_length(root, "height", 3)


def _read_svg(path: str, data: bytes, report: Report) -> tuple[str, ElementTree.Element] | None:
    """Return an SVG picture's text and its first element, or None (reported)."""
    try:
        text = data.decode("utf-8")
        if SVG_DECLARATION.search(text):
            report.add(path, 1, "an SVG here has no DOCTYPE, entities or style sheets; remove them")
            return None
        root = ElementTree.fromstring(text)  # noqa: S314 (no DTD, so no entities)
    except (ValueError, ElementTree.ParseError, RecursionError) as error:
        mistake = "this is not a readable SVG picture; save it again as plain SVG in UTF-8"
        report.add(path, _line_of(error), mistake)
        return None
    return text, root


def _line_of(error: Exception) -> int:
    return error.position[0] if isinstance(error, ElementTree.ParseError) else 1


def _check_svg_element(
    path: str, first_lines: Mapping[str, int], element: ElementTree.Element, report: Report
) -> None:
    """Report an element of an SVG picture that is more than a shape or words.

    first_lines: where an element of each name stands first.
    """
    tag = str(element.tag)
    name = _without_namespace(tag)
    line = first_lines.get(name, 1)
    is_drawing = tag.startswith(SVG_NAMESPACE) and name in SVG_ELEMENTS
    if not is_drawing:
        mistake = f"<{name[:40]}> is not allowed in an SVG picture; draw with shapes and text only"
        report.add(path, line, mistake)

    for full_name, value in element.attrib.items():
        attribute = _without_namespace(full_name).lower()
        mistake = _attribute_mistake(attribute, value)
        if mistake:
            report.add(path, line, mistake)


def _without_namespace(name: str) -> str:
    _namespace, _brace, local_name = name.rpartition("}")
    return local_name


def _first_lines(text: str) -> dict[str, int]:
    """Return the first line that holds an element of each name."""
    lines: dict[str, int] = {}
    for number, written in enumerate(text.split("\n"), 1):
        for name in SVG_OPENING.findall(written):
            lines.setdefault(name, number)
    return lines


def _attribute_mistake(attribute: str, value: str) -> str:
    """Return why an attribute of an SVG picture is refused; "" if it is not."""
    shown = attribute[:40]
    if attribute.startswith("on") or attribute in {"style", "marker-mid"}:
        return f'"{shown}" is not allowed in an SVG picture; use attributes such as fill'

    if "\\" in value:  # "\\75rl(" is "url(" to a browser
        return f'"{shown}" holds a backslash, which no picture needs; remove it'

    is_local = value.strip().startswith("#")
    is_address_elsewhere = attribute in {"href", "src"} and not is_local
    addresses = SVG_ADDRESS.findall(value)
    if is_address_elsewhere or any(first != "#" for first in addresses):
        return f'"{shown}" leads out of the SVG picture; draw everything in the file itself'
    return ""


def _svg_length(root: ElementTree.Element, name: str, position: int) -> int:
    """Return width or height in pixels.

    As written, else by the view box, else the default of browsers.
    position: where the view box holds it.
    """
    length = SVG_LENGTH.fullmatch(root.get(name, "").strip())
    box = root.get("viewBox", "").replace(",", " ").split()
    if length is None and len(box) == 4:
        length = SVG_LENGTH.fullmatch(box[position])
    if length is None:
        return 300 if name == "width" else 150
    return max(1, round(float(length.group(1))))
