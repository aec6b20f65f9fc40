"""Keep the database of this version, so that every later version is tested with an upgrade from it.

``python -m tests.upgrade.store_release`` fills a new site with the small site, on SQLite and on
PostgreSQL, and writes both databases into ``releases/``, named after the version in pyproject.toml.
"""

import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from tests.postgres_server import postgres_server
from tests.upgrade import releases

ROOT = Path(__file__).resolve().parent.parent.parent


def main() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    if ".dev" in version:
        sys.exit(f"{version} is no release. Set its number first, as docs/releasing.md says.")
    if version in releases.versions():
        sys.exit(f"The database of {version} is kept already. A release never changes.")
    with tempfile.TemporaryDirectory() as name, postgres_server() as server:
        folder = Path(name)
        database = folder / "waymark.sqlite3"
        fill(f"sqlite:///{database}", folder)
        fill(server.url, folder)
        releases.store_sqlite(version, database)
        releases.store_postgres(version, server.url)


def fill(url: str, folder: Path) -> None:
    command = [sys.executable, "-m", "tests.upgrade.small_site"]
    subprocess.run(command, env=releases.environ(url, folder), check=True)


if __name__ == "__main__":
    main()
