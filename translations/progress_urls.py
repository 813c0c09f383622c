"""Addresses of the picture of languages."""

from django.urls import path

from translations import progress_views

app_name = "translation_progress"
urlpatterns = [
    path("", progress_views.progress, name="progress"),
    path("table.csv", progress_views.table, name="csv"),
]
