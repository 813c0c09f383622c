"""Addresses of what an event's participants were told."""

from django.urls import path

from events.views import mails

app_name = "event_mails"
urlpatterns = [path("<int:pk>/mails/", mails.sent, name="list")]
