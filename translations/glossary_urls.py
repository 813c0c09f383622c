"""Addresses of the glossary at the desk."""

from django.urls import URLPattern

app_name = "glossary"
urlpatterns: list[URLPattern] = []
