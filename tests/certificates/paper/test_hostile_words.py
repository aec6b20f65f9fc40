"""HTML, addresses and files in every field reach neither the paper nor the network."""

import io
import zipfile
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.urls import reverse

from certificates.models import Certificate, NameRequest
from course.models import Provider
from tests.certificates.test_documents import read, text_of
from tests.certificates.test_holding import form_of
from tests.factories import enrol, finish, make_edition, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked():
    """What is asked of a server on this machine: the words below name its address."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    asked.append(f"http://127.0.0.1:{server.server_port}")
    yield asked
    server.shutdown()
    server.server_close()


def hostile(field: str, site: str) -> str:
    """Words for a field that a page or a renderer may take for more than words."""
    return f'{field}<img src="{site}/{field}.png">'


def long_hostile(field: str, site: str) -> str:
    """As ``hostile``, with a style sheet, an attachment, a file and a template as well."""
    return (
        f'{hostile(field, site)}<link rel=attachment href="file:///etc/passwd">'
        f"<style>@import url({site}/{field}.css)</style>{{{{ 7|add:7 }}}}&amp;"
    )


def test_words_in_every_field_are_words_and_nothing_is_asked_for(
    client, ada, grace, asked, provider, django_capture_on_commit_callbacks
):
    site = asked.pop()
    client.force_login(grace)
    fields = ("legal_name", "address", "signatory_name", "signatory_title")
    typed = {name: hostile(name, site) for name in fields}
    typed |= {
        "contact": "a@b.example",
        "web": f"{site}/<b>",
        "accreditation": long_hostile("credit", site),
        "accredited_from": "2026-01-01",
        "accredited_until": "2099-01-01",
    }
    form = form_of(provider, **typed)
    assert client.post(reverse("staff:provider"), form).url == reverse("staff:provider")
    assert Provider.get().legal_name == typed["legal_name"]

    edition = make_edition(title=hostile("title", site), limits=long_hostile("limits", site))
    unit = make_unit(edition.modules.get(), "hostile", position=9, title=hostile("unit", site))
    enrolment = enrol(ada, edition)
    with django_capture_on_commit_callbacks(execute=True):
        enrolment.waive(unit, by=grace, because=hostile("waiver", site))
        finish(enrolment)
    assert [(hold.reason, hold.detail) for hold in enrolment.holds.all()] == []
    certificate = Certificate.objects.get()
    record = reverse("certificates:staff_certificate", args=[certificate.shown_code])

    client.force_login(ada)
    asks = {"new_name": "Ada <b>", "why": hostile("why", site)}
    address = reverse("certificates:name", args=[certificate.shown_code])
    assert "Leave out" in client.post(address, asks).content.decode()
    client.post(address, asks | {"new_name": "Ada King"})
    pdf = b"".join(client.get(reverse("certificates:pdf", args=[certificate.shown_code])))
    pack = b"".join(client.get(reverse("certificates:audit_pack", args=[certificate.shown_code])))

    client.force_login(grace)
    revoke = reverse("certificates:revoke", args=[certificate.shown_code])
    seen = client.get(record).content.decode()
    note = {"because": "issued-in-error", "ending": certificate.code[-2:]}
    client.post(revoke, note | {"note": hostile("note", site)})
    seen += client.get(record).content.decode()
    seen += client.get(certificate.get_absolute_url()).content.decode()

    text = text_of(pdf).replace(" ", "")
    for field in (*fields, "title", "limits", "credit", "unit"):
        assert f'{field}<imgsrc="{site}/{field}.png">' in text
    for field in (*fields, "title", "limits", "credit", "unit", "why", "note"):
        assert f"{field}&lt;img src=" in seen
    assert '<img src="http' not in seen
    assert NameRequest.objects.get().why == asks["why"]
    document = read(pdf)
    assert document.attachments == {}
    with zipfile.ZipFile(io.BytesIO(pack)) as files:
        papers = [files.read(name) for name in files.namelist() if name.endswith(".pdf")]
    assert papers
    links = {
        annotation["/A"]["/URI"]
        for paper in (pdf, *papers)
        for page in read(paper).pages
        for annotation in page.get("/Annots", [])
        if "/A" in annotation and "/URI" in annotation["/A"]
    }
    assert not any(site in link for link in links)
    assert asked == []
