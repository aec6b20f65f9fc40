from django.db import migrations, models
from django.db.models.functions import Length
from django.db.models.lookups import Exact, LessThan

from accounts.triggers import drop_triggers


def drop(apps, schema_editor):
    """Graded rows are about to change their shape; post_migrate protects them again."""
    drop_triggers(schema_editor, "quizzes_")


class Migration(migrations.Migration):
    """Points of any length; and what was marked until now keeps the reading that it was marked by."""

    dependencies = [("quizzes", "0005_engine_constraints")]

    operations = [
        migrations.RunPython(drop, migrations.RunPython.noop),
        migrations.AddField("attemptitem", "draft", models.JSONField(null=True)),
        migrations.AlterField("graderun", "earned", models.TextField()),
        migrations.AlterField("graderun", "possible", models.TextField()),
        migrations.RemoveConstraint("itemgrade", "quizzes_itemgrade_fraction"),
        migrations.AlterField("itemgrade", "numerator", models.TextField()),
        migrations.AlterField("itemgrade", "denominator", models.TextField()),
        migrations.AddConstraint(
            "itemgrade",
            models.CheckConstraint(
                condition=models.Q(("denominator__gte", "1"), ("numerator__gte", "0"))
                & ~models.Q(("numerator__startswith", "-"))
                & ~models.Q(("denominator__startswith", "-"))
                & (
                    models.Q(LessThan(Length("numerator"), Length("denominator")))
                    | models.Q(
                        Exact(Length("numerator"), Length("denominator")),
                        ("numerator__lte", models.F("denominator")),
                    )
                ),
                name="quizzes_itemgrade_fraction",
            ),
        ),
        migrations.AddField("itemgrade", "reading", models.PositiveSmallIntegerField(default=1)),
        migrations.AlterField("itemgrade", "reading", models.PositiveSmallIntegerField(default=2)),
        migrations.AddField("regradeorder", "reading", models.PositiveSmallIntegerField(default=1)),
        migrations.AlterField("regradeorder", "reading", models.PositiveSmallIntegerField(default=2)),
    ]
