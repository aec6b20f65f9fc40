import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.triggers import drop_all


class Migration(migrations.Migration):

    dependencies = [
        ('certificates', '0004_notes_files'),
        ('course', '0018_issuing_rules'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(drop_all, migrations.RunPython.noop),
        migrations.CreateModel(
            name='RecordEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.PositiveBigIntegerField(unique=True)),
                ('previous_hash', models.CharField(blank=True, max_length=64)),
                ('record_hash', models.CharField(max_length=64, unique=True)),
                ('certificate_hash', models.CharField(max_length=64)),
                ('kind', models.CharField(choices=[('bound', 'Bound to its holder'), ('revoked', 'Revoked'), ('replaced', 'Replaced'), ('corrected', 'Corrected'), ('erased', 'Account of the holder erased'), ('name-removed', 'Name and file removed')], max_length=16)),
                ('at', models.DateTimeField()),
                ('actor_key', models.CharField(blank=True, max_length=36)),
                ('because', models.CharField(blank=True, max_length=24)),
                ('note', models.TextField(null=True)),
                ('note_hash', models.CharField(blank=True, max_length=64)),
                ('detail', models.CharField(blank=True, max_length=36)),
            ],
            options={
                'ordering': ['sequence'],
            },
        ),
        migrations.AddField(
            model_name='certificate',
            name='ended_as',
            field=models.CharField(blank=True, choices=[('replaced', 'Replaced'), ('corrected', 'Corrected')], max_length=9),
        ),
        migrations.AddField(
            model_name='certificate',
            name='expires_on',
            field=models.DateField(blank=True, db_index=True, null=True),
        ),
        migrations.AddField(
            model_name='certificate',
            name='format_version',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='certificate',
            name='holder_key',
            field=models.CharField(blank=True, max_length=36),
        ),
        migrations.AddField(
            model_name='certificate',
            name='layout',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='certificate',
            name='minutes_waived',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='certificate',
            name='name_hidden_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='certificate',
            name='name_removed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='certificate',
            name='stated_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='certificate',
            name='statement',
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name='certificate',
            name='code',
            field=models.CharField(max_length=16, unique=True, verbose_name='number'),
        ),
        migrations.AlterField(
            model_name='certificate',
            name='pdf_sha256',
            field=models.CharField(db_index=True, max_length=64),
        ),
        migrations.AlterField(
            model_name='certificate',
            name='supersedes',
            field=models.CharField(blank=True, max_length=16),
        ),
        migrations.AlterField(
            model_name='hold',
            name='reason',
            field=models.CharField(choices=[('no-provider', 'No provider has been entered.'), ('provider-letters', 'The certificate cannot print letters of the provider’s text.'), ('course-letters', 'The certificate cannot print letters of the course’s text.'), ('holder-name', 'The certificate cannot print the learner’s name.'), ('no-room', 'The text does not fit on the certificate.'), ('contradiction', 'The course’s text contradicts its credit or its review.'), ('statement', 'The learner has yet to state that they took the course themself.'), ('approval', 'The provider approves each certificate.'), ('review', 'The provider waits for two reviewers to sign the content off.')], max_length=16),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stated_at', None), ('statement', '')), ('stated_at__isnull', False), _connector='OR'), name='certificates_certificate_stated_with_time'),
        ),
        migrations.AddField(
            model_name='recordevent',
            name='actor',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='recordevent',
            name='certificate',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='certificates.certificate'),
        ),
        migrations.AddConstraint(
            model_name='recordevent',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'bound'), _negated=True), fields=('certificate', 'kind'), name='certificates_recordevent_once'),
        ),
        migrations.AddConstraint(
            model_name='recordevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'revoked'), _negated=True), models.Q(('because', ''), _negated=True), _connector='OR'), name='certificates_recordevent_revoked_with_reason'),
        ),
        migrations.RunPython(migrations.RunPython.noop, drop_all),
    ]
