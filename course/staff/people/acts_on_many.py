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

from accounts.fields import ReasonField
from accounts.groups.forms import IN_THE_LOG
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
    chosen = people_of_rows(chosen_rows(request, LearnerFilter(request.GET)))
    people = list(chosen.order_by("name", "email")[: MAX_AT_ONCE + 1])
    is_too_many = len(people) > MAX_AT_ONCE
    question = act.asks(None)
    if set(question.fields) <= request.GET.keys():
        question = act.asks(request.GET)
    context: dict[str, object] = {"act": act, "question": question, "count": len(people)}
    if not is_too_many and question.is_valid():
        plan = act.plan(people, question.cleaned_data)
        planned = plan.digest(act.line)
        form = DoItForm(posted(request), initial={"planned": planned})
        if plan.to_do and form.is_valid():
            if form.cleaned_data["planned"] == planned:
                answers = question.cleaned_data
                said = act.carry_out(plan, answers, request.user, form.cleaned_data["reason"])
                messages.success(request, said)
                return redirect("staff:learners")
            form = _form_after_change(form, planned)
        in_words = act.in_words(plan, question.cleaned_data)
        context |= {"plan": plan, "form": form, "in_words": in_words}
    carried = [pair for pair in _pairs(request) if pair[0] not in question.fields]
    context |= {"carried": carried, "is_too_many": is_too_many, "most": MAX_AT_ONCE}
    return render(request, "staff/people/act_on_many.html", context | {"tab": "learners"})


def _form_after_change(sent: DoItForm, planned: str) -> DoItForm:
    """Return the form with the reason that was typed, for a plan that has changed meanwhile."""
    form = DoItForm({"reason": sent.cleaned_data["reason"], "planned": planned})
    form.add_error(None, str(HAS_CHANGED))
    return form


def _pairs(request: StaffRequest) -> list[tuple[str, str]]:
    """Return what the address says of whom the act is about, for hidden fields."""
    return [(name, value) for name, values in request.GET.lists() for value in values]
