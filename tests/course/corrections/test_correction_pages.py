"""A safety correction as its learners meet it: at home, in the lesson, on a page of its own."""

import pytest
from django.test import Client
from django.urls import reverse

from course.models import CorrectionNotice, Course, Enrolment
from course.publishing import move_learner
from tests.course.corrections.test_safety_corrections import (
    CORRECTED,
    RIGHT,
    SAFETY,
    TEXT,
    WRONG,
    publish_correction,
    publish_folder,
)
from tests.course.course_folder import COURSE, FIRST_LESSON, GLOSSARY, LESSON, QUESTION
from tests.course.staff.test_staff import queries
from tests.factories import enrol, finish, make_edition, make_user

pytestmark = pytest.mark.django_db
HOME, MINE = reverse("course:home"), reverse("course:mine", args=["tiny-course"])
PAGE = reverse("course:correction", args=["tiny-course", 2])
CONFIRM = reverse("course:confirm_correction", args=["tiny-course", 2])
WELCOME = reverse("course:unit", args=["tiny-course", "welcome"])
BUTTON = "I have read this correction"


def text_of(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def confirmations() -> int:
    return CorrectionNotice.objects.exclude(confirmed_at=None).count()


@pytest.fixture
def first(tmp_path):
    return publish_folder(tmp_path)


@pytest.fixture
def enrolment(ada, first) -> Enrolment:
    return enrol(ada, first)


@pytest.fixture
def reader(client, ada, enrolment, tmp_path) -> Client:
    """Ada, signed in, who is on edition 1; edition 2 corrects a sentence of hers."""
    publish_correction(tmp_path)
    client.force_login(ada)
    return client


def test_home_shows_the_sentence_before_and_after(reader):
    text = text_of(reader, MINE)
    assert TEXT in text
    assert f"<dt>Before</dt>\n<dd><del>{WRONG}</del></dd>" in text
    assert f"<dt>Now</dt>\n<dd><ins>{RIGHT}</ins></dd>" in text
    assert f'href="{WELCOME}#danger"' in text
    assert BUTTON in text


def test_confirming_is_kept_and_takes_the_notice_from_home(reader):
    answer = reader.post(CONFIRM)
    assert (answer.status_code, answer.headers["Location"]) == (302, HOME)
    notice = CorrectionNotice.objects.get()
    assert notice.confirmed_at is not None
    assert TEXT not in text_of(reader, MINE)
    reader.post(CONFIRM)
    assert CorrectionNotice.objects.get().confirmed_at == notice.confirmed_at


def test_the_button_of_the_notice_carries_its_token(ada, enrolment, tmp_path):
    publish_correction(tmp_path)
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(ada)
    token = text_of(careful, MINE).split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    assert careful.post(CONFIRM).status_code == 403
    assert careful.post(CONFIRM, {"csrfmiddlewaretoken": token}).status_code == 302
    assert confirmations() == 1


def test_reading_confirms_nothing(reader):
    for url in (MINE, PAGE, WELCOME):
        text_of(reader, url)
    assert reader.get(CONFIRM).status_code == 405
    assert confirmations() == 0


def test_the_correction_can_be_read_again_after_confirming(reader):
    assert BUTTON in text_of(reader, PAGE)
    reader.post(CONFIRM)
    text = text_of(reader, PAGE)
    assert WRONG in text
    assert RIGHT in text
    assert "You confirmed on" in text
    assert BUTTON not in text


def test_who_finished_reads_and_confirms_too(client, first, tmp_path):
    user = make_user()
    finish(enrol(user, first))
    publish_correction(tmp_path)
    client.force_login(user)
    assert TEXT in text_of(client, MINE)
    assert client.post(CONFIRM).status_code == 302
    assert confirmations() == 1


def test_strangers_find_nothing_and_confirm_nothing(reader, eve):
    reader.force_login(eve)
    assert reader.get(PAGE).status_code == 404
    assert reader.post(CONFIRM).status_code == 404
    assert confirmations() == 0


def test_one_learner_does_not_confirm_for_another(reader, first, tmp_path):
    other = make_user()
    enrol(other, first)
    reader.force_login(other)
    assert reader.post(CONFIRM).status_code == 404
    assert confirmations() == 0


def test_an_ordinary_edition_has_no_page_of_corrections(reader):
    for number in (1, 3):
        url = reverse("course:correction", args=["tiny-course", number])
        assert reader.get(url).status_code == 404


def test_who_moves_before_confirming_keeps_the_notice(reader, enrolment):
    newest = enrolment.course.current_edition
    move_learner(enrolment, newest)
    enrolment.acknowledgements.create(edition=newest)
    assert BUTTON in text_of(reader, MINE)
    text = text_of(reader, WELCOME)
    assert RIGHT in text
    assert "Edition 2 corrects this page" not in text


def test_who_starts_on_the_corrected_edition_is_asked_nothing(client, reader, enrolment):
    newcomer = make_user()
    enrol(newcomer, enrolment.course.current_edition)
    client.force_login(newcomer)
    assert TEXT not in text_of(client, MINE)
    assert BUTTON not in text_of(client, PAGE)


def test_two_corrections_are_shown_oldest_first(reader, tmp_path):
    other = "Edition 2 still said that one watches. Two do."
    again = COURSE + f'safety_correction: "{other}"\n'
    two = CORRECTED.replace("Watch.", "Watch, two of you.")
    publish_folder(tmp_path, **{"course.yaml": again, FIRST_LESSON: two})
    text = text_of(reader, MINE)
    assert text.index(TEXT) < text.index(other)
    reader.post(CONFIRM)
    text = text_of(reader, MINE)
    assert TEXT not in text
    assert other in text


def test_the_notice_of_one_course_is_shown_at_home_and_in_another_course(reader, ada, enrolment):
    enrol(ada, make_edition(Course.objects.create(slug="other-course")))
    for address in (HOME, reverse("course:mine", args=["other-course"])):
        assert TEXT in text_of(reader, address)


# --- where the wrong sentence stands ------------------------------------------------------------


def test_the_old_lesson_warns_at_its_head_and_at_the_passage(reader):
    text = text_of(reader, WELCOME)
    assert "Edition 2 corrects this page, for safety" in text
    wrong, note = text.index(WRONG), text.index("Corrected in edition 2.")
    assert wrong < note < text.index('id="role-nurse"')
    assert text.count(f'href="{PAGE}"') == 2
    reader.post(CONFIRM)
    assert "Corrected in edition 2." in text_of(reader, WELCOME)


def test_the_old_lesson_warns_at_its_footnotes(client, ada, tmp_path):
    noted = LESSON.replace("claimed here;", "claimed here;[^note]") + "\n[^note]: A wrong note.\n"
    enrol(ada, publish_folder(tmp_path, **{FIRST_LESSON: noted}))
    corrected = noted.replace("wrong", "right")
    publish_correction(tmp_path, **{FIRST_LESSON: corrected})
    client.force_login(ada)
    text = text_of(client, WELCOME)
    assert text.count("Corrected in edition 2.") == 1
    assert text.index('id="fn-1"') < text.index("Corrected in edition 2.")
    assert text.index("Corrected in edition 2.") < text.index("</article>")


def test_a_lesson_that_is_right_warns_of_nothing(reader):
    url = reverse("course:unit", args=["tiny-course", "second"])
    assert "corrects this page" not in text_of(reader, url)


def test_a_quiz_says_that_a_question_was_corrected_and_not_which_answer(
    client, ada, enrolment, tmp_path
):
    question = QUESTION.replace("No thing", "Nothing")
    publish_correction(tmp_path, **{"01-start/090-quiz/010-one-thing.md": question})
    client.force_login(ada)
    url = reverse("course:unit", args=["tiny-course", "start-quiz"])
    assert "Edition 2 corrects this page" in text_of(client, url)
    assert "A question of this quiz." in text_of(client, PAGE)
    assert "Nothing" not in text_of(client, PAGE)


def test_the_old_glossary_warns_at_the_term(client, ada, enrolment, tmp_path):
    glossary = GLOSSARY.replace("by half", "by a half")
    publish_correction(tmp_path, **{"glossary.yaml": glossary})
    url = reverse("course:glossary", args=["tiny-course"])
    client.force_login(ada)
    assert "Corrected in edition 2." in text_of(client, url)
    assert f'href="{url}#half-life"' in text_of(client, PAGE)
    client.logout()
    assert "Corrected in edition 2." not in text_of(client, url)


# --- what everybody sees ------------------------------------------------------------------------


def test_the_public_pages_name_the_safety_correction(client, reader):
    client.logout()
    for url in ("/courses/tiny-course/", "/pages/corrections/"):
        text = text_of(client, url)
        assert "Safety correction" in text
        assert TEXT in text
        assert WRONG not in text


def with_many_changes(lesson: str) -> str:
    """The lesson with five more sentences that differ, each in a passage of its own."""
    for wrong, right in (
        ("A section", "A part"),
        ("Nothing is claimed here", "Nothing was claimed here"),
        ("A second point", "Another point"),
        ("Watch.", "Watch, two of you."),
        ("Nobody has shown", "Nobody showed"),
    ):
        lesson = lesson.replace(wrong, right)
    return lesson.replace("## A part", "## A part {#a-section}")


def test_changes_of_critical_passages_come_first(client, ada, enrolment, tmp_path):
    publish_correction(tmp_path, **{FIRST_LESSON: with_many_changes(CORRECTED)})
    client.force_login(ada)
    home = text_of(client, MINE)
    assert home.count("<ins>") == 1
    assert f"<ins>{RIGHT}</ins>" in home
    assert "All 6 changes of this edition" in home
    first, others = text_of(client, PAGE).split('<details class="fold">')
    assert f"<ins>{RIGHT}</ins>" in first
    assert first.count("<ins>") == 1
    assert "Lessons and quizzes, other changes: 5" in others
    assert others.count("<ins>") == 5


def test_a_long_list_of_changes_folds(client, ada, enrolment, tmp_path):
    lesson = with_many_changes(CORRECTED)
    for end in ("{plain", "Another point.", "Watch, two of you.[@F1]", "the rest.[@F2]"):
        mark = " critical" if end == "{plain" else "\n{critical}"
        lesson = lesson.replace(end, end + mark)
    publish_correction(tmp_path, **{FIRST_LESSON: lesson})
    client.force_login(ada)
    shown, folded = text_of(client, MINE).split('<details class="fold">')
    assert shown.count("<ins>") == 4
    assert "Show 1 more change" in folded
    assert folded.count("<ins>") == 1


def test_more_changes_and_more_corrections_cost_no_more_queries(client, ada, enrolment, tmp_path):
    client.force_login(ada)
    publish_correction(tmp_path)
    one = [queries(client, url) for url in (MINE, PAGE, WELCOME)]
    again = SAFETY.replace("Edition 1", "Edition 2")
    lesson = with_many_changes(CORRECTED)
    publish_correction(tmp_path, **{"course.yaml": again, FIRST_LESSON: lesson})
    page = reverse("course:correction", args=["tiny-course", 3])
    assert [queries(client, url) for url in (MINE, page, WELCOME)] == one
