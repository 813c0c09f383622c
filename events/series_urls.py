"""Addresses of series at the desk."""

from django.urls import path

from events.views import series

app_name = "event_series"
urlpatterns = [
    path("", series.series_list, name="list"),
    path("new/", series.new, name="new"),
    path("<int:pk>/", series.detail, name="detail"),
    path("<int:pk>/edit/", series.edit, name="edit"),
]
