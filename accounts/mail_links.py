"""Addresses in mails that name no course: each leads to a page of this site, for years."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_safe


def new_token() -> str:
    """Return a token that nobody can guess."""
    return get_random_string(16)


class MailLink(models.Model):
    """A page of this site under an address that does not say what it is about.

    path: begins with "/"; may end with "#" and a place in the page.
    """

    token = models.CharField(max_length=16, unique=True, default=new_token)
    path = models.CharField(max_length=500, unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(path__startswith="/") & ~models.Q(path__startswith="//"),
                name="accounts_maillink_own_page",
            )
        ]

    def __str__(self) -> str:
        return self.path


def absolute(path: str) -> str:
    """Return the address of a page for a mail, without the name of a course.

    With the setting MAILS_NAME_COURSES it is the page's own address.
    """
    if settings.MAILS_NAME_COURSES:
        return f"{settings.BASE_URL}{path}"
    link, _is_new = MailLink.objects.get_or_create(path=path)
    return f"{settings.BASE_URL}{reverse('mail_link', args=[link.token])}"


@login_not_required
@require_safe
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """Go to the page that a mailed address stands for; that page says who may read it."""
    return redirect(get_object_or_404(MailLink, token=token).path)
