"""What staff print of a report."""

from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from tests.factories import enrol, make_edition, make_provider

pytestmark = pytest.mark.browser


def test_a_report_prints_on_one_sheet_with_its_title(live_server, new_context, sign_in, ada, grace):
    make_provider()
    enrol(ada, make_edition())
    context = new_context()
    sign_in(context, grace)
    page = context.new_page()
    for name, title in (
        ("staff:activity", "Activity report: The Basics, edition 1"),
        ("staff:steps", "How far people get"),
    ):
        page.goto(live_server.url + reverse(name))
        printed = PdfReader(BytesIO(page.pdf(format="A4"))).pages
        assert len(printed) == 1, name
        text = printed[0].extract_text()
        assert title in text
        assert "Count the same again" not in text
