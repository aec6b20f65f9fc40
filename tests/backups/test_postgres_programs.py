"""PostgreSQL is backed up by its own programs: what they cannot do is said and changes nothing."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import User
from tests.backups.sites import back_up, restore, seal
from tests.factories import make_user

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
LATER_RELEASE = """
CREATE TABLE later_release (person bigint REFERENCES accounts_user (id));
CREATE FUNCTION later_release_no_update() RETURNS trigger LANGUAGE plpgsql
    AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER later_release_no_update BEFORE UPDATE ON accounts_user
    FOR EACH ROW EXECUTE FUNCTION later_release_no_update();
"""


def functions() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace")
        return {name for (name,) in cursor.fetchall()}


def test_what_postgresql_cannot_do_is_said_and_changes_nothing(folder, tmp_path, monkeypatch):
    make_user(name="Ada Lovelace")
    backup, functions_before = back_up(folder), functions()
    dump = (backup / "database.dump").read_bytes()
    with connection.cursor() as cursor:
        cursor.execute(LATER_RELEASE)
    User.objects.update(name="Ada King")

    (backup / "database.dump").write_bytes(dump[:-20_000])
    seal(backup)
    with pytest.raises(CommandError, match="pg_restore failed: "):
        restore(backup)
    assert User.objects.get().name == "Ada King"

    # After an upgrade, a restore leaves nothing of the later release.
    (backup / "database.dump").write_bytes(dump)
    seal(backup)
    restore(backup)
    assert User.objects.get().name == "Ada Lovelace"
    assert "later_release" not in connection.introspection.table_names()
    assert functions() == functions_before

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
