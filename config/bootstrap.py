"""Set up a fresh clone; called by ``make run``, ``make setup``, ``make test`` and ``make demo``.

Safe to repeat: a second run leaves what is done and takes seconds. The file uses only the standard
library and syntax that an old Python can read, so that it can say that Python is too old.
"""

import ctypes
import hashlib
import os
import pathlib
import secrets
import shutil
import subprocess
import sys
from typing import Any, NoReturn

ROOT = pathlib.Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VAR = pathlib.Path(os.environ.get("WAYMARK_VAR", str(ROOT / "var")))
PYTHON = VENV / "bin" / "python"
OLDEST_PYTHON = (3, 11)
# The libraries that WeasyPrint loads, each with the Debian package that holds it.
LIBRARIES = {
    "libgobject-2.0.so.0": "libglib2.0-0",
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz.so.0": "libharfbuzz0b",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
    "libfontconfig.so.1": "libfontconfig1",
}
# The same for the Node.js that drives the browser in the tests.
TEST_LIBRARIES = {"libatomic.so.1": "libatomic1"}


def stop(message: str) -> "NoReturn":
    """Print a message that says what to do, and exit."""
    sys.exit("\n" + message + "\n")


def run(*command: object, **options: "Any") -> None:
    """Run a command; exit with a message if it fails."""
    done = subprocess.run([str(part) for part in command], cwd=str(ROOT), **options)  # noqa: S603
    if done.returncode:
        stop("This failed: " + " ".join(str(part) for part in command))


def manage(*arguments: str) -> None:
    """Run one of Django's commands."""
    run(PYTHON, "manage.py", *arguments)


def use_new_enough_python() -> None:
    """Switch to a Python of at least 3.11 if this one is older."""
    if sys.version_info[:2] >= OLDEST_PYTHON:
        return
    for minor in range(20, OLDEST_PYTHON[1] - 1, -1):
        other = shutil.which("python3.%d" % minor)  # noqa: UP031
        if other:
            os.execv(other, [other] + sys.argv)  # noqa: S606, RUF005
    stop(
        "Waymark needs Python 3.11 or newer. This is %s, and no newer one is on the PATH.\n"
        "Install one, then run: make run PYTHON=/path/to/python3.11" % sys.version.split()[0]
    )


def install_packages(packages: "list[str]", what: str) -> None:
    """Install Debian packages as root, else exit with the command to run."""
    line = "apt-get install --yes --no-install-recommends " + " ".join(packages)
    print("Missing for %s: %s" % (what, ", ".join(packages)))  # noqa: UP031
    if sys.platform == "darwin":
        stop(
            "Run: brew install pango (for the tests also postgresql and a Chromium), then this command again."
        )
    if not shutil.which("apt-get"):
        stop("Install what Debian calls %s, then run this command again." % " ".join(packages))  # noqa: UP031
    if os.geteuid() != 0:
        stop("Run this, then the same command again:\n  sudo apt-get update && sudo " + line)
    quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    run("apt-get", "update", "-qq", env=quiet)
    run(*line.split(), "-qq", env=quiet, stdout=subprocess.DEVNULL)


def make_venv(*files: str) -> None:
    """Make ``.venv`` and install the requirements in ``files``, if they have changed."""
    texts = b"".join((ROOT / "requirements" / name).read_bytes() for name in files)
    stamp = VENV / ("installed-" + hashlib.sha256(texts).hexdigest()[:16])
    if stamp.exists() and PYTHON.exists():
        return
    if not PYTHON.exists():
        try:
            import ensurepip  # noqa: F401
        except ImportError:
            version = "python%d.%d-venv" % sys.version_info[:2]  # noqa: UP031
            install_packages([version], "making a virtual environment")
        print("Making .venv", flush=True)
        run(sys.executable, "-m", "venv", VENV)
    print("Installing " + " and ".join(files) + " (about a minute)", flush=True)
    arguments = [part for name in files for part in ("-r", "requirements/" + name)]
    run(
        PYTHON,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--require-hashes",
        *arguments,
    )
    stamp.touch()


def missing_libraries(libraries: "dict[str, str]") -> "list[str]":
    """Return the Debian packages of those native libraries that cannot be loaded."""
    missing = []
    for library, package in libraries.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    return missing


def install_libraries() -> None:
    """Install the native libraries that make PDFs, if they are missing."""
    missing = missing_libraries(LIBRARIES) if sys.platform == "linux" else []
    if missing:
        install_packages(missing, "making PDFs")


def install_test_programs() -> None:
    """Install Chromium, PostgreSQL and Poppler for the tests, if they are missing."""
    missing = missing_libraries(TEST_LIBRARIES) if sys.platform == "linux" else []
    if not (shutil.which("chromium") or shutil.which("google-chrome")):
        missing.append("chromium")
    if not (
        shutil.which("initdb") or list(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    ):
        missing.append("postgresql")
    if not shutil.which("pdftoppm"):
        missing.append("poppler-utils")
    if missing:
        install_packages(missing, "the tests")


def write_env() -> None:
    """Write ``var/.env`` with a new secret, unless the file exists."""
    (VAR / "static").mkdir(parents=True, exist_ok=True)
    file = VAR / ".env"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text("SECRET_KEY=" + secrets.token_urlsafe(50) + "\n")


def make_fonts() -> None:
    """Make the web fonts, once for each version of the script that makes them."""
    script = ROOT / "config" / "fonts.py"
    stamp = VAR / "fonts" / ("made-by-" + hashlib.sha256(script.read_bytes()).hexdigest()[:16])
    if not stamp.exists():
        print("Subsetting fonts", flush=True)
        run(PYTHON, "-m", "config.fonts", VAR / "fonts")
        stamp.touch()


def ask_environ(question: str) -> str:
    """Return a setting as config/settings.py would read it, as text.

    question: a call of django-environ, such as "env.bool('DEBUG', default=False)". The environment
        wins over var/.env, and var/.env over the default.
    """
    read = "import sys, environ; env = environ.Env(); env.read_env(sys.argv[1]); "
    code = read + "print(" + question + ")"
    command = [str(PYTHON), "-c", code, str(VAR / ".env")]
    return subprocess.check_output(command, universal_newlines=True).strip()  # noqa: S603


def decide_debug(default: bool) -> bool:
    """Return whether DEBUG is on, and set it for every command that follows."""
    is_on = ask_environ("env.bool('DEBUG', default=%s)" % default) == "True"  # noqa: UP031
    os.environ["DEBUG"] = "on" if is_on else "off"
    return is_on


def set_up(what: str) -> None:
    """Set up all up to a published course; under DEBUG, the demo cast too."""
    make_venv("runtime.txt")
    install_libraries()
    write_env()
    make_fonts()
    is_debug = decide_debug(default=what in ("run", "demo"))
    has_mail = ask_environ("env.str('EMAIL_URL', default='')")
    if what == "setup" and not has_mail:
        os.environ["EMAIL_URL"] = "consolemail://"  # settings want one; set-up itself sends no mail
    manage("migrate", "--verbosity", "0")
    manage("createcachetable", "--verbosity", "0")
    manage("publish_course", "course/content/ketamine-basics", "--accept-overdue")
    if what == "setup":
        print_next_steps()
    elif is_debug:
        manage("demo_cast")


def print_next_steps() -> None:
    """Print what set-up did and what comes next."""
    print("\nSet up: the requirements in .venv, and in %s fonts, settings" % VAR)  # noqa: UP031
    print("and (unless DATABASE_URL names another) the database. The course is published.")
    print("No account was made.\n")
    print("To try Waymark on this machine: make run")
    print("To serve it: write BASE_URL, ALLOWED_HOSTS, DATABASE_URL and EMAIL_URL into")
    print("%s, run make setup again, and go on with" % (VAR / ".env"))  # noqa: UP031
    print('docs/operating.md, "In production".\n', flush=True)


def main() -> None:
    """Do what the first argument says: run, setup, test or demo."""
    use_new_enough_python()
    what = sys.argv[1] if len(sys.argv) > 1 else ""
    if what == "test":
        make_venv("runtime.txt", "dev.txt")
        install_libraries()
        install_test_programs()
        write_env()
        make_fonts()
    elif what in ("run", "setup", "demo"):
        set_up(what)
        if what == "demo":
            manage("demo")
        elif what == "run":
            print("\nWaymark is at http://localhost:8000 (stop it with Ctrl+C)\n", flush=True)
            os.chdir(str(ROOT))
            command = [str(PYTHON), "manage.py", "runserver", "--noreload", "localhost:8000"]
            os.execv(str(PYTHON), command)  # noqa: S606
    else:
        stop("Say one of: run, setup, test, demo.")


if __name__ == "__main__":
    main()
