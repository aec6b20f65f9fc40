"""Staff see the sample certificate before they save the provider."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from certificates.models import Certificate
from certificates.samples import LONGEST_NAME
from course.models import Enrolment, Provider
from tests.certificates.test_documents import read, text_of
from tests.certificates.test_holding import form_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("paper", "width"), [("A4", 842), ("letter", 792)])
def test_a_sample_shows_what_was_typed_and_saves_nothing(
    client, grace, provider, edition, paper, width
):
    client.force_login(grace)
    data = form_of(provider, legal_name="Riverside Hospital", reason="")
    answer = client.post(reverse("certificates:sample", args=[paper]), data)
    assert answer["Content-Type"] == "application/pdf"
    text = text_of(answer.content)
    assert "Riverside Hospital" in text
    assert len(LONGEST_NAME) == 120
    assert "No Certificate" in text.replace("\n", " ")
    assert "0000-0000-0000-0001" in text
    assert LONGEST_NAME.replace(" ", "") in text.replace(" ", "")
    assert round(read(answer.content).pages[0].mediabox.width) == width
    assert Provider.get().legal_name == "Northgate Teaching Hospital"
    assert not Certificate.objects.exists()
    assert not Enrolment.objects.exists()


def test_a_mistake_in_the_form_is_shown_in_place_of_the_sample(client, grace, provider, edition):
    client.force_login(grace)
    data = form_of(provider, legal_name="")
    page = client.post(reverse("certificates:sample", args=["A4"]), data).content.decode()
    assert "This field is required" in page


def test_the_form_shows_samples_on_both_papers_before_it_is_saved(client, grace, provider, edition):
    client.force_login(grace)
    address = reverse("certificates:samples")
    statement = "In support of improving patient care, this is for a test of room. "
    for words, says in [
        ("", "One page."),
        (statement * 28, "the second"),
        (statement * 120, "No room"),
    ]:
        data = form_of(
            provider,
            legal_name="Riverside Hospital",
            accreditation=words,
            accredited_from="2026-01-01",
            accredited_until="2099-01-01",
            reason="",
        )
        page = client.post(address, data).content.decode()
        assert page.count("Riverside Hospital</p>") == page.count(LONGEST_NAME) == 2
        assert page.count(says) == 2
    assert 'value="Riverside Hospital"' in page
    assert Provider.get().legal_name == "Northgate Teaching Hospital"


def test_strangers_get_no_sample(client, ada, provider, edition):
    client.force_login(ada)
    assert client.post(reverse("certificates:sample", args=["A4"])).status_code == 404


def test_the_command_writes_a_sample_on_either_paper(provider, edition, tmp_path, capsys):
    file = tmp_path / "sample.pdf"
    call_command("render_certificate", str(file), sample=True, paper="letter")
    assert round(read(file.read_bytes()).pages[0].mediabox.width) == 792
    assert "a sample of" in capsys.readouterr().out
