from django.urls import path

from certificates import staff, views

app_name = "certificates"
urlpatterns = [
    path("certificates/", views.mine, name="mine"),
    path("certificates/<str:code>/certificate.pdf", views.certificate_pdf, name="pdf"),
    path("courses/<slug:slug>/guide.pdf", views.guide_pdf, name="guide"),
    path("verify/", views.verify, name="verify"),
    path("verify/<str:code>/", views.record, name="record"),
    path("verify/<str:code>.json", views.record_json, name="record_json"),
    path("staff/certificates/<str:code>/", staff.certificate, name="staff_certificate"),
]
