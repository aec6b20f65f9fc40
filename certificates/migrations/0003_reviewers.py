from django.db import migrations, models


class Migration(migrations.Migration):
    """Call those who sign modules off reviewers."""

    dependencies = [("certificates", "0002_holds_and_successors")]

    operations = [
        migrations.AlterField(
            "certificate",
            "review_state",
            models.CharField(
                choices=[
                    ("signed-off", "Content reviewed by named reviewers"),
                    ("reviewed", "Content reviewed by named clinicians"),
                    ("not-reviewed", "Content not clinically reviewed"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            "hold",
            "reason",
            models.CharField(
                choices=[
                    ("no-provider", "No provider has been entered."),
                    ("provider-letters", "The certificate cannot print letters of the provider’s text."),
                    ("course-letters", "The certificate cannot print letters of the course’s text."),
                    ("holder-name", "The certificate cannot print the learner’s name."),
                    ("no-room", "The text does not fit on the certificate."),
                    ("contradiction", "The course’s text contradicts its credit or its review."),
                    ("review", "The provider waits for two reviewers to sign the content off."),
                ],
                max_length=16,
            ),
        ),
    ]
