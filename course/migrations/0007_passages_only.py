import re

from django.db import migrations, models

from accounts.triggers import drop_triggers
from course.corrections.changed_sentences import lines_of

KEY = KIND = "footnotes"
FOOTNOTES = re.compile(r'<section\b[^>]* class="footnotes"')


def drop(apps, schema_editor):
    """Allow what follows; post_migrate protects units and passages again."""
    drop_triggers(schema_editor, "course_unit")
    drop_triggers(schema_editor, "course_passage")


def make_footnotes(apps, schema_editor):
    """Make the footnotes of every lesson, which stood in its page alone, a passage of it."""
    Passage = apps.get_model("course", "Passage")
    lessons = apps.get_model("course", "Unit").objects.exclude(html="").select_related("edition")
    for lesson in lessons.prefetch_related("passages").order_by("pk"):
        passages = sorted(lesson.passages.all(), key=lambda passage: passage.position)
        body = "\n".join(passage.html for passage in passages).rstrip()
        footnotes = lesson.html.removeprefix(body).strip()
        if not footnotes:
            continue
        if not lesson.html.startswith(body) or not FOOTNOTES.match(footnotes):
            stop(lesson)
        Passage.objects.create(
            unit=lesson,
            key=free_key({passage.key for passage in passages}),
            position=len(passages) + 1,
            kind=KIND,
            text=" ".join(line.text for line in lines_of(footnotes)),
            html=footnotes,
            critical=False,
        )


def free_key(taken):
    """Return "footnotes", or with a number where a heading of the lesson has that key."""
    key, number = KEY, 2
    while key in taken:
        key, number = f"{KEY}-{number}", number + 1
    return key


def stop(lesson):
    """Keep the database as it is: the page of this lesson would not be the same."""
    raise RuntimeError(
        f'The page of the lesson "{lesson.key}" in edition {lesson.edition.number} (edition'
        f" row {lesson.edition_id}) holds more than its passages and footnotes, and would lose it."
        " Nothing was changed. Go on with the former version, and report this with the lesson."
    )


class Migration(migrations.Migration):
    """Store a lesson's page once, as its passages."""

    dependencies = [("course", "0006_points_of_any_length")]

    operations = [
        migrations.RunPython(drop, migrations.RunPython.noop),
        # Not to be undone: the page of a lesson is not written back.
        migrations.RunPython(make_footnotes),
        migrations.RemoveField("unit", "html"),
        migrations.AlterField("unit", "digest", models.CharField(max_length=80)),
    ]
