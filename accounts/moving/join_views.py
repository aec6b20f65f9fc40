"""The pages on which somebody joins two accounts of their own."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.moving import codes, joins
from accounts.moving.addresses import NotProvenError
from accounts.moving.codes import CodeRefusedError, Purpose
from accounts.moving.forms import CodeForm, OtherAccountForm
from accounts.moving.joins import JoinRefusedError
from accounts.moving.models import MailboxCode

PAGE = "accounts:join"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Ask for the other account, and for the codes of both mailboxes; then show both."""
    user = _user(request)
    form = OtherAccountForm(user, request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form=form)
    try:
        joins.begin(request, user, form.cleaned_data["email"])
    except CodeRefusedError as refused:
        form.add_error("email", str(refused))
        return _page(request, form=form)
    return redirect(PAGE)


@require_POST
def join_code(request: HttpRequest) -> HttpResponse:
    """Take the code of one of the two mailboxes."""
    user = _user(request)
    sent = codes.of(user).get(request.POST.get("purpose", ""))
    if sent is None:
        # A second click, or another tab: the page shows how it stands.
        return redirect(PAGE)
    form = CodeForm(sent, request.POST)
    if form.is_valid():
        try:
            codes.enter(user, Purpose(sent.purpose), form.cleaned_data["code"])
        except CodeRefusedError as refused:
            form.add_error("code", str(refused))
        else:
            return redirect(PAGE)
    return _page(request, code_form=form)


@require_POST
def join_now(request: HttpRequest) -> HttpResponse:
    """Join the two accounts whose mailboxes were proven."""
    user = _user(request)
    try:
        joined = joins.join_proven(user)
    except NotProvenError:
        if not user.joins.in_force().exists():  # else a second click
            messages.warning(request, _("The codes are too old by now. Begin again."))
    except JoinRefusedError as refused:
        messages.warning(request, str(refused))
    else:
        text = _("Joined. All records of %s are here now. Both mailboxes get an email.")
        messages.success(request, text % joined.ended_email)
        return redirect("course:home")
    return redirect(PAGE)


@require_POST
def join_stop(request: HttpRequest) -> HttpResponse:
    """Forget the codes; both accounts stay as they are."""
    codes.forget(_user(request), Purpose.OWN, Purpose.OTHER)
    messages.info(request, _("Nothing was joined."))
    return redirect(PAGE)


def _page(
    request: HttpRequest, form: OtherAccountForm | None = None, code_form: CodeForm | None = None
) -> HttpResponse:
    """Show the step that the join is at; with a form that was not accepted, if one was sent."""
    user = _user(request)
    sent = codes.of(user)
    own, other = sent.get(Purpose.OWN), sent.get(Purpose.OTHER)
    context: dict[str, object] = {"own": own, "other": other, "kept": user}
    if own is None or other is None:
        return render(request, "accounts/moving/join.html", context | {"form": form})
    if own.is_proven and other.is_proven:
        return _sides_page(request, context)
    context |= {
        "both": [other, own],
        "code_forms": _code_forms([other, own], code_form),
        "form": code_form,
    }
    return render(request, "accounts/moving/join_codes.html", context)


def _code_forms(both: list[MailboxCode], refused: CodeForm | None) -> list[CodeForm]:
    """Return a form for each code that can be typed; ``refused`` is one that was sent."""
    forms = []
    for code in both:
        if refused and refused.sent == code:
            forms.append(refused)
        elif code.can_be_entered:
            form = CodeForm(code)
            forms.append(form)
    return forms


def _sides_page(request: HttpRequest, context: dict[str, object]) -> HttpResponse:
    """Show both accounts side by side, and the button that joins them."""
    try:
        context["ended"] = joins.proven_other(_user(request))
    except NotProvenError:
        codes.forget(_user(request), Purpose.OWN, Purpose.OTHER)
        return redirect(PAGE)
    return render(request, "accounts/moving/join_sides.html", context)


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # LoginRequiredMiddleware sends others to sign in
    return request.user
