"""Pages, mails and messages of django-allauth are in our own words, but for those nobody sees."""

import re
from pathlib import Path

import allauth
from django.conf import settings

FOLDERS = ("account", "mfa", "socialaccount", "usersessions")
NOT_OURS = {
    "layouts without words of their own": {
        "account/base_entrance.html",
        "account/base_manage.html",
        "account/base_manage_email.html",
        "account/base_manage_password.html",
        "mfa/base_entrance.html",
        "mfa/base_manage.html",
        "mfa/recovery_codes/base.html",
        "mfa/recovery_codes/download.txt",
        "mfa/totp/base.html",
        "mfa/webauthn/base.html",
        "mfa/webauthn/snippets/login_script.html",
        "socialaccount/base_entrance.html",
        "socialaccount/base_manage.html",
        "socialaccount/messages/account_connected_updated.txt",
        "socialaccount/snippets/login.html",
        "socialaccount/snippets/login_extra.html",
        "socialaccount/snippets/provider_list.html",
        "usersessions/base_manage.html",
        # They include the mail that confirms any address.
        "account/email/email_confirmation_signup_message.txt",
        "account/email/email_confirmation_signup_subject.txt",
    },
    "pages of ours stand at their addresses": {
        "account/email.html",
        "account/email_change.html",
        "account/messages/cannot_delete_primary_email.txt",
        "account/messages/email_deleted.txt",
        "account/messages/primary_email_set.txt",
        "account/messages/unverified_primary_email.txt",
        "account/snippets/already_logged_in.html",
        "account/snippets/warn_no_email.html",
        "mfa/index.html",
        "mfa/webauthn/authenticator_list.html",
        "socialaccount/login_redirect.html",
        "socialaccount/signup.html",
        "usersessions/messages/sessions_logged_out.txt",
        "usersessions/usersession_list.html",
    },
    "phones, trusted browsers and links that confirm are switched off": {
        "account/base_manage_phone.html",
        "account/confirm_password_reset_code.html",
        "account/confirm_phone_verification_code.html",
        "account/email/password_reset_code_message.txt",
        "account/email/password_reset_code_subject.txt",
        "account/email_confirm.html",
        "account/messages/phone_verification_sent.txt",
        "account/messages/phone_verified.txt",
        "account/phone_change.html",
        "account/verification_sent.html",
        "account/verified_email_required.html",
        "mfa/trust.html",
    },
}


APPS = ("accounts", "certificates", "config", "course", "quizzes")
# Americans send emails. Mail servers, relays and domains are called so, and a command is.
MAIL = re.compile(r"(?<![-@\w{])(?<!\.py )(?<!} )[Mm]ails?\b(?! (?:server|relay|domain)s?\b)")
NO_WORDS = re.compile(r"{%(?! translate).*?%}|{{.*?}}|{#.*?#}|<[^>{]*>")
DOCSTRING = re.compile(r'""".*?"""', re.DOTALL)
TEXT = re.compile(r'"[^"\n]*"')
LOGGED = re.compile(r"=%[sd]")
# The name of a permission stands in a migration; the page of roles has words of its own.
STAYS = {'"Stop or allow a sign-in, and send mails again"'}


def names_in(root: Path) -> set[str]:
    """The templates of these folders by name."""
    return {
        str(path.relative_to(root))
        for folder in FOLDERS
        for path in (root / folder).rglob("*")
        if path.is_file()
    }


def test_every_page_and_mail_is_in_our_words_or_shown_to_nobody():
    theirs = names_in(Path(allauth.__file__).parent / "templates")
    ours = names_in(settings.BASE_DIR / "templates")
    assert theirs - ours == set.union(*NOT_OURS.values())


def test_pages_emails_and_messages_say_email():
    base = settings.BASE_DIR
    pages = [path for path in (base / "templates").rglob("*") if path.is_file()]
    assert len(pages) > 300
    assert [path for path in pages if MAIL.search(NO_WORDS.sub("", path.read_text()))] == []

    texts = {
        text
        for app in APPS
        for path in (base / app).rglob("*.py")
        if "migrations" not in path.parts
        for text in TEXT.findall(DOCSTRING.sub("", path.read_text()))
    }
    read_by_people = {text for text in texts if " " in text and not LOGGED.search(text)}
    assert {text for text in read_by_people if MAIL.search(text)} == STAYS
