"""Addresses of events at the desk."""

from django.urls import path

from events.views import desk, editor, steps

app_name = "event_desk"
urlpatterns = [
    path("", desk.event_list, name="list"),
    path("new/", editor.new, name="new"),
    path("preview/", editor.preview_new, name="preview_new"),
    path("<int:pk>/", desk.detail, name="detail"),
    path("<int:pk>/edit/", editor.edit, name="edit"),
    path("<int:pk>/preview/", editor.preview, name="preview"),
    path("<int:pk>/history/", desk.history, name="history"),
    path("<int:pk>/step/<slug:name>/", steps.step, name="step"),
]
