"""What course.yaml says of the making of the course: people, needs, origin, time."""

import pytest
from django.urls import reverse

from course.publishing import publish
from course.source import SourceError, read_course
from tests.course.course_folder import COURSE, write_course

AUTHORS = "  - {name: The authors, role: Authors}\n"
ADA = """\
  - name: Ada Lovelace
    role: Author
    credentials: RN
    asked_on: 2026-11-20
    relationships:
      - {company: A pharmacy, nature: shares, mitigation: another person chose the sources.}
"""


def folder(tmp_path, more="", authors=AUTHORS):
    return write_course(tmp_path, **{"course.yaml": COURSE.replace(AUTHORS, authors) + more})


def mistakes(path):
    with pytest.raises(SourceError) as error:
        read_course(path)
    return str(error.value)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("needs:\n  - {text: A gap., facts: [F99]}\n", 'there is no fact "F99"'),
        ("needs:\n  - {text: A gap.}\n", '"facts"'),
        ("pilot: {people: 4, minutes: 60, ended_on: 2026-11-20}\n", '"people"'),
        ("pilot: {people: 5, ended_on: 2026-11-20}\n", '"minutes"'),
        (f"open_roles: {[f'Role {n}' for n in range(9)]}\n", "write 8 at most"),
        (f"origin: {'x' * 801}\n", "800"),
    ],
)
def test_what_is_wrong_with_the_making_is_said(tmp_path, more, message):
    assert message in mistakes(folder(tmp_path, more))


def test_relationships_have_the_day_on_which_they_were_asked_for(tmp_path):
    without_day = ADA.replace("    asked_on: 2026-11-20\n", "")
    assert "asked_on: 2026-11-24" in mistakes(folder(tmp_path, authors=without_day))


def test_the_facts_of_a_need_count_as_cited(tmp_path):
    extra = "F3:\n  text: A third thing is so.\n  references: [R1]\n  confidence: high\n"
    path = folder(tmp_path, "needs:\n  - {text: A gap., facts: [F3]}\n")
    facts = path / "facts.yaml"
    facts.write_text(facts.read_text() + extra)
    warnings = [str(warning) for warning in read_course(path).warnings]
    assert not any("F3" in warning for warning in warnings)


@pytest.mark.django_db
def test_the_course_page_says_who_why_and_from_what(client, tmp_path):
    more = (
        "needs:\n  - {text: Emergencies come unseen., facts: [F1]}\n"
        "origin: From one article.\n"
        "hardware: A browser.\n"
        "open_roles: [Nurse planner]\n"
        "pilot: {people: 12, minutes: 430, ended_on: 2026-11-20}\n"
    )
    publish(read_course(folder(tmp_path, more, ADA)))
    page = client.get(reverse("course:course", args=["tiny-course"])).content.decode()
    for words in [
        "Ada Lovelace</b>, RN<small>Author</small>",
        "A pharmacy: shares. Mitigated: another person chose the sources.",
        "Emergencies come unseen.",
        '#R1">1</a>',
        "From one article.",
        "A browser.",
        "Nurse planner",
        "12 people who tried it took 7 hours (the median).",
    ]:
        assert words in page


@pytest.mark.django_db
def test_a_course_that_says_nothing_of_its_making_shows_how_its_time_is_estimated(client, tmp_path):
    publish(read_course(folder(tmp_path)))
    page = client.get(reverse("course:course", args=["tiny-course"])).content.decode()
    assert "Estimated, not measured: 200 words a minute" in page
    for words in ["What practice lacks", "Where it comes from", "You need", "Nobody yet"]:
        assert words not in page
    assert "to disclose" not in page.lower()
