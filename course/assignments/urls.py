"""The addresses of groups: of learners, of managers and of staff."""

from django.urls import path

from accounts.groups import roster_staff, views
from accounts.groups import staff as group_staff
from course.assignments import people_csv, staff
from course.assignments import views as course_views

app_name = "groups"
STAFF = "staff/groups/"
GROUP = "staff/groups/<uuid:group_id>/"
PERSON = GROUP + "people/<uuid:account_id>/"
urlpatterns = [
    path("join/<slug:key>/<str:code>/", views.join, name="join"),
    path("invitations/<str:token>/", views.invitation, name="invitation"),
    path("account/groups/", views.mine, name="mine"),
    path("groups/", course_views.managed, name="managed"),
    path("groups/<uuid:group_id>/", course_views.managed_group, name="managed_group"),
    path("groups/<uuid:group_id>/remind/", course_views.managed_remind, name="managed_remind"),
    path("reminders/<str:token>/stop/", course_views.stop_reminders, name="stop_reminders"),
    path(STAFF, group_staff.groups, name="list"),
    path(STAFF + "new/", group_staff.new, name="new"),
    path(GROUP, staff.group, name="group"),
    path(GROUP + "change/", group_staff.change, name="change"),
    path(GROUP + "close/", group_staff.close, name="close"),
    path(GROUP + "link/", group_staff.link, name="link"),
    path(GROUP + "link/close/", group_staff.close_link, name="close_link"),
    path(GROUP + "managers/", group_staff.manager, name="manager"),
    path(GROUP + "managers/<int:number>/end/", group_staff.end_manager, name="end_manager"),
    path(
        GROUP + "invitations/<uuid:invitation_id>/withdraw/",
        group_staff.withdraw,
        name="withdraw",
    ),
    path(
        GROUP + "invitations/<uuid:invitation_id>/again/",
        group_staff.invite_again,
        name="invite_again",
    ),
    path(GROUP + "add/", roster_staff.add_people, name="add_people"),
    path(GROUP + "add/<uuid:roster_id>/", roster_staff.roster, name="roster"),
    path(GROUP + "add/<uuid:roster_id>/faults.csv", roster_staff.faults, name="roster_faults"),
    path(GROUP + "courses/", staff.assign, name="assign"),
    path(GROUP + "courses/<slug:slug>/", staff.change_course, name="change_course"),
    path(GROUP + "courses/<slug:slug>/end/", staff.end_course, name="end_course"),
    path(GROUP + "people.csv", people_csv.people_csv, name="people_csv"),
    path(GROUP + "remind/", course_views.remind, name="remind"),
    path(PERSON, staff.person, name="person"),
    path(PERSON + "extend/", staff.extend, name="extend"),
    path(PERSON + "take-out/", staff.take_out, name="take_out"),
]
