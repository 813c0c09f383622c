"""Addresses of files for translators outside."""

from django.urls import path

from translations import files_views

app_name = "translation_files"
urlpatterns = [
    path("", files_views.index, name="index"),
    path("take/<str:form>/", files_views.export, name="export"),
    path("<int:pk>/", files_views.incoming_file, name="incoming"),
]
