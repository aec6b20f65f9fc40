"""Ask a new process for pages: what the first one costs, and the memory after all of them.

Reads ``{"addresses": [...], "cookies": [...]}`` from its input; see ``once.fresh_process``.
"""

import json
import sys
import time
from http.cookies import SimpleCookie
from pathlib import Path

from benchmarks.child import HTTPS, Browser
from config.wsgi import application


def main() -> None:
    """Print the seconds of the first page and the megabytes of the process as JSON."""
    asked = json.load(sys.stdin)
    browsers = [Browser(application, SimpleCookie(cookie), **HTTPS) for cookie in asked["cookies"]]
    started = time.process_time()
    browsers[0].get(asked["addresses"][0])
    first = time.process_time() - started
    for browser in browsers:
        for address in asked["addresses"]:
            browser.get(address)
    print(json.dumps({"cold start": first, "worker": resident_megabytes()}))


def resident_megabytes() -> float:
    """Return the memory that the process holds now."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1_000_000
    raise RuntimeError("The system does not say how much memory a process holds.")
