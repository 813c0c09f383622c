"""Addresses of machine translation."""

from django.urls import path

from translations import machine_views

app_name = "translation_machine"
urlpatterns = [
    path("", machine_views.job_list, name="list"),
    path("new/", machine_views.order, name="order"),
    path("<int:pk>/", machine_views.job_detail, name="job"),
    path("<int:pk>/stop/", machine_views.cancel, name="cancel"),
]
