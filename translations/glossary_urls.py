"""Addresses of the glossary at the desk."""

from django.urls import path

from translations import glossary_views

app_name = "glossary"
urlpatterns = [
    path("", glossary_views.glossary_list, name="list"),
    path("table.csv", glossary_views.table, name="csv"),
    path("new/", glossary_views.new, name="new"),
    path("<slug:code>/", glossary_views.term, name="term"),
    path("<slug:code>/edit/", glossary_views.edit, name="edit"),
]
