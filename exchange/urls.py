"""Addresses of lists that come in and go out."""

from django.urls import path

from exchange import views

app_name = "exchange"
urlpatterns = [
    path("", views.run_list, name="list"),
    path("new/", views.upload, name="upload"),
    path("export/<str:target>.<str:form>", views.export, name="export"),
    path("<int:pk>/", views.run_detail, name="run"),
    path("<int:pk>/columns/", views.columns, name="columns"),
    path("<int:pk>/start/", views.start, name="start"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
    path("<int:pk>/report.csv", views.report_file, name="report"),
    path("mappings/<int:pk>/delete/", views.forget_mapping, name="forget_mapping"),
]
