import pytest
from django.urls import reverse

from course.limits import contradictions, limits_of
from course.models import Edition, Provider
from tests.factories import make_edition, sign_off

OWN = "It is not a licence."
NO_CREDIT, NOT_REVIEWED = (
    "It earns no continuing education credit.",
    "Its content is awaiting clinical review.",
)


@pytest.mark.parametrize(
    "published", [OWN, f"{OWN}\n{NO_CREDIT}\n{NOT_REVIEWED}"], ids=["now", "before"]
)
@pytest.mark.parametrize(
    ("credit", "is_reviewed", "sentences"),
    [
        ("", False, [OWN, NO_CREDIT, NOT_REVIEWED]),
        ("Two credits.", False, [OWN, NOT_REVIEWED]),
        ("", True, [OWN, NO_CREDIT]),
        ("Two credits.", True, [OWN]),
    ],
)
def test_the_sentences_on_credit_and_review_follow_from_the_state(
    published, credit, is_reviewed, sentences
):
    assert limits_of(Edition(limits=published), credit=credit, is_reviewed=is_reviewed) == sentences


NEITHER, CREDIT, REVIEW, BOTH = (
    ("", False),
    ("Two credits.", False),
    ("", True),
    ("Two credits.", True),
)
CONTRADICTED = {
    # a sentence: the states that it contradicts
    "It is not a licence.": [],
    "It earns no continuing education credit.": [CREDIT, BOTH],
    "You cannot claim CME for it.": [CREDIT, BOTH],
    "It is worth two contact hours.": [NEITHER, REVIEW],
    "Its content is awaiting clinical review.": [REVIEW, BOTH],
    "Nobody has reviewed its content yet.": [REVIEW, BOTH],
    "It was reviewed by clinicians.": [NEITHER, CREDIT],
}


@pytest.mark.parametrize(("line", "states"), CONTRADICTED.items(), ids=CONTRADICTED)
def test_a_sentence_that_contradicts_the_state_is_found(line, states):
    contradicted = [
        (credit, is_reviewed)
        for credit, is_reviewed in (NEITHER, CREDIT, REVIEW, BOTH)
        if contradictions([line], credit=credit, is_reviewed=is_reviewed)
    ]
    assert sorted(contradicted) == sorted(states)


@pytest.mark.django_db
def test_the_course_page_denies_no_credit_that_it_states(client):
    edition = make_edition(limits=f"{OWN}\n{NO_CREDIT}\n{NOT_REVIEWED}")
    address = reverse("course:course", args=["basics"])
    page = client.get(address).content.decode()
    assert (NO_CREDIT in page, NOT_REVIEWED in page) == (True, True)
    Provider.objects.create(pk=1, legal_name="Northgate", accreditation="Two credits.")
    sign_off(edition)
    page = client.get(address).content.decode()
    assert (OWN in page, NO_CREDIT in page, NOT_REVIEWED in page) == (True, False, False)
