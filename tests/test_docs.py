"""Documents held to account: commands, files and functions exist, links lead somewhere."""

import re
import shlex
import tomllib
from pathlib import Path

import django
import pytest
from django.core.management import get_commands, load_command_class
from django.db.backends.postgresql.features import DatabaseFeatures
from django.db.backends.sqlite3.base import DatabaseWrapper as Sqlite

from config import bootstrap

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    ROOT / "SECURITY.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
# What is shown is no link.
CODE = re.compile(r"^(`{3,}).*?^\1$|`[^`\n]+`", re.MULTILINE | re.DOTALL)


def links_of(text: str) -> list[str]:
    """The files that a document links to, without those in its code."""
    return re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", CODE.sub("", text))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path):
    assert [link for link in links_of(path.read_text()) if not (path.parent / link).exists()] == []


def test_links_are_found_in_the_text_and_not_in_code():
    text = (
        "[a](one.md)\n```\n[b](two.md)\n```\n"
        "`[c](three.md)` [d](four.md#there) [e](https://example.org)"
    )
    assert links_of(text) == ["one.md", "four.md"]


def test_every_make_target_of_the_documents_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        name
        for path in DOCUMENTS
        for name in re.findall(
            r"`make ([a-z-]+)[^`\n]*`|^make ([a-z-]+)$", path.read_text(), re.MULTILINE
        )
        for name in name
        if name
    }
    assert named <= targets
    assert {"run", "test", "setup", "demo", "bench", "pictures"} <= targets


def command_lines(text: str) -> list[list[str]]:
    """Return the words after ``manage.py`` of every command that a document shows, to be copied.

    On a server it is called ``waymark`` (deploy/waymark). In running text a command ends with its
    backtick; in a block it may go on to a comment.
    """
    lines = re.findall(r"(?:manage\.py|^waymark) ([a-z_]+[^`\n]*)", text, re.MULTILINE)
    return [shlex.split(line, comments=True) for line in lines]


def unknown_options(words: list[str]) -> set[str]:
    """Return the options of a command line that the command does not have."""
    name, *arguments = words
    parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
    known = set(re.findall(r"--[a-z-]+", parser.format_help()))
    return {word.split("=")[0] for word in arguments if word.startswith("--")} - known


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_management_command_of_the_documents_exists_and_has_its_options(path):
    lines = command_lines(path.read_text())
    assert {words[0] for words in lines} - set(get_commands()) == set()
    assert [words for words in lines if unknown_options(words)] == []


def test_a_command_line_is_read_to_its_end():
    text = (
        "`manage.py migrate` and `manage.py mail --list`\n.venv/bin/python manage.py check # all\n"
        "waymark mail\nOne waymark sings.\n"
    )
    assert command_lines(text) == [["migrate"], ["mail", "--list"], ["check"], ["mail"]]
    assert unknown_options(["mail", "--sing", "--resend"]) == {"--sing"}


def test_every_setting_from_the_environment_is_documented():
    settings = (ROOT / "config" / "settings.py").read_text()
    named = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', settings))
    text = (ROOT / "docs" / "operating.md").read_text()
    assert {name for name in named if name not in text} == set()


def test_the_readme_is_short():
    assert len((ROOT / "README.md").read_text().splitlines()) <= 120


FOLDERS_AT_ROOT = "|".join(
    folder.name for folder in sorted(ROOT.iterdir()) if folder.is_dir() and folder.name[0] != "."
)
# `course/views.py`, `docs/decisions/` or `course/reading/unit_views.py: unit`.
PLACE = re.compile(rf"`((?:{FOLDERS_AT_ROOT})/[\w./-]*)(?:: (\w+)(?:\(\))?)?`")
# Made by commands.
MADE = ("demo/", "var/")


def missing_places(text: str) -> list[str]:
    """Return the files, folders and functions that a text names and that do not exist."""
    missing = []
    for name, defined in PLACE.findall(text):
        path = ROOT / name
        if name.startswith(MADE):
            continue
        if not path.exists():
            missing.append(name)
        elif defined and not re.search(rf"^\s*(def|class) {defined}\b", path.read_text(), re.M):
            missing.append(f"{name}: {defined}")
    return missing


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_and_function_that_a_document_names_exists(path):
    assert missing_places(path.read_text()) == []


def test_a_file_or_function_that_is_gone_is_found():
    text = (
        "`course/reading/unit_views.py: unit`, `course/views.py: gone`, `course/gone.py`, "
        "`docs/`, `var/x`"
    )
    assert missing_places(text) == ["course/views.py: gone", "course/gone.py"]


def test_the_project_has_the_version_of_its_changelog_or_is_on_the_way_to_the_next():
    changelog = (ROOT / "CHANGELOG.md").read_text()
    headings = re.findall(r"^## (.+)$", changelog, re.MULTILINE)
    released = [re.fullmatch(r"(\d+\.\d+\.\d+) \(\d{4}-\d\d-\d\d\)", line) for line in headings[1:]]
    assert headings[0] == "Unreleased"
    assert all(released)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    numbers, _, development = project["version"].partition(".dev")
    unreleased = changelog.split("\n## ")[1].removeprefix("Unreleased").strip()
    assert (development, bool(unreleased)) in {("", False), ("0", True), ("0", False)}
    version = [int(number) for number in numbers.split(".")]
    latest = [int(number) for number in released[0][1].split(".")]
    assert version > latest if development else version == latest


def test_the_supported_versions_are_those_that_the_project_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    oldest = project["project"]["requires-python"].removeprefix(">=")
    rows = re.findall(r"^\| (\w+) \| (.+?) \|", (ROOT / "SECURITY.md").read_text(), re.MULTILINE)
    needed = dict(rows)
    assert needed["Python"] == f"{oldest} or newer"
    assert oldest == ".".join(map(str, bootstrap.OLDEST_PYTHON))
    assert project["tool"]["ruff"]["target-version"] == f"py{oldest.replace('.', '')}"
    assert needed["Django"].startswith(".".join(map(str, django.VERSION[:2])))
    assert needed["PostgreSQL"] == f"{DatabaseFeatures.minimum_database_version[0]} or newer"
    sqlite = ".".join(map(str, Sqlite.features_class.minimum_database_version))
    assert needed["SQLite"] == f"{sqlite} or newer"
