"""The kinds of acts that need a second person; each app registers its own in ``ready()``."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from accounts import relations, triggers
from accounts.approvals.acts import SecondPersonAct
from accounts.keyset_lists import lengths_of
from accounts.models import User

Decide = Callable[[Any, User, str], object]


@dataclass(frozen=True)
class ActKind:
    """Hold how acts of one table are shown and decided.

    approve, refuse: decide and do the work of the act, from act, person and reason; None where
        the app has a page of its own, which is the ``page`` of the act.
    template: shows what the act (``act``) would change.
    """

    model: type[SecondPersonAct]
    approve: Decide | None = None
    refuse: Decide | None = None
    template: str = ""


KINDS: dict[str, ActKind] = {}


def register(
    model: type[SecondPersonAct],
    approve: Decide | None = None,
    refuse: Decide | None = None,
    template: str = "",
    deletable_when: str = "",
    mutable: tuple[str, ...] = (),
) -> None:
    """Add a kind of act, and let the database refuse any change to a decided one.

    Names may still be erased. The arguments are those of ActKind.
    deletable_when: SQL over OLD; while it is true, a row may be deleted. "": never.
    mutable: columns that may always change, because they hold what an erasure takes away.
    """
    KINDS[model.AUDIT_NAME] = ActKind(model, approve, refuse, template)
    people = ("requested_by", "approved_by", "refused_by")
    relations.stays(*(relations.name_of(model, person) for person in people))
    triggers.protect(
        model,
        mutable=mutable,
        erasable=people,
        updatable_when="OLD.approved_at IS NULL AND OLD.refused_at IS NULL",
        deletable_when=deletable_when,
    )


def waiting_for(user: User) -> Iterator[SecondPersonAct]:
    """Return the waiting acts that this person may decide or asked for, oldest first by kind.

    One query, and one for each kind of which any waits.
    """
    lists = [_waiting_of(kind, user) for kind in KINDS.values()]
    for acts, length in zip(lists, lengths_of(lists), strict=True):
        if length:
            related = ("requested_by", *acts.model.RELATED)
            yield from acts.select_related(*related).order_by("pk")


def _waiting_of(kind: ActKind, user: User) -> "QuerySet[SecondPersonAct]":
    acts = kind.model._default_manager.filter(approved_at=None, refused_at=None)
    if not user.has_perm(kind.model.APPROVE_PERMISSION):
        acts = acts.filter(requested_by=user)
    return acts
