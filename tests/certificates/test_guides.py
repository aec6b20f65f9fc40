import io
from datetime import date

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.db import transaction
from pypdf import PdfReader

from certificates import guide_orders, guides, receivers
from certificates.models import GuideFile
from course.models import Fact, GlossaryTerm, GuidePage, Provider, Reference
from tests.factories import make_edition, make_fact, make_fact_review, sign_off

pytestmark = pytest.mark.django_db
LONG_ADDRESSES = [
    ("R2", "https://www.law.example/of/the/land/and/all/its/many/regulations", "Gazette"),
    ("R3", "https://doi.example/10.1/2", "Journal, doi 10.1/2"),
    ("R4", "https://never.example", "Cited nowhere"),
]


@pytest.fixture
def written(edition):
    """An edition with a guide of two pages, both with a passage of the same name.

    One of them is longer than a sheet.
    """
    words = "<p>A sentence that fills the page. </p>" * 90
    words += '<p>Its <span class="term"><a href="#term-half-life">half-life</a></span> is short.'
    words += '<sup class="cite"><a href="#reference-R1">R1</a></sup></p>'
    table = (
        "<table><thead><tr><th>Route</th></tr></thead>"
        "<tbody><tr><td>By mouth</td></tr></tbody></table>"
    )
    for position, (key, html) in enumerate(
        [
            ("at-a-glance", f'<h2 id="top">Known</h2>{words}'),
            ("checklist", f'<h2 id="top">Before</h2>{table}'),
        ],
        1,
    ):
        GuidePage.objects.create(
            edition=edition, key=key, position=position, title=f"Page {position}", html=html
        )
    GlossaryTerm.objects.create(
        edition=edition, key="half-life", term="Half-life", definition="Time to halve."
    )
    GlossaryTerm.objects.create(
        edition=edition, key="label", term="Label", definition="What a regulator approved."
    )
    for tag, address, source in LONG_ADDRESSES:
        Reference.objects.create(
            edition=edition,
            tag=tag,
            title="Why?",
            source=source,
            kind="law",
            url=address,
            seen="page",
        )
    Reference.objects.create(
        edition=edition,
        tag="R1",
        title="A trial",
        kind="trial",
        participants=40,
        url="https://t.example",
        seen="abstract",
    )
    return edition


def cite(tag: str) -> str:
    return f'<sup class="cite"><a href="#reference-{tag}">{tag}</a></sup>'


def read(file: GuideFile) -> PdfReader:
    with default_storage.open(file.storage_name) as stored:
        return PdfReader(io.BytesIO(stored.read()))


def text(page) -> str:
    return " ".join(page.extract_text().split())


def test_contents_name_the_page_on_which_each_part_starts(written):
    reader = read(guides.guide_of(written))
    contents = text(reader.pages[1])
    titles = ["1 Page 1", "2 Page 2", "3 Glossary", "4 References"]
    starts = [
        next(
            number
            for number, page in enumerate(reader.pages, 1)
            if number > 2 and title in text(page)
        )
        for title in titles
    ]
    assert starts[1] > starts[0] + 1
    assert [
        title
        for title, start in zip(titles, starts, strict=True)
        if f"{title} {start}" not in contents
    ] == []


def test_every_page_says_edition_review_state_expiry_and_number(written):
    reader = read(guides.guide_of(written))
    assert len(reader.pages) > 4
    for number, page in enumerate(reader.pages[1:], 2):
        words = text(page)
        assert "Edition 1 · content not clinically reviewed · out of date after" in words
        assert words.endswith(f" {number}")
        assert "Ketamine: the Basics" in words


def test_the_guide_holds_pages_glossary_and_references(written):
    words = " ".join(text(page) for page in read(guides.guide_of(written)).pages)
    for part in (
        "Known",
        "By mouth",
        "Half-life Time to halve.",
        "A trial",
        "trial n = 40",
        "t.example",
    ):
        assert part in words.replace("\N{NO-BREAK SPACE}", " ")


def test_glossary_and_references_hold_only_what_the_pages_name(written):
    words = " ".join(text(page) for page in read(guides.guide_of(written)).pages)
    assert "What a regulator approved." not in words
    assert "Cited nowhere" not in words


def test_a_page_shows_the_numbers_of_its_sources_and_lists_them_by_kind_at_its_foot(written):
    html = f"<p>One.{cite('R3')} Two.{cite('R1')} Three.{cite('R2')}{cite('R1')}{cite('R3')}</p>"
    GuidePage.objects.create(edition=written, key="c", position=3, title="Cited", html=html)
    reader = read(guides.guide_of(written))
    page = next(words for words in map(text, reader.pages) if "One." in words)
    assert "One.3 Two.1 Three.1–3" in page
    assert "trial 1; law 2–3" in page
    words = " ".join(text(page) for page in reader.pages)
    assert "2 Why? Gazette." in words, "R2 is listed, though only the ends of 1–3 are printed"


def test_an_address_is_printed_if_it_can_be_typed_and_always_linked(written):
    cited = "".join(cite(tag) for tag, _address, _source in LONG_ADDRESSES[:2])
    GuidePage.objects.create(
        edition=written, key="cited", position=3, title="Cited", html=f"<p>{cited}</p>"
    )
    reader = read(guides.guide_of(written))
    words = " ".join(text(page) for page in reader.pages)
    assert "Why? Gazette. law; seen: page" in words
    assert "Why? Journal, doi 10.1/2. law; seen: page" in words
    assert "law.example" not in words
    assert "doi.example" not in words
    links = {
        note.get_object()["/A"].get("/URI")
        for page in reader.pages
        for note in page.get("/Annots", [])
        if "/A" in note.get_object()
    }
    assert {address for _tag, address, _source in LONG_ADDRESSES[:2]} <= links


def test_every_card_says_that_it_is_not_a_protocol_on_each_of_its_pages(written):
    pages = [text(page) for page in read(guides.guide_of(written)).pages]
    glossary = next(
        number for number, words in enumerate(pages) if "Half-life Time to halve." in words
    )
    said = [words.count("Not a protocol: adapt it with your medical lead.") for words in pages]
    assert glossary > 3, "else no page of a card was looked at"
    assert said[2:glossary] == [1] * (glossary - 2)


def test_it_is_tagged_with_language_title_and_bookmarks(written):
    reader = read(guides.guide_of(written))
    root = reader.trailer["/Root"]
    assert (root["/MarkInfo"]["/Marked"], root["/Lang"]) == (True, "en")
    assert reader.metadata.title == "Ketamine: the Basics: the guide"
    titles = [entry["/Title"] for entry in _flat(reader.outline)]
    parts = ["1 Page 1", "Known", "2 Page 2", "Before", "3 Glossary", "4 References"]
    assert titles == ["Ketamine: the Basics", "Contents", *parts]


def test_it_is_made_at_publication_once_the_edition_is_committed(
    written, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        receivers.make_guide(None, edition=written)
        assert not GuideFile.objects.exists()
    assert GuideFile.objects.get().edition == written


def test_it_is_made_once_and_again_if_its_file_is_lost(written):
    made = guides.guide_of(written)
    assert guides.guide_of(written) == made
    assert guide_orders.make_missing() == 0
    default_storage.delete(made.storage_name)
    again = guides.guide_of(written)
    assert (again.pk, again.sha256) == (made.pk, made.sha256)
    assert default_storage.exists(again.storage_name)


def test_a_sign_off_or_another_provider_gives_a_new_file(written):
    first = guides.guide_of(written)
    sign_off(written, "A. Reviewer", "B. Reviewer", profession="Pharmacist")
    reviewed = guides.guide_of(written)
    assert reviewed != first
    assert "A. Reviewer, Pharmacist" in text(read(reviewed).pages[0])
    assert "not clinically reviewed" not in text(read(reviewed).pages[2])
    Provider.objects.update(legal_name="Southgate Hospital", paper="letter")
    cover = read(guides.guide_of(written)).pages[0]
    assert "Southgate Hospital" in text(cover)
    assert (round(cover.mediabox.width), round(cover.mediabox.height)) == (612, 792)


def test_a_guide_carries_a_dated_slip_from_the_day_a_statement_is_overdue(written):
    lesson = written.units.first()
    fact = Fact.objects.create(
        edition=written,
        tag="F24",
        text="The rule ends on a day.",
        confidence="high",
        review_by=date(2027, 1, 15),
    )
    fact.units.add(lesson)
    with time_machine.travel(date(2027, 1, 14)):
        before = guides.guide_of(written)
    with time_machine.travel(date(2027, 1, 15)):
        after, same = guides.guide_of(written), guides.guide_of(written)
    assert "Slip of" not in text(read(before).pages[1])
    assert "Slip of January 15, 2027" in text(read(after).pages[1])
    assert "The rule ends on a day. (January 15, 2027)" in text(read(after).pages[1])
    assert (same, after == before) == (after, False)


def test_the_slip_goes_once_the_statement_was_reviewed():
    edition = make_edition()
    fact = make_fact(edition)
    with time_machine.travel(date(2027, 1, 15)):
        assert guides.stamp_of(edition).overdue == (
            "F1 is so. (January\N{NO-BREAK SPACE}1,\N{NO-BREAK SPACE}2027)",
        )
        make_fact_review(fact)
        assert guides.stamp_of(edition).overdue == ()


def _flat(outline) -> list:
    return [
        entry for item in outline for entry in (_flat(item) if isinstance(item, list) else [item])
    ]


def test_the_cover_says_the_standing_sentences_and_each_page_whom_to_call(written, provider):
    first, *pages = map(text, read(guides.guide_of(written)).pages)
    assert "Only for tests. It permits nothing." in first
    lines = "In an emergency call 911. To talk to somebody in a crisis: 988 (call or text)."
    assert all(lines in page for page in pages)

    Provider.objects.update(country="GB")  # the guide is made anew
    _first, *pages = map(text, read(guides.guide_of(written)).pages)
    assert all("In an emergency call 911. In an emergency, call 999." in page for page in pages)


def test_a_guide_without_terms_and_sources_has_no_chapters_for_them(edition):
    GuidePage.objects.create(edition=edition, key="a", position=1, title="Page", html="<p>So.</p>")
    words = " ".join(text(page) for page in read(guides.guide_of(edition)).pages)
    assert "1 Page" in words
    assert "Glossary" not in words
    assert "References" not in words
