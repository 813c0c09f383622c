"""Public addresses of award calls."""

from django.urls import path

from stories.views import awards

app_name = "awards"
urlpatterns = [
    path("", awards.call_list, name="list"),
    path("<slug:slug>/", awards.detail, name="detail"),
    path("<slug:slug>/apply/", awards.apply, name="apply"),
    path("<slug:slug>/apply/sent/", awards.sent, name="sent"),
]
