"""Export and erase what the course keeps about a person."""

from accounts.models import User
from course.models import Enrolment


class LearningData:
    """Export and erase enrolments with what belongs to them.

    That is: roles, completions, requests to waive units, notices of safety corrections
    and reading positions.
    Completions, requests and notices are training records: they stay, without the person.
    """

    name = "learning"

    def export(self, user: User) -> list[dict[str, object]]:
        return [
            {
                "course": enrolment.course.slug,
                "edition": enrolment.edition.number,
                "name_on_certificate": enrolment.holder_name,
                "started_at": enrolment.started_at.isoformat(),
                "statement": enrolment.statement,
                "stated_at": enrolment.stated_at and enrolment.stated_at.isoformat(),
                "completed_on": enrolment.completed_on and enrolment.completed_on.isoformat(),
                "roles": list(enrolment.roles.values_list("key", flat=True)),
                "completions": list(
                    enrolment.completions.values(
                        "unit_key",
                        "revision",
                        "completed_on",
                        "earned",
                        "possible",
                        "waived_because",
                    )
                ),
                "waiver_requests": list(
                    enrolment.waiver_requests.values(
                        "reason", "requested_at", "approved_at", "refused_at"
                    )
                ),
                "safety_corrections": _safety_corrections(enrolment),
            }
            for enrolment in Enrolment.objects.of(user).select_related("course", "edition")
        ]

    def erase(self, user: User) -> None:
        for enrolment in Enrolment.objects.of(user):
            enrolment.positions.all().delete()
            enrolment.roles.all().delete()
            enrolment.user, enrolment.holder_name = None, ""
            enrolment.save(update_fields=["user", "holder_name"])


def _safety_corrections(enrolment: Enrolment) -> list[dict[str, object]]:
    """Return which safety corrections somebody was told of, and when they confirmed them."""
    return [
        {
            "edition": notice.edition.number,
            "told_at": notice.told_at.isoformat(),
            "confirmed_at": notice.confirmed_at and notice.confirmed_at.isoformat(),
        }
        for notice in enrolment.correction_notices.select_related("edition")
    ]
