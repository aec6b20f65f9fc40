"""The base of models whose rows are written once, and may be kept in the process's memory."""

from collections.abc import Iterable
from typing import Any, ClassVar, Never, Self, TypeVar

from django.db import connection, models

MAX_ROWS_AT_HAND = 5_000  # of one model, in one process

Row = TypeVar("Row", bound=models.Model)
# The only place that keeps rows between requests: by model, then by primary key.
_rows_at_hand: dict[type[models.Model], dict[int, Any]] = {}


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
    # Relations that are read together with a row at hand.
    at_hand_with: ClassVar[tuple[str, ...]] = ()

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

    @classmethod
    def at_hand(cls, keys: Iterable[int]) -> dict[int, Self]:
        """Return rows by primary key, in the order asked for; read once a process.

        Keys without a row are left out. At most one query. The rows are shared by all requests:
        never set an attribute on one, and follow only its relations to other published rows.
        """
        wanted = list(dict.fromkeys(keys))
        kept = _rows_at_hand.setdefault(cls, {})
        rows = {key: kept[key] for key in wanted if key in kept}
        missing = [key for key in wanted if key not in rows]
        if missing:
            rows |= cls._read_rows(missing)
        return {key: rows[key] for key in wanted if key in rows}

    @classmethod
    def _read_rows(cls, keys: Iterable[int]) -> dict[int, Self]:
        """Read rows, and keep them unless their transaction may still be rolled back."""
        read: dict[int, Self] = cls.objects.select_related(*cls.at_hand_with).in_bulk(keys)
        # After a rollback SQLite gives the same keys to other rows.
        if not connection.in_atomic_block:
            kept = _rows_at_hand[cls] | read
            _rows_at_hand[cls] = kept if len(kept) <= MAX_ROWS_AT_HAND else read
        return read


def forget_rows_at_hand() -> None:
    """Empty the memory of rows, for tests, whose databases use the same keys again."""
    _rows_at_hand.clear()
