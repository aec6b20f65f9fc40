"""Export and erase what assignments keep about a person."""

from accounts.models import User
from course.models import DueDateExtension, ReminderStop


class AssignmentData:
    """Export and erase later last days, with their reasons, and stopped reminders."""

    name = "assignments"

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
