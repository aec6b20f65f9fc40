"""Export and erase what roles of staff keep about a person, and protect the rows."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import approvals, relations, triggers
from accounts.erasing.traces import Traces, erase_words
from accounts.models import AdministratorRequest, RoleGrant, User
from accounts.personal_data import STAYS_WITHOUT_NAME, Kept
from accounts.roles import acts


class RoleData:
    """Export the roles of staff that a person had; the rows stay without the name."""

    name = "staff_roles"
    kept = Kept(
        title=_("Your roles as staff"),
        what=_("Which roles you have had here, who gave them to you, why, and until when."),
        why=_("To show who may do what, and who could do it on an earlier day."),
        readers=_("You, administrators and auditors"),
        until=STAYS_WITHOUT_NAME,
        tables=("accounts.RoleGrant", "accounts.AdministratorRequest"),
    )

    def export(self, user: User) -> dict[str, object]:
        requests = AdministratorRequest.objects.filter(person=user)
        parts = {
            "roles": user.role_grants.values(
                "role", "given_at", "reason", "ends_at", "ended_at", "ended_because"
            ),
            "requests_to_be_administrator": requests.values(
                "reason", "requested_at", "approved_at", "refused_at"
            ),
        }
        return {name: list(rows) for name, rows in parts.items() if rows}

    def erase(self, user: User) -> None:
        now = timezone.now()
        user.role_grants.current().update(ended_at=now, ended_because="The account was erased.")
        waiting = AdministratorRequest.objects.waiting().filter(person=user)
        waiting.update(refused_at=now, refused_because="The account was erased.")


def sweep(traces: Traces) -> None:
    """Replace reasons that name an erased person."""
    for model, columns in (
        (RoleGrant, ("reason", "ended_because")),
        (AdministratorRequest, AdministratorRequest.TYPED),
    ):
        for column in columns:
            naming = model._default_manager.filter(traces.in_column(column))
            erase_words(traces, naming, column)


def protect() -> None:
    """Let grants only end, register the request, and say what a join does to the columns."""
    people = ("person", "given_by", "ended_by")
    triggers.protect(
        RoleGrant,
        mutable=("reason", "ended_because"),  # an erasure may take their words away
        erasable=people,
        updatable=("ended_at", "ended_by"),
        updatable_when="OLD.ended_at IS NULL",
    )
    approvals.register(
        AdministratorRequest,
        approve=acts.approve,
        refuse=acts.refuse,
        template="accounts/roles/request.html",
        mutable=("person", *AdministratorRequest.TYPED),
    )
    # Rights end with the account; who acted, acted by that account.
    relations.stays(*(relations.name_of(RoleGrant, person) for person in people))
    relations.stays(relations.name_of(AdministratorRequest, "person"))
