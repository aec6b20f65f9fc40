from django.urls import path

from accounts.security import staff

app_name = "security"
urlpatterns = [
    path("staff/let-in/", staff.let_in, name="let_in"),
]
