"""The addresses of the pages of staff about courses and accounts.

Those of certificates and quizzes are listed by their apps.
"""

from django.urls import path

from accounts.staff import audit
from course import staff, staff_reviews
from course.corrections import staff as staff_corrections

app_name = "staff"
urlpatterns = [
    path("", staff.home, name="home"),
    path("learners/", staff.learners, name="learners"),
    path("learners/<uuid:public_id>/", staff.learner, name="learner"),
    path("learners/<uuid:public_id>/waive/", staff.waive, name="waive"),
    path("editions/", staff.editions, name="editions"),
    path("editions/<slug:slug>/next/", staff.next_edition, name="next_edition"),
    path(
        "editions/<slug:slug>/<int:number>/readers/",
        staff_corrections.correction_readers,
        name="correction_readers",
    ),
    path("reviews/", staff_reviews.reviews, name="reviews"),
    path("reviews/<slug:slug>/<slug:module_key>/", staff_reviews.sign, name="sign"),
    path("provider/", staff.provider, name="provider"),
    path("audit/", audit, name="audit"),
]
