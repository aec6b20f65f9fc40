import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce, Greatest

from accounts.triggers import drop_all


def fill(apps, schema_editor):
    """Say when each learner was last active: enrolled, finished something or read on."""
    enrolments = apps.get_model("course", "Enrolment").objects.all()
    completions = apps.get_model("course", "Completion").objects.filter(waived_because="")
    positions = apps.get_model("course", "ReadingPosition").objects.all()
    started = F("started_at")
    enrolments.update(
        last_active_at=Greatest(
            started,
            Coalesce(_latest(completions, "completed_at"), started),
            Coalesce(_latest(positions, "at"), started),
        )
    )


def _latest(rows, field):
    of_enrolment = rows.filter(enrolment=OuterRef("pk")).order_by().values("enrolment")
    return Subquery(of_enrolment.annotate(latest=Max(field)).values("latest"))


class Migration(migrations.Migration):
    dependencies = [
        ("course", "0020_assignments"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(drop_all, migrations.RunPython.noop),
        migrations.RemoveIndex(
            model_name="enrolment",
            name="course_enrolment_of_holder",
        ),
        migrations.AddField(
            model_name="enrolment",
            name="last_active_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="enrolment",
            index=models.Index(
                fields=["last_active_at", "id"], name="course_enrolment_by_activity"
            ),
        ),
        migrations.AddIndex(
            model_name="enrolment",
            index=models.Index(
                condition=models.Q(("completed_at", None), ("ended_at", None)),
                fields=["last_active_at", "id"],
                name="course_enrolment_in_progress",
            ),
        ),
        migrations.AddIndex(
            model_name="enrolment",
            index=models.Index(
                fields=["completed_at", "id"], name="course_enrolment_by_completion"
            ),
        ),
        migrations.AddIndex(
            model_name="enrolment",
            index=models.Index(fields=["started_at"], name="course_enrolment_by_start"),
        ),
        migrations.RunPython(drop_all, migrations.RunPython.noop),
    ]
