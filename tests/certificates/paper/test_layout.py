"""The paper of a certificate has room for everything, on one page or on two."""

import pytest

from certificates import printing
from tests.certificates.test_documents import made, read, text_of
from tests.certificates.test_holding import JOINT_STATEMENT

FIVE_UNITS = (
    "1.1 What ketamine is, and what it is not",
    "2.3 Before the first session: screening and consent",
    "3.2 During the session: presence and observation",
    "4.1 Afterwards: integration and follow-up",
    "Quiz: orientation and the law",
)
NAME = "Wilhelmina Alexandra Featherstonehaugh " * 4
TITLE = "Ketamine-Assisted Therapy in Community Settings: Preparation and Integration " * 3
LONG = {
    "holder_name": NAME[:119] + "x",
    "course_title": TITLE[:199] + "x",
    "accreditation": JOINT_STATEMENT,
    "waived": "\n".join(FIVE_UNITS),
    "provider_name": "The Northgate and Riverside University Teaching Hospitals Foundation "
    "Department of Continuing Professional Education and Development",
    "provider_address": "Education Centre, Floor 3\n1 North Street\nNorthgate-upon-Riverside",
    "provider_web": f"https://{'n' * 180}.example",
    "signatory_title": "Associate Director of Continuing Professional Education and Development",
}
PAPERS = pytest.mark.parametrize("paper", ["A4", "letter"])


@PAPERS
def test_an_ordinary_certificate_is_one_page_in_full_size(paper):
    html = printing.fitted(made(paper=paper)).html
    assert html == printing.render_html(made(paper=paper))


@PAPERS
def test_all_long_texts_at_once_continue_on_a_second_page(paper):
    certificate = made(paper=paper, **LONG)
    assert printing.fitted(certificate).crowded == []
    pdf = printing.render(certificate)
    first, second = (" ".join(page.extract_text().split()) for page in read(pdf).pages)

    assert "Page 1 of 2" in first
    assert "5 units were waived by the issuer; page 2 names them." in first
    assert "As stated on page 2" in first
    order = ["Page 2 of 2", LONG["holder_name"], *FIVE_UNITS, "completion only", JOINT_STATEMENT]
    places = [second.replace(" ", "").find(text.replace(" ", "")) for text in order]
    assert -1 not in places
    assert places == sorted(places)
    for page in (first, second):
        assert certificate.shown_code in page
        assert certificate.provider_name in page


def test_the_text_is_read_in_the_order_of_the_page():
    text = text_of(printing.render(made(accreditation="Two credits by the Council.")))
    order = (
        "Northgate Teaching Hospital",
        "Certificate of completion",
        "Ada Lovelace",
        "records completion only",
        "Two credits",
        "Completed on",
        "Clinical review",
        "7K4P-2QXD-9100",
        "kept with Waymark",
    )
    places = [text.find(words) for words in order]
    assert -1 not in places
    assert places == sorted(places)
