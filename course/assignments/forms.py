"""Forms about the courses of groups."""

from django import forms
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.fields import IN_THE_LOG, DayField, ReasonField
from accounts.models import LearnerGroup
from course.models import Course, Edition, GroupCourse


class RuleForm(forms.ModelForm[GroupCourse]):
    """Ask by when a group is to finish a course, and how it is reminded."""

    due_on = DayField(
        label=_("Last day"),
        help_text=_("It ends at midnight in the time zone of the group. Empty: no last day."),
        required=False,
    )

    class Meta:
        model = GroupCourse
        fields = ["due_on", "is_required", "sends_reminders"]
        labels = {
            "is_required": _("These people have to take it; they cannot stop its reminders"),
            "sends_reminders": _(
                "Send reminders: 14 and 3 days before the last day, 1 and 7 days after it, and"
                " after a week to everybody who has not started"
            ),
        }


class CourseField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Choose a course by the title of its newest edition."""

    def label_from_instance(self, obj: Course) -> str:
        return str(obj.title)  # type: ignore[attr-defined]


class AssignForm(RuleForm):
    """Ask which course a group is to take, and by when."""

    course = CourseField(
        Course.objects.none(),
        label=_("Course"),
        empty_label=_("Choose a course"),
        error_messages={"required": _("Choose a course.")},
    )
    field_order = ["course", "due_on", "is_required", "sends_reminders"]

    class Meta(RuleForm.Meta):
        fields = ["course", *RuleForm.Meta.fields]

    def __init__(self, group: LearnerGroup, *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        field = self.fields["course"]
        assert isinstance(field, CourseField)
        taken = GroupCourse.objects.filter(group=group, ended_at=None)
        titles = Edition.objects.filter(course=OuterRef("pk")).order_by("-number")
        field.queryset = (
            Course.objects.published()
            .exclude(pk__in=taken.values("course"))
            .annotate(title=Subquery(titles.values("title")[:1]))
            .order_by("title")
        )


class ExtendForm(forms.Form):
    """Ask until when one person has time, and why."""

    due_on = DayField(label=_("New last day"))
    reason = ReasonField(label=_("Why?"), help_text=IN_THE_LOG)
