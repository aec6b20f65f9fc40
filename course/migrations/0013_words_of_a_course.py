import django.db.models.deletion
from django.db import migrations, models

from accounts.triggers import drop_triggers

# Until now every page of every edition said these words; the editions go on saying them.
STANDING = (
    "Education for licensed clinicians.\n"
    "Not medical advice, not a protocol, not a license to provide ketamine."
)
CRISIS = (
    "In an emergency: your service’s emergency number or code team, else 911; stay with the"
    " patient.\n"
    "988 (call or text, US and Canada) is for you, or to give to a patient."
)
KIND_OF_COURSE = "A free, self-paced course for licensed clinicians"
OBJECTIVES_FRAME = "On written cases, you will be able to"
CERTIFICATE_SAYS = "It does not license, certify or qualify you to provide ketamine."
GUIDE_CAUTION = "Not a protocol: adapt it with your medical lead."
ROLES = (
    ("prescriber", "P", "Prescriber"),
    ("therapist", "T", "Therapist"),
    ("nurse", "N", "Nurse or monitor"),
)
ROLE_LINES = "\n".join("\t".join(role) for role in ROLES)


def drop(apps, schema_editor):
    """Allow what follows; post_migrate protects passages again."""
    drop_triggers(schema_editor, "course_passage")


def drop_to_undo(apps, schema_editor):
    """Allow what is undone now; SQLite drops no column that a trigger names."""
    drop(apps, schema_editor)
    drop_triggers(schema_editor, "course_edition")


def mark_boxes_by_place(apps, schema_editor):
    """Draw the boxes of roles by the place of their role, as those of new editions are."""
    Passage = apps.get_model("course", "Passage")
    for place, (key, mark, _name) in enumerate(ROLES, 1):
        for passage in Passage.objects.filter(kind=f"role-{key}"):
            html = passage.html.replace(f'box role role-{key}"', f'box role role-{place}"', 1)
            title = f'id="{passage.key}-title"'
            html = html.replace(f"{title}>", f'{title} data-mark="{mark}">', 1)
            Passage.objects.filter(pk=passage.pk).update(html=html, kind="role")


def mark_boxes_by_key(apps, schema_editor):
    """Draw the boxes of the three roles of before as they were drawn then."""
    Passage = apps.get_model("course", "Passage")
    for place, (key, mark, _name) in enumerate(ROLES, 1):
        box = f'box role role-{place}"'
        for passage in Passage.objects.filter(kind="role", html__contains=box):
            html = passage.html.replace(box, f'box role role-{key}"', 1)
            html = html.replace(f' data-mark="{mark}">', ">", 1)
            Passage.objects.filter(pk=passage.pk).update(html=html, kind=f"role-{key}")


def give_roles_to_enrolments(apps, schema_editor):
    """Give each enrolment the roles of its learner; every course knew all of them."""
    LearnerRole = apps.get_model("course", "LearnerRole")
    enrolments = apps.get_model("course", "Enrolment").objects
    for role in apps.get_model("accounts", "Role").objects.order_by("pk"):
        LearnerRole.objects.bulk_create(
            LearnerRole(enrolment=enrolment, key=role.name)
            for enrolment in enrolments.filter(user=role.user_id)
        )


def add_words(name, field, as_before):
    """Add a column that says ``as_before`` in every edition so far."""
    field.default = as_before
    return migrations.AddField("edition", name, field, preserve_default=False)


class Migration(migrations.Migration):
    """Let an edition say what the templates said, and keep roles with the enrolment."""

    dependencies = [
        ("accounts", "0006_staff_lists"),
        ("course", "0012_uploads"),
    ]

    operations = [
        migrations.RunPython(drop, migrations.RunPython.noop),
        add_words("kind_of_course", models.CharField(blank=True, max_length=200), KIND_OF_COURSE),
        add_words("standing", models.TextField(blank=True), STANDING),
        add_words(
            "objectives_frame", models.CharField(blank=True, max_length=80), OBJECTIVES_FRAME
        ),
        add_words("certificate_says", models.TextField(blank=True), CERTIFICATE_SAYS),
        add_words("guide_caution", models.CharField(blank=True, max_length=200), GUIDE_CAUTION),
        add_words("crisis", models.TextField(blank=True), CRISIS),
        add_words("roles", models.TextField(blank=True), ROLE_LINES),
        migrations.AddField("edition", "plain", models.BooleanField(default=False)),
        migrations.RunPython(mark_boxes_by_place, mark_boxes_by_key),
        migrations.CreateModel(
            name="LearnerRole",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(max_length=80)),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="roles",
                        to="course.enrolment",
                    ),
                ),
            ],
            options={
                "ordering": ["key"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("enrolment", "key"), name="course_learnerrole_once"
                    )
                ],
            },
        ),
        migrations.RunPython(give_roles_to_enrolments, migrations.RunPython.noop),
        migrations.AddField(
            "provider",
            "country",
            models.CharField(
                choices=[
                    ("US", "United States"),
                    ("CA", "Canada"),
                    ("GB", "United Kingdom"),
                    ("IE", "Ireland"),
                    ("AU", "Australia"),
                    ("NZ", "New Zealand"),
                    ("FR", "France"),
                    ("DE", "Germany"),
                    ("ZZ", "Another country"),
                ],
                default="US",
                help_text="Pages say whom to call there in an emergency.",
                max_length=2,
                verbose_name="country",
            ),
        ),
        migrations.AddField(
            "provider",
            "crisis",
            models.TextField(
                blank=True,
                help_text="A sentence a line. Empty: whom to call in the country above.",
                verbose_name="what pages say for an emergency",
            ),
        ),
        migrations.AlterField(
            "provider",
            "hold_until_reviewed",
            models.BooleanField(
                default=False,
                help_text=(
                    "Until two reviewers have signed every module off, completed courses wait for"
                    " their certificate."
                ),
                verbose_name="hold certificates until the content is reviewed",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, drop_to_undo),
    ]
