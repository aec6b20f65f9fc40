"""What a migration may do to the tables of old processes that go on while a site is upgraded."""

import re
from pathlib import Path

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader

from tests.upgrade import releases

ROOT = Path(__file__).resolve().parent.parent.parent
OURS = {"accounts", "certificates", "course", "quizzes"}
OLDEST, NEWEST = releases.versions()[0], releases.versions()[-1]
# The releases from which an upgrade stops the site: a newer one breaks the rule of
# docs/upgrading.md, and its section of CHANGELOG.md says so. None is added lightly.
STOPPED = {"0.1.0"}


@pytest.fixture(scope="module")
def loader() -> MigrationLoader:
    return MigrationLoader(None)


@pytest.fixture(scope="module")
def tables(loader):
    """The models of the newest release, by app and name, as its migrations left them."""
    newest = {}
    for app, name in sorted(releases.migrations(NEWEST) & set(loader.disk_migrations)):
        newest[app] = name
    return loader.project_state(list(newest.items())).models


def migrations_since(version, loader) -> list[migrations.Migration]:
    """Return our migrations that a release did not have."""
    new = {key for key in loader.disk_migrations if key[0] in OURS} - releases.migrations(version)
    return [loader.disk_migrations[key] for key in sorted(new)]


def stops_old_code(operation, app, tables) -> bool:
    """Return whether code of the newest release could not go on with its own tables.

    It reads and writes every column that its models have, and writes no others.
    """
    if isinstance(operation, migrations.SeparateDatabaseAndState):
        parts = operation.database_operations
        return any(stops_old_code(part, app, tables) for part in parts)
    name = getattr(operation, "model_name", "") or getattr(operation, "old_name", "")
    table = tables.get((app, (name or getattr(operation, "name", "")).lower()))
    if table is None:
        return False
    match operation:
        case migrations.DeleteModel() | migrations.RenameModel() | migrations.AlterModelTable():
            return True
        case migrations.RemoveField():
            return operation.name in table.fields
        case migrations.RenameField():
            return operation.old_name in table.fields
        case migrations.AddField():
            return is_demanded(operation.field)
        case migrations.AlterField():
            old = table.fields.get(operation.name)
            return bool(old and old.null) and is_demanded(operation.field)
    return False


def is_demanded(field) -> bool:
    """Return whether a row cannot be added without a value; Django's defaults are its own."""
    return not (field.null or field.many_to_many or field.has_db_default())


TEXT = models.TextField()
IN_DATABASE = models.TextField(db_default="")
OPERATIONS = [
    (migrations.RemoveField("Unit", "title"), True),
    (migrations.RemoveField("Unit", "never_there"), False),
    (migrations.RenameField("unit", "title", "name"), True),
    (migrations.RenameModel("Unit", "Part"), True),
    (migrations.DeleteModel("Unit"), True),
    (migrations.DeleteModel("NeverThere"), False),
    (migrations.AlterModelTable("unit", "parts"), True),
    (migrations.AddField("unit", "new", TEXT), True),
    (migrations.AddField("unit", "new", models.TextField(default="")), True),
    (migrations.AddField("unit", "new", IN_DATABASE), False),
    (migrations.AddField("unit", "new", models.TextField(null=True)), False),
    (migrations.AddField("neverthere", "new", TEXT), False),
    (migrations.AlterField("enrolment", "completed_at", models.DateTimeField()), True),
    (migrations.AlterField("enrolment", "holder_name", TEXT), False),
    (migrations.SeparateDatabaseAndState([migrations.RemoveField("Unit", "title")]), True),
    (migrations.SeparateDatabaseAndState([], [migrations.RemoveField("Unit", "title")]), False),
    (migrations.CreateModel("New", [("title", TEXT)]), False),
]


def test_what_stops_old_code_is_found(tables):
    found = [stops_old_code(operation, "course", tables) for operation, _stops in OPERATIONS]
    assert found == [stops for _operation, stops in OPERATIONS]


def test_a_site_is_stopped_only_for_an_upgrade_that_says_so(loader, tables):
    stopping = [
        f"{migration.app_label}.{migration.name}: {operation.describe()}"
        for migration in migrations_since(NEWEST, loader)
        for operation in migration.operations
        if stops_old_code(operation, migration.app_label, tables)
    ]
    assert bool(stopping) == (NEWEST in STOPPED), stopping
    unreleased = (ROOT / "CHANGELOG.md").read_text().split("\n## ")[1]
    assert ("Stop all web and worker processes" in unreleased) == (NEWEST in STOPPED)


def test_each_version_says_what_its_upgrade_does():
    first, *later = reversed((ROOT / "CHANGELOG.md").read_text().split("\n## ")[1:])
    assert first.startswith("0.1.0 ")
    said = (
        "### The upgrade itself",
        "**Holds**",
        "**Emails**",
        "**Asks of staff**",
        "taken back**",
    )
    for section in later:
        heading, _, text = section.partition("\n")
        missing = [words for words in said if words not in text]
        assert missing == [] or (heading, text.strip()) == ("Unreleased", ""), heading


def test_the_document_names_every_migration_that_cannot_be_taken_back(loader):
    final = {
        f"{migration.app_label}.{migration.name}"
        for migration in migrations_since(OLDEST, loader)
        if not all(operation.reversible for operation in migration.operations)
    }
    text = (ROOT / "docs" / "upgrading.md").read_text()
    assert set(re.findall(rf"^\| `((?:{'|'.join(OURS)})\.\d{{4}}_\w+)` \|", text, re.M)) == final
