"""Addresses of offers."""

from django.urls import path

from offers import still_right_views, views

app_name = "offers"
urlpatterns = [
    path("", views.offer_list, name="list"),
    path("still-right/<str:token>/", still_right_views.still_right, name="still_right"),
    path("still-right/<str:token>/thanks/", still_right_views.still_right_done, name="still_right_done"),
    path("<slug:slug>/", views.offer_detail, name="detail"),
    path("<slug:slug>/report/", views.offer_report, name="report"),
    path("<slug:slug>/report/thanks/", views.report_done, name="report_done"),
]
