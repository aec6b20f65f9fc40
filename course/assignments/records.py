"""Export and erase what assignments keep about a person."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.personal_data import UNTIL_ERASED, Kept
from course.models import DueDateExtension, ReminderStop


class AssignmentData:
    """Export and erase later last days, with their reasons, and stopped reminders."""

    name = "assignments"
    kept = Kept(
        title=_("Last days of your groups"),
        what=_("Later last days that staff gave you, and why; whether you stopped reminders."),
        why=_("To remind you by the right day, or not at all."),
        readers=_("You, staff, and the managers of the group, but not the reason"),
        until=UNTIL_ERASED,
        tables=("course.DueDateExtension", "course.ReminderStop"),
    )

    def export(self, user: User) -> dict[str, object]:
        extensions = DueDateExtension.objects.filter(user=user)
        stops = ReminderStop.objects.filter(user=user)
        kept = {
            "later_last_days": list(
                extensions.values(
                    "group_course__group__name",
                    "group_course__course__slug",
                    "due_on",
                    "reason",
                    "given_at",
                )
            ),
            "stopped_reminders": list(stops.values("group_course__course__slug", "stopped_at")),
        }
        return {name: rows for name, rows in kept.items() if rows}

    def erase(self, user: User) -> None:
        DueDateExtension.objects.filter(user=user).delete()
        ReminderStop.objects.filter(user=user).delete()
