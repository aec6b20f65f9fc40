from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("quizzes", "0004_carry_over")]

    operations = [
        migrations.RemoveField(
            model_name='itemgrade',
            name='fraction',
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'open'), ('submit_reason', ''), ('submitted_at', None)), models.Q(('state', 'submitted'), ('submit_reason__in', ['learner', 'timeout']), ('submitted_at__isnull', False)), _connector='OR'), name='quizzes_attempt_submitted_with_time'),
        ),
        migrations.AddConstraint(
            model_name='itemgrade',
            constraint=models.CheckConstraint(condition=models.Q(('denominator__gte', 1), ('numerator__gte', 0), ('numerator__lte', models.F('denominator'))), name='quizzes_itemgrade_fraction'),
        ),
    ]
