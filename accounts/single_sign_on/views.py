"""Go to a provider, come back, and prove a mailbox whose address it did not prove."""

from typing import Any

import requests
from allauth.account.forms import BaseConfirmCodeForm
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.internal.flows.login import complete_login
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.security import stays
from accounts.single_sign_on import faults, mailbox
from accounts.single_sign_on.exchange import Exchange

# What an answer raises that is not what the standard says.
UNUSABLE = (OAuth2Error, AttributeError, LookupError, TypeError, ValueError)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Ask before going to the provider; by POST, go there."""
    organization = _provider(request, provider_id)
    if request.method != "POST":
        context = {"organization": organization, "process": request.GET.get("process")}
        return render(request, "socialaccount/login.html", context)
    _keep_ticks(request)
    response = _ask_provider(OAuth2LoginView, request, provider_id)
    if response.status_code != 302:
        return response
    # A redirect after a form would need every address that the provider may lead to, its own
    # sign-in page at another host too, in the form-action of our policy. A page that moves on by
    # itself needs none.
    context = {"url": response["Location"], "organization": organization}
    return render(request, "socialaccount/going_there.html", context)


def _keep_ticks(request: HttpRequest) -> None:
    """Keep what was ticked on the sign-in page until the person is back."""
    ticks = request.POST
    if "is_shared" in ticks:  # who tries again after a fault has chosen before
        keep = bool(ticks.get("remember"))
        stays.choose(request, keep=keep, is_shared=bool(ticks["is_shared"]))


@login_not_required
@never_cache
@require_safe
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Sign in whom the provider sends back."""
    return _ask_provider(OAuth2CallbackView, request, provider_id)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def prove_mailbox(request: HttpRequest) -> HttpResponse:
    """Ask for the code that was mailed to the address of the claims, then sign in."""
    proof = mailbox.pending(request)
    if proof is None:
        messages.error(request, _("This code is no longer valid. Begin again."))
        return redirect("account_login")
    if request.POST.get("action") == "resend" and proof.can_resend:
        return _send_again(proof)
    form = BaseConfirmCodeForm(request.POST or None, code=proof.code)
    if form.is_valid():
        response: HttpResponse = complete_login(request, mailbox.proven_person(proof))
        return response
    if form.is_bound and not proof.record_invalid_attempt():
        messages.error(request, _("Three wrong codes. Begin again to get a new one."))
        return redirect("account_login")
    return _code_page(request, proof, form)


def _code_page(
    request: HttpRequest, proof: mailbox.MailboxProof, form: BaseConfirmCodeForm
) -> HttpResponse:
    """Return the page that asks for the code."""
    context = {
        "verify_form": form,
        "email": proof.email,
        "organization": proof.sociallogin().provider,
        "can_resend": proof.can_resend,
    }
    return render(request, "socialaccount/prove_mailbox.html", context)


def _send_again(proof: mailbox.MailboxProof) -> HttpResponse:
    """Mail a new code, unless the address got too many."""
    proof.record_resend()
    try:
        proof.send()
    except ImmediateHttpResponse as too_many:
        refused: HttpResponse = too_many.response
        return refused
    return redirect("prove_mailbox")


def _ask_provider(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    """Run one of allauth's views with a provider; answer its faults with our page."""
    provider = _provider(request, provider_id)
    wish = _wish_of(request)
    try:
        response: HttpResponse = view.adapter_view(Exchange(request, provider_id))(request)
        return response
    except requests.RequestException:
        return faults.page(request, provider, faults.UNREACHABLE, wish)
    except UNUSABLE:
        return faults.page(request, provider, faults.REFUSED, wish)
    except IntegrityError:  # the same person signs in for the first time twice at once
        return faults.page(request, provider, faults.ENDED, wish)


def _wish_of(request: HttpRequest) -> dict[str, Any]:
    """Return what the person wanted when the sign-in began: "process", and "next" if any."""
    if request.method == "POST":
        wish = {"next": get_next_redirect_url(request), "process": request.POST.get("process")}
        return {name: value for name, value in wish.items() if value}
    kept = statekit.get_states(request).get(request.GET.get("state", ""))
    return dict(kept[0]) if kept else {}


def _provider(request: HttpRequest, provider_id: str) -> Any:
    """Return the provider of that name; 404 for any other."""
    try:
        return get_adapter().get_provider(request, provider=provider_id)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
