"""A bare Debian in a folder, with systemd running in namespaces of its own.

Its network has nothing but loopback. A command that may use the internet is run with the network
of the machine outside. To type commands there: ``python -m tests.bare.machine FOLDER`` as root,
which starts what is in the folder, or installs it first, and prints how to enter.
"""

import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

SUITE = "bookworm"
BOOT = Path(__file__).with_name("boot.sh")
# What every installed Debian has, and debootstrap's smallest variant has not.
INCLUDED = "systemd-sysv,dbus"
# They would change the machine outside, or wait for what is not there.
MASKED = ("systemd-remount-fs.service", "systemd-sysctl.service", "systemd-modules-load.service")
CERTIFICATES = "/root/certificates-of-the-machine-outside.crt"


class CommandFailedError(Exception):
    """A command ended with something else than 0; the text is what it printed."""


class Machine:
    """A folder with a bare Debian, and perhaps a running systemd."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.holder: subprocess.Popen[bytes] | None = None
        self.leader = 0

    def install(self) -> None:
        """Install Debian from the mirror that this machine uses."""
        options = ["--variant=minbase", f"--include={INCLUDED}"]
        _run(["debootstrap", *options, SUITE, str(self.folder), mirror()])
        self.adopt()

    def adopt(self) -> None:
        """Give a freshly installed folder what it needs of the machine outside."""
        for name in MASKED:
            (self.folder / "etc" / "systemd" / "system" / name).symlink_to("/dev/null")
        shutil.copy("/etc/resolv.conf", self.folder / "etc" / "resolv.conf")
        (self.folder / "etc" / "hostname").write_text("bare\n")
        if certificates := os.environ.get("PIP_CERT"):
            shutil.copy(certificates, f"{self.folder}{CERTIFICATES}")

    def boot(self) -> None:
        """Start systemd, and wait until it has started everything."""
        self.group().mkdir(exist_ok=True)  # one that was killed leaves it
        enter = 'echo $$ > "$0/cgroup.procs"; exec "$@"'
        kinds = ("mount", "pid", "net", "uts", "ipc", "cgroup")
        unshare = ["unshare", *(f"--{kind}" for kind in kinds), "--fork", "--kill-child"]
        command = [*unshare, "bash", str(BOOT), str(self.folder)]
        with (self.folder.parent / "systemd.log").open("wb") as log:
            self.holder = subprocess.Popen(
                ["sh", "-c", enter, str(self.group()), *command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.leader = wait_for_child(self.holder.pid)
        self.wait_until_started()

    def group(self) -> Path:
        """Return the control group of all processes of this machine."""
        return cgroups() / self.folder.parent.name

    def wait_until_started(self) -> None:
        """Wait until systemd answers and has nothing left to start."""
        for _again in range(60):
            try:
                self.run("systemctl is-system-running --wait || systemctl is-system-running")
            except CommandFailedError as error:
                if "degraded" in str(error):  # a unit of Debian's that has no place here
                    return
                time.sleep(1)
            else:
                return
        raise CommandFailedError("systemd did not start: see systemd.log beside the folder.")

    def run(self, commands: str, *, internet: bool = False) -> str:
        """Run commands as root in /root; return what they print.

        internet: with the network of the machine outside.
        Raises CommandFailedError at the first command that fails.
        """
        return _run([*self.enter(internet=internet), *shell(commands, internet=internet)])

    def enter(self, *, internet: bool) -> list[str]:
        """Return what to put before a command line, so that it runs on this machine."""
        kinds = ["mount", "pid", "uts", "ipc", "cgroup", *([] if internet else ["net"])]
        options = [f"--target={self.leader}", *(f"--{kind}" for kind in kinds)]
        return ["nsenter", *options, "--root", "--wd"]

    def run_at_rest(self, commands: str) -> str:
        """Run commands as root where systemd does not run, with the network outside."""
        bind = 'mount --bind /proc "$0/proc"; exec chroot "$0" "$@"'
        unshare = ["unshare", "--mount", "sh", "-c", bind, str(self.folder)]
        return _run([*unshare, *shell(commands, internet=True)])

    def end(self) -> None:
        """End systemd and all that it started."""
        if self.holder:
            with suppress(ProcessLookupError):  # somebody shut the machine down
                os.killpg(self.holder.pid, signal.SIGKILL)
            self.holder.wait()
            self.holder = None
            time.sleep(1)  # the kernel ends all that ran below
            for path, _folders, _files in os.walk(self.group(), topdown=False):
                Path(path).rmdir()


def shell(commands: str, *, internet: bool) -> list[str]:
    """Return the command line that runs commands in a clean environment.

    internet: with what pip needs here to reach packages, as the variables of this machine say.
    """
    variables = {
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME": "/root",
        "DEBIAN_FRONTEND": "noninteractive",
    }
    if internet:
        variables |= {name: value for name, value in os.environ.items() if name[:4] == "PIP_"}
    if "PIP_CERT" in variables:
        variables["PIP_CERT"] = CERTIFICATES
    words = [f"{name}={value}" for name, value in variables.items()]
    return ["env", "-i", *words, "bash", "-euo", "pipefail", "-c", f"cd /root\n{commands}"]


def _run(command: list[str]) -> str:
    """Run a command without input; return what it prints, or raise CommandFailedError."""
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        text=True,
    )
    if done.returncode:
        raise CommandFailedError(f"{done.stdout}\nended with {done.returncode}")
    return done.stdout


def mirror() -> str:
    """Return the address that this machine has Debian's packages from."""
    wanted = ["Created-By: Packages", f"Codename: {SUITE}", "Component: main"]
    listing = _run(["apt-get", "indextargets", "--format", "$(REPO_URI)", *wanted])
    if not listing:
        raise CommandFailedError(f"This machine has no source of packages for {SUITE}.")
    return listing.split()[0]


def cgroups() -> Path:
    """Return the folder of this machine's control groups, version 2."""
    for line in Path("/proc/mounts").read_text().splitlines():
        _device, place, kind, *_options = line.split()
        if kind == "cgroup2":
            return Path(place)
    raise CommandFailedError("This machine has no control groups of version 2.")


def wait_for_child(pid: int) -> int:
    """Return the number of the first process that a process starts."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    for _again in range(100):
        if numbers := children.read_text().split():
            return int(numbers[0])
        time.sleep(0.1)
    raise CommandFailedError("systemd was not started: see systemd.log beside the folder.")


def main() -> None:
    """Start a machine, print the lines that enter it, and wait until it is ended."""
    machine = Machine(Path(sys.argv[1]).absolute() / "server")
    if not machine.folder.exists():
        machine.folder.parent.mkdir(parents=True)
        machine.install()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    machine.boot()
    assert machine.holder
    try:
        for what, internet in (("alone", False), ("with the internet", True)):
            line = shlex.join(
                [*machine.enter(internet=internet), *shell("exec bash", internet=internet)]
            )
            print(f"To enter it {what}:\n  {line}", flush=True)
        print(f"To end it: Ctrl+C, or kill {os.getpid()}", flush=True)
        machine.holder.wait()
    finally:
        machine.end()


if __name__ == "__main__":
    main()
