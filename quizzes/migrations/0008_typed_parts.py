from django.db import migrations, models


def forget_counts(apps, schema_editor):
    """Delete the kept counts: post_migrate counts everything anew, with the typed parts."""
    for name in ("ScoreCount", "AnswerCount", "TypedCount"):
        apps.get_model("quizzes", name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("quizzes", "0007_kept_counts")]

    operations = [
        migrations.RemoveConstraint(model_name="typedcount", name="quizzes_typedcount_once"),
        migrations.AddField(
            model_name="typedcount",
            name="place",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddConstraint(
            model_name="typedcount",
            constraint=models.UniqueConstraint(
                fields=("version", "place", "text"), name="quizzes_typedcount_once"
            ),
        ),
        migrations.RunPython(forget_counts, migrations.RunPython.noop),
    ]
