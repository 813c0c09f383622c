"""Addresses of form drafts."""

from django.urls import path

from accounts import draft_views

app_name = "drafts"
urlpatterns = [
    path("<slug:form>/", draft_views.keep, name="keep"),
    path("<slug:form>/discard/", draft_views.discard, name="discard"),
]
