"""Addresses of the translator's queue and editor."""

from django.urls import path

from translations import views

app_name = "translations"
urlpatterns = [path("", views.queue, name="queue")]
