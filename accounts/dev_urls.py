"""Registered in development only."""

from django.urls import path

from accounts import dev

app_name = "dev"
urlpatterns = [
    path("", dev.demo_accounts, name="accounts"),
    path("sign-in/<int:pk>/", dev.sign_in, name="sign_in"),
]
