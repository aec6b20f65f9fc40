import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep PDFs of learners' own notes for a while."""

    dependencies = [("certificates", "0003_reviewers")]

    operations = [
        migrations.CreateModel(
            "NotesFile",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("made_at", models.DateTimeField(null=True)),
                ("storage_name", models.CharField(blank=True, max_length=120)),
                ("pages", models.PositiveSmallIntegerField(default=0)),
                ("size", models.PositiveIntegerField(default=0)),
                ("has_replaced", models.BooleanField(default=False)),
                (
                    "enrolment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notes_file",
                        to="course.enrolment",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(made_at=None, storage_name="")
                        | (models.Q(made_at__isnull=False) & ~models.Q(storage_name="")),
                        name="certificates_notesfile_made_with_file",
                    )
                ],
            },
        ),
    ]
