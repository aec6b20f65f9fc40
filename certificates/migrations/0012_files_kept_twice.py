import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    """Record damaged files, how far they were compared, and which guides are to be made."""

    dependencies = [
        ('certificates', '0011_bulk_acts'),
        ('course', '0018_issuing_rules'),
    ]

    operations = [
        migrations.CreateModel(
            name='FileCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reached', models.PositiveBigIntegerField(default=0)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='GuideOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField()),
                ('started_at', models.DateTimeField(null=True)),
                ('edition', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='guide_order', to='course.edition')),
            ],
        ),
        migrations.CreateModel(
            name='FileDamage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(choices=[('file', 'The file'), ('copy', 'The copy')], max_length=4)),
                ('kind', models.CharField(choices=[('missing', 'It was lost'), ('altered', 'It was altered'), ('unreadable', 'It could not be read')], max_length=10)),
                ('found_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('mended_at', models.DateTimeField(null=True)),
                ('mended_from', models.CharField(blank=True, choices=[('file', 'From the file'), ('copy', 'From the copy'), ('printed', 'Printed again, with the same bytes'), ('outside', 'Put back by hand')], max_length=7)),
                ('certificate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='file_damages', to='certificates.certificate')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('mended_at', None)), fields=('certificate', 'place'), name='certificates_filedamage_one_unmended'), models.CheckConstraint(condition=models.Q(models.Q(('mended_at', None), ('mended_from', '')), models.Q(('mended_at__isnull', False), models.Q(('mended_from', ''), _negated=True)), _connector='OR'), name='certificates_filedamage_mended_from_somewhere')],
            },
        ),
    ]
