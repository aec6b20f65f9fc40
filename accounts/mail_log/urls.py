from django.urls import path

from accounts.mail_log import staff

app_name = "mail_log"
STAFF = "staff/mails/"
urlpatterns = [
    path(STAFF, staff.mails, name="list"),
    path(STAFF + "send/", staff.send_many, name="send_many"),
    path(STAFF + "<int:mail_id>/send/", staff.send_again, name="send_again"),
]
