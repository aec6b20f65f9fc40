"""Say what each line of a list of people would do, and store that as a plan."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.canonical import digest_of
from accounts.fields import is_hidden
from accounts.groups.reading import ReadFile, ReadLine
from accounts.models import GroupMember, Invitation, LearnerGroup, Roster, RosterLine, User
from accounts.tables import harmless

A_QUERY = 500  # addresses
MAX_NAME, MAX_ADDRESS = 200, 254
UNSEEN = "\N{REPLACEMENT CHARACTER}"  # stands for a sign that cannot be seen
Act = RosterLine.Act


@dataclass
class Known:
    """Hold what the site knows of some addresses.

    members: since when, by user.
    """

    users: dict[str, User] = field(default_factory=dict)
    members: dict[int, GroupMember] = field(default_factory=dict)
    invitations: dict[str, Invitation] = field(default_factory=dict)


def make_plan(group: LearnerGroup, file: ReadFile, file_name: str, by: User) -> Roster:
    """Store what each line would do; nothing else is written."""
    lines = _planned(group, file)
    roster = Roster(
        group=group,
        uploaded_by=by,
        file_name=file_name[:200],
        separator=file.separator,
        encoding=file.encoding,
        digest=_digest(lines),
    )
    with transaction.atomic():
        roster.save()
        for line in lines:
            line.roster = roster
        RosterLine.objects.bulk_create(lines, batch_size=500)
    return roster


def _digest(lines: Iterable[RosterLine]) -> str:
    """Return what differs as soon as a plan does."""
    rows = [(line.number, line.address, line.name, line.act) for line in lines]
    return digest_of(rows)


def _planned(group: LearnerGroup, file: ReadFile) -> list[RosterLine]:
    """Return a row that is not saved for each line."""
    lines = [_checked(line, file) for line in file.lines]
    undecided = _once_each(lines)
    for start in range(0, len(undecided), A_QUERY):
        part = undecided[start : start + A_QUERY]
        addresses = [line.address for line in part]
        known = known_of(group, addresses)
        for line in part:
            _decide(line, known)
    return lines


def _once_each(lines: Iterable[RosterLine]) -> list[RosterLine]:
    """Return the sound lines; of those with one address the first, and say so in the others."""
    first_of: dict[str, RosterLine] = {}
    for line in lines:
        if line.act == Act.FAULT:
            continue
        first = first_of.setdefault(line.address, line)
        if first is not line:
            line.act = Act.NOTHING
            line.why = _("The same address as in line %d.") % first.number
    return list(first_of.values())


def _checked(line: ReadLine, file: ReadFile) -> RosterLine:
    """Return a row with the cleaned address and name; a fault says what to change."""
    row = RosterLine(number=line.number, name=line.name)
    fault = _fault_of_cells(line, file) or _fault_of_name(line.name)
    try:
        row.address = get_adapter().clean_email(line.address)
    except ValidationError:
        fault = fault or _fault_of_address(line.address)
    if not fault:
        row.act = Act.INVITE
        return row
    row.act = Act.FAULT
    row.why = fault
    row.address = _printable(line.address)[:MAX_ADDRESS]
    row.name = _printable(line.name)[:MAX_NAME]
    return row


def _fault_of_cells(line: ReadLine, file: ReadFile) -> str:
    """Say what is wrong with the number of cells, or that there is no address; "" for nothing."""
    if line.cell_count != file.columns.count:
        text = _(
            "This line has %(cells)d cells, the first one %(first)d. Put a cell that holds a comma"
            " in quotation marks."
        )
        words = {"cells": line.cell_count, "first": file.columns.count}
        return text % words
    if not line.address:
        return _("There is no address in this line.")
    if harmless(line.address) != line.address:
        sign = line.address[0]
        return _("The address begins with “%s”. Addresses of people do not.") % sign
    return ""


def _fault_of_name(name: str) -> str:
    """Say what is wrong with a name; "" for nothing."""
    if len(name) > MAX_NAME:
        return _("The name has more than %d letters.") % MAX_NAME
    if harmless(name) != name:
        sign = _printable(name[0])
        return _("The name begins with “%s”. Names of people do not.") % sign
    if _printable(name) != name:
        return _("The name holds a line end or a sign that cannot be seen. Type it anew.")
    return ""


def _printable(text: str) -> str:
    """Return a text in which every sign can be seen."""
    shown = ""
    for letter in text:
        shown += UNSEEN if is_hidden(letter) else letter
    return shown


def _fault_of_address(address: str) -> str:
    """Say why an address is none, and what may have been meant."""
    if "," in address:
        meant = address.replace(",", ".")
        return _("A comma in the address. Did you mean %s?") % meant[:MAX_ADDRESS]
    return _("This is no email address. It looks like name@example.org.")


def known_of(group: LearnerGroup, addresses: Collection[str]) -> Known:
    """Return what is known of some addresses. Three queries."""
    known = Known()
    proven = EmailAddress.objects.filter(email__in=addresses, verified=True)
    for address in proven.select_related("user"):
        known.users[address.email] = address.user
    user_ids = [user.pk for user in known.users.values()]
    members = group.members.current().filter(user__in=user_ids)
    for member in members:
        known.members[member.user_id] = member
    invited = group.invitations.unanswered().filter(address__in=addresses)
    for invitation in invited:
        known.invitations[invitation.address] = invitation
    return known


def _decide(line: RosterLine, known: Known) -> None:
    """Say what a sound line would do."""
    user = known.users.get(line.address)
    if user:
        member = known.members.get(user.pk)
        line.act, line.why = _add_or_not(line, user, member)
    else:
        invitation = known.invitations.get(line.address)
        line.act, line.why = _invite_or_not(invitation)


def _add_or_not(line: RosterLine, user: User, member: GroupMember | None) -> tuple[int, str]:
    """Return what a line does for somebody with an account, and why."""
    if not user.is_active:
        return Act.NOTHING, _("The account is disabled.")
    if member:
        day = date_format(member.joined_at)
        return Act.NOTHING, _("In the group since %s.") % day
    has_other_name = user.name and line.name and user.name != line.name
    if has_other_name:
        why = _("Has an account under the name %s. That name stays.") % user.name
        return Act.ADD, why
    return Act.ADD, _("Has an account.")


def _invite_or_not(invitation: Invitation | None) -> tuple[int, str]:
    """Return what a line does for somebody without an account, and why."""
    if invitation is None:
        return Act.INVITE, _("New.")
    day = date_format(invitation.sent_at)
    if invitation.ends_at > timezone.now():
        return Act.NOTHING, _("Invited on %s; the invitation is open.") % day
    return Act.INVITE, _("The invitation of %s has ended; a new one is sent.") % day


def counts_of(lines: Iterable[tuple[int, int]]) -> dict[Act, int]:
    """Return how many lines do what. lines: an act and how many lines have it."""
    found = dict(lines)
    return {act: found.get(act.value, 0) for act in Act}
