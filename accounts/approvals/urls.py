from django.urls import path

from accounts.approvals import staff

app_name = "approvals"
STAFF = "staff/approvals/"
ACT = STAFF + "<slug:kind>/<int:number>/"
urlpatterns = [
    path(STAFF, staff.approvals, name="list"),
    path(STAFF + "name/", staff.name, name="name"),
    path(ACT, staff.act, name="act"),
    path(ACT + "approve/", staff.approve, name="approve"),
    path(ACT + "refuse/", staff.refuse, name="refuse"),
    path(ACT + "notice/", staff.notice, name="notice"),
    path("account/stop/<str:token>/", staff.stop, name="stop"),
]
