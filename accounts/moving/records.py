"""What changes of address and joins keep of a person, and what a join does to our own columns."""

from allauth.socialaccount.models import SocialAccount
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import personal_data, relations
from accounts.erasing.traces import Traces, erase_words, traces_of
from accounts.models import GroupManager, GroupMember, InboxMessage, Invitation, User
from accounts.moving import memberships
from accounts.moving.models import AccountJoin, AddressHelp, AddressMove, JoinHelp

OF_HELP = ("reason", "evidence", "requested_at", "approved_at", "refused_at")


class MovingData:
    """Export and erase changes of address that wait, help by staff, and joined accounts."""

    name = "address_changes_and_joins"
    kept = personal_data.Kept(
        title=_("Changes of address and joined accounts"),
        what=_(
            "While a change of address waits, both addresses; how staff helped you with it, and "
            "why; the address of an account of yours that was joined with this one."
        ),
        why=_("To take nobody’s account away, and to undo a mistake."),
        readers=personal_data.YOU_AND_STAFF,
        until=personal_data.UNTIL_ERASED,
        tables=(
            "accounts.AccountJoin",
            "accounts.AddressHelp",
            "accounts.AddressMove",
            "accounts.JoinHelp",
        ),
    )

    def export(self, user: User) -> dict[str, object]:
        parts = {
            "changes_of_address": user.address_moves.values(
                "old_email", "new_email", "asked_at", "due_at", "stopped_at", "done_at"
            ),
            "codes_sent": user.mailbox_codes.values("purpose", "address", "sent_at"),
            "help_with_address": AddressHelp.objects.filter(user=user).values(
                "new_email", *OF_HELP
            ),
            "help_with_joining": JoinHelp.objects.filter(kept=user).values(*OF_HELP),
            "joined_accounts": user.joins.values("ended_email", "joined_at", "separated_at"),
        }
        kept: dict[str, object] = {name: list(rows) for name, rows in parts.items() if rows}
        # What a join does not move, such as sign-ins, is still kept with the account that ended.
        joined = user.joins.in_force().select_related("ended")
        left = [personal_data.export(each.ended) for each in joined if each.ended]
        return kept | ({"left_in_joined_accounts": left} if left else {})

    def erase(self, user: User) -> None:
        traces = traces_of(user)
        for joined in user.joins.in_force().select_related("ended"):
            personal_data.erase(joined.ended)
        moves = AddressHelp.objects.filter(user=user)
        joins = JoinHelp.objects.filter(Q(kept=user) | Q(ended=user))
        erase_words(traces, moves, *AddressHelp.TYPED)
        erase_words(traces, joins, *JoinHelp.TYPED)
        moves.update(new_email="")
        # Nobody can approve them anymore.
        refusal = {"refused_at": timezone.now(), "refused_because": "The account was erased."}
        moves.waiting().update(**refusal)
        joins.waiting().update(**refusal)


def add_traces(user: User, traces: Traces) -> None:
    """Add the addresses that the person was known by here."""
    moves = AddressMove.objects.filter(user=user)
    traces.addresses.update(moves.values_list("old_email", flat=True))
    proven = moves.filter(proven_at__isnull=False)
    traces.addresses.update(proven.values_list("new_email", flat=True))
    traces.addresses.update(joined_addresses_of(user))


def joined_addresses_of(user: User) -> list[str]:
    """Return the addresses of the accounts that were joined with this one."""
    return list(user.joins.in_force().values_list("ended_email", flat=True))


def decide_on_columns() -> None:
    """Say what a join does to the columns of this app, of Django and of allauth."""
    relations.moves(InboxMessage, "user")
    relations.moves(AccountJoin, "kept")
    relations.moves(GroupMember, "user", memberships.settle, memberships.put_back)
    relations.moves(GroupManager, "user")
    relations.moves(Invitation, "taken_by")
    # Who comes through a provider would otherwise end at a disabled account.
    relations.moves(SocialAccount, "user")
    relations.stays(
        # Who acted, acted by that account.
        "accounts.AuditEvent.actor",
        "accounts.Invitation.invited_by",
        "accounts.Roster.uploaded_by",
        "accounts.Roster.confirmed_by",
        "accounts.InboxMessage.owner",
        "accounts.InboxMessage.ended_by",
        "accounts.NamedPerson.named_by",
        "admin.LogEntry.user",
        # Rights and ways to sign in end with the account.
        "accounts.NamedPerson.person",
        "accounts.User_groups.user",
        "accounts.User_user_permissions.user",
        "account.EmailAddress.user",
        "mfa.Authenticator.user",
        "usersessions.UserSession.user",
        # They are about that account alone, and end with it.
        "accounts.PersonWord.user",
        "accounts.AccountChange.user",
        "accounts.AccountEvent.user",
        "accounts.AddressHelp.user",
        "accounts.DataFile.user",
        "accounts.AddressMove.user",
        "accounts.AccountJoin.ended",
        "accounts.JoinHelp.kept",
        "accounts.JoinHelp.ended",
        "accounts.LettingIn.person",
        "accounts.MailboxCode.user",
    )
