"""Set up a fresh clone; called by ``make`` with run, dev, setup, test or demo, and a port.

Safe to repeat: a second run leaves what is done and takes seconds. The file uses only the standard
library and syntax that an old Python can read, so that it can say that Python is too old.
"""

import base64
import ctypes
import hashlib
import os
import pathlib
import pwd
import re
import secrets
import shutil
import socket
import subprocess
import sys
from typing import Any, NoReturn, Optional

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
# Any of them can drive the tests. The first has no window to draw and takes half the time.
BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome")

# Demo accounts have a published password, and DEBUG shows settings to everybody.
DEV_IS_NO_SITE = """DEBUG is off (in the environment or in var/.env).
This may be a site that people use, and make dev would add demo accounts to it.
Develop in a folder of its own: make dev WAYMARK_VAR=/tmp/waymark-dev DEBUG=on"""


def stop(message: str) -> "NoReturn":
    """Print a message that says what to do, and exit."""
    sys.exit("\n" + message + "\n")


def run(*command: object, **options: "Any") -> None:
    """Run a command, with options of subprocess.run; exit with a message if it fails."""
    words = [str(part) for part in command]
    done = subprocess.run(words, cwd=str(ROOT), **options)  # noqa: S603
    if done.returncode:
        stop("This failed: " + " ".join(words))


def service_user() -> "Optional[pwd.struct_passwd]":
    """Return the user who owns the state, if this is root and that is somebody else."""
    if os.geteuid() != 0 or not VAR.is_dir() or VAR.stat().st_uid == 0:
        return None
    try:
        return pwd.getpwuid(VAR.stat().st_uid)
    except KeyError:  # a folder from outside of a container, whose owner has no name in it
        return None


def as_service_user() -> "dict[str, Any]":
    """Return the options of subprocess.run for a command that writes state."""
    user = service_user()
    if user is None:
        return {}
    groups = os.getgrouplist(user.pw_name, user.pw_gid)
    home = dict(os.environ, HOME=user.pw_dir)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": groups, "env": home}


def manage(*arguments: str) -> None:
    """Run one of Django's commands, as the user who owns the state."""
    run(PYTHON, "manage.py", *arguments, **as_service_user())


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
            "Run: brew install pango (for the tests also postgresql and a Chromium), "
            "then this command again."
        )
    if not shutil.which("apt-get"):
        names = " ".join(packages)
        stop("Install what Debian calls " + names + ", then run this command again.")
    if os.geteuid() != 0:
        stop("Run this, then the same command again:\n  sudo apt-get update && sudo " + line)
    quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    run("apt-get", "update", "-qq", env=quiet)
    run(*line.split(), "-qq", env=quiet, stdout=subprocess.DEVNULL)


def make_venv(*files: str) -> None:
    """Make ``.venv`` and install the requirements in ``files``, if they have changed."""
    if stamp_of(*files).exists() and PYTHON.exists():
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
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    for name in files:
        pip += ["-r", "requirements/" + name]
    run(*pip, "--require-hashes")
    for outdated in VENV.glob("installed-*"):
        outdated.unlink()
    # With the second file the first is installed too: make dev after make test has nothing to do.
    for count in range(1, len(files) + 1):
        stamp_of(*files[:count]).touch()


def stamp_of(*files: str) -> pathlib.Path:
    """Return the file that stands for these requirements being installed, as they are now."""
    texts = b"".join((ROOT / "requirements" / name).read_bytes() for name in files)
    return VENV / ("installed-" + hashlib.sha256(texts).hexdigest()[:16])


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


def missing_browser() -> "list[str]":
    """Return the Debian package of the fastest browser, if there is none or it is easy to have."""
    fastest = BROWSERS[0]
    if shutil.which(fastest):
        return []
    is_there = any(shutil.which(browser) for browser in BROWSERS)
    can_install = shutil.which("apt-cache") and os.geteuid() == 0
    if is_there and not (can_install and is_packaged(fastest)):
        return []
    return [fastest]


def is_packaged(package: str) -> bool:
    """Return whether this Debian has the package."""
    search = ["apt-cache", "show", package]
    quiet = subprocess.DEVNULL
    return subprocess.run(search, stdout=quiet, stderr=quiet).returncode == 0  # noqa: S603


def install_test_programs() -> None:
    """Install a browser, PostgreSQL and Poppler for the tests, if they are missing."""
    missing = missing_libraries(TEST_LIBRARIES) if sys.platform == "linux" else []
    missing += missing_browser()
    if not (
        shutil.which("initdb") or list(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    ):
        missing.append("postgresql")
    if not shutil.which("pdftoppm"):
        missing.append("poppler-utils")
    if missing:
        install_packages(missing, "the tests")


def write_env() -> None:
    """Write the secrets that are missing into ``var/.env``; let whoever serves read them."""
    file = VAR / ".env"
    for path in (VAR / "static", file):
        # Whoever serves may write here: root must not follow where a link leads.
        if path.is_symlink() and os.geteuid() == 0:
            stop("%s is a link. Put the real one in its place, or run this as its owner." % path)  # noqa: UP031
    try:
        (VAR / "static").mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        write_secrets(file)
    except PermissionError as error:
        stop("%s\nRun this as root, or as the user who owns %s." % (error, VAR))  # noqa: UP031
    except UnicodeDecodeError:
        stop("%s is not in UTF-8. Save it as UTF-8." % file)  # noqa: UP031
    user = service_user()
    if user:
        os.chown(VAR / "static", user.pw_uid, user.pw_gid, follow_symlinks=False)
        os.chown(file, 0, user.pw_gid, follow_symlinks=False)
        file.chmod(0o640)


def write_secrets(file: pathlib.Path) -> None:
    """Add the secrets that are missing in a file of settings."""
    text = file.read_text(encoding="utf-8-sig")  # an editor of Windows puts a mark first
    made = {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "SECOND_FACTOR_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
    }
    written = re.findall(r"^\s*(?:export\s+)?(\w+)\s*=", text, re.MULTILINE)
    missing = [name for name in made if name not in written]
    lines = [name + "=" + made[name] + "\n" for name in missing]
    if lines:
        separator = "\n" if text and not text.endswith("\n") else ""
        # Where the disk is full, what stands there stays.
        with file.open("a", encoding="utf-8") as end:
            end.write(separator + "".join(lines))


def make_fonts() -> None:
    """Make the web fonts, once for each version of the script that makes them."""
    script = ROOT / "config" / "fonts.py"
    stamp = VAR / "fonts" / ("made-by-" + hashlib.sha256(script.read_bytes()).hexdigest()[:16])
    if not stamp.exists():
        print("Subsetting fonts", flush=True)
        run(PYTHON, "-m", "config.fonts", VAR / "fonts", **as_service_user())
        stamp.touch()


def compile_code() -> None:
    """Compile the program if the user who serves it may not: timed work starts every minute."""
    if service_user():
        apps = sorted(file.parent for file in ROOT.glob("*/apps.py"))
        run(PYTHON, "-m", "compileall", "-q", *apps)


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
    """Set up all up to a published course; run, dev and demo make the cast under DEBUG."""
    make_venv("runtime.txt")
    install_libraries()
    write_env()
    make_fonts()
    compile_code()
    is_debug = decide_debug(default=what in ("run", "dev", "demo"))
    if what == "dev" and not is_debug:
        stop(DEV_IS_NO_SITE)
    manage("migrate", "--verbosity", "0")
    manage("createcachetable", "--verbosity", "0")
    publish_first_courses()
    if what == "setup":
        print_next_steps()
    elif is_debug:
        manage("demo_cast")


def publish_first_courses() -> None:
    """Publish our courses where none was published yet; elsewhere say how to do it."""
    files = sorted((ROOT / "course" / "content").glob("*/course.yaml"))
    folders = [str(file.parent.relative_to(ROOT)) for file in files]
    code = "from course.models import Edition; print(Edition.objects.exists())"
    command = [str(PYTHON), "manage.py", "shell", "--verbosity", "0", "--command", code]
    options = dict(as_service_user(), cwd=str(ROOT), universal_newlines=True)
    if subprocess.check_output(command, **options).strip() != "True":  # noqa: S603
        for folder in folders:
            manage("publish_course", folder, "--accept-overdue")
        return
    # People may be in the middle of the course, and an edition may mail all who finished.
    print("Published nothing: this site has a course. What its folder would change now:")
    for folder in folders:
        print("  .venv/bin/python manage.py publish_course %s --check" % folder)  # noqa: UP031


def set_up_tests() -> None:
    """Set up what `make test` and `make check` need."""
    make_venv("runtime.txt", "dev.txt")
    install_libraries()
    install_test_programs()
    write_env()
    make_fonts()


def print_next_steps() -> None:
    """Print what set-up did and what comes next."""
    print("\nSet up: the requirements in .venv, and in %s fonts, settings" % VAR)  # noqa: UP031
    print("and (unless DATABASE_URL names another) the database. No account was made.\n")
    print("To try Waymark on this machine: make run")
    print("To serve it, unless you did this: write BASE_URL, ALLOWED_HOSTS, DATABASE_URL and")
    print("EMAIL_URL into %s, run make setup again, and go on with" % (VAR / ".env"))  # noqa: UP031
    print('docs/operating.md, "From bare Debian to HTTPS".\n', flush=True)


def check_port(what: str, port: int) -> None:
    """Exit with the remedy if something already listens on the port."""
    with socket.socket() as listener:
        # As the server does: a connection that is just closing does not keep the port.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("localhost", port))
        except OSError:
            remedy = "Stop what uses it, or choose another one: make %s PORT=%d"
            stop(("Port %d is in use. " + remedy) % (port, what, port + 1))


def serve(what: str, port: int) -> NoReturn:
    """Serve on localhost in place of this program; dev: load what is edited."""
    address = "http://localhost:%d" % port  # noqa: UP031
    if not ask_environ("env.str('BASE_URL', default='')"):
        os.environ["BASE_URL"] = address
    print("\nWaymark is at %s (stop it with Ctrl+C)" % address)  # noqa: UP031
    if what == "dev":
        print("Edit code, templates or styles, then reload the page.")
    print(flush=True)
    os.chdir(str(ROOT))
    reloading = [] if what == "dev" else ["--noreload"]
    command = [str(PYTHON), "manage.py", "runserver", "localhost:%d" % port]  # noqa: UP031
    os.execv(str(PYTHON), command + reloading)  # noqa: S606


def read_port() -> int:
    """Return the port that the second argument names; 8000 without one."""
    word = sys.argv[2] if len(sys.argv) > 2 else "8000"
    if not (word.isdecimal() and 0 < int(word) < 65536):
        stop("PORT is a number from 1 to 65535, for example: make dev PORT=8001")
    return int(word)


def main() -> None:
    """Do what the first argument says: run, dev, setup, test or demo."""
    use_new_enough_python()
    what = sys.argv[1] if len(sys.argv) > 1 else ""
    if what == "test":
        set_up_tests()
    elif what in ("run", "dev"):
        port = read_port()
        check_port(what, port)
        set_up(what)
        serve(what, port)
    elif what == "setup":
        set_up(what)
    elif what == "demo":
        set_up(what)
        manage("demo")
    else:
        stop("Say one of: run, dev, setup, test, demo.")


if __name__ == "__main__":
    main()
