"""Send on whoever submits a form of signing in and is signed in already, as in another tab."""

from allauth.account.utils import get_login_redirect_url
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

# The pages that end in a sign-in, by the names of their routes.
WAYS_IN = {
    "account_confirm_login_code",
    "account_email_verification_sent",
    "account_login",
    "account_request_login_code",
    "account_signup",
    "account_signup_by_passkey",
    "mfa_authenticate",
    "mfa_login_webauthn",
}


def lead_on(request: HttpRequest) -> HttpResponse | None:
    """Return a redirect to the page that was wanted; None for other forms and for visitors.

    Call it where the token of a form is refused: a second click, and a second tab, send one that
    was made before the sign-in.
    """
    page = request.resolver_match
    if page is None or page.url_name not in WAYS_IN or not request.user.is_authenticated:
        return None
    messages.info(request, _("You are signed in already, as %s.") % request.user.email)
    return redirect(get_login_redirect_url(request))
