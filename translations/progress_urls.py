"""Addresses of the picture of languages."""

from django.urls import URLPattern

app_name = "translation_progress"
urlpatterns: list[URLPattern] = []
