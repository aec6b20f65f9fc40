"""An act done by one person alone: after a notice, and a day in which it can be stopped.

Where nobody else may approve, or nobody has answered for two working days, whoever asked may give
notice to every administrator, to the holder of the record and to an address outside of this site.
Any of them can stop the act.
"""

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.core.exceptions import ObjectDoesNotExist
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import audit, mail
from accounts.approvals.acts import SecondPersonAct
from accounts.approvals.decisions import lock, refuse
from accounts.approvals.kinds import KINDS
from accounts.approvals.refused import ActRefusedError
from accounts.models import User

NOTICE = timedelta(hours=24)
WORKING_DAYS = 2
WEEKEND = {5, 6}  # Saturday and Sunday, by datetime.weekday()
LINK_SALT = "accounts.approvals"


def _no_address() -> str:
    return ""


# Returns the address outside of this site, or "". Set by the app that knows the provider.
outside_address: Callable[[], str] = _no_address


class Step(models.TextChoices):
    """What somebody may do about a waiting act, as pages say it."""

    DECIDE = "decide", gettext_lazy("You can decide.")
    OWN = "own", gettext_lazy("It is about your own record: somebody else decides.")
    NOTICE_LATER = (
        "notice-later",
        gettext_lazy(
            "You asked. Somebody else decides; after two working days you can give notice."
        ),
    )
    NOTICE = "notice", gettext_lazy("You asked. You can give notice, and do it alone a day later.")
    ALONE_LATER = "alone-later", gettext_lazy("You gave notice. You can do it alone soon.")
    ALONE = "alone", gettext_lazy("You gave notice a day ago. You can do it alone now.")
    NOTHING = "nothing", gettext_lazy("Somebody else decides.")


class LinkGoneError(Exception):
    """The link that stops an act is not valid, or the act waits no longer."""


@dataclass(frozen=True)
class NoticeRecipient:
    """Hold who gets the notice that one person acts alone; the outside address has no ``user``."""

    address: str
    language: str
    user: User | None

    @property
    def user_id(self) -> int | None:
        return self.user.pk if self.user else None


def working_days_after(start: datetime, days: int) -> datetime:
    """Return when so many working days, Monday to Friday in UTC, have passed since ``start``."""
    if start.weekday() in WEEKEND:
        start = start.replace(hour=0, minute=0, second=0, microsecond=0)
        while start.weekday() in WEEKEND:
            start += timedelta(days=1)
    for _day in range(days):
        start += timedelta(days=1)
        while start.weekday() in WEEKEND:
            start += timedelta(days=1)
    return start


Approvers = Mapping[str, Set[int]]


def who_may_approve(acts: Iterable[SecondPersonAct]) -> Approvers:
    """Return the ids of the active staff who may approve the acts, by permission. One query."""
    permissions = {act.APPROVE_PERMISSION for act in acts}
    found = [_ids_of_staff_who_may(permission) for permission in sorted(permissions)]
    by_permission: dict[str, set[int]] = {permission: set() for permission in permissions}
    if found:
        for permission, user_id in found[0].union(*found[1:], all=True):
            by_permission[permission].add(user_id)
    return by_permission


def _ids_of_staff_who_may(permission: str) -> "models.QuerySet[User, tuple[str, int]]":
    """Return pairs of this permission and the id of somebody who has it."""
    named = models.Value(permission, output_field=models.CharField())
    staff = User.objects.staff_who_may(permission).order_by()
    return staff.annotate(permission=named).values_list("permission", "pk")


def next_step(
    act: SecondPersonAct, by: User, now: datetime, may_approve: Approvers | None = None
) -> Step:
    """Return what somebody may do about a waiting act now.

    may_approve: as ``who_may_approve`` returns it, for a page with many acts.
    """
    if act.holder is not None and act.holder.pk == by.pk:
        return Step.OWN
    if act.requested_by_id != by.pk:
        return Step.DECIDE if by.has_perm(act.APPROVE_PERMISSION) else Step.NOTHING
    if act.alone_from is not None:
        return Step.ALONE if now >= act.alone_from else Step.ALONE_LATER
    if _can_others_answer(act, by, may_approve) and not _is_long_unanswered(act, now):
        return Step.NOTICE_LATER
    return Step.NOTICE


def _can_others_answer(act: SecondPersonAct, by: User, may_approve: Approvers | None) -> bool:
    """Return whether somebody else may approve, other than the holder of the record."""
    if may_approve is None:
        may_approve = who_may_approve([act])
    holder_id = act.holder.pk if act.holder else None
    return bool(may_approve[act.APPROVE_PERMISSION] - {by.pk, holder_id})


def _is_long_unanswered(act: SecondPersonAct, now: datetime) -> bool:
    """Return whether two working days have passed since the act was asked for."""
    return now >= working_days_after(act.requested_at, WORKING_DAYS)


def give_notice(act: SecondPersonAct, by: User, because: str) -> bool:
    """Tell those who can stop it that one person will act alone; return False if told before.

    Raises ActRefusedError if notice may not be given (yet), or if there is nobody to tell.
    """
    with transaction.atomic():
        locked = lock(act)
        if locked.noticed_at is not None and locked.requested_by_id == by.pk:
            return False

        now = timezone.now()
        _check_notice(locked, by, now)
        told = _who_is_told(locked, by)
        if not told:
            text = _("There is nobody to tell. Enter an address outside of this site first.")
            raise ActRefusedError(text)
        _save_notice(locked, by, because, now)
        for person in told:
            _mail_notice(locked, person)
    return True


def _check_notice(act: SecondPersonAct, by: User, now: datetime) -> None:
    """Raise ActRefusedError if this person may not give notice of the act now."""
    if not act.is_waiting:
        raise ActRefusedError(str(act.DECIDED_ALREADY))
    step = next_step(act, by, now)
    if step != Step.NOTICE:
        raise ActRefusedError(str(step.label))


def _save_notice(act: SecondPersonAct, by: User, because: str, now: datetime) -> None:
    """Write down the notice, and from when the act may be done alone."""
    # If the clock was set back since, the day begins no earlier than the request.
    act.noticed_at = max(now, act.requested_at)
    act.alone_from = act.noticed_at + NOTICE
    act.noticed_because = because
    act.save(update_fields=["noticed_at", "alone_from", "noticed_because"])
    audit.record(by, f"{act.AUDIT_NAME}.notice-given", act, because)


def _who_is_told(act: SecondPersonAct, by: User) -> list[NoticeRecipient]:
    """Return every administrator, the holder and the outside address, each once."""
    people = _people_told(act, by)
    told = [NoticeRecipient(user.email, user.language, user) for user in people]
    outside = outside_address()
    known = {person.address.casefold() for person in told} | {by.email.casefold()}
    if outside and outside.casefold() not in known:
        told.append(NoticeRecipient(outside, settings.LANGUAGE_CODE, None))
    return told


def _people_told(act: SecondPersonAct, by: User) -> Iterable[User]:
    """Return every administrator and the holder, each once, without whoever gives notice."""
    people = {user.pk: user for user in User.objects.administrators()}
    if act.holder is not None and act.holder.is_active:
        people[act.holder.pk] = act.holder
    people.pop(by.pk, None)
    return people.values()


def _mail_notice(act: SecondPersonAct, told: NoticeRecipient) -> None:
    """Mail one of those who are told, with a link of their own that stops the act."""
    assert act.alone_from is not None
    with translation.override(told.language):
        subject = _("One person is about to act alone. You can stop it.")
        text = _(
            "Something that needs two people will be done by one, because nobody else could"
            " answer.\n\nWhat: %(title)s, number %(number)d\nNot before: %(time)s UTC\n\n"
            "If you know a reason against it, stop it here until then. You need no account:\n"
            "%(link)s\n\nIf it is right, you need not do anything.\n"
        )
        words = {
            "title": act.TITLE,
            "number": act.pk,
            "time": date_format(act.alone_from, "DATETIME_FORMAT"),
            "link": _link_to_stop(act, told),
        }
        key = f"{act.AUDIT_NAME}-alone:{act.pk}:{told.user_id or 'outside'}"
        mail.queue_to(told.address, key, subject, text % words, told.language)


def _link_to_stop(act: SecondPersonAct, told: NoticeRecipient) -> str:
    """Return the address, for one of those who are told, that stops the act."""
    names = [act.AUDIT_NAME, act.pk, told.user_id]
    token = signing.dumps(names, salt=LINK_SALT)
    page = reverse("approvals:stop", args=[token])
    return f"{settings.BASE_URL}{page}"


def act_to_stop(token: str) -> tuple[SecondPersonAct, User | None]:
    """Return the waiting act that a link names, and who was sent it; or raise LinkGoneError."""
    try:
        name, pk, user_id = signing.loads(token, salt=LINK_SALT)
        act = KINDS[name].model._default_manager.get(pk=pk, approved_at=None, refused_at=None)
        return act, User.objects.get(pk=user_id, is_active=True) if user_id else None
    except (signing.BadSignature, KeyError, ObjectDoesNotExist) as error:
        raise LinkGoneError from error


def stop(act: SecondPersonAct, by: User | None) -> None:
    """Refuse the act for somebody who was told of it; raise ActRefusedError if it was done."""
    refuse(act, by, _("Stopped by the link that was mailed with the notice."))
