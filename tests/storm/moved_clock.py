"""Run a module of the product under a clock that another process moves.

``python -m tests.storm.moved_clock MODULE [ARGUMENT …]``. The file ``STORM_CLOCK`` says how many
seconds the clock is from the real one. What moves is the time that Python tells; PostgreSQL and
the files keep the real one, as on machines of their own. (libfaketime would move those of one
machine, but its version in Debian 12 lets every ``time.sleep`` of Python 3.11 fail.)
"""

import os
import runpy
import sys
import threading
from pathlib import Path

import time_machine

LOOK_EVERY = 0.2


class MovedClock:
    """Keep the clock of this process, and of those that it forks, as far off as the file says."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.seconds = 0
        self.clock = time_machine.travel(None, tick=True).start()
        self.look()
        self.follow()
        os.register_at_fork(after_in_child=self.follow)

    def follow(self) -> None:
        threading.Thread(target=self._follow, daemon=True).start()

    def _follow(self) -> None:
        never = threading.Event()
        while not never.wait(LOOK_EVERY):
            self.look()

    def look(self) -> None:
        """Move the clock if the file says something new."""
        seconds = int(self.file.read_text())
        self.clock.shift(seconds - self.seconds)
        self.seconds = seconds


def write_clock(file: Path, seconds: int) -> None:
    """Move the clocks that follow a file; they never find half of it."""
    new = file.with_suffix(".new")
    new.write_text(f"{seconds:+d}")
    new.replace(file)


if __name__ == "__main__":
    MovedClock(Path(os.environ["STORM_CLOCK"]))
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
