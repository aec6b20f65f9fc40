"""Let staff find a person by the names on their certificates, too."""

from collections.abc import Iterable

from accounts.models import User
from accounts.people.words import index_person
from course.models import Enrolment


def names_of(user: User) -> list[str]:
    """Return the names that this person's certificates have or will have."""
    return list(Enrolment.objects.of(user).values_list("holder_name", flat=True))


def index_saved_holder(
    sender: type[Enrolment],
    instance: Enrolment,
    update_fields: Iterable[str] | None = None,
    **_: object,
) -> None:
    """Store the words of the person of an enrolment whose name may just have changed."""
    if instance.user and (update_fields is None or "holder_name" in update_fields):
        index_person(instance.user)
