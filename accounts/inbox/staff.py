"""Staff pages: the inbox of what people ask and report, and one message of it."""

from django import forms
from django.contrib import messages as notes
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.inbox import messages
from accounts.inbox.forms import AnswerForm, CloseForm, DeleteWordsForm, HandOnForm, InboxFilterForm
from accounts.inbox.starting_texts import STARTING_TEXTS
from accounts.long_lists import long_list_page
from accounts.models import InboxMessage
from accounts.staff import ROWS_A_PAGE, StaffRequest, staff_page

MAY_ANSWER = "accounts.answer_message"


@staff_page(MAY_ANSWER)
@require_safe
def inbox(request: StaffRequest) -> HttpResponse:
    """List what waits, reports of harm first; or what has ended, the latest first."""
    form = _filter_form(request)
    state, kind = form.cleaned_data["state"], form.cleaned_data["kind"]
    listed = _messages_in(state)
    if kind != InboxFilterForm.EVERY_KIND:
        listed = listed.filter(kind=kind)
    page = long_list_page(listed, request.GET.get("page"), ROWS_A_PAGE)
    context = {"page": page, "form": form, "state": state, "tab": "inbox"}
    return render(request, "accounts/inbox/staff_inbox.html", context)


def _filter_form(request: StaffRequest) -> InboxFilterForm:
    """Return what the address asks for; the default if the form cannot ask for that."""
    form = InboxFilterForm(InboxFilterForm.DEFAULT | request.GET.dict())
    if not form.is_valid():
        form = InboxFilterForm(InboxFilterForm.DEFAULT)
        form.full_clean()
    return form


def _messages_in(state: str) -> QuerySet[InboxMessage]:
    """Return the messages in a state of the filter, in the order of the list."""
    rows = InboxMessage.objects.select_related("owner")
    if state == InboxFilterForm.ANSWERED:
        return rows.answered()
    if state == InboxFilterForm.CLOSED:
        return rows.closed()
    return rows.waiting().harm_first()


@staff_page(MAY_ANSWER)
@require_http_methods(["GET", "HEAD", "POST"])
def message(request: StaffRequest, message_id: int) -> HttpResponse:
    """Show one message; by POST, save its answer, or add a text to what was typed."""
    shown = _get_message(message_id)
    if request.method != "POST":
        return _message_page(request, shown)
    if request.POST.get("start") in STARTING_TEXTS:
        return _message_page(request, shown, answer=_started_answer(request))
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _message_page(request, shown, answer=form)
    is_first = messages.give_answer(shown, form.cleaned_data["answer"], request.user)
    return _after(request, shown, is_first, _answered(shown))


def _started_answer(request: StaffRequest) -> AnswerForm:
    """Return the form with what was typed, and below it the text that was asked for."""
    _name, text = STARTING_TEXTS[request.POST["start"]]
    typed = request.POST.get("answer", "").strip()
    return AnswerForm(initial={"answer": f"{typed}\n\n{text}".strip()})


def _answered(message: InboxMessage) -> str:
    if message.recipient:
        return _("Answered. The answer is on its way by email.")
    return _("Answered. There is no address to email it to.")


def _after(request: StaffRequest, shown: InboxMessage, is_done: bool, text: str) -> HttpResponse:
    """Say what was done, or that somebody was first, and show the message as it stands."""
    if is_done:
        notes.success(request, text)
    else:
        notes.info(request, _("It was changed before you. Nothing was done again."))
    return redirect(shown.staff_url)


@staff_page(MAY_ANSWER)
@require_POST
def take(request: StaffRequest, message_id: int) -> HttpResponse:
    """Make the member of staff the owner, also in the place of somebody else."""
    shown = _get_message(message_id)
    text = _("Yours. Colleagues see that you answer it, and the sender sees that somebody does.")
    return _after(request, shown, messages.take(shown, request.user), text)


@staff_page(MAY_ANSWER)
@require_POST
def hand_on(request: StaffRequest, message_id: int) -> HttpResponse:
    """Make a colleague the owner, who is told by mail."""
    shown = _get_message(message_id)
    form = HandOnForm(shown, request.POST)
    if not form.is_valid():
        return _message_page(request, shown, hand_on=form)
    to = form.cleaned_data["to"]
    text = _("Handed on. %s was told by email.") % to.display_name
    return _after(request, shown, messages.hand_on(shown, to, request.user), text)


@staff_page(MAY_ANSWER)
@require_POST
def close(request: StaffRequest, message_id: int) -> HttpResponse:
    """Close a message without an answer."""
    shown = _get_message(message_id)
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _message_page(request, shown, close=form)
    is_first = messages.close(shown, form.cleaned_data["closed_because"], request.user)
    return _after(request, shown, is_first, _("Closed without an answer."))


@staff_page(MAY_ANSWER)
@require_POST
def delete_words(request: StaffRequest, message_id: int) -> HttpResponse:
    """Delete what somebody wrote; the message and its answer stay."""
    shown = _get_message(message_id)
    form = DeleteWordsForm(request.POST)
    if not form.is_valid():
        return _message_page(request, shown, delete_words=form)
    is_first = messages.delete_words(shown, form.cleaned_data["deleted_because"], request.user)
    return _after(request, shown, is_first, _("What was written is deleted."))


def _get_message(message_id: int) -> InboxMessage:
    related = InboxMessage.objects.select_related("user", "owner", "ended_by")
    return get_object_or_404(related, pk=message_id)


def _message_page(request: StaffRequest, shown: InboxMessage, **bound: forms.Form) -> HttpResponse:
    """Show a message with its forms; ``bound`` holds the one that was sent, by its name."""
    context = {
        "message": shown,
        "forms": _empty_forms(shown) | bound,
        "errors": next((form for form in bound.values() if form.errors), None),
        "starting_texts": STARTING_TEXTS,
        "tab": "inbox",
    }
    return render(request, "accounts/inbox/staff_message.html", context)


def _empty_forms(shown: InboxMessage) -> dict[str, forms.Form]:
    """Return the forms by which staff may act on a message, by their names."""
    acts: dict[str, forms.Form] = {}
    if shown.ended_at is None:
        acts["answer"] = AnswerForm()
        acts["hand_on"] = HandOnForm(shown)
        acts["close"] = CloseForm()
    if shown.text:
        acts["delete_words"] = DeleteWordsForm()
    return acts
