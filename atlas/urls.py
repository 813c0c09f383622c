"""Addresses of the pages across everything."""

from django.urls import path

from atlas import profiles, views

app_name = "atlas"
urlpatterns = [
    path("", views.home, name="home"),
    path("regions/<slug:key>/", views.region, name="region"),
    path("organisations/<slug:slug>/", profiles.organisation, name="organisation"),
    path("advisors/<slug:slug>/", profiles.advisor, name="advisor"),
    path("guide/", views.guide, name="guide"),
    path("guide/<int:number>/", views.guide_step, name="guide_step"),
    path("may-i/", views.may_i, name="may_i"),
    path("saved/", views.saved, name="saved"),
    path("imprint/", views.imprint, name="imprint"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
]
