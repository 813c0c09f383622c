"""Addresses of the directories and of the messages to advisors. The profiles themselves show offers too: see atlas."""

from django.urls import path

from networks.views import contact, directory

app_name = "networks"
urlpatterns = [
    path("organisations/", directory.organisation_list, name="organisations"),
    path("advisors/", directory.advisor_list, name="advisors"),
    path("advisors/<slug:slug>/write/", contact.write, name="write"),
    path("advisors/<slug:slug>/write/thanks/", contact.write_done, name="write_done"),
]
