"""The page of an act on many people: what is asked first, then the plan, then the act."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.fields import IN_THE_LOG, ReasonField
from accounts.groups.staff import posted
from accounts.models import User
from accounts.staff import StaffRequest
from course.staff.people.chosen import chosen_rows, people_of_rows
from course.staff.people.filters import LearnerFilter
from course.staff.people.plans import HAS_CHANGED, MAX_AT_ONCE, Plan

Answers = dict[str, Any]


@dataclass(frozen=True)
class ActOnMany:
    """Hold what the page of an act needs.

    asks: the form of what is asked first, whose fields stand in the address.
    plan: says on whom it is done. line: what identifies one line of it, of plain values.
    in_words: says what will be done, in a sentence.
    carry_out: does it for a reason, and returns what was done in words.
    """

    title: Promise
    asks: Callable[[Any], forms.Form]
    plan: Callable[[list[User], Answers], Plan[Any]]
    line: Callable[[Any], object]
    in_words: Callable[[Plan[Any], Answers], str]
    carry_out: Callable[[Plan[Any], Answers, User, str], str]


class DoItForm(forms.Form):
    """Ask why an act on many people is done. planned: the digest of the plan that was shown."""

    reason = ReasonField(label=gettext_lazy("Why?"), help_text=IN_THE_LOG)
    planned = forms.CharField(widget=forms.HiddenInput)


def plan_and_act(request: StaffRequest, act: ActOnMany) -> HttpResponse:
    """Ask for what the act needs, show the plan; by POST carry it out as it was shown."""
    people = _chosen_people(request)
    question = _question(request, act)
    is_too_many = len(people) > MAX_AT_ONCE
    context: dict[str, object] = {
        "act": act,
        "question": question,
        "count": len(people),
        "is_too_many": is_too_many,
        "most": MAX_AT_ONCE,
        "carried": [pair for pair in _pairs(request) if pair[0] not in question.fields],
        "tab": "learners",
    }
    if not is_too_many and question.is_valid():
        answers = question.cleaned_data
        plan = act.plan(people, answers)
        form = _form_of_plan(request, plan, plan.digest(act.line))
        if plan.to_do and form.is_valid():
            reason = form.cleaned_data["reason"]
            said = act.carry_out(plan, answers, request.user, reason)
            messages.success(request, said)
            return redirect("staff:learners")
        context |= {"plan": plan, "form": form, "in_words": act.in_words(plan, answers)}
    return render(request, "staff/people/act_on_many.html", context)


def _chosen_people(request: StaffRequest) -> list[User]:
    """Return the people that the address means, and one more than may be acted on at once."""
    chosen = people_of_rows(chosen_rows(request, LearnerFilter(request.GET)))
    by_name = chosen.order_by("name", "email")
    return list(by_name[: MAX_AT_ONCE + 1])


def _question(request: StaffRequest, act: ActOnMany) -> forms.Form:
    """Return the form of what is asked first, with the answers if they stand in the address."""
    question = act.asks(None)
    is_answered = set(question.fields) <= request.GET.keys()
    return act.asks(request.GET) if is_answered else question


def _form_of_plan(request: StaffRequest, plan: Plan[Any], planned: str) -> DoItForm:
    """Return the form below a plan; it is not valid if it was sent for another plan."""
    form = DoItForm(posted(request), initial={"planned": planned})
    if plan.to_do and form.is_valid() and form.cleaned_data["planned"] != planned:
        return _form_after_change(form, planned)
    return form


def _form_after_change(sent: DoItForm, planned: str) -> DoItForm:
    """Return the form with the reason that was typed, for a plan that has changed meanwhile."""
    form = DoItForm({"reason": sent.cleaned_data["reason"], "planned": planned})
    form.add_error(None, str(HAS_CHANGED))
    return form


def _pairs(request: StaffRequest) -> list[tuple[str, str]]:
    """Return what the address says of whom the act is about, for hidden fields."""
    return [(name, value) for name, values in request.GET.lists() for value in values]
