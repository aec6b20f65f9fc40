"""Read var/.env into the environment, or say why it cannot be read."""

import getpass
import io
import re
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

# What django-environ reads; it passes over any other line.
LINE = re.compile(r"(export )?[A-Za-z_0-9]+=.*|\s*#.*|")


def read_env_file(file: Path) -> None:
    """Read the settings in ``file``, if there is one; what the environment says already wins.

    Raises ImproperlyConfigured if the file is there, and this user may not read it, or it has
    something that is no setting.
    """
    # django-environ passes over a file that it cannot read, as if there were none.
    try:
        # Editors of Windows begin a file with a mark.
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return
    except UnicodeDecodeError:
        raise ImproperlyConfigured(f"{file} is not in UTF-8. Save it as UTF-8.") from None
    except PermissionError as error:
        raise ImproperlyConfigured(
            f"The user {getpass.getuser()} may not read {file}. Run commands as the user who "
            f"serves Waymark. If that is this user, give the folder to them, as root: "
            f"chown --recursive {getpass.getuser()}: {file.parent} && make setup"
        ) from error
    # The line itself may hold a password.
    for number, line in enumerate(text.splitlines(), start=1):
        if not LINE.fullmatch(line.rstrip()):
            raise ImproperlyConfigured(
                f"Line {number} of {file} cannot be read. Write NAME=value, with no space before "
                "NAME or around the first =; a comment has a line of its own, and begins with #."
            )
    environ.Env.read_env(io.StringIO(text))
