import django.core.validators
from django.conf import settings
from django.db import migrations, models

from accounts.triggers import drop_all


class Migration(migrations.Migration):

    dependencies = [
        ('course', '0017_excerpts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(drop_all, migrations.RunPython.noop),
        migrations.AddField(
            model_name='enrolment',
            name='stated_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='enrolment',
            name='statement',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='provider',
            name='approve_each',
            field=models.BooleanField(default=False, help_text='Each completed course waits until an issuer approves its certificate.', verbose_name='approve each certificate'),
        ),
        migrations.AddField(
            model_name='provider',
            name='outside_address',
            field=models.EmailField(blank=True, help_text='Somebody who does not run this site. They get the last link of the chain of records every week, and a notice before one person acts alone.', max_length=254, verbose_name='address outside of this site'),
        ),
        migrations.AddField(
            model_name='provider',
            name='renewal_months',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Counted from the day of completion. Empty: a certificate stays in date.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(120)], verbose_name='months until a certificate is out of date'),
        ),
        migrations.AddConstraint(
            model_name='enrolment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stated_at', None), ('statement', '')), models.Q(('stated_at__isnull', False), models.Q(('statement', ''), _negated=True)), _connector='OR'), name='course_enrolment_stated_with_time'),
        ),
        migrations.RunPython(migrations.RunPython.noop, drop_all),
    ]
