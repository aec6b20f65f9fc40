"""The addresses of the pages of staff about courses and accounts.

Those of certificates and quizzes are listed by their apps.
"""

from django.urls import path

from accounts.audit_log.staff import audit, audit_csv
from accounts.erasing.views import erase_person
from accounts.moving.staff import join_person, move_person
from accounts.people import mails, sign_in
from course.corrections import staff as corrections_staff
from course.staff import (
    edition_changes,
    edition_reading,
    editions,
    facts,
    home,
    provider,
    reviews,
    waivers,
)
from course.staff.people import add_to_group, export, extend, listing, person, remind
from course.staff.reports import views as reports
from course.uploads import views as uploads

app_name = "staff"
urlpatterns = [
    path("", home.home, name="home"),
    path("learners/", listing.learners, name="learners"),
    path("learners/remind/", remind.remind, name="remind"),
    path("learners/add-to-group/", add_to_group.add_to_group, name="add_to_group"),
    path("learners/extend/", extend.extend, name="extend"),
    path("learners/learners.csv", export.learners_csv, name="learners_csv"),
    path("people/<uuid:account_id>/", person.person, name="person"),
    path("learners/<uuid:public_id>/", person.learner, name="learner"),
    path("learners/<uuid:public_id>/waive/", waivers.waive, name="waive"),
    path("people/<uuid:account_id>/disable/", sign_in.disable, name="disable_person"),
    path("people/<uuid:account_id>/enable/", sign_in.enable, name="enable_person"),
    path(
        "people/<uuid:account_id>/mails/<int:mail_id>/send/",
        mails.send_again,
        name="send_mail_again",
    ),
    path("people/<uuid:account_id>/erase/", erase_person, name="erase_person"),
    path("people/<uuid:account_id>/address/", move_person, name="move_person"),
    path("people/<uuid:account_id>/join/", join_person, name="join_person"),
    path("reports/completion/", reports.completion, name="completion"),
    path("reports/completion/table.csv", reports.completion_csv, name="completion_csv"),
    path("reports/completion/people.csv", reports.people_csv, name="completion_people_csv"),
    path("reports/steps/", reports.how_far, name="steps"),
    path("reports/steps/steps.csv", reports.steps_csv, name="steps_csv"),
    path("reports/activity/", reports.activity, name="activity"),
    path("reports/activity/activity.csv", reports.activity_csv, name="activity_csv"),
    path("editions/", editions.editions, name="editions"),
    path("editions/<slug:slug>/next/", editions.next_edition, name="next_edition"),
    path(
        "editions/<slug:slug>/<int:number>/changes/",
        edition_changes.edition_changes,
        name="edition_changes",
    ),
    path(
        "editions/<slug:slug>/<int:number>/",
        edition_reading.edition_contents,
        name="edition_contents",
    ),
    path(
        "editions/<slug:slug>/<int:number>/lessons/<slug:key>/",
        edition_reading.edition_lesson,
        name="edition_lesson",
    ),
    path(
        "editions/<slug:slug>/<int:number>/source.zip",
        editions.edition_source,
        name="edition_source",
    ),
    path(
        "editions/<slug:slug>/<int:number>/readers/",
        corrections_staff.correction_readers,
        name="correction_readers",
    ),
    path("uploads/", uploads.uploads, name="uploads"),
    path("uploads/starter.zip", uploads.starter, name="starter"),
    path("uploads/<int:upload_id>/", uploads.upload, name="upload"),
    path("uploads/<int:upload_id>/check/", uploads.check_again, name="check_upload"),
    path("uploads/<int:upload_id>/publish/", uploads.publish, name="publish_upload"),
    path("uploads/<int:upload_id>/units/<slug:key>/", uploads.upload_unit, name="upload_unit"),
    path(
        "uploads/<int:upload_id>/files/<path:path>", uploads.upload_picture, name="upload_picture"
    ),
    path("reviews/", reviews.reviews, name="reviews"),
    path("reviews/<slug:slug>/<slug:module_key>/", reviews.sign, name="sign"),
    path("facts/", facts.facts, name="facts"),
    path("facts/reviews/<int:review_id>/withdraw/", facts.withdraw, name="withdraw_fact_review"),
    path("facts/<slug:slug>/<slug:tag>/", facts.fact, name="fact"),
    path("provider/", provider.provider, name="provider"),
    path("audit/", audit, name="audit"),
    path("audit/log.csv", audit_csv, name="audit_csv"),
]
