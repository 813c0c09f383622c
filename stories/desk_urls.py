"""Addresses of stories at the desk."""

from django.urls import path

from stories.views import desk

app_name = "story_desk"
urlpatterns = [path("", desk.story_list, name="list")]
