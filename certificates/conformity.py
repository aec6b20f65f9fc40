"""Mend what the renderer leaves out of PDF/A-2a and PDF/UA-1, just before a PDF is written.

The renderer writes one of the two standards only. Its pictures have boxes in the wrong unit, its
header cells no scope, and its running heads are neither content nor marked as decoration.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, Protocol

PDF_VARIANT = "pdf/a-2a"
POINTS_PER_PIXEL = 0.75
MAX_FILLERS = 10
# PDF/A asks that a property it does not know is described in the file.
_DECLARES_UA = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">\
<pdfuaid:part>1</pdfuaid:part></rdf:Description>\
<rdf:Description rdf:about=""\
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"\
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"\
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name>\
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of PDF/UA that the file conforms to</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property>\
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""
# A stream whose last byte looks like the end of a line: some readers then miscount its length.
_UNCLEAR_ENDS = (b"\r\nendstream", b"\n\nendstream")
_RDF_END = b"</rdf:RDF>"
# A table needs all of its cells, empty or not.
_CELLS = ("/TD", "/TH")

# An element of the structure that is read aloud: one of the renderer's untyped dictionaries.
Element = dict[str, Any]


class Document(Protocol):
    """The renderer's document, as far as we read it."""

    pages: Any

    def write_pdf(self, *, finisher: Callable[..., None], pdf_variant: str) -> bytes:
        """Return the document as a PDF."""


def write(document: Document) -> bytes:
    """Return the document as PDF/A-2a and PDF/UA-1."""
    written = b""
    # The renderer makes its lists of objects last. Where one of them ends like a line, another
    # object in it gives it another end; one in a hundred files needs a second try.
    for fillers in range(MAX_FILLERS):
        finisher = partial(_conform, fillers=fillers)
        written = document.write_pdf(finisher=finisher, pdf_variant=PDF_VARIANT)
        is_unclear = any(end in written for end in _UNCLEAR_ENDS)
        if not is_unclear:
            break
    return written


def _conform(document: Document, pdf: Any, *, fillers: int) -> None:
    """Make a PDF that is about to be written conform to PDF/UA-1 too.

    fillers: how many objects without a meaning to add.
    """
    import pydyf

    _rewrite_metadata(pdf)
    for page in document.pages:
        boxes = descendants(page._page_box)
        for box in boxes:
            _mend_header_cell(box)
            _describe_link(box)
    elements = _elements_by_reference(pdf)
    _place_pictures(document, pdf, elements.values())
    unread = _drop_unread(pdf, elements)
    decoration = [elements[reference] for reference in unread]
    _mark_as_decoration(pdf, decoration)
    _forget(pdf, unread, elements)
    _end_streams_clearly(pdf)
    for _filler in range(fillers):
        pdf.add_object(pydyf.Dictionary())


def descendants(box: Any) -> Iterator[Any]:
    """Yield a box of the renderer's tree and all boxes within it."""
    box = getattr(box, "_box", box)  # an absolutely positioned box is wrapped in a placeholder
    yield box
    for child in getattr(box, "children", ()):
        yield from descendants(child)


def _object(pdf: Any, reference: bytes) -> Any:
    """Return the object that a reference ("12 0 R") stands for."""
    number = int(reference.split()[0])
    return pdf.objects[number]


def _rewrite_metadata(pdf: Any) -> None:
    """Declare PDF/UA-1 beside PDF/A-2a, in metadata that plain tools can read."""
    stream = _object(pdf, pdf.catalog["Metadata"])
    [packet] = stream.stream
    stream.stream = [packet.replace(_RDF_END, _DECLARES_UA + _RDF_END, 1)]
    stream.compress = False


def _mend_header_cell(box: Any) -> None:
    """Say whether a header cell is of a row or of a column."""
    # The renderer leaves the element of a cell on its box.
    is_header = getattr(box, "element_tag", None) == "th"
    if not is_header or not hasattr(box, "mark"):
        return
    attributes = box.mark["A"]
    is_of_row = box.element.get("scope") == "row"
    attributes["Scope"] = "/Row" if is_of_row else "/Column"


def _describe_link(box: Any) -> None:
    """Describe a link by its words, where the renderer has written its address."""
    import pydyf

    annotation = getattr(box, "link_annotation", None)
    if not annotation:
        return
    texts = [inner.text for inner in descendants(box) if type(inner).__name__ == "TextBox"]
    words = " ".join("".join(texts).split())
    if words:
        annotation["Contents"] = pydyf.String(words)


def _elements_by_reference(pdf: Any) -> dict[bytes, Element]:
    """Return the elements of the structure by the references to them."""
    elements: dict[bytes, Element] = {}
    for item in pdf.objects:
        if isinstance(item, dict) and item.get("Type") == "/StructElem":
            reference: bytes = item.reference  # type: ignore[attr-defined]
            elements[reference] = item
    return elements


def _place_pictures(document: Document, pdf: Any, elements: Iterable[Element]) -> None:
    """Give the boxes of pictures in points from the foot of their page, as PDF counts."""
    heights = {
        reference: page.height
        for reference, page in zip(pdf.page_references, document.pages, strict=True)
    }
    for element in elements:
        if element["S"] != "/Figure":
            continue
        box = element["A"]["BBox"]
        left, top, right, bottom = box
        height = heights[element["Pg"]]
        in_pixels = (left, height - bottom, right, height - top)
        box[:] = [round(length * POINTS_PER_PIXEL, 3) for length in in_pixels]


def _drop_unread(pdf: Any, elements: dict[bytes, Element]) -> set[bytes]:
    """Drop what has nothing to read; return the references to all that is not read aloud."""
    tree = _object(pdf, pdf.catalog["StructTreeRoot"])
    [root] = tree["K"]
    _drop_empty_children(elements[root], elements)
    read_aloud = set(_reachable(root, elements))
    return {reference for reference in elements if reference not in read_aloud}


def _drop_empty_children(element: Element, elements: dict[bytes, Element]) -> None:
    """Take pictures without words and elements without content out, at every depth."""
    kept = []
    for child in element["K"]:
        inner = elements.get(child) if isinstance(child, bytes) else None
        if inner is not None:
            _drop_empty_children(inner, elements)
        if inner is None or _is_read_aloud(inner):
            kept.append(child)
    element["K"][:] = kept


def _is_read_aloud(element: Element) -> bool:
    """Return whether an element has something to read; each cell of a table counts."""
    if element["S"] == "/Figure":
        return "Alt" in element
    return bool(element["K"]) or element["S"] in _CELLS


def _reachable(reference: bytes, elements: dict[bytes, Element]) -> Iterator[bytes]:
    """Yield the references to an element and to all elements within it."""
    yield reference
    for child in elements[reference]["K"]:
        if isinstance(child, bytes) and child in elements:
            yield from _reachable(child, elements)


def _mark_as_decoration(pdf: Any, elements: Iterable[Element]) -> None:
    """Mark what elements show, running heads and ornaments, as not read aloud."""
    for page, marks in _marks_by_page(elements).items():
        contents = _object(pdf, page)["Contents"]
        content = _object(pdf, contents).stream
        for place, item in enumerate(content):
            # A mark is three items: its tag, its number, and the operator.
            if isinstance(item, dict) and item.get("MCID") in marks:
                content[place - 1] = "/Artifact"
                item.clear()
                item["Type"] = "/Pagination"


def _marks_by_page(elements: Iterable[Element]) -> dict[bytes, set[int]]:
    """Return the numbers of what elements show, by the reference to their page."""
    marks_by_page: dict[bytes, set[int]] = defaultdict(set)
    for element in elements:
        marks = {child for child in element["K"] if isinstance(child, int)}
        marks_by_page[element["Pg"]] |= marks
    return marks_by_page


def _forget(pdf: Any, references: set[bytes], elements: dict[bytes, Element]) -> None:
    """Empty elements that nothing refers to any more but the list of all marks."""
    tree = _object(pdf, pdf.catalog["StructTreeRoot"])
    marks = _object(pdf, tree["ParentTree"])["Nums"]
    for entry in marks:
        if isinstance(entry, list):
            entry[:] = ["null" if owner in references else owner for owner in entry]
    for reference in references:
        elements[reference].clear()


def _end_streams_clearly(pdf: Any) -> None:
    """Add a blank to compressed streams whose last byte looks like the end of a line."""
    for item in pdf.objects:
        is_compressed = getattr(item, "compress", False)
        while is_compressed and item.data.endswith(_UNCLEAR_ENDS):
            item.stream.append(b" ")
