"""The base of models whose rows are written once."""

from typing import Any, ClassVar

from django.db import models


class ImmutableError(TypeError):
    """Code tried to change what is published. Publish another edition instead."""


class PublishedQuerySet(models.QuerySet[Any]):
    def update(self, **kwargs: Any) -> int:
        raise ImmutableError(
            f"{self.model._meta.label} rows are published and never change. Publish another edition."
        )

    def delete(self) -> tuple[int, dict[str, int]]:
        raise ImmutableError(f"{self.model._meta.label} rows are published and never deleted.")


class Published(models.Model):
    """A row that is written once, by a publication; triggers enforce the same."""

    objects: ClassVar[Any] = PublishedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ImmutableError(
                f"{self._meta.label} {self.pk} is published and never changes. Publish another edition."
            )
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise ImmutableError(f"{self._meta.label} {self.pk} is published and never deleted.")
