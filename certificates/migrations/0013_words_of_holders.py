from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('certificates', '0012_files_kept_twice'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='holderword',
            index=models.Index(fields=['word', 'certificate'], name='certificates_word_of_holder'),
        ),
    ]
