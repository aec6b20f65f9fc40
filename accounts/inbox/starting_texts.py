"""Texts from which staff start an answer; what stands in brackets is to be filled in."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STARTING_TEXTS: dict[str, tuple[Promise, Promise]] = {
    "corrected": (
        _("An error, to be corrected"),
        _(
            "Thank you. You are right: [what was wrong]. The next edition of the course corrects "
            "it, and the page “Corrections” will say so."
        ),
    ),
    "stands": (
        _("An error, but it stands"),
        _(
            "Thank you. We read the source again: [source]. It says [what it says], so the "
            "sentence stays as it is. If you know a newer source, please send it to us."
        ),
    ),
    "harm": (
        _("Harm"),
        _(
            "Thank you for telling us. We have read your report, and [what we do now]. Please "
            "report the event to your own service as well and, if a medicine was involved, to "
            "the authority where you work. We will write to you again by [date]."
        ),
    ),
    "sign-in": (
        _("Cannot sign in"),
        _(
            "Enter your email address on the page “Sign in” and ask for a code. It arrives "
            "within a few minutes and works for ten. If none comes, look in the spam "
            "folder, and try the other addresses that you use."
        ),
    ),
    "name": (
        _("A name on a certificate"),
        _(
            "We have issued your certificate again, for [name]. You find it under “My "
            "certificates.” The old number now leads to a page that says it was replaced."
        ),
    ),
    "own-health": (
        _("A question about somebody’s own health"),
        _(
            "We cannot answer questions about anybody’s own health or treatment. Please ask "
            "your own doctor. In an emergency, or if you think of harming yourself, call the "
            "numbers at the foot of every page of this site."
        ),
    ),
}
