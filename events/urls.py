"""Public addresses of events."""

from django.urls import path

from events.views import public

app_name = "events"
urlpatterns = [
    path("", public.event_list, name="list"),
    path("month/", public.month, name="month"),
    path("past/", public.past, name="past"),
    path("<slug:slug>/", public.detail, name="detail"),
    path("<slug:slug>/files/<int:pk>/", public.attachment, name="attachment"),
]
