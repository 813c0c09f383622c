"""Addresses of the person a story tells of: her signed link."""

from django.urls import URLPattern

app_name = "story_consent"
urlpatterns: list[URLPattern] = []
