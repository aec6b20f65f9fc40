"""One machine of several: a folder and processes of its own, and nothing else on its disk."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.machines.servers import free_port, wait_for

ROOT = Path(__file__).resolve().parent.parent.parent
WEB_PROCESSES, WEB_THREADS = 2, 4


class Machine:
    """Run web and worker processes in an environment; their state folder is the machine's."""

    def __init__(self, folder: Path, environ: dict[str, str]) -> None:
        self.folder = folder
        self.port = free_port()
        self.environ = os.environ | environ | {"WAYMARK_VAR": str(folder)}
        self.processes: list[subprocess.Popen[bytes]] = []
        (folder / "static").mkdir(parents=True)
        (folder / "fonts").symlink_to(ROOT / "var" / "fonts")
        self.manage("collectstatic", "--no-input", "--verbosity", "0")

    def manage(self, *arguments: object, check: bool = True) -> int:
        """Run one of Django's commands to its end; return how it ended."""
        command = [sys.executable, "manage.py", *map(str, arguments)]
        return subprocess.run(command, env=self.environ, cwd=ROOT, check=check).returncode

    def serve(self) -> None:
        """Start the web server, and wait until it listens."""
        counts = ["--workers", str(WEB_PROCESSES), "--threads", str(WEB_THREADS)]
        bind = ["--bind", f"127.0.0.1:{self.port}", "--no-control-socket"]
        self._start("-m", "gunicorn", "config.wsgi", *counts, *bind)
        wait_for(self.port)

    def work(self) -> None:
        """Start a worker."""
        self._start("manage.py", "db_worker", "--no-startup-delay", "--verbosity", "0")

    def _start(self, *arguments: str) -> None:
        command = [sys.executable, *arguments]
        self.processes.append(
            # A process group of its own, which ``kill`` ends as a loss of power does.
            subprocess.Popen(command, env=self.environ, cwd=ROOT, start_new_session=True)
        )

    def kill(self) -> None:
        """End all processes at once, as when the power fails."""
        for process in self.processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.processes.clear()

    def files(self) -> set[str]:
        """The files on the machine's disk, by their path below its folder."""
        return {str(path.relative_to(self.folder)) for path in self.folder.rglob("*")}
