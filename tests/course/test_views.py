"""The course as readers and learners see it, through HTTP."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from course.models import (
    Acknowledgement,
    Completion,
    Enrolment,
    Fact,
    Passage,
    Provider,
    ReadingPosition,
    Reference,
)
from tests.factories import enrol, make_edition, make_unit

pytestmark = pytest.mark.django_db
COURSE = reverse("course:course", args=["basics"])
ENROL = reverse("course:enrol", args=["basics"])
MINE = reverse("course:mine", args=["basics"])
SIGNED = {"holder_name": "Ada King", "disclosures_read": "on", "time_zone": "UTC"}


def lesson(key="lesson-1", name="unit"):
    return reverse(f"course:{name}", args=["basics", key])


def test_the_course_page_is_public_and_says_first_that_there_is_no_credit(client):
    make_edition()
    page = client.get(COURSE)
    assert page.status_code == 200
    text = page.content.decode()
    assert "no CE credit" in text
    assert text.index("no CE credit") < text.index("About lesson-1")


def explained_kinds(client) -> list[str]:
    page = client.get(COURSE).content.decode()
    terms = re.findall(r"<dt>(.*?)</dt>", page[page.index('<dl class="kinds">') :])
    return sorted(", ".join(terms).split(", "))


def add_references(edition, *kinds: str):
    for number, kind in enumerate(kinds, 1):
        edition.references.create(tag=f"R{number}", title="A source", kind=kind, seen="whole text")


def test_every_kind_of_source_is_explained_on_the_course_page(client):
    add_references(make_edition(), *Reference.Kind.values)
    assert explained_kinds(client) == sorted(
        label if label != "trial" else "trial n = 40" for label in Reference.Kind.labels
    )


def test_kinds_of_source_that_a_course_does_not_use_are_not_explained(client):
    add_references(make_edition(), "guideline", "law", "guideline")
    assert explained_kinds(client) == ["guideline", "law"]


def test_an_accreditation_statement_shows_while_it_is_in_force(client):
    make_edition()
    today = timezone.localdate()
    Provider.objects.create(
        pk=1, legal_name="A hospital", accreditation="Accredited by X.", accredited_until=today
    )
    assert "Accredited by X." in client.get(COURSE).content.decode()
    Provider.objects.filter(pk=1).update(accredited_until=today - timedelta(days=1))
    text = client.get(COURSE).content.decode()
    assert "Accredited by X." not in text
    assert "CE credit ended on" in text


def test_home_leads_to_the_only_course_and_a_learner_to_their_own(client, ada):
    edition = make_edition()
    assert client.get("/").headers["Location"] == COURSE
    enrol(ada, edition)
    client.force_login(ada)
    assert client.get("/").headers["Location"] == MINE


def test_an_unknown_course_is_not_found(client):
    assert client.get(reverse("course:course", args=["nothing"])).status_code == 404


def test_an_expired_edition_takes_no_new_learner_and_lets_the_others_finish(client, ada, eve):
    edition = make_edition(lessons=1, expires_on=timezone.localdate())
    enrol(ada, edition)
    client.force_login(eve)
    client.post(ENROL, SIGNED)
    assert Enrolment.objects.count() == 1
    client.force_login(ada)
    assert "expired" in client.get(MINE).content.decode()
    client.post(lesson(name="complete"))
    assert Enrolment.objects.get().completed_at


def test_my_course_says_what_is_left_in_words(client, ada):
    enrol(ada, make_edition(lessons=2))
    client.force_login(ada)
    text = client.get(MINE).content.decode()
    assert "About lesson-1" in text
    assert "0 of 2 required steps" in text
    client.post(lesson(name="complete"))
    context = client.get(MINE).context
    assert [unit.key for unit in context["remaining"]] == ["lesson-2"]
    assert context["next_unit"].key == "lesson-2"


def test_my_course_with_nothing_to_do_is_not_called_complete(client, ada):
    enrolment = enrol(ada, make_edition(lessons=0))
    client.force_login(ada)
    page = client.get(MINE)
    assert page.status_code == 200
    assert "%" not in strip_tags(page.content.decode().split("<main")[1].split("</main")[0])
    enrolment.refresh_from_db()
    assert not enrolment.completed_at


def test_marking_a_lesson_complete_leads_to_the_next_and_repeating_changes_nothing(client, ada):
    enrol(ada, make_edition(lessons=2))
    client.force_login(ada)
    for _click in range(2):
        answer = client.post(lesson(name="complete"))
        assert answer.headers["Location"] == lesson("lesson-2")
    assert Completion.objects.count() == 1
    assert client.get(lesson(name="complete")).status_code == 405


def test_opening_a_lesson_completes_nothing(client, ada):
    enrol(ada, make_edition())
    client.force_login(ada)
    assert client.get(lesson()).status_code == 200
    assert not Completion.objects.exists()


def test_a_quiz_is_not_completed_by_saying_so(client, ada):
    edition = make_edition(lessons=1)
    make_unit(edition.modules.get(), "quiz", kind="quiz", position=2)
    enrol(ada, edition)
    client.force_login(ada)
    assert client.post(lesson("quiz", "complete")).status_code == 404
    assert not Completion.objects.exists()


def test_a_sample_lesson_is_open_and_others_ask_to_sign_in(client):
    edition = make_edition(lessons=1)
    make_unit(edition.modules.get(), "open", sample=True, position=2)
    assert client.get(lesson("open")).status_code == 200
    answer = client.get(lesson())
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("account_login"))


def test_a_signed_in_stranger_finds_nothing(client, ada, eve):
    enrol(ada, make_edition())
    client.force_login(eve)
    for url in (lesson(), MINE, reverse("course:edition_change", args=["basics"])):
        assert client.get(url).status_code == 404
    for name in ("complete", "position"):
        assert client.post(lesson(name=name), {"passage": "opening"}).status_code == 404
    assert not Completion.objects.exists()


def test_the_place_in_a_lesson_is_kept(client, ada):
    enrol(ada, make_edition())
    client.force_login(ada)
    for _again in range(2):
        assert client.post(lesson(name="position"), {"passage": "opening"}).status_code == 204
    assert ReadingPosition.objects.get().passage_key == "opening"
    assert client.post(lesson(name="position"), {"passage": "nowhere"}).status_code == 404
    # Footnotes are no place to go on reading: their passage has no id in the page.
    ReadingPosition.objects.get().enrolment.edition.units.first().passages.create(
        key="footnotes", position=2, kind=Passage.FOOTNOTES, text="", html="", critical=False
    )
    assert client.post(lesson(name="position"), {"passage": "footnotes"}).status_code == 404
    assert f"{lesson()}#opening" in client.get(MINE).content.decode()


def test_the_place_in_a_lesson_is_forgotten_when_the_lesson_is_completed(client, ada):
    enrol(ada, make_edition())
    client.force_login(ada)
    for key in ("lesson-1", "lesson-2"):
        client.post(lesson(key, name="position"), {"passage": "opening"})
    client.post(lesson("lesson-1", name="complete"))
    assert ReadingPosition.objects.get().unit_key == "lesson-2"


def test_an_overdue_fact_shows_at_its_passage_from_that_day_by_the_clock(client, ada):
    edition = make_edition(lessons=1)
    fact = Fact.objects.create(
        edition=edition, tag="F24", text="Ends.", confidence="high", review_by=date(2027, 1, 1)
    )
    unit = edition.units.get()
    fact.units.add(unit)
    unit.passages.get().facts.add(fact)
    enrol(ada, edition)
    with time_machine.travel(date(2026, 12, 31)):
        client.force_login(ada)
        assert "to be checked again" not in client.get(lesson()).content.decode()
    with time_machine.travel(date(2027, 1, 1)):
        page = client.get(lesson()).content.decode()
    opening = page.index('id="opening"')
    assert page.index("Was to be checked again by January 1, 2027") > opening
    assert '<a href="#opening">Ends.</a>' in page


def test_moving_to_a_new_edition_is_the_learners_choice(client, ada):
    old = make_edition(lessons=2)
    enrolment = enrol(ada, old)
    enrolment.complete(old.units.first())
    new = make_edition(lessons=2, revision=2)
    client.force_login(ada)
    url = reverse("course:edition_change", args=["basics"])
    assert url in client.get(MINE).content.decode()
    page = client.get(url)
    assert [(page.title, page.kind) for page in page.context["units"]] == [
        ("1.1 About lesson-1", "revised"),
        ("1.2 About lesson-2", "revised"),
    ]
    text = page.content.decode()
    assert "it no longer counts, and you will have to do it again." in text
    assert text.count("You have not done it yet.") == 1
    client.post(url, {})
    assert Enrolment.objects.get().edition == old
    client.post(url, {"disclosures_read": "on"})
    assert Enrolment.objects.get().edition == new
    assert Acknowledgement.objects.count() == 2


def test_pages_cost_the_same_number_of_queries_with_1_and_with_20_lessons(
    client, ada, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(ada)
    counts = []
    for lessons in (1, 20):
        enrolment = enrol(ada, make_edition(lessons=lessons))
        client.get(MINE)
        count = []
        for url in (COURSE, MINE, lesson()):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get(url).status_code == 200
            count.append(len(queries))
        counts.append(count)
        enrolment.ended_at = timezone.now()
        enrolment.save()
    assert counts[0] == counts[1]


def test_glossary_and_references_are_public(client):
    make_edition()
    for name in ("glossary", "references"):
        assert client.get(reverse(f"course:{name}", args=["basics"])).status_code == 200


@pytest.mark.parametrize("url", [COURSE + "?x=%00", COURSE + "glossary/?q=%00"])
def test_control_characters_are_refused(client, url):
    make_edition()
    assert client.get(url).status_code == 400
