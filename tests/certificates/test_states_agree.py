"""What is said of credit and review is the same before, on and after the paper."""

import pytest
from django.test import Client
from django.urls import reverse

from certificates import guides
from certificates.models import Certificate
from course.models import Edition, Provider
from tests.certificates.test_documents import text_of
from tests.factories import enrol, finish, make_edition, make_user, sign_off

pytestmark = pytest.mark.django_db
CREDIT = "2.0 contact hours, by the Board of Examples."
NO_CREDIT = "It earns no continuing education credit."
NOT_REVIEWED = "Its content is awaiting clinical review."
STATES = {
    # credit stated, content reviewed: what each place says (True), and does not say (False)
    (False, False): {CREDIT: False, NO_CREDIT: True, NOT_REVIEWED: True},
    (True, False): {CREDIT: True, NO_CREDIT: False, NOT_REVIEWED: True},
    (False, True): {CREDIT: False, NO_CREDIT: True, NOT_REVIEWED: False},
    (True, True): {CREDIT: True, NO_CREDIT: False, NOT_REVIEWED: False},
}


def shown(address: str, reader=None) -> str:
    client = Client()
    if reader:
        client.force_login(reader)
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def guide(edition: Edition) -> str:
    pdf, _pages = guides.render(edition, guides.stamp_of(edition))
    return text_of(pdf)


@pytest.mark.parametrize(
    ("state", "said"), STATES.items(), ids=["neither", "credit", "review", "both"]
)
def test_page_enrollment_paper_public_page_and_guide_say_one_thing(
    provider, state, said, django_capture_on_commit_callbacks
):
    has_credit, is_reviewed = state
    Provider.objects.update(accreditation=CREDIT if has_credit else "")
    edition = make_edition(limits="It is not a licence.")
    if is_reviewed:
        sign_off(edition)
    slug = edition.course.slug
    before = shown(reverse("course:enrol", args=[slug]), make_user(name="Ada Lovelace"))
    with django_capture_on_commit_callbacks(execute=True):
        finish(enrol(make_user(name="Eve Stranger"), edition))
    certificate = Certificate.objects.get()
    places = {
        "course page": shown(reverse("course:course", args=[slug])),
        "enrollment": before,
        "paper": text_of(certificate.pdf()),
        "public page": shown(certificate.get_absolute_url()),
    }
    says = {place: {words: words in text for words in said} for place, text in places.items()}
    assert says == dict.fromkeys(places, said)
    if has_credit:
        return
    # The guide speaks of no credit, and takes long to make.
    assert ("content not clinically reviewed" in guide(edition)) == (not is_reviewed)
