"""A program on a database that a newer version has migrated says so before it does anything."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder


@pytest.mark.django_db
def test_every_command_says_that_the_database_is_newer_than_the_program(capsys):
    call_command("check")
    assert "newer than this program" not in capsys.readouterr().err
    MigrationRecorder(connection).record_applied("course", "9999_of_tomorrow")
    call_command("check")
    told = capsys.readouterr().err
    assert "newer than this program, which does not know course.9999_of_tomorrow." in told
    assert "docs/upgrading.md" in told
