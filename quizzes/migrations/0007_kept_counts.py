import django.db.models.deletion
from django.db import migrations, models

from accounts.triggers import drop_triggers


def drop(apps, schema_editor):
    """Allow attempts to change; post_migrate protects them again."""
    drop_triggers(schema_editor, "quizzes_")


def mark_attempts_of_staff(apps, schema_editor):
    """Take those who are staff today for staff when they started."""
    attempts = apps.get_model("quizzes", "Attempt").objects
    attempts.filter(enrolment__user__is_staff=True).update(by_staff=True)


RANK = {"passed": 2, "reached": 1, "below": 0, "nothing": 0}


def store_changes_as_rows(apps, schema_editor):
    """Take the attempts out of what an order changes; how many they are stays."""
    change_model = apps.get_model("quizzes", "ScoreChange")
    for order in apps.get_model("quizzes", "RegradeOrder").objects.iterator():
        changes = order.dry_run.get("changes")
        if not isinstance(changes, list):
            continue
        change_model.objects.bulk_create(
            change_model(order=order, position=position, change=change)
            for position, change in enumerate(changes, 1)
        )
        levels = [(change["before"]["level"], change["after"]["level"]) for change in changes]
        order.dry_run |= {
            "changes": len(changes),
            "newly_passing": sum(after == "passed" != before for before, after in levels),
            "losing_rank": sum(RANK[after] < RANK[before] for before, after in levels),
            "completing_people": len(people_with("completes", changes)),
            "finishing_people": len(people_with("finishes", changes)),
            "undecided_people": people_with("undecided", changes),
        }
        order.save(update_fields=["dry_run"])


def people_with(flag, changes):
    return sorted({change["enrolment"] for change in changes if change[flag]})


class Migration(migrations.Migration):
    """Tables for counts of first attempts, which post_migrate fills; staff are not counted."""

    dependencies = [("quizzes", "0006_exact_sums_and_readings")]

    operations = [
        migrations.RunPython(drop, migrations.RunPython.noop),
        migrations.AddField("attempt", "by_staff", models.BooleanField(default=False)),
        migrations.RunPython(mark_attempts_of_staff, migrations.RunPython.noop),
        migrations.CreateModel(
            name="AnswerCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("points", models.PositiveSmallIntegerField()),
                ("state", models.CharField(max_length=15)),
                ("numerator", models.TextField()),
                ("denominator", models.TextField()),
                ("status", models.CharField(max_length=9)),
                ("chosen", models.TextField()),
                ("earned", models.TextField()),
                ("possible", models.TextField()),
                ("n", models.IntegerField()),
                (
                    "quiz",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answer_counts",
                        to="quizzes.quiz",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="quizzes.questionversion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=(
                            "quiz",
                            "version",
                            "points",
                            "state",
                            "numerator",
                            "denominator",
                            "status",
                            "chosen",
                            "earned",
                            "possible",
                        ),
                        name="quizzes_answercount_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ScoreCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("earned", models.TextField()),
                ("possible", models.TextField()),
                ("passed", models.BooleanField()),
                ("n", models.IntegerField()),
                ("last_at", models.DateTimeField()),
                (
                    "quiz",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="score_counts",
                        to="quizzes.quiz",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("quiz", "earned", "possible", "passed"),
                        name="quizzes_scorecount_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TypedCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("n", models.IntegerField()),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="typed_counts",
                        to="quizzes.questionversion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "text"), name="quizzes_typedcount_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ScoreChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("change", models.JSONField()),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="quizzes.regradeorder",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("order", "position"), name="quizzes_scorechange_position"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            "graderun", models.Index(fields=["graded_at"], name="quizzes_graderun_graded_at")
        ),
        migrations.RunPython(store_changes_as_rows, migrations.RunPython.noop),
    ]
