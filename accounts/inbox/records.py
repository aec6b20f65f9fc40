"""What the inbox keeps: which rows may change, and what belongs to a person."""

from django.utils.translation import gettext_lazy as _

from accounts import triggers
from accounts.inbox.messages import forget
from accounts.models import InboxMessage, User
from accounts.personal_data import Kept


def protect() -> None:
    """Keep what was sent and answered as it is; only requests for help can be deleted.

    Words may be deleted: people write of patients, though they are asked not to.
    """
    triggers.protect(
        InboxMessage,
        mutable=("user", "address", "owner", "text", "about"),
        erasable=("ended_by",),
        updatable=("answer", "closed_because", "ended_at", "ended_by"),
        # An answer that names somebody whose account was erased is replaced.
        updatable_when="OLD.ended_at IS NULL OR (OLD.user_id IS NULL AND OLD.address = '')",
        deletable_when="OLD.kind = 'help'",
    )


class SentMessages:
    """Export and erase what somebody asked and reported."""

    name = "messages"
    kept = Kept(
        title=_("Your messages"),
        what=_(
            "What you ask and report through the forms of this site, the page you came from, the "
            "address you leave for an answer, and our answers."
        ),
        why=_("To answer you, and to mend what is wrong."),
        readers=_("You, and staff who answer"),
        until=_(
            "Two years after the answer. Then requests for help are deleted, and reports of errors "
            "and harm stay without your name and address."
        ),
        tables=("accounts.InboxMessage",),
    )

    def export(self, user: User) -> list[dict[str, str]]:
        return [
            {
                "kind": message.kind,
                "about": message.about,
                "page": message.page,
                "text": message.text,
                "sent_at": message.sent_at.isoformat(),
                "answer": message.answer,
                "closed_because": message.closed_because,
                "ended_at": message.ended_at.isoformat() if message.ended_at else "",
            }
            for message in InboxMessage.objects.of(user)
        ]

    def erase(self, user: User) -> None:
        forget(InboxMessage.objects.of(user))
