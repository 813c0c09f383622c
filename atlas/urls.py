"""Addresses of the pages across everything."""

from django.urls import path

from atlas import desk_views, inbox_views, mail_views, profiles, search_views, views

app_name = "atlas"
urlpatterns = [
    path("", views.home, name="home"),
    path("regions/<slug:key>/", views.region, name="region"),
    path("organisations/<slug:slug>/", profiles.organisation, name="organisation"),
    path("advisors/<slug:slug>/", profiles.advisor, name="advisor"),
    path("guide/", views.guide, name="guide"),
    path("guide/<int:number>/", views.guide_step, name="guide_step"),
    path("may-i/", views.may_i, name="may_i"),
    path("search/", search_views.results, name="search"),
    path("search/suggest/", search_views.suggestions, name="suggest"),
    path("saved/", views.saved, name="saved"),
    path("imprint/", views.imprint, name="imprint"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("desk/", desk_views.front, name="desk"),
    path("desk/inbox/", inbox_views.inbox_list, name="inbox"),
    path("desk/inbox/<int:pk>/", inbox_views.inbox_item, name="inbox_item"),
    path("desk/region/", desk_views.region_health, name="region_health"),
    path("desk/region/numbers.csv", desk_views.region_health_csv, name="region_health_csv"),
    path("desk/mail/", mail_views.mails, name="mails"),
    path("desk/mail/<int:pk>/again/", mail_views.mail_resend, name="mail_resend"),
]
