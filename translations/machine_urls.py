"""Addresses of machine translation."""

from django.urls import URLPattern

app_name = "translation_machine"
urlpatterns: list[URLPattern] = []
