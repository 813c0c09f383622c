"""Addresses of calendar files, and the page of one's own feed."""

from django.urls import path

from events.views import calendars

app_name = "event_calendar"
urlpatterns = [
    path("events/feed.ics", calendars.feed, name="feed"),
    path("events/feed/<str:key>.ics", calendars.personal, name="personal"),
    path("events/<slug:slug>/calendar.ics", calendars.event, name="event"),
    path("desk/account/calendar/", calendars.mine, name="mine"),
]
