"""What is kept of an account itself: who it is, how they sign in, and the file of it all."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.data_files import making
from accounts.looks import look_of_user
from accounts.models import DataFile, LettingIn, NamedPerson, User
from accounts.personal_data import UNTIL_ERASED, YOU_ALONE, YOU_AND_STAFF, Kept
from accounts.single_sign_on import identities


class AccountData:
    """Export and erase the account itself."""

    name = "account"
    kept = Kept(
        title=_("Your account"),
        what=_("Your name, email address, time zone and language, and how pages look to you."),
        why=_("To know you and to write to you."),
        readers=YOU_AND_STAFF,
        until=UNTIL_ERASED,
        tables=(
            "accounts.User",
            "accounts.User_groups",
            "accounts.User_user_permissions",
            "accounts.NamedPerson",
            "account.EmailAddress",
        ),
        is_record=False,
    )

    def export(self, user: User) -> dict[str, object]:
        addresses = EmailAddress.objects.filter(user=user)
        named = NamedPerson.objects.filter(person=user)
        return {
            "record_number": str(user.public_id),
            "email": user.email,
            "addresses": list(addresses.values("email", "verified")),
            "name": user.name,
            "time_zone": user.time_zone,
            "language": user.language,
            "look": look_of_user(user)._asdict(),
            "joined_at": user.joined_at.isoformat(),
            "last_login": user.last_login,
            "is_active": user.is_active,
            "is_staff": user.is_staff,
            "is_administrator": user.is_administrator,
            "staff_groups": list(user.groups.values_list("name", flat=True)),
            "rights_of_their_own": list(user.user_permissions.values_list("codename", flat=True)),
            "named_for_acts": list(
                named.values("permission", "record_key", "reason", "named_at", "used_at")
            ),
        }

    def erase(self, user: User) -> None:
        # Django's own admin wrote the address beside each act on the account. An entry may be
        # deleted once it has no words; those of the person's own acts go with the account.
        accounts = ContentType.objects.get_for_model(User)
        on_account = Q(content_type=accounts, object_id=str(user.pk))
        LogEntry.objects.filter(on_account | Q(user=user)).update(object_repr="")
        LogEntry.objects.filter(on_account).delete()
        user.delete()


class SignInData:
    """Export how somebody signs in, and where they are signed in; it goes with the account."""

    name = "sign_in"
    kept = Kept(
        title=_("How and where you sign in"),
        what=_(
            "Your passkeys and whether you use an authenticator app; by which number and groups a "
            "hospital or university knows you, if you sign in through it; where you are signed in, "
            "with the network address and what your browser says about itself; when and on which "
            "device you signed in or changed a way to sign in; an old email address, so that you "
            "can undo the change."
        ),
        why=_("To let you in, and nobody else."),
        readers=YOU_ALONE,
        until=_(
            "A session until it ends, what happened for 90 days, an old address for 7 days after "
            "the change; the rest until you erase your account."
        ),
        tables=(
            "accounts.AccountChange",
            "accounts.AccountEvent",
            "accounts.LettingIn",
            "mfa.Authenticator",
            "socialaccount.SocialAccount",
            "usersessions.UserSession",
        ),
        is_record=False,
    )

    def export(self, user: User) -> dict[str, object]:
        ways = Authenticator.objects.filter(user=user)
        sessions = UserSession.objects.filter(user=user)
        let_in = LettingIn.objects.filter(person=user)
        return {
            "has_password": user.has_usable_password(),
            "ways_to_sign_in": list(ways.values("type", "created_at", "last_used_at")),
            "organizations": identities.export(user),
            "sessions": list(
                sessions.values("created_at", "last_seen_at", "ip", "user_agent"),
            ),
            "account_events": list(user.account_events.values("kind", "device", "at")),
            "changes": list(user.changes.values("old_email", "at", "undone_at")),
            "let_in_again": list(
                let_in.values("reason", "requested_at", "approved_at", "refused_at")
            ),
        }

    def erase(self, user: User) -> None:
        """Do nothing: the rows go with the account."""


class OwnDataFile:
    """Export that there is a file of all this; erase it."""

    name = "data_file"
    kept = Kept(
        title=_("The file of your data"),
        what=_("The file of everything kept about you, if you ask for one."),
        why=_("To give you what is yours."),
        readers=YOU_ALONE,
        until=_("3 days after you asked for it."),
        tables=("accounts.DataFile",),
        is_record=False,
    )

    def export(self, user: User) -> list[dict[str, object]]:
        files = DataFile.objects.filter(user=user)
        return [
            {"asked_at": file.asked_at, "made_at": file.made_at, "size": file.size}
            for file in files
        ]

    def erase(self, user: User) -> None:
        making.delete(DataFile.objects.filter(user=user))
