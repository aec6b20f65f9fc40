"""Export and erase what the course keeps about a person."""

from django.utils.translation import gettext_lazy as _

from accounts.erasing.traces import Traces, erase_words
from accounts.models import User
from accounts.personal_data import STAYS_WITHOUT_NAME, YOU_AND_STAFF, Kept
from course.models import Completion, Enrolment, WaiverRequest


class LearningData:
    """Export and erase enrolments with what belongs to them.

    That is: roles, completions, requests to waive units, notices of safety corrections
    and reading positions.
    Completions, requests and notices are training records: they stay, without the person.
    """

    name = "learning"
    kept = Kept(
        title=_("Your courses"),
        what=_(
            "What you started, read and finished, and when; your roles in a course; which "
            "disclosures you read; units that staff waived; which safety corrections you were "
            "told of; where you stopped reading."
        ),
        why=_("To go on where you were, and to know what a certificate rests on."),
        readers=YOU_AND_STAFF,
        until=STAYS_WITHOUT_NAME,
        tables=(
            "course.Acknowledgement",
            "course.Completion",
            "course.CorrectionNotice",
            "course.Enrolment",
            "course.LearnerRole",
            "course.ReadingPosition",
            "course.WaiverRequest",
        ),
    )

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
                "ended_at": enrolment.ended_at,
                "ended_because": enrolment.ended_because,
                "acknowledged_disclosures": list(
                    enrolment.acknowledgements.values("edition__number", "acknowledged_at")
                ),
                "stopped_reading_at": list(
                    enrolment.positions.values("unit_key", "passage_key", "at")
                ),
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


def add_traces(user: User, traces: Traces) -> None:
    """Add the names on the person's certificates to be, and the numbers of their enrolments."""
    for enrolment in Enrolment.objects.of(user):
        traces.names.add(enrolment.holder_name.strip())
        traces.records.add((Enrolment._meta.label_lower, str(enrolment.public_id)))


def sweep(traces: Traces) -> None:
    """Delete the reasons that name an erased person: of waivers, of requests for them, of an end.

    An empty reason would say that a unit was not waived.
    """
    theirs = Enrolment.objects.filter(public_id__in=traces.keys(Enrolment._meta.label_lower))
    erase_words(traces, theirs, "ended_because")
    waived = Completion.objects.filter(enrolment__in=theirs).exclude(waived_because="")
    erase_words(traces, waived, "waived_because")
    erase_words(traces, WaiverRequest.objects.filter(enrolment__in=theirs), *WaiverRequest.TYPED)


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
