from django.db import migrations, models

from accounts.triggers import drop_triggers


def drop(apps, schema_editor):
    """Completions are about to change their shape; post_migrate protects them again."""
    drop_triggers(schema_editor, "course_completion")


class Migration(migrations.Migration):
    """Keep the exact points of a quiz, however long their fraction is."""

    dependencies = [("course", "0005_safety_corrections")]

    operations = [
        migrations.RunPython(drop, migrations.RunPython.noop),
        migrations.AlterField("completion", "earned", models.TextField(blank=True)),
        migrations.AlterField("completion", "possible", models.TextField(blank=True)),
    ]
