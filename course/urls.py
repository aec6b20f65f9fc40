"""The addresses of the pages for readers and learners."""

from django.urls import path

from course import views
from course.corrections import views as correction_views
from course.enrolment import edition_views
from course.enrolment import roles as role_views
from course.enrolment import views as enrolment_views
from course.notes import views as note_views
from course.reading import search_views, unit_views

app_name = "course"
urlpatterns = [
    path("", views.home, name="home"),
    path("courses/", views.catalogue, name="catalogue"),
    path("courses/<slug:slug>/", views.course, name="course"),
    path("courses/<slug:slug>/references/", views.references, name="references"),
    path("courses/<slug:slug>/glossary/", views.glossary, name="glossary"),
    path("courses/<slug:slug>/search/", search_views.search, name="search"),
    path("courses/<slug:slug>/img/<str:name>", views.asset, name="asset"),
    path("courses/<slug:slug>/enrol/", enrolment_views.enrol, name="enrol"),
    path("courses/<slug:slug>/mine/", enrolment_views.mine, name="mine"),
    path("courses/<slug:slug>/name/", enrolment_views.holder_name, name="holder_name"),
    path("courses/<slug:slug>/roles/", role_views.roles, name="roles"),
    path("courses/<slug:slug>/edition/", edition_views.edition_change, name="edition_change"),
    path(
        "courses/<slug:slug>/corrections/<int:number>/",
        correction_views.correction,
        name="correction",
    ),
    path(
        "courses/<slug:slug>/corrections/<int:number>/confirm/",
        correction_views.confirm,
        name="confirm_correction",
    ),
    path("courses/<slug:slug>/units/<slug:key>/", unit_views.unit, name="unit"),
    path("courses/<slug:slug>/units/<slug:key>/complete/", unit_views.complete, name="complete"),
    path("courses/<slug:slug>/units/<slug:key>/position/", unit_views.position, name="position"),
    path(
        "courses/<slug:slug>/units/<slug:key>/notes/<slug:passage>/",
        note_views.new_note,
        name="new_note",
    ),
    path("courses/<slug:slug>/notes/", note_views.notes, name="notes"),
    path("courses/<slug:slug>/notes/download/", note_views.download, name="download_notes"),
    path("courses/<slug:slug>/notes/<uuid:note_key>/", note_views.note, name="note"),
    path(
        "courses/<slug:slug>/notes/<uuid:note_key>/delete/",
        note_views.delete_note,
        name="delete_note",
    ),
]
