"""The examples of deploy/ fit the program and the document; ``make test-bare`` runs them."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.core.management import get_commands

from config.bootstrap import LIBRARIES
from tests.bare.document import DOCUMENT, blocks

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
SYSTEMD = DEPLOY / "systemd"


def test_the_list_of_debian_packages_has_every_library_that_set_up_looks_for():
    listed = (DEPLOY / "debian-packages").read_text().split()
    assert set(LIBRARIES.values()) <= set(listed)
    assert listed == sorted(listed)


def test_every_command_of_the_examples_exists():
    texts = [path.read_text() for path in DEPLOY.rglob("*") if path.is_file()]
    named = {name for text in texts for name in re.findall(r"manage\.py ([a-z_]+)", text)}
    assert {"db_worker", "run_periodic", "migrate"} <= named <= set(get_commands())


def test_the_walk_with_and_without_internet_takes_its_own_blocks_in_order():
    text = (
        "```sh walked\none\n```\n```sh\nleft out\n```\n```sh walked fetching online\ntwo\n```\n"
        "```sh walked connected\nthree\n```\n```sh walked offline\nfour\n```\n"
    )
    assert [block.commands for block in blocks(text, offline=False)] == ["one\n", "two\n"]
    assert [block.commands for block in blocks(text, offline=True)] == [
        "one\n",
        "three\n",
        "four\n",
    ]


def test_the_document_installs_the_services_and_names_files_that_exist():
    commands = "".join(block.commands for block in blocks(DOCUMENT.read_text(), offline=True))
    named = set(re.findall(r"/srv/waymark/(deploy/[\w/.-]*\w)", commands))
    assert {name for name in named if not (ROOT / name).exists()} == set()
    assert {"deploy/systemd", "deploy/nginx.conf", "deploy/waymark"} <= named
    started = " ".join(re.findall(r"systemctl enable --now (.+)", commands)).split()
    units = {re.sub(r"@\w+", "@", unit) for unit in started}
    installed = {path.name.removesuffix(".service") for path in SYSTEMD.iterdir()}
    by_timers = {name.removesuffix(".timer") for name in installed if name.endswith(".timer")}
    assert units == installed - by_timers - {"waymark-.service.d"}


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="this machine has no systemd")
def test_systemd_understands_every_unit_and_finds_each_closed_in(tmp_path):
    shutil.copytree(SYSTEMD, tmp_path, dirs_exist_ok=True)
    # The programs of the units lie where the document puts them, which is not here.
    for unit in tmp_path.glob("*.service"):
        unit.write_text(re.sub(r"/srv/waymark/\.venv/bin/\w+", "/bin/true", unit.read_text()))
    services = [path.name for path in tmp_path.glob("*.service")]
    timers = [path.name for path in tmp_path.glob("*.timer")]
    assert (len(services), len(timers)) == (4, 2)
    assert analyze(tmp_path, "verify", *services, *timers) == (0, "")
    # 9.6 is a service without any limit.
    limits = ["--offline=true", "--threshold=20", "--no-pager"]
    assert analyze(tmp_path, "security", *limits, *services) == (0, "")


def analyze(folder: Path, *arguments: str) -> tuple[int, str]:
    """Return the exit code of systemd-analyze and what it complains of."""
    done = subprocess.run(
        ["systemd-analyze", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stderr
