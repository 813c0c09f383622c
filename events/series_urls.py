"""Addresses of series at the desk."""

from django.urls import path

from events.views import series, series_changes

app_name = "event_series"
urlpatterns = [
    path("", series.series_list, name="list"),
    path("new/", series.new, name="new"),
    path("<int:pk>/", series.detail, name="detail"),
    path("<int:pk>/edit/", series.edit, name="edit"),
    path("<int:pk>/following/", series_changes.following, name="following"),
    path("<int:pk>/end/", series_changes.end, name="end"),
    path("<int:pk>/publish/", series_changes.publish, name="publish"),
    path("<int:pk>/leave-out/", series_changes.leave_out, name="leave_out"),
]
