from django.conf import settings
from django.db import migrations, models

from accounts.triggers import drop_all


class Migration(migrations.Migration):

    dependencies = [
        ('certificates', '0008_name_corrections'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(drop_all, migrations.RunPython.noop),
        migrations.RemoveConstraint(
            model_name='namecorrection',
            name='certificates_namecorrection_second_person',
        ),
        migrations.AddField(
            model_name='namecorrection',
            name='alone_from',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='namecorrection',
            name='noticed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='namecorrection',
            name='noticed_because',
            field=models.TextField(blank=True),
        ),
        migrations.AddConstraint(
            model_name='namecorrection',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by', None), ('requested_by', None), models.Q(('approved_by', models.F('requested_by')), _negated=True), models.Q(('alone_from__isnull', False), ('approved_at__gte', models.F('alone_from'))), _connector='OR'), name='certificates_namecorrection_second_person'),
        ),
        migrations.RunPython(migrations.RunPython.noop, drop_all),
    ]
