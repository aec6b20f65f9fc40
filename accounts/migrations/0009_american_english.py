from django.db import migrations, models

BRITISH = "en-gb"
AMERICAN = "en-us"


def to_american(apps, schema_editor):
    """Give accounts and mail the language in which pages are written now."""
    database = schema_editor.connection.alias
    for name in ("User", "OutgoingMail"):
        rows = apps.get_model("accounts", name).objects.using(database)
        rows.filter(language=BRITISH).update(language=AMERICAN)


class Migration(migrations.Migration):
    """Call the language of pages by its name, American English."""

    dependencies = [("accounts", "0008_inbox")]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="language",
            field=models.CharField(
                default="en-us", max_length=16, verbose_name="language"
            ),
        ),
        migrations.RunPython(to_american, migrations.RunPython.noop),
    ]
