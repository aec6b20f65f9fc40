"""PostgreSQL is backed up by its own programs: where they cannot do it, that is said."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from tests.backups.sites import back_up, restore, seal
from tests.factories import make_user

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_what_its_programs_cannot_do_is_said_and_changes_nothing(folder, tmp_path, monkeypatch):
    make_user(name="Ada Lovelace")
    backup = back_up(folder)
    dump = backup / "database.dump"
    dump.write_bytes(dump.read_bytes()[:-20_000])
    seal(backup)
    with pytest.raises(CommandError, match="pg_restore failed: "):
        restore(backup)
    assert User.objects.get().name == "Ada Lovelace"

    programs = tmp_path / "programs"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    with pytest.raises(CommandError, match=r"pg_dump is missing\. Install postgresql-client-\d\d"):
        call_command("backup", folder)
    old = programs / "pg_dump"
    old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.24 (Debian)'\n")
    old.chmod(0o755)
    with pytest.raises(CommandError, match=r"pg_dump is older: pg_dump \(PostgreSQL\) 9\.6\.24"):
        call_command("backup", folder)
    assert [path.name for path in folder.iterdir() if path.is_dir()] == [backup.name]
