"""Export and erase what groups keep about a person."""

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation, RosterLine, User
from accounts.personal_data import Kept


class GroupData:
    """Export and erase memberships, invitations, and the groups that somebody manages.

    Names and addresses in lists that staff uploaded go too.
    """

    name = "groups"
    kept = Kept(
        title=_("Your groups"),
        what=_(
            "Which groups you belong to or manage, since when and how you came in, and invitations "
            "to your address."
        ),
        why=_("To show which courses a group asks for, and by when."),
        readers=_("You, staff, and the managers of the group, who are named on your page Groups"),
        until=_(
            "An invitation until 30 days after it ended, a list of people that staff uploaded "
            "until 30 days after it was carried out; the rest until you erase your account."
        ),
        tables=(
            "accounts.GroupManager",
            "accounts.GroupMember",
            "accounts.Invitation",
            "accounts.RosterLine",
        ),
    )

    def export(self, user: User) -> dict[str, object]:
        kept = {
            "memberships": list(
                user.memberships.values("group__name", "how", "joined_at", "left_at")
            ),
            "manager_of": list(user.managed_groups.values("group__name", "starts_at", "ends_at")),
            "invitations": list(
                _invitations_of(user).values(
                    "address", "name", "group__name", "words", "sent_at", "ends_at", "taken_at"
                )
            ),
        }
        kept["lists_of_staff"] = list(
            RosterLine.objects.filter(address__in=_addresses_of(user)).values(
                "address", "name", "roster__group__name", "roster__uploaded_at"
            )
        )
        return {name: rows for name, rows in kept.items() if rows}

    def erase(self, user: User) -> None:
        _invitations_of(user).delete()
        RosterLine.objects.filter(address__in=_addresses_of(user)).delete()
        user.memberships.all().delete()
        user.managed_groups.all().delete()


def _invitations_of(user: User) -> QuerySet[Invitation]:
    return Invitation.objects.filter(Q(taken_by=user) | Q(address__in=_addresses_of(user)))


def _addresses_of(user: User) -> list[str]:
    """Return the addresses that the person has proven: another may have typed the others."""
    proven = EmailAddress.objects.filter(user=user, verified=True)
    return list(proven.values_list("email", flat=True))
