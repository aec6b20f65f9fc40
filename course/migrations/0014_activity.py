from django.db import migrations, models

from accounts.triggers import drop_triggers


def drop(apps, schema_editor):
    """Allow what follows; post_migrate protects the rows again."""
    drop_triggers(schema_editor, "course_passage")


def drop_to_undo(apps, schema_editor):
    """Allow what is undone now; SQLite drops no column that a trigger names."""
    drop(apps, schema_editor)
    drop_triggers(schema_editor, "course_edition")
    drop_triggers(schema_editor, "course_contributor")


class Migration(migrations.Migration):
    """Let an edition say why it was made, by whom, from what, and how long people took."""

    dependencies = [("course", "0013_words_of_a_course")]

    operations = [
        migrations.RunPython(drop, migrations.RunPython.noop),
        migrations.AddField("contributor", "asked_on", models.DateField(null=True)),
        migrations.AddField(
            "contributor", "credentials", models.CharField(blank=True, max_length=200)
        ),
        migrations.AddField(
            "contributor", "relationships", models.JSONField(blank=True, default=list)
        ),
        migrations.AddField("edition", "hardware", models.TextField(blank=True)),
        migrations.AddField("edition", "needs", models.JSONField(blank=True, default=list)),
        migrations.AddField("edition", "open_roles", models.TextField(blank=True)),
        migrations.AddField("edition", "origin", models.TextField(blank=True)),
        migrations.AddField("edition", "pilot", models.JSONField(blank=True, null=True)),
        migrations.RunPython(migrations.RunPython.noop, drop_to_undo),
    ]
