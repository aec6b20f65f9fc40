"""The base of models whose rows are written once."""

from collections.abc import Iterable
from typing import Any, ClassVar, Never, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


class ImmutableError(TypeError):
    """Code tried to change what is published. Publish another edition instead."""


class PublishedQuerySet(models.QuerySet[Row]):
    """Rows that can be read and added, and never changed or deleted."""

    def update(self, **values: object) -> Never:
        raise ImmutableError(
            f"{self.model._meta.label} rows are published and never change. "
            "Publish another edition."
        )

    def delete(self) -> Never:
        raise ImmutableError(f"{self.model._meta.label} rows are published and never deleted.")


class Published(models.Model):
    """A row that is written once, by a publication; triggers enforce the same."""

    # Each model has a QuerySet of its own rows, which no one type says here.
    objects: ClassVar[Any] = PublishedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(
        self,
        *,
        force_insert: bool | tuple[models.base.ModelBase, ...] = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
    ) -> None:
        if not self._state.adding:
            raise ImmutableError(
                f"{self._meta.label} {self.pk} is published and never changes. "
                "Publish another edition."
            )
        super().save(
            force_insert=force_insert,
            force_update=force_update,
            using=using,
            update_fields=update_fields,
        )

    def delete(self, using: str | None = None, keep_parents: bool = False) -> Never:
        raise ImmutableError(f"{self._meta.label} {self.pk} is published and never deleted.")
