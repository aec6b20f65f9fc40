"""Parts of pages that are rendered once a process: they show everybody what is true for them."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
import time_machine
from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from course.models import (
    Completion,
    Correction,
    Edition,
    Enrolment,
    Excerpt,
    Fact,
    GlossaryTerm,
    Objective,
    Provider,
    Reference,
    UnitReference,
)
from course.models.published import forget_rows_at_hand
from tests.factories import (
    enrol,
    finish,
    make_edition,
    make_provider,
    make_unit,
    make_user,
    sign_off,
)
from tests.quizzes.factories import make_quiz

NOON = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("noon"),
]
TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=)"[^"]*"')


@pytest.fixture
def noon():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def make_full_edition(number_in_title: str, **fields) -> Edition:
    """Two modules, with objectives, references, an overdue fact, a term and a quiz."""
    edition = make_edition(modules=2, lessons=2, title=f"The Basics {number_in_title}", **fields)
    unit = edition.units.first()
    objective = Objective.objects.create(
        edition=edition, key="name", text="Name it", bloom="remember", position=1
    )
    unit.objectives.add(objective)
    reference = Reference.objects.create(
        edition=edition,
        tag="R1",
        title=f"A trial, {number_in_title}",
        kind="trial",
        seen="abstract",
    )
    UnitReference.objects.create(unit=unit, reference=reference, number=1)
    fact = Fact.objects.create(
        edition=edition, tag="F1", text="It is so", confidence="high", review_by=date(2026, 11, 30)
    )
    fact.units.add(unit)
    unit.passages.get().facts.add(fact)
    Excerpt.objects.create(
        edition=edition,
        kind="finding",
        passage=unit.passages.get(),
        quote=f"A finding, {number_in_title}",
    )
    GlossaryTerm.objects.create(edition=edition, key="term", term="Term", definition="A word")
    make_unit(edition.modules.last(), "sample", position=50, sample=True)
    make_quiz(edition=edition)
    return edition


def pages_of(edition: Edition) -> list[str]:
    """The addresses of every page of the course that has pieces."""
    names = ("mine", "course", "references", "glossary")
    slug = edition.course.slug
    keys = ("lesson-1", "lesson-3", "sample", "quiz")
    units = [reverse("course:unit", args=[slug, key]) for key in keys]
    return [reverse(f"course:{name}", args=[slug]) for name in names] + units


def forget() -> None:
    """Make the process as new."""
    forget_rows_at_hand()
    caches["pieces"].clear()


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def shown(client: Client, address: str) -> tuple[int, str]:
    response = client.get(address)
    return response.status_code, TOKEN.sub(r"\1", response.content.decode())


@pytest.fixture
def browsers() -> dict[str, Client]:
    """Learners with nothing done, some and all; one on another edition; and a visitor."""
    other = make_full_edition("one")
    edition = make_full_edition("two", safety_correction="A dose was wrong.")
    Correction.objects.create(
        edition=edition,
        position=1,
        place=Correction.Place.UNIT,
        key="lesson-1",
        title="About lesson-1",
        old_passage="opening",
        new_passage="opening",
        before="Old.",
        after="New.",
    )
    users = {name: make_user(name=name) for name in ("nothing", "some", "all", "another edition")}
    enrol(users["nothing"], edition)
    some = enrol(users["some"], edition)
    for unit in edition.units.filter(key__in=["lesson-1", "lesson-3"]):
        some.complete(unit)
    finish(enrol(users["all"], edition))
    enrol(users["another edition"], other)
    return {name: browser_of(user) for name, user in users.items()} | {"visitor": Client()}


def test_pages_are_the_same_cold_and_warm_in_every_order(browsers):
    addresses = pages_of(Edition.objects.first())
    cold = {}
    for name, browser in browsers.items():
        for address in addresses:
            forget()
            cold[name, address] = shown(browser, address)
    # Else the comparison below would prove little.
    assert len(set(cold.values())) > len(addresses) * 4

    def check_warm(order, addresses):
        forget()
        for name in order:
            warm = {address: shown(browsers[name], address) for address in addresses}
            assert warm == {address: cold[name, address] for address in addresses}, order

    # A piece is rendered for the first who needs it, and shown to all who come later.
    for first in browsers:
        check_warm([first, *(name for name in browsers if name != first)], addresses)
    few = [reverse(f"course:{name}", args=["basics"]) for name in ("mine", "course")]
    few.append(reverse("course:unit", args=["basics", "lesson-1"]))
    learners = [name for name in browsers if name != "visitor"]
    for order in permutations(learners):
        check_warm(order, few)


def test_a_fact_becomes_overdue_on_a_page_that_was_rendered_before(browsers, noon):
    address = reverse("course:unit", args=["basics", "lesson-1"])
    assert "Was to be checked again" not in shown(browsers["nothing"], address)[1]
    noon.shift(timedelta(days=1))
    assert "Was to be checked again" in shown(browsers["nothing"], address)[1]


def test_a_new_edition_corrects_a_page_that_was_rendered_before(browsers):
    address = reverse("course:unit", args=["basics", "lesson-1"])
    browser = browsers["nothing"]
    assert "Corrected in edition" not in shown(browser, address)[1]
    newest = make_edition(safety_correction="Another dose was wrong.")
    Correction.objects.create(
        edition=newest, position=1, place="unit", key="lesson-1", title="-", old_passage="opening"
    )
    assert f"Corrected in edition {newest.number}" in shown(browser, address)[1]


def test_a_changed_provider_is_shown_at_once(browsers):
    make_provider(legal_name="Northgate")
    address = reverse("course:course", args=["basics"])
    assert "Provided by Northgate." in shown(browsers["visitor"], address)[1]
    make_provider(legal_name="Southgate")
    assert "Provided by Southgate." in shown(browsers["visitor"], address)[1]


def test_a_provider_changed_by_another_process_is_shown_within_half_a_minute(browsers, noon):
    make_provider(legal_name="Northgate")
    address = reverse("course:course", args=["basics"])
    shown(browsers["visitor"], address)
    Provider.objects.update(legal_name="Southgate")
    noon.shift(timedelta(seconds=31))
    assert "Provided by Southgate." in shown(browsers["visitor"], address)[1]


def test_a_sign_off_is_shown_within_half_a_minute(browsers, noon):
    address = reverse("course:course", args=["basics"])
    assert "Clinically reviewed" not in shown(browsers["visitor"], address)[1]
    sign_off(Edition.objects.first())
    noon.shift(timedelta(seconds=31))
    page = shown(browsers["visitor"], address)[1]
    assert "Clinically reviewed" in page
    assert "Dr One" in page


def test_a_page_that_was_rolled_back_is_not_kept(browsers):
    with transaction.atomic():
        undone = make_full_edition("undone")
        address = reverse("course:references", args=["basics"])
        assert "A trial, undone" in shown(browsers["visitor"], address)[1]
        transaction.set_rollback(True)

    published = make_full_edition("published")
    if connection.vendor == "sqlite":
        assert published.pk == undone.pk  # without this, the test would prove nothing
    assert "A trial, published" in shown(browsers["visitor"], address)[1]


# The statements that each page needs, with the session and the user.
STATEMENTS = {
    ("course:mine",): 8,
    ("course:course",): 5,
    ("course:references",): 3,
    ("course:unit", "lesson-1"): 7,
}


def statements(browser: Client) -> dict[tuple[str, ...], int]:
    counts = {}
    for name, *keys in STATEMENTS:
        with CaptureQueriesContext(connection) as queries:
            response = browser.get(reverse(name, args=["basics", *keys]))
        assert response.status_code == 200
        counts[name, *keys] = len(queries)
    return counts


def make_learners(edition: Edition, count: int) -> None:
    """Learners who have done everything, made without the work of completing."""
    users = User.objects.bulk_create(
        User(email=f"learner{number}@example.org") for number in range(count)
    )
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(user=user, course=edition.course, edition=edition, name_confirmed_at=NOON)
        for user in users
    )
    Completion.objects.bulk_create(
        Completion(
            enrolment=enrolment,
            unit=unit,
            unit_key=unit.key,
            revision=unit.revision,
            completed_at=NOON,
            completed_on=NOON.date(),
        )
        for enrolment in enrolments
        for unit in edition.units.all()
    )


def test_pages_cost_the_same_statements_with_1_and_with_300_learners():
    edition = make_full_edition("one")
    ada = browser_of(enrol(make_user(), edition).user)
    cold = statements(ada)
    assert statements(ada) == STATEMENTS

    make_learners(edition, 299)
    assert statements(ada) == STATEMENTS
    forget()
    assert statements(ada) == cold
