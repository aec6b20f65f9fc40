"""Walk through docs/operating.md in a bare Debian; print what was done, and a closing line.

OFFLINE=1 walks without any internet, with what another bare Debian carried in. KEEP=1 leaves the
folder in which a walk failed.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bare.document import DOCUMENT, Block, blocks
from tests.bare.machine import CommandFailedError, Machine

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
NEEDED = ("debootstrap", "unshare", "nsenter")
# What plays the mail relay and the people; no part of the document.
EQUIPMENT = """
apt-get update
apt-get install --yes --no-install-recommends python3-aiosmtpd python3-mechanicalsoup procps
"""
# Two processes for pages and the one that starts them, two workers, one certificate.
COUNTS = """
pgrep --uid waymark --full --count 'gunicorn config.wsgi'
pgrep --uid waymark --full --count 'manage.py db_worker'
echo 'SELECT count(*) FROM certificates_certificate' > /tmp/count.sql
su --login postgres --command "psql --tuples-only --no-align --file /tmp/count.sql waymark"
"""
COUNTED = ["3", "2", "1"]
BACK_AGAIN = """
curl --silent --show-error --fail --retry 30 --retry-delay 2 --retry-all-errors \
    https://learn.example.org/readyz
"""
FIRST_COURSE = """
waymark new_course /srv/waymark/var/first-course
waymark publish_course /srv/waymark/var/first-course
"""


class Walk:
    """One walk through the document."""

    def __init__(self, folder: Path, *, offline: bool) -> None:
        self.folder = folder
        self.offline = offline
        self.server = Machine(folder / "server")

    def run(self) -> None:
        """Do what the document says, and what people do in between."""
        self.prepare()
        for block in blocks(DOCUMENT.read_text(), offline=self.offline):
            if "sendtestemail" in block.commands:
                self.start_relay()
            if "waymark check --deploy" in block.commands:
                self.let_people_in()
            self.run_block(block)
        self.check_reboot()

    def prepare(self) -> None:
        """Install the bare Debian, boot it, and put the program into root's home."""
        say("debootstrap")
        self.server.install()
        pack_program(self.server.folder / "root" / "waymark.tar.gz")
        if self.offline:
            copy = ["cp", "--archive", str(self.server.folder), str(self.folder / "connected")]
            subprocess.run(copy, check=True)
        self.server.boot()
        for name in ("relay.sh", "people.py"):
            shutil.copy(HERE / name, self.server.folder / "root" / name)

    def run_block(self, block: Block) -> None:
        """Run one block of the document where it belongs."""
        say(block.commands)
        if "connected" in block.words:
            Machine(self.folder / "connected").run_at_rest(block.commands)
            carried, here = self.folder / "connected/root/carried", self.server.folder / "root"
            shutil.copytree(carried, here / "carried")
            return
        internet = "fetching" in block.words and not self.offline
        print(self.server.run(block.commands, internet=internet), flush=True)

    def start_relay(self) -> None:
        """Start the mail relay that the settings name."""
        say("(the mail relay, and the tools of the people)")
        self.server.run(EQUIPMENT, internet=True)
        self.server.run("bash relay.sh")

    def let_people_in(self) -> None:
        """Let the administrator enter the provider, and a learner earn a certificate."""
        for what in ("python3 people.py administrator", FIRST_COURSE, "python3 people.py learner"):
            say(what)
            print(self.server.run(what), flush=True)

    def check_reboot(self) -> None:
        """Reboot the machine: all that was started comes back by itself, and nothing is lost."""
        say("(the machine is rebooted)")
        self.server.end()
        self.server.boot()
        self.server.run(BACK_AGAIN)
        counted = self.server.run(COUNTS).split()
        if counted != COUNTED:
            raise CommandFailedError(f"Processes and certificates: {counted}, not {COUNTED}.")


def pack_program(file: Path) -> None:
    """Write the program as it is in the working tree and known to git, committed or not."""
    git = ["git", "-C", str(ROOT)]
    changed = subprocess.run([*git, "stash", "create"], check=True, capture_output=True, text=True)
    tree = changed.stdout.strip() or "HEAD"
    subprocess.run([*git, "archive", "--format=tar.gz", f"--output={file}", tree], check=True)


def say(commands: str) -> None:
    """Print what is done next."""
    for line in commands.strip().splitlines():
        print(f"# {line}", flush=True)


def main() -> None:
    """Walk, remove everything, and end with the closing line or with what failed."""
    missing = [name for name in NEEDED if not shutil.which(name)]
    if os.geteuid() != 0 or missing:
        sys.exit(f"Run it as root, on Linux with {', '.join(NEEDED)} (Debian has all of them).")
    offline = bool(os.environ.get("OFFLINE"))
    folder = Path(tempfile.mkdtemp(prefix="waymark-bare-"))
    walk = Walk(folder, offline=offline)
    began = time.monotonic()
    try:
        walk.run()
    except CommandFailedError as error:
        kept = f"Kept: {folder}" if os.environ.get("KEEP") else ""
        sys.exit(f"{error}\nThe walk failed. {kept}")
    finally:
        walk.server.end()
        if not os.environ.get("KEEP"):
            shutil.rmtree(folder)
    minutes = (time.monotonic() - began) / 60
    kind = "without internet" if offline else "with internet"
    print(
        "From bare Debian to a certificate over HTTPS, on PostgreSQL, with two web and two worker "
        f"processes behind nginx, {kind}: {minutes:.0f} minutes."
    )


if __name__ == "__main__":
    main()
