"""The address of the yearly question's link: no account is needed."""

from django.urls import path

from networks.views import confirming

app_name = "confirm_profile"
urlpatterns = [path("<str:token>/", confirming.still_right, name="still_right")]
