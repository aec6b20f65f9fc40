from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0011_people_named_for_one_act'),
    ]

    operations = [
        migrations.AddField(
            model_name='outgoingmail',
            name='is_last',
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name='auditevent',
            name='reason',
            field=models.TextField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='outgoingmail',
            name='recipient',
            field=models.EmailField(blank=True, max_length=254),
        ),
    ]
