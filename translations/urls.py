"""Addresses of the translator's queue and editor."""

from django.urls import path

from translations import proposal_views, views

app_name = "translations"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("proposals/", proposal_views.proposals, name="proposals"),
    path("proposals/<int:pk>/", proposal_views.decide, name="decide"),
    path("<str:label>/<str:key>/<str:field>/<str:language>/", views.editor, name="editor"),
    path("<str:label>/<str:key>/<str:field>/<str:language>/lock/", views.lock, name="lock"),
]
