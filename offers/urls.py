"""Addresses of offers."""

from django.urls import path

from offers import views

app_name = "offers"
urlpatterns = [
    path("", views.offer_list, name="list"),
    path("<slug:slug>/", views.offer_detail, name="detail"),
    path("<slug:slug>/report/", views.offer_report, name="report"),
    path("<slug:slug>/report/thanks/", views.report_done, name="report_done"),
]
