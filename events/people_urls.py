"""Addresses of participants at the desk."""

from django.urls import path

from events.views import people

app_name = "event_people"
urlpatterns = [path("<int:pk>/people/", people.participants, name="list")]
