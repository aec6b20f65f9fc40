import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("course", "0001_initial"),
        ("quizzes", "0002_bank_and_rules"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Accommodation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit_key', models.SlugField(max_length=80)),
                ('extra_time_percent', models.PositiveSmallIntegerField(default=0)),
                ('extra_attempts', models.PositiveSmallIntegerField(default=0)),
                ('reason', models.CharField(max_length=500)),
                ('granted_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['granted_at', 'pk'],
                'permissions': [('grant_accommodation', 'Grant a learner more time or attempts')],
            },
        ),
        migrations.CreateModel(
            name='ItemReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('wrong', 'The marked answer is wrong'), ('ambiguous', 'The question can be read in more than one way'), ('outdated', 'The guidance has changed'), ('typo', 'A slip of the pen')], max_length=9)),
                ('text', models.TextField(blank=True, max_length=2000)),
                ('reported_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('answer', models.TextField(blank=True, max_length=2000)),
                ('answered_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['reported_at', 'pk'],
                'permissions': [('answer_report', 'Answer what learners report about questions')],
            },
        ),
        migrations.CreateModel(
            name='RegradeOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.CharField(choices=[('rescore', 'mark by the key of another version'), ('exclude', 'take the question out of the score'), ('full_marks', 'give everybody full marks')], max_length=10)),
                ('reason', models.TextField()),
                ('dry_run', models.JSONField(default=dict)),
                ('requested_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('approved_because', models.TextField(blank=True)),
                ('approved_at', models.DateTimeField(null=True)),
                ('refused_because', models.TextField(blank=True)),
                ('refused_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-requested_at', '-pk'],
                'permissions': [('order_regrade', 'Ask for a question to be marked again'), ('approve_regrade', 'Approve a marking that somebody else asked for')],
            },
        ),
        migrations.CreateModel(
            name='Rule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('group', models.SlugField(blank=True, max_length=80)),
                ('draw', models.PositiveSmallIntegerField(default=1)),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.AlterModelOptions(
            name='quiz',
            options={'permissions': [('view_statistics', 'See the statistics of quizzes and questions')]},
        ),
        migrations.RemoveConstraint(
            model_name='attempt',
            name='quizzes_attempt_submitted_with_time',
        ),
        migrations.AddField(
            model_name='attempt',
            name='deadline_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='attempt',
            name='puts_right',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='put_right_by', to='quizzes.attemptitem'),
        ),
        migrations.AddField(
            model_name='attempt',
            name='seed',
            field=models.CharField(blank=True, max_length=32),
        ),
        migrations.AddField(
            model_name='attempt',
            name='submit_reason',
            field=models.CharField(blank=True, choices=[('learner', 'handed in'), ('timeout', 'time was over')], max_length=7),
        ),
        migrations.AddField(
            model_name='attemptitem',
            name='checked_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='bankitem',
            name='file',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='bankitem',
            name='group',
            field=models.SlugField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name='bankitem',
            name='must_pass',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='bankitem',
            name='remediation_text',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='bankitem',
            name='source',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='graderun',
            name='missed_must_pass',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='itemgrade',
            name='state',
            field=models.CharField(default='counted', max_length=15),
        ),
        migrations.AddField(
            model_name='itemgrade',
            name='version',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='quizzes.questionversion'),
        ),
        migrations.AddField(
            model_name='quiz',
            name='file',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='quiz',
            name='keep',
            field=models.CharField(choices=[('best', 'the best attempt counts'), ('last', 'the last attempt counts'), ('first', 'the first attempt counts')], default='best', max_length=5),
        ),
        migrations.AddField(
            model_name='quiz',
            name='purpose',
            field=models.CharField(choices=[('certifying', 'certifying: reasons after handing in, a pass is written down'), ('practice', 'practice: answer, see why, try again')], default='certifying', max_length=10),
        ),
        migrations.AddField(
            model_name='quiz',
            name='shuffle',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='quiz',
            name='source',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='quiz',
            name='time_limit_minutes',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name='bankitem',
            name='quiz',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bank', to='quizzes.quiz'),
        ),
        migrations.AlterField(
            model_name='graderun',
            name='reason',
            field=models.CharField(choices=[('submit', 'handed in'), ('regrade', 'marked again')], default='submit', max_length=12),
        ),
        migrations.AlterField(
            model_name='quiz',
            name='review',
            field=models.CharField(choices=[('never', 'nothing but the receipt'), ('score', 'the score'), ('after_pass', 'keys of missed questions once passed'), ('after_submit', 'all keys at once')], default='after_pass', max_length=12),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.CheckConstraint(condition=models.Q(('deadline_at', None), ('deadline_at__gt', models.F('started_at')), _connector='OR'), name='quizzes_attempt_deadline'),
        ),
        migrations.AddConstraint(
            model_name='bankitem',
            constraint=models.UniqueConstraint(fields=('quiz', 'position'), name='quizzes_bankitem_position'),
        ),
        migrations.AddConstraint(
            model_name='bankitem',
            constraint=models.CheckConstraint(condition=models.Q(('points__gte', 1)), name='quizzes_bankitem_points'),
        ),
        migrations.AddConstraint(
            model_name='bankitem',
            constraint=models.CheckConstraint(condition=models.Q(('must_pass', False), models.Q(('group', ''), _negated=True), _connector='OR'), name='quizzes_bankitem_must_pass_has_siblings'),
        ),
        migrations.AddConstraint(
            model_name='itemgrade',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['counted', 'dropped_exclude', 'dropped_full'])), name='quizzes_itemgrade_state'),
        ),
        migrations.AddConstraint(
            model_name='quiz',
            constraint=models.CheckConstraint(condition=models.Q(('time_limit_minutes', None), ('time_limit_minutes__gte', 1), _connector='OR'), name='quizzes_quiz_time_limit'),
        ),
        migrations.AddField(
            model_name='accommodation',
            name='enrolment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='accommodations', to='course.enrolment'),
        ),
        migrations.AddField(
            model_name='accommodation',
            name='granted_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='itemreport',
            name='answered_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='itemreport',
            name='item',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='quizzes.attemptitem'),
        ),
        migrations.AddField(
            model_name='itemreport',
            name='owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='regradeorder',
            name='approved_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='regradeorder',
            name='refused_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='regradeorder',
            name='requested_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='regradeorder',
            name='to_version',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='quizzes.questionversion'),
        ),
        migrations.AddField(
            model_name='regradeorder',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='regrade_orders', to='quizzes.questionversion'),
        ),
        migrations.AddField(
            model_name='graderun',
            name='order',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='quizzes.regradeorder'),
        ),
        migrations.AddConstraint(
            model_name='graderun',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('order', None), ('reason', 'submit'), ('run', 1)), models.Q(('order__isnull', False), ('reason', 'regrade'), ('run__gte', 2)), _connector='OR'), name='quizzes_graderun_reason'),
        ),
        migrations.AddConstraint(
            model_name='graderun',
            constraint=models.CheckConstraint(condition=models.Q(('missed_must_pass', 0), ('passed', None), ('passed', False), _connector='OR'), name='quizzes_graderun_must_pass'),
        ),
        migrations.AddField(
            model_name='rule',
            name='item',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='quizzes.bankitem'),
        ),
        migrations.AddField(
            model_name='rule',
            name='objective',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='course.objective'),
        ),
        migrations.AddField(
            model_name='rule',
            name='quiz',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rules', to='quizzes.quiz'),
        ),
        migrations.AddConstraint(
            model_name='accommodation',
            constraint=models.CheckConstraint(condition=models.Q(('extra_time_percent__lte', 400)), name='quizzes_accommodation_time'),
        ),
        migrations.AddConstraint(
            model_name='accommodation',
            constraint=models.CheckConstraint(condition=models.Q(('extra_attempts__lte', 100)), name='quizzes_accommodation_attempts'),
        ),
        migrations.AddConstraint(
            model_name='accommodation',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='quizzes_accommodation_reason'),
        ),
        migrations.AddConstraint(
            model_name='itemreport',
            constraint=models.UniqueConstraint(fields=('item', 'kind'), name='quizzes_itemreport_once'),
        ),
        migrations.AddConstraint(
            model_name='itemreport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None)), models.Q(('answered_at__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='quizzes_itemreport_answered'),
        ),
        migrations.AddConstraint(
            model_name='regradeorder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('action', 'rescore'), ('to_version__isnull', False)), models.Q(('action__in', ['exclude', 'full_marks']), ('to_version', None)), _connector='OR'), name='quizzes_regradeorder_version'),
        ),
        migrations.AddConstraint(
            model_name='regradeorder',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='quizzes_regradeorder_reason'),
        ),
        migrations.AddConstraint(
            model_name='regradeorder',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by', None), ('requested_by', None), models.Q(('approved_by', models.F('requested_by')), _negated=True), _connector='OR'), name='quizzes_regradeorder_second_person'),
        ),
        migrations.AddConstraint(
            model_name='regradeorder',
            constraint=models.CheckConstraint(condition=models.Q(('approved_at', None), models.Q(('refused_at', None), models.Q(('approved_because', ''), _negated=True)), _connector='OR'), name='quizzes_regradeorder_one_decision'),
        ),
        migrations.AddConstraint(
            model_name='rule',
            constraint=models.UniqueConstraint(fields=('quiz', 'position'), name='quizzes_rule_position'),
        ),
        migrations.AddConstraint(
            model_name='rule',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('draw', 1), ('group', ''), ('item__isnull', False), ('objective', None)), models.Q(('draw', 1), ('item', None), ('objective', None), models.Q(('group', ''), _negated=True)), models.Q(('draw__gte', 1), ('group', ''), ('item', None), ('objective__isnull', False)), _connector='OR'), name='quizzes_rule_one_source'),
        ),
    ]
