"""Make the file of a person's data: asked for on a page, made by the worker, kept for 3 days."""

import logging
import uuid
from collections.abc import Iterable
from tempfile import TemporaryFile

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from accounts.data_file import KEPT_FOR, DataFileQuerySet
from accounts.data_files import archives
from accounts.models import DataFile, User

logger = logging.getLogger(__name__)
FOLDER = "data-files"


def ask(user: User) -> None:
    """Have the worker make the file anew, unless it is being made. Safe to repeat."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        own = DataFile.objects.filter(user=user)
        if own.waiting().exists():
            return
        delete(own)
        file = DataFile.objects.create(user=user, asked_at=timezone.now())
    make_by_id.enqueue(file.pk)


@task
def make_by_id(file_id: int) -> None:
    """Make the file that was asked for, in a worker. Safe to repeat."""
    file = DataFile.objects.waiting().select_related("user").filter(pk=file_id).first()
    if file is None:
        return
    with TemporaryFile() as archive:
        archives.write(file.user, archive)
        size = archive.tell()
        archive.seek(0)
        name = default_storage.save(f"{FOLDER}/{uuid.uuid4()}.zip", File(archive))
    _keep(file_id, name, size)


def _keep(file_id: int, name: str, size: int) -> None:
    """Name the stored file in its row; drop it if the account was erased meanwhile."""
    made = {"made_at": timezone.now(), "storage_name": name, "size": size}
    # Of two workers one gets the row.
    if not DataFile.objects.filter(pk=file_id, made_at=None).update(**made):
        default_storage.delete(name)
        return
    logger.info("data file made id=%s bytes=%s", file_id, size)


def make_missing() -> int:
    """Enqueue what was asked for and not made; return how many."""
    waiting = list(DataFile.objects.waiting().values_list("pk", flat=True))
    for file_id in waiting:
        make_by_id.enqueue(file_id)
    return len(waiting)


def forget_old() -> None:
    """Delete the files that were asked for more than three days ago."""
    delete(DataFile.objects.filter(asked_at__lt=timezone.now() - KEPT_FOR))


def delete(files: DataFileQuerySet) -> None:
    """Delete these rows, and their files once that is committed."""
    with transaction.atomic():
        names = [file.storage_name for file in files.select_for_update()]
        files.delete()
        transaction.on_commit(lambda: _delete_stored(names))


def _delete_stored(names: Iterable[str]) -> None:
    for name in filter(None, names):
        default_storage.delete(name)
