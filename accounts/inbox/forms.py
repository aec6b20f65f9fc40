"""Forms by which people write to the provider, and by which staff answer."""

import uuid
from collections.abc import Mapping, MutableMapping
from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.canonical import digest_of
from accounts.fields import LongText, ReasonField
from accounts.models import InboxMessage, User


class OneLine(forms.CharField):
    """A text of one line: line ends, which a browser cannot send, become spaces."""

    def to_python(self, value: object) -> str:
        return " ".join((super().to_python(value) or "").split())


class MessageForm(forms.Form):
    """Ask what every message says besides its text, which the two forms ask for.

    form_number: a new one for each page, so that the same form sent twice is known.
    """

    field_order = ("kind", "text")

    about = OneLine(
        label=_("What it is about"),
        help_text=_("Such as a lesson, a question or the number of a certificate."),
        max_length=200,
        required=False,
    )
    page = OneLine(label=_("Address of the page"), max_length=500, required=False)
    address = forms.EmailField(
        label=_("Your email address"),
        help_text=_("We answer there, and use it for nothing else."),
        error_messages={
            "required": _("Enter an address, so that we can answer."),
            "invalid": _("This is not an email address. It looks like name@example.org."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    form_number = forms.CharField(
        max_length=64, required=False, widget=forms.HiddenInput, initial=uuid.uuid4
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        sender: User | None,
        initial: MutableMapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.sender = sender
        if sender:
            del self.fields["address"]

    def clean_address(self) -> str:
        """Return the address as accounts keep theirs; an empty one as it is."""
        typed = self.cleaned_data["address"]
        return str(get_adapter().clean_email(typed)) if typed else ""

    def clean_page(self) -> str:
        """Return the address, without the name of this site."""
        page = str(self.cleaned_data["page"])
        return page.removeprefix(settings.BASE_URL) or page

    def clean(self) -> dict[str, Any]:
        if not self.sender and "address" not in self.data:
            # The page was made for somebody who was signed in.
            self.add_error(
                None,
                _(
                    "You were signed out meanwhile, and nothing was sent yet. Your text is kept "
                    "on this page. Leave an address for the answer and send it again."
                ),
            )
        return self.cleaned_data

    def message(self, language: str) -> InboxMessage:
        """Return what was typed as a message that is not saved yet."""
        names = ("kind", "text", "about", "page", "address")
        values = {"kind": InboxMessage.Kind.HELP.value, "address": ""} | self.cleaned_data
        typed = {name: values[name] for name in names}
        sender_id = self.sender.pk if self.sender else None
        sent = {**typed, "form_number": values["form_number"], "user": sender_id}
        return InboxMessage(
            **typed, user=self.sender, language=language, form_digest=digest_of(sent)
        )


class HelpForm(MessageForm):
    """Ask what somebody needs help with."""

    text = LongText(
        label=_("What you need"),
        help_text=_("No patient details, please."),
        max_length=InboxMessage.MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 7}),
    )


class ReportForm(MessageForm):
    """Ask which error or harm somebody reports. A report of harm needs no address."""

    kind = forms.ChoiceField(
        label=_("What you report"),
        choices=[
            (InboxMessage.Kind.ERROR.value, _("An error: something on this site is wrong")),
            (InboxMessage.Kind.HARM.value, _("Harm: something here led to harm, or nearly did")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    text = LongText(
        label=_("What is wrong, or what happened"),
        help_text=_(
            "Name the sentence, and your source if you have one. No patient details, please."
        ),
        max_length=InboxMessage.MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 7}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        address = self.fields.get("address")
        if address:
            address.required = self.data.get("kind") != InboxMessage.Kind.HARM
            address.help_text = _(
                "We answer there, and use it for nothing else. You may leave it empty if you "
                "report harm; then nobody can ask you more."
            )


class InboxFilterForm(forms.Form):
    """Choose which messages the inbox shows."""

    WAITING, ANSWERED, CLOSED, EVERY_KIND = "waiting", "answered", "closed", "every"
    DEFAULT = {"state": WAITING, "kind": EVERY_KIND}  # noqa: RUF012  never changed

    state = forms.ChoiceField(
        label=_("State"),
        choices=[
            (WAITING, _("Waiting")),
            (ANSWERED, _("Answered")),
            (CLOSED, _("Closed without an answer")),
        ],
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(EVERY_KIND, _("Every kind")), *InboxMessage.Kind.choices]
    )


class AnswerForm(forms.Form):
    """Ask staff for the answer to a message."""

    answer = LongText(
        label=_("Answer"),
        help_text=_("It is emailed, if there is an address, and cannot be changed afterward."),
        max_length=InboxMessage.MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 10}),
    )


class CloseForm(forms.Form):
    """Ask staff why a message is closed without an answer."""

    closed_because = ReasonField(
        label=_("Close without an answer: why?"),
        help_text=_("Kept with your name. Whoever wrote it reads the reason on their page."),
    )


class DeleteWordsForm(forms.Form):
    """Ask staff why the words of a message are deleted."""

    deleted_because = ReasonField(
        label=_("Delete what was written: why?"),
        help_text=_("Such as details of a patient. Kept with your name; do not repeat them."),
    )


class ColleagueField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Choose a colleague by name and address."""

    def label_from_instance(self, obj: User) -> str:
        return f"{obj.display_name}, {obj.email}"


class HandOnForm(forms.Form):
    """Ask to which colleague a message is handed on."""

    to = ColleagueField(
        User.objects.none(),
        label=_("Hand it on to"),
        empty_label=_("Choose a colleague"),
        error_messages={"required": _("Choose a colleague.")},
    )

    def __init__(self, message: InboxMessage, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        field = self.fields["to"]
        assert isinstance(field, ColleagueField)
        colleagues = User.objects.staff_who_may("accounts.answer_message")
        field.queryset = colleagues.exclude(pk=message.owner_id) if message.owner_id else colleagues
