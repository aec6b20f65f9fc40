"""A site of the days when a lesson's page was stored whole, beside its passages.

``python -m tests.course.old_lessons whole`` makes it, migrates it and prints what it has as JSON.
``more`` in place of ``whole``: the page of a lesson holds something between its passages.
"""

import json
import os
import sys
from typing import Any

from tests.quizzes.old_site import protect_app, row

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


def main(case: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    before = [("course", "0006_points_of_any_length")]
    executor.migrate(before)
    fill(executor.loader.project_state(before).apps, "<p>In between.</p>" if case == "more" else "")
    json.dump(migrate(), sys.stdout)


def fill(apps: Any, between: str) -> None:
    """Write an edition with the lessons and a quiz. Its rows are protected, as they were."""
    from django.db import connection

    course = row(apps.get_model("course.Course"), slug="basics")
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
    protect_app(connection, apps, "course")


def fill_roles(apps: Any, course: Any, edition: Any) -> None:
    """Write a nurse who is enrolled, and a therapist who is not."""
    nurse, therapist = (
        row(apps.get_model("accounts.User"), email=f"{role}@example.org")
        for role in ("nurse", "therapist")
    )
    row(apps.get_model("course.Enrolment"), user=nurse, course=course, edition=edition)
    for user, name in ((nurse, "nurse"), (therapist, "therapist")):
        row(apps.get_model("accounts.Role"), user=user, name=name)


def migrate() -> dict[str, Any]:
    """Bring the site up to date; return pages, footnotes and missing triggers, or the error."""
    from django.core.management import call_command
    from django.db import connection

    from accounts import triggers
    from course.models import Edition, LearnerRole, Passage, Unit

    try:
        call_command("migrate", verbosity=0)
    except RuntimeError as error:
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM course_unit WHERE html LIKE '%In between%'")
            return {"error": str(error), "pages_kept": cursor.fetchone()[0]}

    units = Unit.objects.order_by("pk").prefetch_related("passages")
    footnotes = Passage.objects.filter(kind=Passage.FOOTNOTES).order_by("pk")
    return {
        "pages": {unit.key: [passage.html for passage in unit.passages.all()] for unit in units},
        "footnotes": list(footnotes.values_list("unit__key", "key", "text", "critical")),
        "roles": list(LearnerRole.objects.values_list("enrolment__user__email", "key")),
        "known": [
            [role.place, role.key, role.mark, role.name]
            for role in Edition.objects.get().known_roles
        ],
        "says": Edition.objects.get().standing_lines,
        "missing": sorted(triggers.trigger_names(connection.vendor) - existing_triggers()),
    }


def existing_triggers() -> set[str]:
    """Return the names of the triggers that the database has."""
    from django.db import connection

    sql = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with connection.cursor() as cursor:
        cursor.execute(sql[connection.vendor])
        return {name for (name,) in cursor.fetchall()}


if __name__ == "__main__":
    main(sys.argv[1])
