import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Let a course page show a finding and a figure of its lessons."""

    dependencies = [("course", "0016_notes")]

    operations = [
        migrations.CreateModel(
            name="Excerpt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("finding", "finding"), ("figure", "figure")], max_length=7
                    ),
                ),
                ("quote", models.TextField(blank=True)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="excerpts",
                        to="course.edition",
                    ),
                ),
                (
                    "passage",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="excerpts",
                        to="course.passage",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "kind"), name="course_excerpt_once")
                ]
            },
        ),
    ]
