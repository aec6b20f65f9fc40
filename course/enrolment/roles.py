"""The page on which learners say which roles they have in a course."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from course.enrolment.forms import RolesForm
from course.reading.readers import own_enrolment


@require_http_methods(["GET", "HEAD", "POST"])
def roles(request: HttpRequest, slug: str) -> HttpResponse:
    """Show and change the roles that a learner has in a course; 404 if the course knows none."""
    enrolment = own_enrolment(request, slug)
    if not enrolment.edition.roles:
        raise Http404

    form = RolesForm(enrolment, request.POST if request.method == "POST" else None)
    if form.is_valid():
        enrolment.choose_roles(form.cleaned_data["roles"])
        messages.success(request, _("Your roles are saved."))
        return redirect("course:mine", slug)
    context = {
        "course": enrolment.course,
        "edition": enrolment.edition,
        "form": form,
    }
    return render(request, "course/roles.html", context)
