"""Staff check facts at their sources, sign that they stand, and withdraw a wrong review."""

from datetime import date

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts import personal_data
from accounts.models import AuditEvent, User
from course.models import Course, Edition, Fact, FactReview, FactReviewWithdrawal, Reference
from tests.accounts.desk_page import waiting
from tests.course.staff.test_staff import EDITIONS, queries
from tests.factories import enrol, make_edition, make_fact, make_fact_review, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("new_year")]
OVERDUE = "Facts past their date are still shown"
FACTS = reverse("staff:facts")
WHAT_WAS_READ = "The whole trial, and PubMed for later ones."


@pytest.fixture
def new_year():
    with time_machine.travel(date(2027, 1, 1), tick=False):
        yield


@pytest.fixture
def reviewer(client) -> User:
    user = make_user(name="Rosalind Reader", is_staff=True)
    user.groups.add(Group.objects.get(name="Reviewer"))
    client.force_login(user)
    return user


@pytest.fixture
def edition() -> Edition:
    return make_edition()


def url_of(fact: Fact) -> str:
    return reverse("staff:fact", args=[fact.edition.course.slug, fact.tag])


def withdraw_url(review: FactReview) -> str:
    return reverse("staff:withdraw_fact_review", args=[review.pk])


def filled_in(fact: Fact, **changes: str) -> dict[str, str]:
    """What a reviewer posts on New Year's Day."""
    return {
        "digest": fact.digest,
        "last_review": "",
        "checked_on": "2026-12-30",
        "what_was_read": WHAT_WAS_READ,
        "outcome": "unchanged",
        "interval": "182",
    } | changes


def due_on(fact: Fact) -> date:
    return Fact.objects.with_due_date().get(pk=fact.pk).due_on


# --- the list -----------------------------------------------------------------------------------


def test_the_list_says_what_is_overdue_and_what_falls_due_within_60_days(client, reviewer, edition):
    days = {"F1": date(2027, 1, 1), "F2": date(2027, 1, 15), "F3": date(2027, 3, 2)}
    for tag, day in days.items():
        make_fact(edition, tag, review_by=day)
    make_fact(edition, "F4", review_by=date(2027, 3, 3))
    make_fact(edition, "F5", review_by=None)
    page = client.get(FACTS)
    rows = [(row.fact.tag, row.days, row.is_overdue, row.is_soon) for row in page.context["rows"]]
    assert rows == [("F1", 0, True, False), ("F2", 14, False, True), ("F3", 60, False, False)]
    (counts,) = page.context["counts"]
    assert (counts.overdue, counts.soon, counts.later) == (1, 1, 2)


def test_a_row_shows_the_text_its_sources_where_it_is_cited_and_the_last_review(
    client, reviewer, edition
):
    fact = make_fact(edition)
    make_fact_review(fact, checked_on=date(2026, 6, 1), next_review_on=date(2026, 12, 1))
    make_fact_review(fact, reviewer_name="Dr Two", next_review_on=date(2027, 1, 5))
    text = client.get(FACTS).content.decode()
    for shown in ("F1 is so.", "A trial of F1", "https://example.org/trial", "RF1", "Dr Two"):
        assert shown in text
    assert f'href="{edition.units.first().get_absolute_url()}"' in text
    assert "Dr One" not in text
    assert "2027-01-05" in text


def test_only_the_newest_edition_of_each_course_is_listed(client, reviewer, edition):
    make_fact(edition, "F1")
    newer = make_edition()
    make_fact(newer, "F2")
    other = make_edition(Course.objects.create(slug="another"))
    make_fact(other, "F3")
    rows = client.get(FACTS).context["rows"]
    assert [(row.fact.edition, row.fact.tag) for row in rows] == [(other, "F3"), (newer, "F2")]


def make_facts(edition: Edition, count: int) -> None:
    """Facts that are due, each with a reference and a review, made in few statements."""
    reference = Reference.objects.create(edition=edition, tag="R", title="-", kind="law", seen="-")
    unit = edition.units.first()
    facts = Fact.objects.bulk_create(
        Fact(edition=edition, tag=f"G{number}", text="So.", digest="d", review_by=date(2026, 12, 1))
        for number in range(count)
    )
    through = (Fact.references.through, Fact.units.through)
    for model, row in zip(through, ({"reference": reference}, {"unit": unit}), strict=True):
        model.objects.bulk_create(model(fact=fact, **row) for fact in facts)
    for fact in facts:
        make_fact_review(fact, next_review_on=date(2027, 1, 10))


def test_three_hundred_facts_cost_as_many_queries_as_one(client, reviewer, edition):
    make_facts(edition, 1)
    one = queries(client, FACTS)
    make_facts(make_edition(), 300)
    page = client.get(FACTS)
    assert (len(page.context["rows"]), page.context["page"].paginator.count) == (25, 300)
    assert queries(client, FACTS) == one
    assert client.get(FACTS, {"page": "6"}).context["page"].number == 6


def test_without_anything_due_the_page_says_so(client, reviewer):
    assert "No statement falls due" in client.get(FACTS).content.decode()


def test_the_home_of_staff_and_the_page_of_editions_lead_to_what_is_overdue(
    client, reviewer, edition
):
    assert OVERDUE not in waiting(client)
    fact = make_fact(edition)
    assert waiting(client)[OVERDUE] == 1
    reviewer.groups.add(Group.objects.get(name="Editor"))
    assert f'href="{url_of(fact)}"' in client.get(EDITIONS).content.decode()
    make_fact_review(fact)
    assert "1 statement is due" not in client.get(EDITIONS).content.decode()


def test_a_fact_that_only_the_guide_cites_is_listed_and_counted_too(client, reviewer, edition):
    # The rows of an edition do not say what its guide cites.
    Fact.objects.create(edition=edition, tag="F9", text="-", review_by=date(2027, 1, 1))
    page = client.get(FACTS)
    assert [row.fact.tag for row in page.context["rows"]] == ["F9"]
    assert "No lesson and no quiz" in page.content.decode()
    assert waiting(client)[OVERDUE] == 1
    assert not edition.facts.overdue().exists()


# --- signing ------------------------------------------------------------------------------------


def test_a_review_is_signed_moves_the_date_and_is_on_record(client, reviewer, edition):
    fact = make_fact(edition)
    assert client.get(url_of(fact)).status_code == 200
    assert client.post(url_of(fact), filled_in(fact)).status_code == 302
    review = FactReview.objects.get()
    assert (review.course, review.tag, review.digest) == (edition.course, "F1", fact.digest)
    assert (review.checked_on, review.next_review_on) == (date(2026, 12, 30), date(2027, 6, 30))
    assert (review.reviewer, review.reviewer_name) == (reviewer, "Rosalind Reader")
    assert review.what_was_read == WHAT_WAS_READ
    assert due_on(fact) == date(2027, 6, 30)
    event = AuditEvent.objects.get(verb="fact.reviewed")
    assert (event.actor, event.subject_key) == (reviewer, str(review.pk))
    assert event.reason == "basics F1: checked on 2026-12-30, again by 2027-06-30"
    assert "Rosalind Reader" in client.get(url_of(fact)).content.decode()
    assert not client.get(FACTS).context["rows"]


def test_a_check_that_finds_nothing_new_leaves_the_lesson_as_it_was(client, reviewer, edition):
    fact = make_fact(edition, review_by=date(2027, 2, 1))
    enrol(reviewer, edition)
    before = _lesson(client, edition)
    client.post(url_of(fact), filled_in(fact))
    assert due_on(fact) == date(2027, 6, 30)
    assert _lesson(client, edition) == before
    assert Edition.objects.get() == edition


def _lesson(client, edition) -> str:
    """Return what the page of the first lesson says, from its title on."""
    page = client.get(edition.units.first().get_absolute_url()).content.decode()
    return page[page.index("<h1") : page.index("</main>")].partition("csrfmiddlewaretoken")[0]


def test_a_second_click_signs_nothing_more(client, reviewer, edition):
    fact = make_fact(edition)
    for _click in range(2):
        assert client.post(url_of(fact), filled_in(fact)).status_code == 302
    assert FactReview.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"checked_on": "2027-01-02"}, "This day has not come yet."),
        ({"checked_on": "2026-11-30"}, "It was checked on December 1, 2026."),
        ({"checked_on": ""}, "Write the day on which you checked it."),
        ({"what_was_read": "All of it"}, "Write it in 10 characters or more."),
        ({"outcome": "changed"}, "Then nothing is signed here."),
        ({"outcome": ""}, "Say what you found."),
        ({"interval": "365"}, "365 is not one of the available choices"),
        ({"interval": ""}, "Choose when it is to be checked again."),
        ({"checked_on": "2026-12-04", "interval": "28"}, "January 1, 2027, which has come already"),
        ({"interval": "28"}, "January 27, 2027, and it is due on February 1, 2027"),
        ({"digest": "0" * 64}, "changed or reviewed since you opened the page"),
        ({"last_review": ""}, "changed or reviewed since you opened the page"),
    ],
)
def test_nothing_is_signed_by_a_form_that_is_wrong(client, reviewer, edition, changes, error):
    fact = make_fact(edition)
    last = make_fact_review(fact, next_review_on=date(2027, 2, 1))
    posted = filled_in(fact, last_review=str(last.pk)) | changes
    answer = client.post(url_of(fact), posted)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert error in text.replace("&#x27;", "'")
    assert "error-summary" in text
    assert FactReview.objects.get() == last
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(
    ("interval", "next_review_on"),
    [("28", "2027-01-27"), ("91", "2027-03-31"), ("182", "2027-06-30"), ("364", "2027-12-29")],
)
def test_the_next_review_is_counted_from_the_check(
    client, reviewer, edition, interval, next_review_on
):
    fact = make_fact(edition)
    client.post(url_of(fact), filled_in(fact, interval=interval))
    assert FactReview.objects.get().next_review_on == date.fromisoformat(next_review_on)


def test_today_is_the_day_where_the_reviewer_is(client, reviewer, edition):
    User.objects.filter(pk=reviewer.pk).update(time_zone="Pacific/Kiritimati")
    fact = make_fact(edition)
    with time_machine.travel("2026-12-31T12:00Z", tick=False):
        answer = client.post(url_of(fact), filled_in(fact, checked_on="2027-01-01"))
    assert answer.status_code == 302


@pytest.mark.parametrize("tag", ["F2", "F3"])
def test_a_fact_that_is_unknown_or_never_due_has_no_page(client, reviewer, edition, tag):
    make_fact(edition, "F2", review_by=None)
    for method in (client.get, client.post):
        assert method(reverse("staff:fact", args=["basics", tag])).status_code == 404


# --- withdrawing --------------------------------------------------------------------------------


def test_a_wrong_review_is_withdrawn_with_a_reason_and_both_stay(client, reviewer, edition):
    fact = make_fact(edition)
    review = make_fact_review(fact)
    reason = "I read the label of another product."
    for _click in range(2):
        answer = client.post(withdraw_url(review), {"because": reason})
        assert answer.status_code == 302
    withdrawal = FactReviewWithdrawal.objects.get()
    assert (withdrawal.review, withdrawal.because) == (review, reason)
    assert (withdrawal.withdrawn_by, withdrawal.withdrawn_by_name) == (reviewer, "Rosalind Reader")
    event = AuditEvent.objects.get(verb="fact.review_withdrawn")
    assert (event.actor, event.reason) == (reviewer, f"basics F1, 2026-12-01: {reason}")
    assert due_on(fact) == date(2027, 1, 1)
    text = client.get(url_of(fact)).content.decode()
    assert reason in text
    assert withdraw_url(review) not in text


def test_the_review_before_a_withdrawn_one_counts_again(client, reviewer, edition):
    fact = make_fact(edition)
    make_fact_review(fact, next_review_on=date(2027, 2, 1))
    later = make_fact_review(fact, next_review_on=date(2027, 9, 1))
    assert due_on(fact) == date(2027, 9, 1)
    client.post(withdraw_url(later), {"because": "The wrong fact was signed."})
    assert due_on(fact) == date(2027, 2, 1)


def test_after_a_withdrawal_the_fact_is_signed_again(client, reviewer, edition):
    fact = make_fact(edition)
    client.post(url_of(fact), filled_in(fact))
    wrong = FactReview.objects.get()
    client.post(withdraw_url(wrong), {"because": "The interval was too long."})
    assert client.post(url_of(fact), filled_in(fact, interval="91")).status_code == 302
    assert due_on(fact) == date(2027, 3, 31)


@pytest.mark.parametrize("because", ["", "A slip."])
def test_nothing_is_withdrawn_without_a_reason(client, reviewer, edition, because):
    review = make_fact_review(make_fact(edition))
    assert client.post(withdraw_url(review), {"because": because}).status_code == 200
    assert not FactReviewWithdrawal.objects.exists()


# --- who ----------------------------------------------------------------------------------------


def test_an_erased_reviewer_leaves_the_record_without_the_account(client, reviewer, edition):
    fact = make_fact(edition)
    client.post(url_of(fact), filled_in(fact))
    client.post(withdraw_url(FactReview.objects.get()), {"because": "The wrong fact was signed."})
    personal_data.erase(reviewer)
    review = FactReview.objects.get()
    assert (review.reviewer, review.reviewer_name) == (None, "Rosalind Reader")
    assert review.withdrawal.withdrawn_by is None
    assert review.withdrawal.withdrawn_by_name == "Rosalind Reader"


def test_editors_may_review_facts_too(client, edition):
    editor = make_user(is_staff=True)
    editor.groups.add(Group.objects.get(name="Editor"))
    client.force_login(editor)
    assert client.get(url_of(make_fact(edition))).status_code == 200
