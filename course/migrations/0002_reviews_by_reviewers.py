import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("course", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint("modulereview", "course_modulereview_once"),
        migrations.AlterModelOptions(
            "modulereview", {"permissions": [("sign_module", "Sign a module off as its clinical reviewer")]}
        ),
        migrations.RemoveField("modulereview", "recorded_by"),
        migrations.RenameField("modulereview", "recorded_at", "signed_at"),
        migrations.AddField(
            "modulereview",
            "reviewer",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            "modulereview",
            "disclosure",
            models.TextField(default="Written down by staff, before reviewers signed with their own accounts."),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "modulereview",
            models.UniqueConstraint(
                fields=["course", "module_key", "digest", "reviewer"], name="course_modulereview_once"
            ),
        ),
        migrations.AddField(
            "passage", "facts", models.ManyToManyField(related_name="passages", to="course.fact")
        ),
        migrations.AddField(
            "provider",
            "hold_until_reviewed",
            models.BooleanField(
                default=False,
                help_text="Until two clinicians have signed every module off, completed courses wait for their certificate.",
                verbose_name="hold certificates until the content is reviewed",
            ),
        ),
    ]
