"""Invite an address to a group, mail the invitation, withdraw it, and forget it afterwards."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from accounts import audit, letterhead, mail
from accounts.groups.links import invitation_url
from accounts.membership import end_of_invitation
from accounts.models import Invitation, LearnerGroup, User

# How long the row of an invitation that nobody took stays, so that staff can invite again.
KEPT_AFTER_END = timedelta(days=30)


def invite(
    group: LearnerGroup, address: str, *, by: User | None, name: str = "", words: str = ""
) -> bool:
    """Invite an address, or again if its invitation has ended; return False if one is open.

    Call it in a transaction. address: as ``accounts.adapter`` writes addresses.
    """
    now = timezone.now()
    invitation, is_new = Invitation.objects.get_or_create(
        group=group,
        address=address,
        taken_at=None,
        withdrawn_at=None,
        defaults={"name": name, "words": words, "invited_by": by},
    )
    if not is_new:
        if invitation.ends_at > now:
            return False
        _begin_again(invitation, by=by, name=name, words=words)
    _queue_mail(invitation)
    return True


def _begin_again(invitation: Invitation, *, by: User | None, name: str, words: str) -> None:
    """Let an invitation that has ended run for 30 days more."""
    invitation.sent_at = timezone.now()
    invitation.ends_at = end_of_invitation()
    invitation.invited_by = by
    invitation.words = words
    invitation.name = name or invitation.name
    invitation.save()


def send_again(invitation: Invitation, by: User) -> bool:
    """Let an invitation that has ended run for 30 days more; return False if it cannot."""
    with transaction.atomic():
        ended = Invitation.objects.unanswered().filter(ends_at__lte=timezone.now())
        found = ended.select_for_update().filter(pk=invitation.pk).first()
        if found is None:
            return False
        _begin_again(found, by=by, name=found.name, words=found.words)
        _queue_mail(found)
        audit.record(by, "invitation.sent_again", found)
    return True


def withdraw(invitation: Invitation, by: User) -> bool:
    """Withdraw an invitation that nobody took; return False if that is not so any more."""
    with transaction.atomic():
        unanswered = Invitation.objects.unanswered().filter(pk=invitation.pk)
        if not unanswered.update(withdrawn_at=timezone.now()):
            return False
        audit.record(by, "invitation.withdrawn", invitation)
    return True


def forget_ended() -> int:
    """Delete the invitations that nobody took and that ended 30 days ago; return how many."""
    last_day = timezone.now() - KEPT_AFTER_END
    ended = Invitation.objects.filter(taken_at=None, ends_at__lte=last_day)
    return ended.delete()[0]


def _queue_mail(invitation: Invitation) -> None:
    language = settings.LANGUAGE_CODE
    provider = letterhead.sender().name
    with translation.override(language):
        subject = _("You are invited to a course by %s") % " ".join(provider.split())
        body = mail_text(invitation, provider)
    key = f"invitation:{invitation.pk}:{invitation.sent_at:%Y%m%d}"
    mail.queue_to(invitation.address, key, subject, body, language)


def mail_text(invitation: Invitation, provider: str) -> str:
    """Return the text of the mail in the active language. It names no course and no drug."""
    greeting = _("Hello %s,") % invitation.name if invitation.name else _("Hello,")
    rest = _(
        "%(provider)s invites you to learn with the group %(group)s. The course is"
        " self-paced.\n\nStart here:\n%(link)s\n\nThis invitation is for %(address)s alone and"
        " ends on %(day)s. If you do not want it, do nothing: your address is deleted 30 days"
        " later.\n"
    ) % {
        "provider": provider,
        "group": invitation.group.name,
        "link": invitation_url(invitation) if invitation.pk else "…",
        "address": invitation.address,
        "day": formats.date_format(invitation.ends_at),
    }
    paragraphs = [greeting, invitation.words.strip(), rest]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
