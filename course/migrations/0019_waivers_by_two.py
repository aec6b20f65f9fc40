import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from accounts.triggers import drop_all


class Migration(migrations.Migration):

    dependencies = [
        ('course', '0018_issuing_rules'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(drop_all, migrations.RunPython.noop),
        migrations.CreateModel(
            name='WaiverRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('requested_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('approved_because', models.TextField(blank=True)),
                ('approved_at', models.DateTimeField(null=True)),
                ('refused_because', models.TextField(blank=True)),
                ('refused_at', models.DateTimeField(null=True)),
                ('noticed_because', models.TextField(blank=True)),
                ('noticed_at', models.DateTimeField(null=True)),
                ('alone_from', models.DateTimeField(null=True)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='waiver_requests', to='course.enrolment')),
                ('refused_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('requested_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('units', models.ManyToManyField(related_name='+', to='course.unit')),
            ],
            options={
                'ordering': ['-requested_at', '-pk'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='course_waiverrequest_reason'), models.CheckConstraint(condition=models.Q(('approved_by', None), ('requested_by', None), models.Q(('approved_by', models.F('requested_by')), _negated=True), models.Q(('alone_from__isnull', False), ('approved_at__gte', models.F('alone_from'))), _connector='OR'), name='course_waiverrequest_second_person'), models.CheckConstraint(condition=models.Q(('approved_at', None), models.Q(('refused_at', None), models.Q(('approved_because', ''), _negated=True)), _connector='OR'), name='course_waiverrequest_one_decision')],
            },
        ),
        migrations.RunPython(migrations.RunPython.noop, drop_all),
    ]
