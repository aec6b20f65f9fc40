from django.db import migrations, models

from accounts.triggers import drop_triggers


def drop(apps, schema_editor):
    """Published and graded rows are about to change their shape; post_migrate protects them again."""
    drop_triggers(schema_editor, "quizzes_")


def rename_indexes(apps, schema_editor):
    """PostgreSQL renames a table without its indexes; their names are needed for the new table of rules."""
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = 'quizzes_bankitem'")
        for (name,) in cursor.fetchall():
            if name.startswith("quizzes_rule_"):
                new = name.replace("quizzes_rule_", "quizzes_bankitem_")
                cursor.execute(f'ALTER INDEX "{name}" RENAME TO "{new}"')


class Migration(migrations.Migration):

    dependencies = [
        ("course", "0001_initial"),
        ("quizzes", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(drop, migrations.RunPython.noop),
        migrations.RemoveConstraint("rule", "quizzes_rule_position"),
        migrations.RemoveConstraint("rule", "quizzes_rule_points"),
        migrations.RenameModel("Rule", "BankItem"),
        migrations.RunPython(rename_indexes, migrations.RunPython.noop),
        migrations.RenameField("attemptitem", "rule", "bank_item"),
        migrations.AddField("itemgrade", "numerator", models.PositiveBigIntegerField(default=0), preserve_default=False),
        migrations.AddField("itemgrade", "denominator", models.PositiveBigIntegerField(default=1), preserve_default=False),
    ]
