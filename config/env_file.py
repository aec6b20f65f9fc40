"""Read var/.env into the environment, or say why it cannot be read."""

import getpass
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured


def read_env_file(file: Path) -> None:
    """Read the settings in ``file``, if there is one; what the environment says already wins.

    Raises ImproperlyConfigured if the file is there and this user may not read it.
    """
    # django-environ passes over such a file, as if there were none.
    try:
        file.open().close()
    except FileNotFoundError:
        return
    except PermissionError as error:
        raise ImproperlyConfigured(
            f"The user {getpass.getuser()} may not read {file}. Run commands as the user who "
            f"serves Waymark. If that is this user, give the folder to them, as root: "
            f"chown --recursive {getpass.getuser()}: {file.parent} && make setup"
        ) from error
    environ.Env.read_env(file)
