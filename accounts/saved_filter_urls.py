"""Addresses of saved filters."""

from django.urls import path

from accounts import saved_filter_views as views

app_name = "filters"
urlpatterns = [
    path("save/", views.save, name="save"),
    path("<int:pk>/delete/", views.delete, name="delete"),
]
