"""Addresses of events at the desk."""

from django.urls import path

from events.views import desk

app_name = "event_desk"
urlpatterns = [
    path("", desk.event_list, name="list"),
    path("new/", desk.new, name="new"),
    path("<int:pk>/", desk.detail, name="detail"),
    path("<int:pk>/edit/", desk.edit, name="edit"),
]
