"""Carry out a confirmed list of people, in a worker, each line exactly once."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from accounts import audit, letterhead, mail
from accounts.groups import invitations, joining
from accounts.groups.planning import Act, Known, known_of
from accounts.models import GroupMember, LearnerGroup, Roster, RosterLine, User

logger = logging.getLogger(__name__)

LINES_A_BATCH = 100
KEPT_UNCONFIRMED = timedelta(days=7)
KEPT_FINISHED = timedelta(days=30)


def confirm(roster: Roster, *, digest: str, words: str, by: User) -> bool:
    """Let a list be carried out; return False if it was confirmed before, or is another list."""
    with transaction.atomic():
        if LearnerGroup.objects.get(pk=roster.group_id).closed_at:
            return False
        waiting = Roster.objects.filter(pk=roster.pk, digest=digest, confirmed_at=None)
        if not waiting.update(confirmed_at=timezone.now(), confirmed_by=by, words=words):
            return False
        reason = f"{roster.file_name}, SHA-256 {roster.digest}"
        audit.record(by, "group.list_confirmed", roster.group, reason)
        transaction.on_commit(lambda: carry_out.enqueue(roster.pk), robust=True)
    return True


def carry_out_unfinished() -> None:
    """Queue the lists that a dead worker left; what runs already takes no line twice."""
    for pk in Roster.objects.unfinished().values_list("pk", flat=True):
        carry_out.enqueue(pk)


def forget_rosters() -> int:
    """Delete lists that nobody confirmed in a week, or that ended 30 days ago; return how many."""
    now = timezone.now()
    unconfirmed = Q(confirmed_at=None, uploaded_at__lte=now - KEPT_UNCONFIRMED)
    ended = Q(finished_at__lte=now - KEPT_FINISHED)
    forgotten = Roster.objects.filter(unconfirmed | ended)
    count = forgotten.count()
    forgotten.delete()
    return count


@task
def carry_out(roster_id: int) -> None:
    """Carry out the lines of a list that are not done."""
    while _carry_out_batch(roster_id):
        pass


def _carry_out_batch(roster_id: int) -> bool:
    """Carry out some lines in one transaction; return whether more may be left."""
    with transaction.atomic():
        # The lock makes a second worker wait, so that it finds these lines done.
        unfinished = Roster.objects.unfinished().select_for_update(of=("self",))
        roster = unfinished.select_related("group", "confirmed_by").filter(pk=roster_id).first()
        if roster is None:
            return False
        lines = list(roster.lines.to_do().order_by("number")[:LINES_A_BATCH])
        if not lines or roster.group.closed_at:
            Roster.objects.filter(pk=roster_id).update(finished_at=timezone.now())
            logger.info("list of people carried out roster=%s", roster_id)
            return False
        known = known_of(roster.group, [line.address for line in lines])
        for line in lines:
            _carry_out_line(roster, line, known)
    return True


def _carry_out_line(roster: Roster, line: RosterLine, known: Known) -> None:
    """Invite or add one person; a line that fails stops no other."""
    act, why = line.act, line.why
    try:
        with transaction.atomic():
            _invite_or_add(roster, line, known.users.get(line.address))
    except Exception:  # whatever it is, the others go on
        logger.exception("line of a list failed roster=%s line=%s", roster.pk, line.number)
        act, why = Act.FAULT, _("It failed. The log of the site says why; send the line again.")
    RosterLine.objects.filter(pk=line.pk).update(done_at=timezone.now(), act=act, why=why)


def _invite_or_add(roster: Roster, line: RosterLine, user: User | None) -> None:
    """Do what is right for the address now: the plan may be days old."""
    if user is None:
        invitations.invite(
            roster.group,
            line.address,
            by=roster.confirmed_by,
            name=line.name,
            words=roster.words,
        )
    elif user.is_active and joining.add(roster.group, user, GroupMember.How.ROSTER):
        queue_added(roster.group, user)


def queue_added(group: LearnerGroup, user: User) -> None:
    """Tell somebody with an account that they were added to a group."""
    provider = letterhead.sender().name
    with translation.override(user.language):
        subject = _("You were added to a group by %s") % " ".join(provider.split())
        body = _(
            "Hello %(name)s,\n\n%(provider)s added you to the group %(group)s, which asks its"
            " people to take a course. You start it yourself.\n\nWhat it asks, and who sees how"
            " far you are:\n%(link)s\n"
        ) % {
            "name": user.display_name,
            "provider": provider,
            "group": group.name,
            "link": f"{settings.BASE_URL}{reverse('groups:mine')}",
        }
    membership = group.members.current().get(user=user)
    mail.queue(f"group-added:{membership.pk}", user, subject, body)
