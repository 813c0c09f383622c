"""Addresses of registering, and of a registration's own page (by a signed link)."""

from django.urls import path

from events.views import registering

app_name = "event_registration"
urlpatterns = [
    path("registration/<str:token>/", registering.own, name="own"),
    path("registration/<str:token>/<slug:step>/", registering.step, name="step"),
    path("<slug:slug>/register/", registering.register, name="register"),
    path("<slug:slug>/register/sent/", registering.sent, name="sent"),
]
