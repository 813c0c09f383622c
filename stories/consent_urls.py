"""Addresses of the person a story tells of: her signed link."""

from django.urls import path

from stories.views import consent

app_name = "story_consent"
urlpatterns = [
    path("<str:token>/", consent.own, name="own"),
    path("<str:token>/wish/", consent.wish, name="wish"),
    path("<str:token>/withdraw/", consent.withdraw, name="withdraw"),
]
