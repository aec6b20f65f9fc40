from django.db import migrations


class Migration(migrations.Migration):
    """Remove the roles of accounts; enrolments have them now."""

    dependencies = [
        ("accounts", "0006_staff_lists"),
        ("course", "0013_words_of_a_course"),
    ]

    operations = [migrations.DeleteModel("Role")]
