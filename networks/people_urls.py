from django.urls import path

from networks.views import people

app_name = "people"
urlpatterns = [
    path("invitation/<str:key>/", people.invitation, name="invitation"),
    path("desk/people/", people.people_list, name="list"),
    path("desk/people/invite/", people.invite, name="invite"),
    path("desk/people/invitations/<int:pk>/withdraw/", people.withdraw, name="withdraw"),
    path("desk/people/<str:kind>/<int:pk>/take/", people.take, name="take"),
]
