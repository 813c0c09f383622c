"""Addresses of participants at the desk."""

from django.urls import path

from events.views import checkin, contacting, erasures, papers, people

app_name = "event_people"
urlpatterns = [
    path("erasures/", erasures.report, name="erasures"),
    path("<int:pk>/people/", people.participants, name="list"),
    path("<int:pk>/people/add/", people.add, name="add"),
    path("<int:pk>/people/<int:person>/edit/", people.edit, name="edit"),
    path("<int:pk>/people/<int:person>/cancel/", people.cancel, name="cancel"),
    path("<int:pk>/people/<int:person>/place/", people.place, name="place"),
    path("<int:pk>/people/<int:person>/coming/", people.coming, name="coming"),
    path("<int:pk>/people/check-in/", checkin.check_in, name="check_in"),
    path("<int:pk>/people/close/", checkin.close, name="close"),
    path("<int:pk>/people/invite/", contacting.invite, name="invite"),
    path("<int:pk>/people/message/", contacting.message, name="message"),
    path("<int:pk>/people/calls/", contacting.calls, name="calls"),
    path("<int:pk>/people/sign-in/", papers.sign_in, name="sign_in"),
    path("<int:pk>/people/badges/", papers.badges, name="badges"),
    path("<int:pk>/people/table.<slug:ending>", papers.table, name="table"),
]
