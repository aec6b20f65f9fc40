import copy
import hashlib
import io
import re
import subprocess
import sys
import unicodedata
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from certificates import documents, printing
from certificates.models import Certificate
from docs import paper_drawings
from tests.course.names.test_holder_names import PRINTABLE

FACTS = {
    "code": "7K4P2QXD9100",
    "award_key": "basics",
    "holder_name": "Ada Lovelace",
    "course_slug": "basics",
    "course_title": "Ketamine: the Basics",
    "edition_number": 3,
    "edition_digest": "a" * 64,
    "language": "en",
    "module_count": 2,
    "quiz_count": 2,
    "pass_mark": 80,
    "minutes": 137,
    "completed_on": date(2026, 11, 23),
    "completed_zone": "America/Vancouver",
    "issued_at": datetime(2026, 11, 24, 2, 30, tzinfo=UTC),
    "issued_zone": "Europe/London",
    "review_state": "not-reviewed",
    "limits": "It is not a licence.",
    "provider_name": "Northgate Teaching Hospital",
    "provider_address": "1 North Street\nNorthgate",
    "provider_web": "https://northgate.example",
    "provider_contact": "courses@northgate.example",
    "signatory_name": "Grace Hopper",
    "signatory_title": "Head of Education",
    "paper": "A4",
    "verify_url": "https://waymark.example/verify/7K4P-2QXD-9100/",
}


def made(**changes) -> Certificate:
    return Certificate(**(FACTS | changes))


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    text = " ".join(page.extract_text() for page in read(pdf).pages)
    return " ".join(unicodedata.normalize("NFC", text).split())


def test_the_paper_states_every_field():
    certificate = made(waived="1.4 Quiz one", accreditation="Two credits by the Example Council.")
    text = text_of(printing.render(certificate)).replace(" ", "")
    missing = [
        field.key
        for field in printing.fields(certificate)
        for line in (
            field.value.splitlines()
            if field.key != "issuer"
            else printing.issuer_lines(certificate)
        )
        if field.key != "time" and "".join(line.split()) not in text
    ]
    assert missing == []
    for words in (
        "Certificateofcompletion",
        "Estimatedtime,notmeasured",
        "2.25hours",
        "waymark.example/verify",
    ):
        assert words in text


def test_it_claims_no_more_than_completion():
    text = text_of(printing.render(made())).lower()
    assert "records completion only" in text
    assert [
        word for word in ("certified", "qualified", "approved", "valid", "signed") if word in text
    ] == []


def test_it_is_one_tagged_page_with_language_title_and_bookmark():
    reader = read(printing.render(made()))
    root = reader.trailer["/Root"]
    assert len(reader.pages) == 1
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == "Certificate of completion: Ada Lovelace, Ketamine: the Basics"
    assert [entry["/Title"] for entry in reader.outline] == ["Certificate of completion"]
    assert b"pdfuaid" in root["/Metadata"].get_data()


@pytest.mark.parametrize(("paper", "size"), [("A4", (842, 595)), ("letter", (792, 612))])
def test_both_papers_fit_on_one_page(paper, size):
    crowded = made(
        paper=paper,
        holder_name=PRINTABLE[-1],
        waived="1.4 Quiz: orientation and the law\n2.3 Dose ranges",
        accreditation="Words of an accreditor. " * 10,
    )
    [page] = read(printing.render(crowded)).pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == size


def test_waived_units_are_named_by_title_however_many():
    titles = [f"1.{number} Screening and consent, part {number}" for number in range(1, 61)]
    units = [*titles, "Quiz: orientation and the law", "Final cases"]
    text = text_of(printing.render(made(waived="\n".join(units))))
    assert [unit for unit in units if unit not in text] == []
    assert "62 units were waived by the issuer; page 2 names them." in text


@pytest.mark.parametrize("name", PRINTABLE)
def test_a_name_is_printed_letter_by_letter(name):
    pdf = printing.render(made(holder_name=unicodedata.normalize("NFC", name)))
    assert "".join(unicodedata.normalize("NFC", name).split()) in text_of(pdf).replace(" ", "")


def test_only_our_own_fonts_are_embedded():
    fonts = [
        font.get_object()
        for font in read(printing.render(made())).pages[0]["/Resources"]["/Font"].values()
    ]
    assert {re.sub(r"^/[A-Z]{6}\+|-Semi.*$", "", font["/BaseFont"]) for font in fonts} == {
        "Print-Serif",
        "Print-Sans",
    }


def test_the_same_facts_give_the_same_bytes_in_this_process_and_the_next():
    certificate = made()
    pdf = printing.render(certificate)
    assert printing.render(copy.copy(certificate)) == pdf
    script = (
        "import django; django.setup(); import hashlib\n"
        "from tests.certificates.test_documents import made\nfrom certificates import printing\n"
        "print(hashlib.sha256(printing.render(made())).hexdigest())"
    )
    command = [sys.executable, "-c", f"import tests.environment\n{script}"]
    root = Path(__file__).resolve().parents[2]
    environment = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PATH": "/usr/bin",
        "PYTHONPATH": str(root),
    }
    done = subprocess.run(
        command, cwd=root, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == hashlib.sha256(pdf).hexdigest()


@pytest.mark.parametrize(
    "html",
    [
        '<img src="file:///etc/passwd" alt="x">',
        '<img src="http://127.0.0.1:9/x.png" alt="x">',
        '<img src="static:../../manage.py" alt="x">',
        '<img src="data:image/svg+xml,%3Csvg/%3E" alt="x">',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<style>@import "https://example.org/x.css";</style>',
        '<p style="background: url(/media/secret.png)">x</p>',
    ],
)
def test_anything_but_our_own_files_stops_the_rendering(html):
    from weasyprint.urls import FatalURLFetchingError

    with pytest.raises(FatalURLFetchingError):
        documents.render(f'<html lang="en"><title>x</title>{html}<p>x</p></html>')


def test_a_name_is_text_and_never_markup():
    assert "<script>" in printing.render_html(made(holder_name="<script>")).replace(
        "&lt;", "<"
    ).replace("&gt;", ">")
    assert "<script>" not in printing.render_html(made(holder_name="<script>"))


@pytest.mark.parametrize(
    ("name", "computed"), paper_drawings.FILES.items(), ids=paper_drawings.FILES
)
def test_the_drawing_is_the_one_that_is_computed(name, computed):
    assert (paper_drawings.FOLDER / name).read_text(encoding="utf-8") == computed()


def test_the_drawing_stays_within_its_box():
    numbers = [
        float(part)
        for part in re.findall(
            r"[-\d.]+",
            " ".join(re.findall(r'd="([^"]+)"', paper_drawings.svg(paper_drawings.CERTIFICATE))),
        )
    ]
    assert len(numbers) > 1000
    assert all(0 <= x <= paper_drawings.CERTIFICATE.width for x in numbers[::2])
    assert all(0 <= y <= paper_drawings.CERTIFICATE.height for y in numbers[1::2])


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (14, "less than a quarter of an hour"),
        (15, "0.25 hours"),
        (74, "1 hour"),
        (75, "1.25 hours"),
        (137, "2.25 hours"),
    ],
)
def test_hours_are_rounded_down_to_a_quarter(minutes, words):
    assert (
        printing.estimated_time(made(minutes=minutes)) == f"{words}, estimated time, not measured"
    )


def test_the_paper_says_which_certificate_it_takes_the_place_of():
    text = text_of(printing.render(made(supersedes="7K4P2QXD9101")))
    assert "In place of number 7K4P-2QXD-9101" in text


def test_a_paper_with_credit_does_not_say_that_it_records_completion_only():
    credit = "It gives 6.75 credits."
    said = {layout: printing.fields(made(accreditation=credit, layout=layout)) for layout in (1, 2)}
    limits = {n: next(f.value for f in fields if f.key == "limits") for n, fields in said.items()}
    assert "only" in limits[1]
    assert "only" not in limits[2]
