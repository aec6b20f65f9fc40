from django.urls import path

from certificates import staff, staff_held, views
from certificates.checking import file_views
from certificates.checking import views as checking

app_name = "certificates"
urlpatterns = [
    path("certificates/", views.mine, name="mine"),
    path("certificates/<str:code>/certificate.pdf", views.certificate_pdf, name="pdf"),
    path("courses/<slug:slug>/guide.pdf", views.guide_pdf, name="guide"),
    path("verify/", checking.verify, name="verify"),
    path("verify/file/", file_views.check, name="check_file"),
    path("verify/<str:code>/", checking.record, name="record"),
    path("verify/<str:code>/name/", checking.compare_name, name="compare_name"),
    path("verify/<str:code>.json", checking.record_json, name="record_json"),
    path("staff/certificates/held/", staff_held.held, name="staff_held"),
    path("staff/certificates/held/<uuid:public_id>/", staff_held.one, name="staff_held_one"),
    path("staff/certificates/<str:code>/issue-again/", staff.issue_again, name="issue_again"),
    path("staff/certificates/<str:code>/", staff.certificate, name="staff_certificate"),
]
