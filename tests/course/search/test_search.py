"""Finding words in a course: what is found, by whom, and in which order."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from course.models import GuidePage, SearchEntry, SearchWord
from course.publishing import publish
from course.publishing.search_index import SearchedTexts, SearchIndex, index_edition
from course.search import own_texts
from course.search.own_texts import OwnText
from course.source import read_course
from tests.course.course_folder import write_course
from tests.course.search.searched import (
    TEXTS,
    entries_of,
    found,
    make_large_edition,
    make_lesson,
    make_searched_edition,
    search_page,
    words_of_results,
)
from tests.factories import enrol, finish, make_edition, make_user
from tests.quizzes.factories import make_quiz, single
from tests.quizzes.results.test_result_after import sit

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return make_searched_edition()


@pytest.fixture
def learner(client, ada, edition):
    enrol(ada, edition)
    client.force_login(ada)
    return client


def test_results_lead_to_the_passage_and_the_best_come_first(learner, both_engines):
    assert found(learner, "blood pressure") == [
        "units/pressure/",
        "units/pressure/#p3",  # under a heading with both words
        "units/sample/",
        "units/sample/#p2",
        "glossary/#hypertension",
        "references/#R10",
    ]


def test_the_words_are_marked_and_the_text_is_only_text(learner):
    shown = words_of_results(learner, "anesthetist well")
    assert (
        "<mark>Anaesthetists</mark> know this &lt;b&gt;<mark>well</mark>&lt;/b&gt; &amp; say"
        in shown
    )
    assert "<mark>Blood pressure</mark> is taken" in words_of_results(learner, "blood pressure")


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("anesthesists", ""),
        ("ANESTHETIST", "units/pressure/#p4"),
        ("anaesth", "units/pressure/#p4"),  # still being typed
        ("observations", "units/sample/#p1"),
        ("hypertensive label", "references/#R9"),  # one of both words
        ("monitored", "units/pressure/"),  # in the title of the lesson
        ("hour later", "units/pressure/#p3"),
    ],
)
def test_forms_beginnings_and_spellings_are_found(learner, words, place, both_engines):
    assert place == "" or place in found(learner, words)


def test_a_mistyped_word_is_asked_about(learner):
    assert "Did you mean “pressure”?" in words_of_results(learner, "presure")
    assert "Did you mean “blood pressure”?" in words_of_results(learner, "blood prssure")
    assert "Did you mean" not in words_of_results(learner, "pressure")
    assert "Did you mean" not in words_of_results(learner, "zzzzzzz")


def test_some_words_are_better_than_nothing_and_the_page_says_so(learner):
    shown = words_of_results(learner, "observation before breakfast")
    assert "Nothing has all of these words." in shown
    assert "units/sample/#p1" in found(learner, "observation before breakfast")


def test_one_place_is_shown_alone_and_page_by_page(learner):
    newer = make_large_edition([TEXTS] * 40)
    enrolled = make_user()
    enrol(enrolled, newer)
    learner.force_login(enrolled)

    assert len(found(learner, "observation")) == 2 * 5
    first = found(learner, "observation", **{"in": "lessons"})
    last = found(learner, "observation", **{"in": "lessons", "page": "99"})
    assert first[0] == "units/lesson-0/"
    assert last[-2] == "units/lesson-39/"
    assert not set(first) & set(last)


# --- who finds what ---


def test_strangers_and_visitors_find_what_everybody_may_read(client, eve, edition):
    public = ["units/sample/", "units/sample/#p2", "glossary/#hypertension", "references/#R10"]
    assert found(client, "blood pressure") == public
    client.force_login(eve)
    assert found(client, "blood pressure") == public
    assert "Did you mean" not in words_of_results(client, "anaesthetits")


def test_learners_search_their_own_edition(learner):
    newer = make_edition(lessons=0)
    make_lesson(newer, "new", "Blood pressure is news.", sample=True)
    index_edition(newer)
    assert "units/new/#p1" not in found(learner, "blood pressure")
    assert "units/pressure/#p3" in found(learner, "blood pressure")
    learner.logout()
    assert found(learner, "blood pressure") == ["units/new/", "units/new/#p1"]


def test_the_guide_is_searched_once_the_course_is_completed(client, ada):
    edition = make_edition(lessons=1)
    html = (
        '<p>Stop the pump.</p><h2>Later<sup class="cite">R1</sup></h2>'
        '<p>Write it<sup class="cite">R1</sup> down.</p>'
    )
    GuidePage.objects.create(edition=edition, key="card", position=1, title="Card", html=html)
    index_edition(edition)
    enrolment = enrol(ada, edition)
    client.force_login(ada)
    nothing = words_of_results(client, "pump")
    assert "Nothing was found" in nothing
    assert "Glossary from A to Z" in nothing
    assert "Everything" not in nothing
    finish(enrolment)
    assert found(client, "pump") == ["guide.pdf"]
    assert "Later · <mark>Write</mark> it down." in words_of_results(client, "write")


def test_questions_are_found_once_they_were_handed_in(client, ada, eve):
    edition = make_edition()
    quiz = make_quiz(single(stem="Which catheter?"), edition=edition)
    index_edition(edition)
    enrolments = {user: enrol(user, edition) for user in (ada, eve)}
    client.force_login(ada)
    assert "Nothing was found" in words_of_results(client, "catheters")

    sit(enrolments[ada], quiz)
    assert found(client, "catheters") == ["units/quiz/attempts/1/#q1"]
    assert "Which <mark>catheter</mark>?" in words_of_results(client, "cathet")
    sit(enrolments[ada], quiz)
    assert found(client, "catheters") == ["units/quiz/attempts/2/#q1"]
    client.force_login(eve)
    assert "Nothing was found" in words_of_results(client, "catheters")


# --- whatever is typed ---


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "%",
        "_",
        '"',
        '"blood',
        "'; drop table course_unit; --",
        "NEAR(blood pressure)",
        "AND OR NOT",
        "x'y:*",
        "a\\b",
        "\U0001f600",
        "\U0001f469\u200d\u2695\ufe0f blood",
        "\u202eerusserp doolb",
        "<script>alert(1)</script>",
        "{{ 7 }}{% now %}",
        "blood " * 2000,
        "b" * 10_000,
        "¼ ﷺ ẞ İ",
    ],
)
def test_whatever_is_typed_gets_a_page(learner, typed, both_engines):
    response = search_page(learner, typed)
    assert response.status_code == 200
    page = response.content.decode()
    assert "<script>alert" not in page
    assert "\u202e" not in page


@pytest.mark.parametrize(
    "more", [{"in": "nowhere"}, {"in": "lessons", "page": "x"}, {"page": "-1"}]
)
def test_a_wrong_place_or_page_shows_results_all_the_same(learner, more):
    assert "units/pressure/#p3" in found(learner, "blood pressure", **more)


def test_what_was_too_long_is_said(learner):
    assert "only the first twelve words" in words_of_results(learner, "blood " * 2000)
    assert "only the first twelve words" not in words_of_results(learner, "blood")


# --- the index ---


def test_a_published_course_is_searched_as_one_indexed_later(tmp_path, client):
    edition = publish(read_course(write_course(tmp_path)))
    assert {place for place, _key, _title in entries_of(edition)} == set(SearchEntry.Place)
    later = SearchIndex(edition, SearchedTexts.of(edition))
    columns = [field.attname for field in SearchEntry._meta.fields if field.name != "id"]
    stored = SearchEntry.objects.filter(edition=edition)
    made = [tuple(getattr(row, name) for name in columns) for row in later.entries]
    assert list(stored.values_list(*columns)) == made
    words = SearchWord.objects.filter(edition=edition).order_by("stem")
    made_words = [row for row in later.rows() if isinstance(row, SearchWord)]
    assert list(words.values_list("stem", "forms", "entries")) == [
        (row.stem, row.forms, row.entries) for row in made_words
    ]


def test_an_edition_from_before_there_was_a_search_is_indexed_after_a_migration(client):
    edition = make_edition(lessons=0)
    make_lesson(edition, "old", "Blood pressure.", sample=True)
    assert "Nothing was found" in words_of_results(client, "pressure")
    call_command("migrate", verbosity=0)
    assert found(client, "pressure") == ["units/old/", "units/old/#p1"]


@pytest.mark.django_db(transaction=True)
def test_a_page_takes_the_same_statements_in_large_courses(client, ada, eve):
    counts = []
    for user, lessons in ((ada, 1), (eve, 500)):
        edition = make_large_edition([TEXTS] * lessons)
        enrol(user, edition)
        client.force_login(user)
        found(client, "blood pressure")
        with CaptureQueriesContext(connection) as queries:
            assert found(client, "blood pressure")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 7


class LongTexts:
    place, title = "long", "Long texts"

    def texts(self, enrolment):
        return [OwnText("Pumps", "A catheter. " + "word " * 200_000, "/long/")]


@pytest.fixture
def long_texts():
    source = LongTexts()
    own_texts.sources.append(source)
    yield
    own_texts.sources.remove(source)


def test_an_own_text_of_any_length_is_found_and_shown_in_part(client, ada, long_texts):
    enrol(ada, make_edition())
    client.force_login(ada)
    shown = words_of_results(client, "catheter")
    assert "A <mark>catheter</mark>. word" in shown
    assert len(shown) < 1000
