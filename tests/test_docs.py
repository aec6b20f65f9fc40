"""Documents held to account: commands exist, links lead somewhere, settings are listed."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


CODE = re.compile(
    r"^(`{3,}).*?^\1$|`[^`\n]+`", re.MULTILINE | re.DOTALL
)  # what is shown is no link


def links_of(text: str) -> list[str]:
    """The files that a document links to, without those in its code."""
    return re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", CODE.sub("", text))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path):
    assert [link for link in links_of(path.read_text()) if not (path.parent / link).exists()] == []


def test_links_are_found_in_the_text_and_not_in_code():
    text = "[a](one.md)\n```\n[b](two.md)\n```\n`[c](three.md)` [d](four.md#there) [e](https://example.org)"
    assert links_of(text) == ["one.md", "four.md"]


def test_every_make_target_of_the_documents_exists():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        name
        for path in DOCUMENTS
        for name in re.findall(r"`make ([a-z]+)`|^make ([a-z]+)$", path.read_text(), re.MULTILINE)
        for name in name
        if name
    }
    assert named <= targets
    assert {"run", "test", "setup", "demo", "bench", "pictures"} <= targets


def test_every_management_command_of_the_documents_exists():
    named = {
        name for path in DOCUMENTS for name in re.findall(r"manage\.py ([a-z_]+)", path.read_text())
    }
    assert named - set(get_commands()) == set()


def test_every_setting_from_the_environment_is_documented():
    settings = (ROOT / "config" / "settings.py").read_text()
    named = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', settings))
    text = (ROOT / "docs" / "operating.md").read_text()
    assert {name for name in named if name not in text} == set()


def test_the_readme_is_short():
    assert len((ROOT / "README.md").read_text().splitlines()) <= 120
