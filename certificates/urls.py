from django.urls import path

from certificates import notes_views, staff, staff_held, views

app_name = "certificates"
urlpatterns = [
    path("certificates/", views.mine, name="mine"),
    path("certificates/<str:code>/certificate.pdf", views.certificate_pdf, name="pdf"),
    path("courses/<slug:slug>/guide.pdf", views.guide_pdf, name="guide"),
    path("courses/<slug:slug>/notes.pdf", notes_views.download, name="notes_pdf"),
    path("courses/<slug:slug>/notes/pdf/", notes_views.make, name="make_notes_pdf"),
    path("verify/", views.verify, name="verify"),
    path("verify/<str:code>/", views.record, name="record"),
    path("verify/<str:code>.json", views.record_json, name="record_json"),
    path("staff/certificates/held/", staff_held.held, name="staff_held"),
    path("staff/certificates/held/<uuid:public_id>/", staff_held.one, name="staff_held_one"),
    path("staff/certificates/<str:code>/issue-again/", staff.issue_again, name="issue_again"),
    path("staff/certificates/<str:code>/", staff.certificate, name="staff_certificate"),
]
