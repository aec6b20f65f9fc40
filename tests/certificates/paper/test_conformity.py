"""Every document is PDF/UA-1 and PDF/A-2a at once, and says so."""

import pytest

from certificates import documents, printing
from tests.certificates.paper.test_layout import LONG
from tests.certificates.test_documents import made, read

# One of everything that the guide is made of: a running head, a picture, row headers, links.
GUIDE = """<html lang="en"><head><title>A guide</title>
<link rel="stylesheet" href="static:document.css"><link rel="stylesheet" href="static:guide.css">
</head><body><p class="running-title">A running head</p><h1 id="top">A guide</h1>
<section class="contents"><p>Read <a href="#top">the beginning
again</a>.<span class="blank"></span></p>
<img src="static:mark.svg" alt="The mark">
<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">
<path d="M0 0h9v9z"/></svg>
<table><thead><tr><th scope="col">Day</th>
<th scope="col">Hours</th></tr></thead><tbody><tr><th scope="row">One</th><td>3</td></tr>
</tbody></table></section><p>The next page.</p>
</body></html>"""


@pytest.fixture(scope="module")
def papers() -> dict[str, bytes]:
    """Return one PDF of each kind, made once."""
    unsigned = {"signatory_name": "", "signatory_title": ""}
    return {
        "A4": printing.render(made()),
        "unsigned on Letter": printing.render(made(paper="letter", **unsigned)),
        "two pages": printing.render(made(**LONG)),
        "guide": documents.render(GUIDE),
    }


KINDS = pytest.mark.parametrize("kind", ["A4", "unsigned on Letter", "two pages", "guide"])


def elements_of(pdf: bytes) -> list[dict]:
    """Return the elements of the structure, in the order in which they are read."""

    def within(element):
        yield element
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            kid = kid.get_object()
            if isinstance(kid, dict) and "/S" in kid:
                yield from within(kid)

    root = read(pdf).trailer["/Root"]["/StructTreeRoot"]
    return list(within(root["/K"][0].get_object()))


@KINDS
def test_a_validator_finds_both_standards_kept(papers, kind):
    import page as validator

    for profile in (validator.ValidationProfile.PDF_UA_1, validator.ValidationProfile.PDF_A_2A):
        report = validator.validate_pdf_bytes(papers[kind], profile=profile)
        assert [(failure.rule_id, failure.message) for failure in report.failures] == []
        assert report.is_compliant


@KINDS
def test_no_stream_ends_like_a_line_so_that_every_reader_counts_its_length_alike(papers, kind):
    assert b"\r\nendstream" not in papers[kind]
    assert b"\n\nendstream" not in papers[kind]


@KINDS
def test_plain_tools_can_read_that_it_declares_both(papers, kind):
    assert b"<pdfuaid:part>1</pdfuaid:part>" in papers[kind]
    assert b'pdfaid:part="2"' in papers[kind]
    assert b'pdfaid:conformance="A"' in papers[kind]


@KINDS
def test_header_cells_say_what_they_head_and_nothing_is_empty(papers, kind):
    elements = elements_of(papers[kind])
    scopes = [element["/A"]["/Scope"] for element in elements if element["/S"] == "/TH"]
    assert scopes
    assert set(scopes) <= {"/Column", "/Row"}
    empty = [element["/S"] for element in elements if not element["/K"]]
    assert set(empty) <= {"/TD", "/TH"}


@KINDS
def test_the_boxes_of_pictures_lie_on_their_page(papers, kind):
    figures = [element for element in elements_of(papers[kind]) if element["/S"] == "/Figure"]
    assert len(figures) == 1, "the ornament of the guide is no picture"
    for figure in figures:
        left, bottom, right, top = figure["/A"]["/BBox"]
        page = figure["/Pg"]["/MediaBox"]
        assert 0 <= left < right <= page[2]
        assert 0 <= bottom < top <= page[3]


def test_a_running_head_is_decoration_and_a_link_is_described_by_its_words(papers):
    first, second = read(papers["guide"]).pages
    content = b" ".join(second.get_contents().get_data().split())
    assert b"/Artifact <</Type /Pagination>> BDC" in content
    [link] = first["/Annots"]
    assert link.get_object()["/Contents"] == "the beginning again"
