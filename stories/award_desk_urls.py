"""Addresses of award calls at the desk."""

from django.urls import path

from stories.views import award_desk

app_name = "award_desk"
urlpatterns = [
    path("", award_desk.call_list, name="list"),
    path("new/", award_desk.new, name="new"),
    path("<int:pk>/", award_desk.edit, name="edit"),
    path("<int:pk>/publish/", award_desk.publish, name="publish"),
    path("<int:pk>/announce/", award_desk.announce, name="announce"),
    path("<int:pk>/applications/", award_desk.applications, name="applications"),
    path("<int:pk>/applications.csv", award_desk.applications_csv, name="applications_csv"),
    path("applications/<int:pk>/", award_desk.application, name="application"),
    path("applications/<int:pk>/<slug:step>/", award_desk.step, name="step"),
]
