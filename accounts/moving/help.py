"""Help of staff, who saw a document, for somebody who lost a mailbox; a second person agrees."""

from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import approvals, signups
from accounts.approvals import ActRefusedError
from accounts.models import User
from accounts.moving import addresses, joins, moved_rows
from accounts.moving.joins import JoinRefusedError
from accounts.moving.models import AddressHelp, JoinHelp


def ask_move(user: User, new_email: str, evidence: str, by: User, reason: str) -> AddressHelp:
    """Ask a second person to let an account use another mailbox. Raises ActRefusedError."""
    with transaction.atomic():
        accounts = User.objects.select_for_update()
        locked = accounts.get(pk=user.pk)
        _check_staff(locked, by)
        _check_free(locked, new_email)
        act = AddressHelp(user=locked, new_email=new_email, evidence=evidence)
        others = AddressHelp.objects.filter(user=locked)
        approvals.ask(act, by, reason, among=others)
    return act


def approve_move(act: AddressHelp, by: User, because: str) -> AddressHelp:
    """Approve it: the old mailbox is told, and the new one asked; safe to repeat.

    Raises ActRefusedError, ValueError without a reason.
    """
    with transaction.atomic():
        check = partial(_check, by=by)
        approved, is_new = approvals.approve(act, by, because, prepare=check)
        if is_new:
            addresses.begin_after_help(approved)
    return approved


def _check(act: AddressHelp, by: User) -> None:
    """Raise ActRefusedError if the account may not move anymore."""
    if act.user is None:
        raise ActRefusedError(str(act.DECIDED_ALREADY))
    _check_staff(act.user, by)
    _check_free(act.user, act.new_email)


def _check_staff(user: User, by: User) -> None:
    """Raise ActRefusedError for an account that is disabled, or that staff may not hand over."""
    if not user.is_active:
        raise ActRefusedError(_("This account is disabled. It has to be active first."))
    has_rights = user.is_staff or user.is_superuser
    if has_rights and not by.is_administrator:
        # Two who help learners could otherwise get the rights of an administrator.
        raise ActRefusedError(_("This account has staff rights. Ask an administrator."))


def _check_free(user: User, email: str) -> None:
    """Raise ActRefusedError if the address belongs to another account, or to this one."""
    if email == user.email:
        raise ActRefusedError(_("The account has this address already."))
    if signups.is_address_taken(email, owner=user):
        raise ActRefusedError(
            _("Another account has this address. If it is the same person, join the two.")
        )


def ask_join(kept: User, ended: User, evidence: str, by: User, reason: str) -> JoinHelp:
    """Ask a second person to join two accounts. Raises ActRefusedError."""
    with transaction.atomic():
        # Everybody who asks for one of these two waits here.
        moved_rows.lock_both(kept, ended)
        approvals.check_not_own(by, ended)
        _check_join(kept, ended)
        act = JoinHelp(kept=kept, ended=ended, evidence=evidence)
        others = JoinHelp.objects.filter(ended=ended)
        approvals.ask(act, by, reason, among=others)
    return act


def approve_join(act: JoinHelp, by: User, because: str) -> JoinHelp:
    """Approve it, and join the two accounts; safe to repeat.

    Raises ActRefusedError, ValueError without a reason.
    """
    with transaction.atomic():
        approvals.check_not_own(by, act.ended)
        approved, is_new = approvals.approve(act, by, because, prepare=_check_act)
        if is_new:
            assert approved.kept is not None
            assert approved.ended is not None
            joins.join(approved.kept, approved.ended, by=by, because=because)
    return approved


def _check_act(act: JoinHelp) -> None:
    """Raise ActRefusedError if the two may not be joined anymore."""
    if act.kept is None or act.ended is None:
        raise ActRefusedError(str(act.DECIDED_ALREADY))
    _check_join(act.kept, act.ended)


def _check_join(kept: User, ended: User) -> None:
    """Raise ActRefusedError for two accounts that may not be joined."""
    try:
        joins.check(kept, ended)
    except JoinRefusedError as refused:
        raise ActRefusedError(str(refused)) from refused


def refuse(act: AddressHelp | JoinHelp, by: User, because: str) -> AddressHelp | JoinHelp:
    """Refuse a request, or take back one's own; raises ActRefusedError."""
    refused, _is_new = approvals.refuse(act, by, because)
    return refused
