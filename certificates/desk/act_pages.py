"""Open the page of an act to staff who may do it, and to a person named for the record."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from accounts.approvals import (
    ActRefusedError,
    RecordAct,
    check_may_act,
    check_not_own,
    may_act,
)
from accounts.models import User
from accounts.security.second_factor import asks_again
from accounts.staff import StaffRequest

ActView = Callable[[StaffRequest, str], HttpResponseBase]
View = Callable[[HttpRequest, str], HttpResponseBase]
Result = TypeVar("Result")


def opens_record(act: RecordAct) -> Callable[[ActView], View]:
    """Return a decorator that opens a view to whoever may do ``act`` on the record of the address.

    Everybody else gets 404; on one's own record the page says why nothing can be done there. Staff
    whose second factor was used long ago are asked for it again.
    """

    def decorate(view: ActView) -> View:
        careful_view = asks_again(view)

        @wraps(careful_view)
        def guarded(request: HttpRequest, number: str) -> HttpResponseBase:
            record = act.find(str(number))
            if record is None or not may_act(request.user, act.key, record.key):
                raise Http404
            assert isinstance(request.user, User)
            try:
                check_not_own(request.user, record.holder)
                return careful_view(request, number)  # type: ignore[arg-type]
            except ActRefusedError as refused:
                context = {"reason": str(refused)}
                return render(request, "staff/refused.html", context, status=403)

        return guarded

    return decorate


def do(act: RecordAct, number: str, by: User, carry_out: Callable[[], Result]) -> Result:
    """Carry out an act on a record, and use up the naming of somebody who was named for it.

    Raises ActRefusedError if they may not; what ``carry_out`` raises leaves the naming unused.
    """
    record = act.find(number)
    assert record is not None
    with transaction.atomic():
        check_may_act(by, act.key, record.key, record.holder)
        return carry_out()


def to_record(user: User, view_name: str, number: object) -> HttpResponse:
    """Go to a page of staff; somebody named, who is no member of staff, goes home."""
    if not user.is_staff:
        return redirect("course:home")
    return redirect(view_name, number)
