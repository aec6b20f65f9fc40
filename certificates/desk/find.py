"""The search in the header of staff pages: a number opens its record, a name its person or list."""

from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.people.words import FEWEST_CHARACTERS, search_for
from accounts.staff import StaffRequest, staff_page
from certificates.models import Certificate
from certificates.typed_numbers import read_number


@staff_page()
@require_safe
def find(request: StaffRequest) -> HttpResponse:
    """Go to what was typed: a certificate by its number, a person, or a list by a name."""
    typed = request.GET.get("q", "").strip()
    may_see_certificates = request.user.has_perm("certificates.view_certificate")
    if may_see_certificates and (code := _number_in(typed)):
        return redirect("certificates:staff_certificate", code)
    if request.user.has_perm("course.find_learner"):
        may_see_people = request.user.has_perm("course.view_timeline")
        if may_see_people and (person := _only_person(typed)):
            return redirect("staff:person", person.public_id)
        return _list("staff:learners", typed)
    if may_see_certificates:
        return _list("certificates:staff_certificates", typed)
    raise Http404


def _number_in(typed: str) -> str:
    """Return the number of a certificate as it is printed, or ""."""
    code = read_number(typed).code
    found = Certificate.objects.filter(code=code).only("code").first() if code else None
    return found.shown_code if found else ""


def _only_person(typed: str) -> User | None:
    """Return the one person who is meant; None for nobody, and for several."""
    if len(typed) < FEWEST_CHARACTERS:
        return None
    people = list(search_for(typed).among(User.objects.only("public_id"))[:2])
    return people[0] if len(people) == 1 else None


def _list(name: str, typed: str) -> HttpResponse:
    """Go to a list of staff, searched for what was typed."""
    return redirect(f"{reverse(name)}?{urlencode({'q': typed})}")


def holders_by_number(typed: str) -> "QuerySet[Certificate, int] | None":
    """Return the person of the certificate with a typed number; None if there is no such one."""
    code = read_number(typed).code
    certificates = Certificate.objects.filter(code=code, enrolment__user__isnull=False)
    # Many a name has the form of a number.
    if not code or not certificates.exists():
        return None
    return certificates.values_list("enrolment__user", flat=True)
