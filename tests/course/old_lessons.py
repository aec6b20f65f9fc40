"""A site of the days when a lesson's page was stored whole, beside its passages.

The walk of tests/upgrade fills it and asks what has become of it. ``python -m
tests.course.old_lessons`` makes one of which a page holds something between its passages, and
prints what migrating says to that as JSON.
"""

import json
import os
import sys
from typing import Any

from tests import environment  # noqa: F401
from tests.upgrade.old_rows import row

BEFORE = [("course", "0006_points_of_any_length")]
OPENING = '<p id="opening">A first claim.<sup class="footnote-ref" id="fnref-1">1</sup></p>'
ENDING = '<p id="ending">A last claim.</p>'
HEADING = '<h2 id="footnotes">Footnotes</h2>'
NOTES = (
    '<section aria-label="Footnotes" class="footnotes"><ol><li id="fn-1">A note on'
    ' <em>this</em>.<span class="cite"><button type="button">1</button></span>'
    ' <a aria-label="Back to the text" href="#fnref-1">↩</a></li>'
    '<li id="fn-2">Another.</li></ol></section>'
)
ROLE_BOX = (
    '<aside class="box role role-nurse" id="role-nurse-2" aria-labelledby="role-nurse-2-title">'
    '<p class="box-title" id="role-nurse-2-title">Nurse or monitor'
    ' <span class="your-role">your role</span></p><p>Watch.</p></aside>'
)
ROLE_BOX_NOW = (
    '<aside class="box role role-3" id="role-nurse-2" aria-labelledby="role-nurse-2-title">'
    '<p class="box-title" id="role-nurse-2-title" data-mark="N">Nurse or monitor'
    ' <span class="your-role">your role</span></p><p>Watch.</p></aside>'
)
# The page of each lesson as it was stored, and its passages.
LESSONS = {
    "plain": ([OPENING, ENDING], [OPENING, ENDING]),
    "noted": ([OPENING, ENDING, NOTES], [OPENING, ENDING]),
    "heading": ([HEADING, ENDING, NOTES], [HEADING, ENDING]),
}

WORDS = "A note on this. Another."
UP_TO_DATE = {
    "pages": {key: page for key, (page, _passages) in LESSONS.items()}
    | {"quiz": [], "roles": [ROLE_BOX_NOW]},
    "footnotes": [
        ["noted", "footnotes", WORDS, False],
        ["heading", "footnotes-2", WORDS, False],
    ],
    "roles": [["nurse@example.org", "nurse"]],
    "known": [
        [1, "prescriber", "P", "Prescriber"],
        [2, "therapist", "T", "Therapist"],
        [3, "nurse", "N", "Nurse or monitor"],
    ],
    "says": [
        "Education for licensed clinicians.",
        "Not medical advice, not a protocol, not a license to provide ketamine.",
    ],
}


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from tests.upgrade.walk import migrate_to

    fill(migrate_to(BEFORE), "<p>In between.</p>")
    try:
        call_command("migrate", verbosity=0)
    except RuntimeError as error:
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM course_unit WHERE html LIKE '%In between%'")
            pages_kept = cursor.fetchone()[0]
        json.dump({"error": str(error), "pages_kept": pages_kept}, sys.stdout)


def fill(apps: Any, between: str = "") -> None:
    """Write an edition with the lessons and a quiz."""
    course = row(apps.get_model("course.Course"), slug="old-lessons")
    edition = row(apps.get_model("course.Edition"), course=course, number=1)
    module = row(apps.get_model("course.Module"), edition=edition, key="module-1")
    unit_of = {"edition": edition, "module": module}
    for key, (page, passages) in LESSONS.items():
        html = "\n".join([*page[:1], *filter(None, [between]), *page[1:]])
        unit = row(apps.get_model("course.Unit"), key=key, kind="lesson", html=html, **unit_of)
        for position, passage in enumerate(passages, 1):
            passage_key = passage.split('"')[1]
            row(
                apps.get_model("course.Passage"),
                unit=unit,
                key=passage_key,
                position=position,
                html=passage,
            )
    row(apps.get_model("course.Unit"), key="quiz", kind="quiz", **unit_of)
    unit = row(apps.get_model("course.Unit"), key="roles", kind="lesson", html=ROLE_BOX, **unit_of)
    row(
        apps.get_model("course.Passage"),
        unit=unit,
        key="role-nurse-2",
        kind="role-nurse",
        position=1,
        html=ROLE_BOX,
    )
    fill_roles(apps, course, edition)


def fill_roles(apps: Any, course: Any, edition: Any) -> None:
    """Write a nurse who is enrolled, and a therapist who is not."""
    nurse, therapist = (
        row(apps.get_model("accounts.User"), email=f"{role}@example.org")
        for role in ("nurse", "therapist")
    )
    row(apps.get_model("course.Enrolment"), user=nurse, course=course, edition=edition)
    for user, name in ((nurse, "nurse"), (therapist, "therapist")):
        row(apps.get_model("accounts.Role"), user=user, name=name)


def tell() -> dict[str, Any]:
    """Return pages, footnotes, roles and what the edition says of itself."""
    from course.models import Edition, LearnerRole, Passage

    edition = Edition.objects.get(course__slug="old-lessons")
    units = edition.units.order_by("pk").prefetch_related("passages")
    footnotes = Passage.objects.filter(kind=Passage.FOOTNOTES, unit__edition=edition).order_by("pk")
    roles = LearnerRole.objects.filter(enrolment__edition=edition)
    return {
        "pages": {unit.key: [passage.html for passage in unit.passages.all()] for unit in units},
        "footnotes": list(footnotes.values_list("unit__key", "key", "text", "critical")),
        "roles": list(roles.values_list("enrolment__user__email", "key")),
        "known": [[role.place, role.key, role.mark, role.name] for role in edition.known_roles],
        "says": edition.standing_lines,
    }


if __name__ == "__main__":
    main()
