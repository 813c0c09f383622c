"""Addresses of award calls at the desk."""

from django.urls import URLPattern

app_name = "award_desk"
urlpatterns: list[URLPattern] = []
