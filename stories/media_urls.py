"""Films and subtitles: served by us, and only while somebody may see the story."""

from django.urls import path

from stories.views import media

urlpatterns = [
    path("videos/<str:name>", media.video, name="story_video"),
    path("captions/<int:pk>.vtt", media.captions, name="story_captions"),
]
