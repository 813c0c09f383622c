"""Addresses where readers ask for a translation."""

from django.urls import path

from translations import wish_views

app_name = "translation_wish"
urlpatterns = [
    path("<str:label>/<str:key>/", wish_views.ask, name="ask"),
    path("<str:label>/<str:key>/thanks/", wish_views.thanks, name="thanks"),
]
