from django.urls import path

from accounts.inbox import staff, views

app_name = "inbox"
STAFF = "staff/inbox/"
urlpatterns = [
    path("pages/help/", views.ask_help, name="help"),
    path("pages/report/", views.report, name="report"),
    path("pages/sent/", views.sent, name="sent"),
    path("account/messages/", views.mine, name="mine"),
    path("account/messages/<int:number>/", views.message, name="message"),
    path(STAFF, staff.inbox, name="staff_inbox"),
    path(STAFF + "<int:message_id>/", staff.message, name="staff_message"),
    path(STAFF + "<int:message_id>/take/", staff.take, name="take"),
    path(STAFF + "<int:message_id>/hand-on/", staff.hand_on, name="hand_on"),
    path(STAFF + "<int:message_id>/close/", staff.close, name="close"),
    path(STAFF + "<int:message_id>/delete-words/", staff.delete_words, name="delete_words"),
]
