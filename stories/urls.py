"""Public addresses of stories."""

from django.urls import path

from stories.views import public

app_name = "stories"
urlpatterns = [
    path("", public.story_list, name="list"),
    path("<slug:slug>/", public.detail, name="detail"),
    path("<slug:slug>/captions/<int:pk>.vtt", public.captions, name="captions"),
]
