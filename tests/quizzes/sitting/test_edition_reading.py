"""Auditors and editors read any edition, retired ones too, as its learners saw it."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from course.models import Completion, Passage
from quizzes.models import Attempt
from tests.factories import make_edition, make_user
from tests.quizzes.factories import (
    case,
    cloze,
    make_quiz,
    match,
    multi,
    numeric,
    order,
    reflection,
    single,
    text,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def old(client):
    """A retired edition, and an auditor who looks at it."""
    old = make_edition()
    make_edition(old.course)
    auditor = make_user(is_staff=True)
    auditor.groups.add(Group.objects.get(name="Auditor"))
    client.force_login(auditor)
    return old


def read(client, name: str, edition, *more) -> str:
    answer = client.get(reverse(name, args=[edition.course.slug, edition.number, *more]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_contents_lead_to_every_lesson_and_quiz(client, old):
    quiz = make_quiz(single(), edition=old, key="final")
    listed = reverse("staff:edition_contents", args=[old.course.slug, old.number])
    assert f'href="{listed}"' in client.get(reverse("staff:editions")).content.decode()
    shown = read(client, "staff:edition_contents", old)
    for unit in old.units.all():
        name = "quizzes:staff_edition_quiz" if unit.pk == quiz.unit_id else "staff:edition_lesson"
        address = reverse(name, args=[old.course.slug, old.number, unit.key])
        assert f'href="{address}"' in shown
        assert client.get(address).status_code == 200


def test_a_lesson_is_shown_as_its_learners_saw_it_and_nothing_is_recorded(client, old):
    lesson = old.units.get(key="lesson-1")
    links = [f"/courses/basics/units/{key}/#opening" for key in ("lesson-2", "quiz")]
    html = " ".join(f'<a href="{link}">there</a>' for link in links)
    Passage.objects.create(
        unit=lesson, key="links", position=9, text="there", html=html, critical=False
    )
    shown = read(client, "staff:edition_lesson", old, "lesson-1")
    stays = reverse("staff:edition_lesson", args=["basics", old.number, "lesson-2"])
    assert f'<a href="{stays}#opening">there</a> <a href="{links[1]}">there</a>' in shown
    assert '<p id="opening">A paragraph.</p>' in shown
    assert "Edition 1 of The Basics" in shown
    assert "<form" not in shown.split('id="main"')[1].split("</main>")[0]
    assert not Completion.objects.exists()


def test_questions_of_every_kind_are_shown_without_their_keys(client, old):
    kinds = (
        single(), multi(), numeric("512"), text("hush"), match(), order(), cloze(), case(),
        reflection(),
    )  # fmt: skip
    make_quiz(*kinds, edition=old, key="final")
    shown = read(client, "quizzes:staff_edition_quiz", old, "final")
    assert shown.count('class="q-set" disabled') == len(kinds)
    assert shown.count("What is it?") >= 2
    for secret in ("512", "hush", "WHY", " checked"):
        assert secret not in shown
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("number", [0, 3, 99])
def test_there_is_no_other_edition(client, old, number):
    address = reverse("staff:edition_contents", args=[old.course.slug, number])
    assert client.get(address).status_code == 404


def test_support_does_not_read_questions(client, old):
    make_quiz(single(), edition=old, key="final")
    helper = make_user(is_staff=True)
    helper.groups.add(Group.objects.get(name="Support"))
    client.force_login(helper)
    for name, *more in (
        ("staff:edition_contents",),
        ("staff:edition_lesson", "lesson-1"),
        ("quizzes:staff_edition_quiz", "final"),
    ):
        address = reverse(name, args=[old.course.slug, old.number, *more])
        assert client.get(address).status_code == 404
