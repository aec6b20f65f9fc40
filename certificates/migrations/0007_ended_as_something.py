from django.db import migrations, models


class Migration(migrations.Migration):
    """Let no certificate end without saying how; a migration of its own, after the rows."""

    dependencies = [("certificates", "0006_events_of_before")]

    operations = [
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_as', ''), ('ended_at', None)), models.Q(('ended_at__isnull', False), models.Q(('ended_as', ''), _negated=True)), _connector='OR'), name='certificates_certificate_ended_as_something'),
        ),
    ]
