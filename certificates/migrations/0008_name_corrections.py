import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from accounts.triggers import drop_all



def index_holders(apps, schema_editor):
    """Store the words of the names of the certificates that were issued before."""
    from accounts.people.folding import all_words_of

    HolderWord = apps.get_model("certificates", "HolderWord")
    rows = apps.get_model("certificates", "Certificate").objects.filter(name_hidden_at=None)
    words = []
    for pk, name in rows.values_list("pk", "holder_name").iterator(chunk_size=2000):
        words += [HolderWord(certificate_id=pk, word=word) for word in sorted(all_words_of(name))]
        if len(words) > 2000:
            HolderWord.objects.bulk_create(words)
            words = []
    HolderWord.objects.bulk_create(words)


class Migration(migrations.Migration):

    dependencies = [
        ('certificates', '0007_ended_as_something'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(drop_all, migrations.RunPython.noop),
        migrations.CreateModel(
            name='HolderWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(db_index=True, max_length=200)),
                ('certificate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='holder_words', to='certificates.certificate')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('certificate', 'word'), name='certificates_holderword_once')],
            },
        ),
        migrations.CreateModel(
            name='NameCorrection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('requested_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('approved_because', models.TextField(blank=True)),
                ('approved_at', models.DateTimeField(null=True)),
                ('refused_because', models.TextField(blank=True)),
                ('refused_at', models.DateTimeField(null=True)),
                ('new_name', models.CharField(max_length=200)),
                ('evidence', models.CharField(choices=[('name-change', 'Marriage or name change document'), ('register', 'License register'), ('identity', 'Passport or identity card'), ('none', 'Nothing: a typing error, told by the holder')], max_length=11)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('certificate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='name_corrections', to='certificates.certificate')),
                ('refused_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('requested_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-requested_at', '-pk'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='certificates_namecorrection_reason'), models.CheckConstraint(condition=models.Q(('approved_by', None), ('requested_by', None), models.Q(('approved_by', models.F('requested_by')), _negated=True), _connector='OR'), name='certificates_namecorrection_second_person'), models.CheckConstraint(condition=models.Q(('approved_at', None), models.Q(('refused_at', None), models.Q(('approved_because', ''), _negated=True)), _connector='OR'), name='certificates_namecorrection_one_decision')],
            },
        ),
        migrations.CreateModel(
            name='NameRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('old_name', models.CharField(max_length=200)),
                ('new_name', models.CharField(max_length=200)),
                ('why', models.TextField()),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('answer', models.CharField(blank=True, choices=[('corrected', 'Corrected'), ('refused', 'Not corrected')], max_length=9)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('reply', models.TextField(blank=True)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('certificate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='name_requests', to='certificates.certificate')),
            ],
            options={
                'ordering': ['asked_at', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('answer', '')), fields=('certificate',), name='certificates_namerequest_one_open'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None)), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='certificates_namerequest_answered_with_time')],
            },
        ),
        migrations.RunPython(index_holders, migrations.RunPython.noop),
        migrations.RunPython(migrations.RunPython.noop, drop_all),
    ]
