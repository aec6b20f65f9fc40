"""The page on which somebody changes the address of their account, and the links in its mails."""

from collections.abc import Callable
from contextlib import suppress

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.changes import AddressTakenError
from accounts.models import User
from accounts.moving import addresses, codes, mails
from accounts.moving.addresses import MoveGoneError, NotProvenError
from accounts.moving.codes import CodeRefusedError, Purpose
from accounts.moving.forms import AddressForm, CodeForm
from accounts.moving.models import AddressMove

PAGE = "account_email"
WHY_NOT = {
    NotProvenError: gettext_lazy("The first code is too old by now. Begin again."),
    AddressTakenError: gettext_lazy("Another account has this address by now."),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def address(request: HttpRequest) -> HttpResponse:
    """Show how far a change of address is; begin one by POST."""
    user = _user(request)
    if request.method != "POST":
        return _page(request)
    form = AddressForm(user, request.POST)
    if not form.is_valid():
        return _page(request, address_form=form)
    try:
        addresses.begin(request, user, form.cleaned_data["email"])
    except CodeRefusedError as refused:
        form.add_error("email", str(refused))
        return _page(request, address_form=form)
    return redirect(PAGE)


@require_POST
def address_code(request: HttpRequest) -> HttpResponse:
    """Take the code of one mailbox. The second one changes the address."""
    user = _user(request)
    sent = codes.of(user).get(request.POST.get("purpose", ""))
    if sent is None:
        # A second click, or another tab: the page shows how it stands.
        return redirect(PAGE)
    form = CodeForm(sent, request.POST)
    if not form.is_valid():
        return _page(request, code_form=form)
    try:
        codes.enter(user, Purpose(sent.purpose), form.cleaned_data["code"])
        return _go_on(request, user)
    except CodeRefusedError as refused:
        form.add_error("code", str(refused))
        return _page(request, code_form=form)


def _go_on(request: HttpRequest, user: User) -> HttpResponse:
    """Ask the old mailbox, or change the address if both have agreed."""
    old = codes.of(user).get(Purpose.OLD)
    if old is None or not old.is_proven:
        codes.send(request, user, Purpose.OLD, user.email)
        return redirect(PAGE)
    try:
        addresses.change(user)
    except (NotProvenError, AddressTakenError) as error:
        codes.forget(user, Purpose.NEW, Purpose.OLD)
        messages.warning(request, WHY_NOT[type(error)])
    else:
        messages.success(request, _("Your address is changed. Both mailboxes get an email."))
    return redirect(PAGE)


@require_POST
def address_again(request: HttpRequest) -> HttpResponse:
    """Send the code that the page waits for again."""
    user = _user(request)
    sent = codes.of(user)
    try:
        if new := sent.get(Purpose.NEW):
            if new.is_proven:
                codes.send(request, user, Purpose.OLD, user.email)
            else:
                addresses.begin(request, user, new.address)
            messages.info(request, _("We sent a new code. Only the newest works."))
    except CodeRefusedError as refused:
        messages.warning(request, str(refused))
    return redirect(PAGE)


@require_POST
def address_stop(request: HttpRequest) -> HttpResponse:
    """Keep the old address: forget the codes, and stop a change that waits."""
    user = _user(request)
    codes.forget(user, Purpose.NEW, Purpose.OLD)
    if waiting := user.address_moves.waiting().first():
        with suppress(MoveGoneError):
            addresses.stop(waiting, by=user)
    messages.info(request, _("Your account keeps its address."))
    return redirect(PAGE)


def _can_prove_without_mail(request: HttpRequest) -> bool:
    """Return whether the person has a password or second factor, which is asked for then."""
    methods = get_adapter().get_reauthentication_methods(request.user)
    return any(method["id"] != "reauthenticate_by_code" for method in methods)


@require_POST
@reauthentication_required(enabled=_can_prove_without_mail)  # type: ignore[untyped-decorator]
def address_wait(request: HttpRequest) -> HttpResponse:
    """Begin the seven days after which the new address is taken, unless the old one objects."""
    try:
        addresses.begin_waiting(_user(request))
    except NotProvenError:
        messages.warning(request, _("The code of the new mailbox is too old. Begin again."))
    else:
        messages.success(request, _("The seven days have begun. We told your old mailbox."))
    return redirect(PAGE)


def _page(
    request: HttpRequest,
    address_form: AddressForm | None = None,
    code_form: CodeForm | None = None,
) -> HttpResponse:
    """Show how far the change is; with a form that was not accepted, if one was sent."""
    user = _user(request)
    sent = codes.of(user)
    new, old = sent.get(Purpose.NEW), sent.get(Purpose.OLD)
    asked = old if new and new.is_proven else new
    if code_form is None and asked and asked.can_be_entered:
        code_form = CodeForm(asked)
    if address_form is None and new is None:
        address_form = AddressForm(user)
    context = {
        "new": new,
        "asked": asked,
        "waiting": user.address_moves.waiting().first(),
        "address_form": address_form,
        "form": address_form or code_form,
    }
    return render(request, "accounts/moving/address.html", context)


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # LoginRequiredMiddleware sends others to sign in
    return request.user


LinkAct = Callable[[AddressMove], None]


def _by_link(request: HttpRequest, token: str, salt: str, name: str, act: LinkAct) -> HttpResponse:
    """Show the change that a mailed link names; act by POST.

    name: of the templates of the page and of its answer.
    """
    try:
        move = addresses.move_of(token, salt)
        if request.method == "POST":
            act(move)
            return render(request, f"accounts/moving/{name}_done.html", {"move": move})
    except MoveGoneError:
        return render(request, "accounts/moving/link_gone.html", status=410)
    return render(request, f"accounts/moving/{name}.html", {"move": move})


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_move(request: HttpRequest, token: str) -> HttpResponse:
    """Stop a change of address, by the link that was mailed to the old mailbox."""
    return _by_link(
        request, token, mails.STOP_SALT, "stop", lambda move: addresses.stop(move, by=None)
    )


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def prove_move(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm a new mailbox, by the link that was mailed there after help of staff."""
    return _by_link(request, token, mails.PROVE_SALT, "prove", addresses.prove)
