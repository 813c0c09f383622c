"""Addresses of claims."""

from django.urls import path

from networks import claim_views as views

app_name = "claims"
urlpatterns = [
    path("organisations/<slug:slug>/claim/", views.organisation, name="organisation"),
    path("advisors/<slug:slug>/claim/", views.advisor, name="advisor"),
    path("desk/claims/<int:pk>/", views.decide, name="decide"),
    path("desk/claims/<int:pk>/code/", views.code, name="code"),
    path("desk/claims/<int:pk>/again/", views.again, name="again"),
    path("desk/claims/<int:pk>/people/", views.people, name="people"),
    path("desk/claims/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("desk/claims/leave/<slug:slug>/", views.leave, name="leave"),
]
