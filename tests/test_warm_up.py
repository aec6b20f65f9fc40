"""What a web process does at its start, so that its first page need not wait for it."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Starts the site as a server does; then says what is compiled, and what the database knows.
START = """
import gc, json
import config.wsgi
from django.db import connection
from django.template import engines

[cached_loader] = engines["django"].engine.template_loaders
is_frozen = gc.get_freeze_count() > 0
is_open = connection.connection is not None
print(json.dumps([sorted(cached_loader.get_template_cache), is_frozen, is_open]))
"""


def start(tmp_path: Path, **environment: str) -> tuple[set[str], bool, bool]:
    """Return the compiled templates, whether memory is frozen, and a connection open."""
    done = subprocess.run(
        [sys.executable, "-c", START],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": f"sqlite:///{tmp_path}/waymark.sqlite3"} | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    compiled, is_frozen, is_open = json.loads(done.stdout)
    return set(compiled), is_frozen, is_open


def our_templates() -> set[str]:
    folder = ROOT / "templates"
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*.html")}


def test_the_start_compiles_every_template_and_opens_no_database(tmp_path):
    # A server may fork after the start, and two processes must not share a connection.
    compiled, is_frozen, is_open = start(tmp_path, DEBUG="off")
    assert our_templates() - compiled == set()
    assert is_frozen
    assert not is_open


def test_under_debug_the_start_does_not_wait_for_templates(tmp_path):
    compiled, is_frozen, _is_open = start(tmp_path, DEBUG="on")
    assert compiled == set()
    assert not is_frozen
