"""Addresses where readers ask for a translation."""

from django.urls import URLPattern

app_name = "translation_wish"
urlpatterns: list[URLPattern] = []
