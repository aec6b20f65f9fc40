"""Serve one bare Django page, the yardstick that every page of Waymark is divided by.

The page has a session, a user, one query of 40 rows, a template of about 29 KB and gzip, as a
page of any Django site has. It imports nothing of Waymark and never changes: a change begins a
new series of figures. It opens a connection for each request, as Django does by default.
"""

import random
import sys
import tempfile
from pathlib import Path

import django
from django.conf import settings

ROWS = 40
FOLDER = Path(tempfile.mkdtemp(prefix="yardstick-"))
CHANCE = random.Random(1)  # the same words in every run
WORDS = ["".join(CHANCE.choices("abcdefghijklmnoprstuvwy", k=6)) for _number in range(1000)]
# Sentences that come again, as on real pages; 29 KB that gzip makes about 5 KB of.
SENTENCES = [" ".join(CHANCE.choices(WORDS, k=12)) + "." for _number in range(90)]
PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{{ user.email }}</title></head>
<body>
<form method="post">{% csrf_token %}</form>
{% for row in rows %}
<section id="row-{{ row.pk }}"><h2>{{ row.name }}</h2>
<p>{{ row.codename }}: {{ row.text }}</p></section>
{% endfor %}
</body>
</html>
"""

settings.configure(
    ALLOWED_HOSTS=["localhost"],
    SECRET_KEY="only-for-measuring-only-for-measuring-only-for-measuring",
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
    ],
    MIDDLEWARE=[
        "django.middleware.gzip.GZipMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": FOLDER / "yardstick.sqlite3",
            "OPTIONS": {"init_command": "PRAGMA journal_mode=WAL;"},
        }
    },
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                ],
                "loaders": [
                    (
                        "django.template.loaders.cached.Loader",
                        [("django.template.loaders.locmem.Loader", {"page.html": PAGE})],
                    )
                ],
            },
        }
    ],
)
django.setup()

from django.contrib.auth.decorators import login_required  # noqa: E402  needs the settings
from django.contrib.auth.models import Permission, User  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import path  # noqa: E402

from benchmarks.child import Browser, serve  # noqa: E402


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """Show 40 rows of one table."""
    rows = Permission.objects.all()[:ROWS]
    for number, row in enumerate(rows):
        row.text = " ".join(SENTENCES[number * 7 % 80 :][:8])
    return render(request, "page.html", {"rows": rows})


urlpatterns = [path("", page)]


def make_rows() -> Client:
    """Make the tables, their rows and a signed-in user; return the user's browser."""
    call_command("migrate", verbosity=0)
    kind = Permission.objects.all()[0].content_type
    Permission.objects.bulk_create(
        Permission(name=f"May do thing {number}", content_type=kind, codename=f"thing-{number}")
        for number in range(ROWS)
    )
    client = Client()
    client.force_login(User.objects.create(username="ada", email="ada@example.org"))
    return client


if __name__ == "__main__":
    browser = Browser(WSGIHandler(), make_rows().cookies)
    serve({"page": lambda: browser.get("/")}, sys.stdout)
