from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.me, name="me"),
    path("held/", views.held, name="held"),
    path("held/file/", views.held_file, name="held_file"),
    path("delete/", views.delete, name="delete"),
]
