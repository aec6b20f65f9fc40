"""The desk of staff, as somebody who is signed in sees it."""

from django.test import Client
from django.urls import reverse

from accounts.desk.waiting import DeskRow

HOME = reverse("staff:home")


def desk_rows(client: Client) -> dict[str, DeskRow]:
    """Return the rows of the desk by what waits, in order."""
    sections = client.get(HOME).context["sections"]
    return {str(row.title): row for _section, rows in sections for row in rows}


def waiting(client: Client) -> dict[str, int]:
    """Return how many of each thing wait."""
    return {title: row.count for title, row in desk_rows(client).items()}
