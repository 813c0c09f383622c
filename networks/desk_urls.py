"""Addresses of organisations and profiles at the desk."""

from django.urls import path

from networks.views import advisors, archiving, organisations

app_name = "profiles"
urlpatterns = [
    path("organisations/", organisations.organisation_list, name="organisations"),
    path("organisations/new/", organisations.organisation_new, name="organisation_new"),
    path("organisations/new/preview/", organisations.organisation_new_preview, name="organisation_new_preview"),
    path("organisations/<slug:slug>/", organisations.organisation, name="organisation"),
    path("organisations/<slug:slug>/preview/", organisations.organisation_preview, name="organisation_preview"),
    path("organisations/<slug:slug>/history/", organisations.organisation_history, name="organisation_history"),
    path("organisations/<slug:slug>/restore/", organisations.organisation_restore, name="organisation_restore"),
    path("organisations/<slug:slug>/confirm/", organisations.organisation_confirm, name="organisation_confirm"),
    path("organisations/<slug:slug>/archive/", archiving.organisation_archive, name="organisation_archive"),
    path("organisations/<slug:slug>/reopen/", archiving.organisation_reopen, name="organisation_reopen"),
    path("profile/", advisors.own_profile, name="profile"),
    path("profile/preview/", advisors.own_preview, name="profile_preview"),
    path("profiles/", advisors.advisor_list, name="advisors"),
    path("profiles/new/", advisors.advisor_new, name="advisor_new"),
    path("profiles/new/preview/", advisors.advisor_new_preview, name="advisor_new_preview"),
    path("profiles/<slug:slug>/", advisors.advisor, name="advisor"),
    path("profiles/<slug:slug>/preview/", advisors.advisor_preview, name="advisor_preview"),
    path("profiles/<slug:slug>/history/", advisors.advisor_history, name="advisor_history"),
    path("profiles/<slug:slug>/restore/", advisors.advisor_restore, name="advisor_restore"),
    path("profiles/<slug:slug>/confirm/", advisors.advisor_confirm, name="advisor_confirm"),
    path("profiles/<slug:slug>/release/", advisors.advisor_release, name="advisor_release"),
]
