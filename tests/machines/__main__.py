"""From sign-up to certificate on two web machines and two workers, which share only servers.

``python -m tests.machines`` needs what tests/machines/servers.py names, and the packages of
requirements/several-machines.txt. It prints what it saw and ends with 1 at the first thing amiss;
with ``--redis`` limits are counted in Redis. It is not part of ``make test``.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.accounts.mail_server import MailServer
from tests.machines import servers
from tests.machines.machine import ROOT, Machine
from tests.postgres_server import Server, postgres_server

COURSE = ROOT / "tests" / "courses" / "hand-hygiene"


@contextmanager
def site(*, with_redis: bool) -> Iterator[tuple[Server, list[Machine], MailServer]]:
    """Two machines with all servers, a published course and nobody else."""
    with ExitStack() as stack:
        server = stack.enter_context(postgres_server(durable=True))
        os.environ["WAYMARK_TEST_DATABASE_URL"] = server.url
        from tests import environment  # noqa: F401  this process asks the database itself

        bucket = stack.enter_context(servers.object_storage())
        mails = MailServer()
        mails.work()
        stack.callback(mails.stop)
        environ = bucket | {
            "DATABASE_URL": stack.enter_context(servers.pgbouncer(server)),
            "PGBOUNCER": "on",
            "EMAIL_URL": f"smtp://127.0.0.1:{mails.port}",
            "BASE_URL": "http://127.0.0.1",
            "TASKS_BACKEND": "django_tasks_db.DatabaseBackend",
            "STATIC_MANIFEST": "on",
            "LOG_LEVEL": "WARNING",
        }
        if with_redis:
            environ["CACHE_URL"] = stack.enter_context(servers.redis())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="waymark-machines-")))
        machines = [Machine(folder / name, environ) for name in ("first", "second")]
        for machine in machines:
            stack.callback(machine.kill)
        machines[0].manage("migrate", "--verbosity", "0")
        machines[0].manage("createcachetable")
        machines[0].manage("publish_course", COURSE)
        yield server, machines, mails


def main() -> None:
    """Run the story on the site."""
    with site(with_redis="--redis" in sys.argv[1:]) as (server, machines, mails):
        import django

        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        django.setup()
        from tests.machines.story import tell

        tell(server, machines, mails)


if __name__ == "__main__":
    main()
