"""The forms by which anybody writes to the provider, and the sender's own messages."""

from django.conf import settings
from django.contrib import messages as notes
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.inbox import limits, messages
from accounts.inbox.forms import HelpForm, MessageForm, ReportForm
from accounts.long_lists import long_list_page
from accounts.models import InboxMessage, User
from accounts.staff import ROWS_A_PAGE

FORMS: dict[str, type[MessageForm]] = {"inbox:help": HelpForm, "inbox:report": ReportForm}


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_help(request: HttpRequest) -> HttpResponse:
    """Ask what somebody needs help with; by POST, save it."""
    return _form(request, HelpForm)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Ask which error or harm somebody reports; by POST, save it."""
    return _form(request, ReportForm)


def _form(request: HttpRequest, form_class: type[MessageForm]) -> HttpResponse:
    """Show an empty form; by POST, save what was typed, or show what is wrong with it."""
    if request.method != "POST":
        return _form_page(request, _empty_form(request, form_class))
    form = form_class(request.POST, sender=_sender(request))
    if not form.is_valid():
        return _form_page(request, form)
    message = form.message(translation.get_language() or "")
    # A form that is sent again is no new message, and counts for no limit.
    is_known = InboxMessage.objects.filter(form_digest=message.form_digest).exists()
    if not is_known and not limits.allow_message(request):
        return _too_many(request, form)
    return _sent(request, messages.receive(message))


def _empty_form(request: HttpRequest, form_class: type[MessageForm]) -> MessageForm:
    """Return a form that says what it is about and where it was opened."""
    initial = {
        "about": request.GET.get("about", ""),
        "page": _page_before(request.headers.get("Referer")),
    }
    return form_class(sender=_sender(request), initial=initial)


def _page_before(referer: str | None) -> str:
    """Return the path of the page of this site that a link was followed from, or "".

    Addresses of accounts are left out: some hold a secret.
    """
    if not referer or not referer.startswith(f"{settings.BASE_URL}/"):
        return ""
    path = referer.removeprefix(settings.BASE_URL).partition("?")[0]
    return "" if path.startswith("/account") else path


def _sender(request: HttpRequest) -> User | None:
    """Return whoever is signed in."""
    return request.user if request.user.is_authenticated else None


def _form_page(request: HttpRequest, form: MessageForm, status: int = 200) -> HttpResponse:
    template = "pages/report.html" if isinstance(form, ReportForm) else "pages/help.html"
    back = urlencode({"next": request.get_full_path()})
    context = {"form": form, "sign_in_url": f"{reverse(settings.LOGIN_URL)}?{back}"}
    return render(request, template, context, status=status)


def _too_many(request: HttpRequest, form: MessageForm) -> HttpResponse:
    """Answer 429 with all that was typed."""
    text = _(
        "There were many messages in the last hour, and this one was not sent. All that you "
        "typed is kept on this page: keep it open, and send it again in an hour."
    )
    form.add_error(None, text)
    response = _form_page(request, form, status=429)
    response["Retry-After"] = str(limits.WAIT_SECONDS)
    return response


def _sent(request: HttpRequest, message: InboxMessage) -> HttpResponse:
    """Redirect to where the sender sees what becomes of the message."""
    notes.success(request, _("Sent. It is message number %d.") % message.pk)
    return redirect(message if message.user_id else "inbox:sent")


def show_again(request: HttpRequest) -> HttpResponse | None:
    """Return the form with what was typed, if it was refused as older than the last sign-in.

    Returns None if another form was refused.
    """
    match = request.resolver_match
    form_class = FORMS.get(match.view_name) if match else None
    if form_class is None:
        return None
    notes.warning(
        request,
        _("Not sent yet: this page was older than your last sign-in. Please send it again."),
    )
    form = form_class(sender=_sender(request), initial=request.POST.dict())
    return _form_page(request, form, status=403)


@login_not_required
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Tell somebody without an account what happens next."""
    return render(request, "pages/sent.html")


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show what somebody asked and reported, the latest first."""
    own = InboxMessage.objects.of(request.user)
    page = long_list_page(own, request.GET.get("page"), ROWS_A_PAGE)
    return render(request, "accounts/inbox/mine.html", {"page": page})


@require_safe
def message(request: HttpRequest, number: int) -> HttpResponse:
    """Show one message of one's own, its state and the answer."""
    shown = get_object_or_404(InboxMessage.objects.of(request.user), pk=number)
    return render(request, "accounts/inbox/message.html", {"message": shown})
