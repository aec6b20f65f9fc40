from django.urls import path

from accounts.roles import staff

app_name = "roles"
STAFF = "staff/roles/"
urlpatterns = [
    path(STAFF, staff.roles, name="list"),
    path(STAFF + "give/", staff.give, name="give"),
    path(STAFF + "<int:grant_id>/end/", staff.end, name="end"),
]
