from django.db import migrations


class Migration(migrations.Migration):
    """Remove the roles of accounts; enrolments have them now."""

    dependencies = [
        ("accounts", "0004_newest_acts_first"),
        ("course", "0008_words_of_a_course"),
    ]

    operations = [migrations.DeleteModel("Role")]
