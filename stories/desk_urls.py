"""Addresses of stories at the desk."""

from django.urls import path

from stories.views import desk, desk_media, editor

app_name = "story_desk"
urlpatterns = [
    path("", desk.story_list, name="list"),
    path("new/", editor.new, name="new"),
    path("preview/", editor.preview_new, name="preview_new"),
    path("<int:pk>/", desk.detail, name="detail"),
    path("<int:pk>/edit/", editor.edit, name="edit"),
    path("<int:pk>/preview/", editor.preview, name="preview"),
    path("<int:pk>/ask/", desk.ask, name="ask"),
    path("<int:pk>/step/<slug:name>/", desk.step, name="step"),
    path("<int:pk>/media/", desk_media.media_list, name="media"),
    path("<int:pk>/media/new/<slug:kind>/", desk_media.media_new, name="media_new"),
    path("<int:pk>/media/<int:item>/", desk_media.media_edit, name="media_edit"),
    path("<int:pk>/media/<int:item>/delete/", desk_media.media_delete, name="media_delete"),
]
