"""Addresses of files for translators outside."""

from django.urls import URLPattern

app_name = "translation_files"
urlpatterns: list[URLPattern] = []
