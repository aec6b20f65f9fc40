"""What was mailed to a person, and what staff did to their record."""

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.erasing.traces import traces_of
from accounts.mail import without_code
from accounts.models import AuditEvent, OutgoingMail, User
from accounts.personal_data import STAYS_WITHOUT_NAME, YOU_AND_STAFF, Kept


class MailData:
    """Export which mails were written to a person; erasing empties them elsewhere."""

    name = "mails"
    kept = Kept(
        title=_("Emails to you"),
        what=_("Subject and time of each email to you. The text is deleted once it is sent."),
        why=_("To know what you were told, and to try again if it did not arrive."),
        readers=YOU_AND_STAFF,
        until=_("Until you erase your account; that an email was sent, and when, stays."),
        tables=("accounts.OutgoingMail",),
        is_record=False,
    )

    def export(self, user: User) -> list[dict[str, object]]:
        return [
            {
                "subject": without_code(mail) if mail.is_secret else mail.subject,
                "to": mail.recipient,
                "written_at": mail.created_at,
                "sent_at": mail.sent_at,
                "given_up_at": mail.given_up_at,
            }
            for mail in _mails_to(user)
        ]

    def erase(self, user: User) -> None:
        """Do nothing: ``accounts.erasing`` takes address and words from the rows."""


def _mails_to(user: User) -> QuerySet[OutgoingMail]:
    """Return the mails to the addresses of a person, each while it was theirs."""
    proven = EmailAddress.objects.filter(user=user, verified=True)
    is_theirs = Q(recipient__in=proven.values("email"))
    for change in user.changes.exclude(old_email=""):
        # Later the old address may be another person's.
        is_theirs |= Q(recipient=change.old_email, created_at__lte=change.at)
    return OutgoingMail.objects.filter(is_theirs).order_by("created_at", "pk")


class StaffActData:
    """Export what staff did to a person's record, and what the person did as staff."""

    name = "acts_of_staff"
    kept = Kept(
        title=_("What staff did to your record"),
        what=_(
            "Each act of staff on your account, courses and certificates, with time and reason."
        ),
        why=_("So that every act can be accounted for."),
        readers=_("You, and staff who read the audit log"),
        until=STAYS_WITHOUT_NAME,
        tables=("accounts.AuditEvent",),
        is_record=False,
    )

    def export(self, user: User) -> dict[str, object]:
        own = AuditEvent.objects.filter(actor=user)
        return {
            "on_your_record": [
                {
                    "act": event.verb,
                    "on": event.subject_type,
                    "number": event.subject_key,
                    "reason": event.reason,
                    "by_you": event.actor_id == user.pk,
                    "at": event.at,
                }
                for event in _acts_on(user)
            ],
            # Whose records these were is not theirs to take along.
            "by_you_as_staff": list(own.order_by("at").values("verb", "subject_type", "at")),
        }

    def erase(self, user: User) -> None:
        """Do nothing: ``accounts.erasing`` takes the name from the reasons."""


def _acts_on(user: User) -> QuerySet[AuditEvent]:
    """Return the acts on the records of a person, the oldest first."""
    is_theirs = Q(pk__in=[])
    for subject_type, key in traces_of(user).records:
        is_theirs |= Q(subject_type=subject_type, subject_key=key)
    return AuditEvent.objects.filter(is_theirs).order_by("at", "pk")
