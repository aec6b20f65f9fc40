"""A migration of a later release, as ``settings.MIGRATION_MODULES`` of a test says."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunSQL("UPDATE accounts_user SET time_zone = 'Europe/Paris'")]
